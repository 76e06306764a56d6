//! A file of the disk as the body of an answer, piece by piece: a film may be larger than memory.

use std::convert::Infallible;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::mpsc;

/// Bytes that are read at once.
const PIECE: u64 = 256 * 1024;
/// Pieces that wait for the browser.
const WAITING: usize = 2;

/// The body.
pub(super) struct Pieces {
    receive: mpsc::Receiver<Bytes>,
    left: u64,
}

/// These bytes of a file. Where there are fewer by now, the browser knows by the length that it was told.
pub(super) fn pieces(mut file: File, part: Range<u64>) -> Pieces {
    let (send, receive) = mpsc::channel(WAITING);
    let left = part.end.saturating_sub(part.start);
    tokio::task::spawn_blocking(move || {
        if file.seek(SeekFrom::Start(part.start)).is_err() {
            return;
        }
        let mut rest = file.take(left);
        loop {
            let mut piece = Vec::new();
            match rest.by_ref().take(PIECE).read_to_end(&mut piece) {
                Ok(1..) if send.blocking_send(piece.into()).is_ok() => {}
                // It ends, fails, or nobody listens any more.
                _ => return,
            }
        }
    });
    Pieces { receive, left }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.receive.poll_recv(cx).map(|piece| {
            let piece = piece?;
            self.left = self.left.saturating_sub(piece.len() as u64);
            Some(Ok(Frame::data(piece)))
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
