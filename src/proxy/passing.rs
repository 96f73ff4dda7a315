use std::future::Future as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::request::Parts;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use jiff::Timestamp;
use tokio::sync::mpsc::OwnedPermit;
use tokio::time::{Instant, Sleep};
use url::Url;

use super::Refusal;
use super::client_end::{ClientEnd, Left};
use super::copied::Copied;
use super::fields::as_text;
use crate::client::{self, Arriving};
use crate::exchange::{Exchange, Headers, Method, Request, Response, Role};

/// What became of one request of the client.
#[derive(Debug)]
pub(crate) enum Passed {
    /// The site answered, and the client got the answer.
    Answered(Box<Answered>),
    /// The site gave no answer; the client was told so.
    Unanswered {
        /// The method on the wire.
        method: Method,
        /// The address at the site.
        url: Url,
        /// Why.
        error: client::Error,
    },
    /// The site gave an answer that is none, or nothing for so long that the client gave up.
    Unusable {
        /// The method on the wire.
        method: Method,
        /// The address at the site.
        url: Url,
        /// What is wrong, for programs.
        cause: &'static str,
        /// The same as a sentence.
        why: String,
    },
    /// The client was gone before the end of the answer.
    HungUp {
        /// The method on the wire.
        method: Method,
        /// The address at the site.
        url: Url,
    },
    /// The proxy answered by itself.
    Refused {
        /// The method on the wire.
        method: Method,
        /// Why it was not sent on.
        why: Refusal,
    },
}

/// An exchange that passed. Its bodies are as they came over the wire.
#[derive(Debug)]
pub(crate) struct Answered {
    request: Request,
    /// Whether the body of the request was larger than what is kept.
    pub(crate) is_sent_larger: bool,
    started: Timestamp,
    /// From the end of the request to the head of the answer.
    pub(crate) took: Duration,
    status: u16,
    headers: Headers,
    received: Copied,
    broken: Option<String>,
}

impl Answered {
    /// The exchange as it is judged, its content coding undone.
    #[must_use]
    pub(crate) fn into_exchange(self) -> Exchange {
        let coding = self.headers.get("Content-Encoding").map(str::to_owned);
        Exchange {
            label: None,
            role: Role::default(),
            started: Some(self.started),
            request: self.request,
            response: Response {
                status: self.status,
                body: (self.received).into_received(coding.as_deref(), self.broken),
                headers: self.headers,
            },
        }
    }
}

/// A request on its way, until it is told what became of it. One that is dropped was given up by the
/// client.
#[derive(Debug)]
pub(super) struct Passing {
    permit: Option<OwnedPermit<Passed>>,
    method: Method,
    url: Url,
    headers: HeaderMap,
    sent: Arc<Mutex<SentSoFar>>,
    started: Timestamp,
    /// From when on the site is silent.
    grace: Duration,
    /// Whether the head of the answer is there.
    is_answered: bool,
}

/// What is known of a request body so far.
#[derive(Debug)]
struct SentSoFar {
    copied: Copied,
    last: Instant,
    is_broken: bool,
    /// Whether all of it went out.
    is_whole: bool,
}

impl Passing {
    pub(super) fn new(
        permit: OwnedPermit<Passed>,
        head: &Parts,
        url: &Url,
        (limit, grace): (usize, Duration),
    ) -> Self {
        Self {
            permit: Some(permit),
            method: Method::parse(head.method.as_str()),
            url: url.clone(),
            headers: head.headers.clone(),
            sent: Arc::new(Mutex::new(SentSoFar {
                copied: Copied::new(limit),
                last: Instant::now(),
                is_broken: false,
                is_whole: true,
            })),
            started: crate::clock::now_or_epoch(),
            grace,
            is_answered: false,
        }
    }

    /// The body of the request, copied while it goes out.
    pub(super) fn sending(&self, body: Incoming) -> Sending {
        self.so_far(|sent| sent.is_whole = false);
        Sending {
            body,
            so_far: Arc::clone(&self.sent),
        }
    }

    /// Tells that the site gave no answer, unless it was the client that broke off.
    pub(super) fn unanswered(mut self, error: client::Error) {
        if self.so_far(|sent| sent.is_broken) {
            return;
        }
        if let Some(permit) = self.permit.take() {
            permit.send(Passed::Unanswered {
                method: self.method.clone(),
                url: self.url.clone(),
                error,
            });
        }
    }

    /// Tells that what the site answered is none.
    pub(super) fn unusable(mut self, cause: &'static str, why: &str) {
        if let Some(permit) = self.permit.take() {
            permit.send(Passed::Unusable {
                method: self.method.clone(),
                url: self.url.clone(),
                cause,
                why: why.to_owned(),
            });
        }
    }

