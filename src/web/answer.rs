//! What came of asking an address, as words and as what a cache keeps.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What came of asking an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is there, at once or behind redirects that may change again.
    Good,
    /// It has moved for good.
    Moved {
        /// Where to, without a fragment.
        to: String,
        /// Every redirect was for good and every address, the first too, is of `https`.
        is_sure: bool,
    },
    /// Nobody can follow it.
    Broken {
        /// Why.
        fault: Fault,
        /// The address that is at fault, if it is not the one that was asked.
        at: Option<String>,
    },
    /// Nothing can be said of it today, or from here.
    Unchecked {
        /// Why.
        doubt: Doubt,
        /// The address that is meant, if it is not the one that was asked.
        at: Option<String>,
    },
}

/// Why nobody can follow an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// Its host has no entry in the names of the net.
    NoSuchName,
    /// Nothing listens at that port of its host.
    Refused,
    /// Its server cannot show who it is, or speaks no TLS that is still safe.
    Tls(Tls),
    /// Redirects lead back to where they came from.
    Circle,
    /// More than ten redirects.
    TooManyRedirects,
    /// A redirect that leads nowhere: without an address, or to one of another scheme.
    LeadsNowhere,
    /// What answers does not speak HTTP.
    NoHttp,
}

/// Why a connection is not safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// The certificate is signed by nobody who is trusted.
    UnknownIssuer,
    /// The certificate is too old.
    Expired,
    /// The certificate does not count yet.
    NotYet,
    /// The certificate is that of another host.
    OtherName,
    /// The certificate was taken back.
    Revoked,
    /// The certificate is wrong in another way.
    Certificate,
    /// Server and program have no version or cipher in common, or the server broke off.
    Handshake,
}

/// Why nothing can be said of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// A connection, and no answer in time.
    Slow,
    /// No connection in time.
    NoConnection,
    /// The server asks to wait, or to ask less.
    TooMany,
    /// Another status that does not say that the page is not there.
    Status(u16),
    /// The connection broke off, every time.
    BrokenOff,
    /// The network does not lead there.
    NoRoute,
    /// The names of the net do not answer.
    NamesUnsure,
    /// It leads into a private network, which is only asked when that is allowed.
    Private,
    /// A circle of redirects that give out cookies, which are not kept.
    Cookies,
    /// An answer with more headers than are read.
    TooLarge,
}

impl Answer {
    /// Whether it counts as good news for a cache.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good | Self::Moved { .. })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "the server answers 404, not found",
            Self::Gone => "the server answers 410, gone for good",
            Self::NoSuchName => "there is no host of this name",
            Self::Refused => "the host refuses the connection",
            Self::Tls(Tls::UnknownIssuer) => "the certificate of the server is signed by nobody who is trusted",
            Self::Tls(Tls::Expired) => "the certificate of the server has expired",
            Self::Tls(Tls::NotYet) => "the certificate of the server does not count yet",
            Self::Tls(Tls::OtherName) => "the certificate of the server is that of another host",
            Self::Tls(Tls::Revoked) => "the certificate of the server was revoked",
            Self::Tls(Tls::Certificate) => "the certificate of the server is not valid",
            Self::Tls(Tls::Handshake) => "no safe connection can be made with the server",
            Self::Circle => "the redirects lead round in a circle",
            Self::TooManyRedirects => "there are more than ten redirects",
            Self::LeadsNowhere => "the redirect leads nowhere",
            Self::NoHttp => "what answers there does not speak HTTP",
        })
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slow => f.write_str("there was no answer in time"),
            Self::NoConnection => f.write_str("no connection could be made in time"),
            Self::TooMany => f.write_str("the server asks to come back later"),
            Self::Status(401) => f.write_str("the server answers 401, and wants to know who asks"),
            Self::Status(403) => f.write_str("the server answers 403, and shows it to others perhaps"),
            Self::Status(status @ 500..) => write!(f, "the server answers {status}, and has a fault of its own"),
            Self::Status(status) => write!(f, "the server answers {status}"),
            Self::BrokenOff => f.write_str("the connection broke off"),
            Self::NoRoute => f.write_str("the network does not lead to the host"),
            Self::NamesUnsure => f.write_str("the name of the host could not be looked up"),
            Self::Private => f.write_str("it lies in a private network"),
            Self::Cookies => f.write_str("the redirects want cookies to be kept"),
            Self::TooLarge => f.write_str("the answer has more headers than are read"),
        }
    }
}
