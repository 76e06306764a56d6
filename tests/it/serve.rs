//! `stegvis serve`, over real sockets and with real events of the disk.

mod client;
mod edits;
mod following;
mod pages;
mod security;
