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
}

/// What is known of a request body so far.
#[derive(Debug)]
struct SentSoFar {
    copied: Copied,
    last: Instant,
    is_broken: bool,
}

impl Passing {
    pub(super) fn new(permit: OwnedPermit<Passed>, head: &Parts, url: &Url, limit: usize) -> Self {
        Self {
            permit: Some(permit),
            method: Method::parse(head.method.as_str()),
            url: url.clone(),
            headers: head.headers.clone(),
            sent: Arc::new(Mutex::new(SentSoFar {
                copied: Copied::new(limit),
                last: Instant::now(),
                is_broken: false,
            })),
            started: crate::clock::now_or_epoch(),
        }
    }

    /// The body of the request, copied while it goes out.
    pub(super) fn sending(&self, body: Incoming) -> Sending {
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

    /// The answer, copied up to a limit while it goes to the client; it breaks off where the site is
    /// silent for longer than that: each answer under way takes a place in the queue.
    pub(super) fn answering(
        self,
        status: u16,
        headers: &HeaderMap,
        body: Arriving,
        (limit, patience): (usize, Duration),
    ) -> Answering {
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
        if let Some(permit) = self.permit.take() {
            permit.send(Passed::HungUp {
                method: self.method.clone(),
                url: self.url.clone(),
            });
        }
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

impl Body for Answering {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            ready!(self.silence.as_mut().poll(cx));
            let why = format!("no data for {:?}", self.patience);
            self.end(Some(why.clone()));
            return Poll::Ready(Some(Err(why.into())));
        };
        let next = Instant::now().checked_add(self.patience);
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