    /// The answer, copied up to a limit while it goes to the client; it breaks off where the site is
    /// silent for longer than that: each answer under way takes a place in the queue.
    pub(super) fn answering(
        mut self,
        status: u16,
        headers: &HeaderMap,
        body: Arriving,
        (limit, patience): (usize, Duration),
        client: Arc<ClientEnd>,
    ) -> Answering {
        self.is_answered = true;
        let grace = self.grace;
        let took = self.so_far(|sent| sent.last.elapsed());
        let mut answering = Answering {
            body,
            passing: Some(self),
            status,
            headers: as_text(headers),
            took,
            received: Copied::new(limit),
            patience,
            silence: Box::pin(tokio::time::sleep(patience)),
            grace,
            last: Instant::now(),
            left: Some(Box::pin(async move { client.left().await })),
        };
        // Of an answer without a body nothing more is asked.
        if answering.body.is_end_stream() {
            answering.end(None);
        }
        answering
    }

    fn so_far<T>(&self, read: impl FnOnce(&mut SentSoFar) -> T) -> T {
        read(&mut self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else {
            return;
        };
        let (method, url, grace) = (self.method.clone(), self.url.clone(), self.grace);
        let is_waiting = self.so_far(|sent| sent.is_whole && sent.last.elapsed() >= grace);
        permit.send(match is_waiting && !self.is_answered {
            true => Passed::Unusable {
                method,
                url,
                cause: "timeout",
                why: format!(
                    "nothing for {} s, until the client gave up",
                    grace.as_secs_f32()
                ),
            },
            false => Passed::HungUp { method, url },
        });
    }
}

/// A request body on its way to the site.
pub(super) struct Sending {
    body: Incoming,
    so_far: Arc<Mutex<SentSoFar>>,
}

impl Body for Sending {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        so_far.last = Instant::now();
        match &frame {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    so_far.copied.take(data);
                }
            }
            Some(Err(_broken)) => so_far.is_broken = true,
            None => {}
        }
        let is_at_end = frame.is_none() || self.body.is_end_stream();
        so_far.is_whole = is_at_end && !so_far.is_broken;
        drop(so_far);
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer on its way to the client.
pub(super) struct Answering {
    body: Arriving,
    passing: Option<Passing>,
    status: u16,
    headers: Headers,
    took: Duration,
    received: Copied,
    /// How long the site may be silent.
    patience: Duration,
    silence: Pin<Box<Sleep>>,
    /// The same once the client sends nothing more.
    grace: Duration,
    /// When something came last.
    last: Instant,
    /// Until the client left.
    left: Option<Pin<Box<dyn Future<Output = Left> + Send>>>,
}

impl Answering {
    /// Tells that the answer came to its end; `broken` says why that is not all of it.
    fn end(&mut self, broken: Option<String>) {
        let Some(mut passing) = self.passing.take() else {
            return;
        };
        let Some(permit) = passing.permit.take() else {
            return;
        };
        let sent = passing.so_far(|sent| std::mem::replace(&mut sent.copied, Copied::new(0)));
        let mut headers = as_text(&passing.headers);
        let host = passing.url.authority().to_owned();
        headers.set("host", host);
        let received = std::mem::replace(&mut self.received, Copied::new(0));
        permit.send(Passed::Answered(Box::new(Answered {
            is_sent_larger: sent.is_larger(),
            request: Request {
                method: passing.method.clone(),
                url: passing.url.clone(),
                headers,
                body: sent.into_sent(),
            },
            started: passing.started,
            took: self.took,
            status: self.status,
            headers: std::mem::take(&mut self.headers),
            received,
            broken,
        })));
    }
}

impl Drop for Answering {
    /// The client left; whether the site had fallen silent before is another matter.
    fn drop(&mut self) {
        if self.last.elapsed() >= self.grace {
            self.end(Some(format!("no data for {:?}", self.grace)));
        }
    }
}

impl Body for Answering {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.left.as_mut().map(|left| left.as_mut().poll(cx)) {
            Some(Poll::Ready(Left::Reset)) => {
                self.left = None;
                return Poll::Ready(Some(Err("the client is gone".into())));
            }
            Some(Poll::Ready(Left::HalfClosed)) => {
                self.left = None;
                self.patience = self.patience.min(self.grace);
                if let Some(next) = Instant::now().checked_add(self.patience) {
                    self.silence.as_mut().reset(next);
                }
            }
            Some(Poll::Pending) | None => {}
        }
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            ready!(self.silence.as_mut().poll(cx));
            let why = format!("no data for {:?}", self.patience);
            self.end(Some(why.clone()));
            return Poll::Ready(Some(Err(why.into())));
        };
        self.last = Instant::now();
        let next = self.last.checked_add(self.patience);
        if let Some(next) = next {
            self.silence.as_mut().reset(next);
        }
        match &frame {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    self.received.take(data);
                }
                // The server does not ask for more once it has sent what was announced.
                if self.body.is_end_stream() {
                    self.end(None);
                }
            }
            Some(Err(_broken)) => {
                let why = "the connection closed before the end of the body".to_owned();
                self.end(Some(why));
            }
            None => self.end(None),
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
