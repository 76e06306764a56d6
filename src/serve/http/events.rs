//! Server-sent events as the body of an answer.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame};
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep};

use crate::serve::live::Message;

/// A sign of life this often: a connection that is dead is noticed when it is written to.
const BEAT: Duration = Duration::from_secs(15);
/// Events that a browser has not taken yet; with more it is let go, and told of everything when it comes back.
const WAITING: usize = 32;

/// The stream.
pub(super) struct Events {
    receive: mpsc::Receiver<Message>,
    beat: Pin<Box<Sleep>>,
    is_begun: bool,
}

/// Sends into a stream; false once nobody takes anything any more.
pub(super) type Send = Box<dyn Fn(Message) -> bool + std::marker::Send>;
/// Whether nobody listens any more.
pub(super) type IsGone = Box<dyn Fn() -> bool + std::marker::Send>;

/// A stream, what sends into it, and what tells that it has ended.
pub(super) fn stream() -> (Events, Send, IsGone) {
    let (send, receive) = mpsc::channel(WAITING);
    let events = Events {
        receive,
        beat: Box::pin(sleep(BEAT)),
        is_begun: false,
    };
    let ending = send.clone();
    let send = move |message| send.try_send(message).is_ok();
    (events, Box::new(send), Box::new(move || ending.is_closed()))
}

/// As the HTML standard has it, 9.2.6. JSON has no line breaks.
fn written(message: &Message) -> Bytes {
    let id = message.id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("event: {}\n{id}data: {}\n\n", message.event, message.text).into()
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = |bytes| Poll::Ready(Some(Ok(Frame::data(bytes))));
        if !std::mem::replace(&mut self.is_begun, true) {
            // The headers go out with the first bytes. A server that comes back is found again at once.
            return frame(Bytes::from_static(b"retry: 300\n\n"));
        }
        match self.receive.poll_recv(cx) {
            Poll::Ready(Some(message)) => return frame(written(&message)),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => {}
        }
        if self.beat.as_mut().poll(cx).is_ready() {
            self.beat.as_mut().reset(Instant::now() + BEAT);
            cx.waker().wake_by_ref();
            return frame(Bytes::from_static(b":\n\n"));
        }
        Poll::Pending
    }
}
