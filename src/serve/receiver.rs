//! A receiver of webhooks: takes what sites deliver and answers that it has it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use url::Url;

use super::Error;
use crate::exchange::{Body, Exchange, Headers, Method, Request, Response};

/// The largest body that is taken: the payload of a membership stays below a hundred kilobytes.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// How long a sender may take for its head, and for its body.
const PATIENCE: Duration = Duration::from_secs(10);
/// Requests that may wait for whoever reads them; later ones wait for their answer.
const WAITING: usize = 64;

/// Connections at once; later ones wait to be accepted.
const CONNECTIONS: usize = 256;

/// What was not taken, and its sender told so.
#[derive(Debug, Default)]
struct Refused {
    too_large: AtomicU64,
    cut_off: AtomicU64,
}

/// A receiver that listens. Dropping it ends it.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens, such as `http://127.0.0.1:49152/`.
    pub url: Url,
    taken: mpsc::Receiver<Exchange>,
    refused: Arc<Refused>,
    accepting: JoinHandle<()>,
}

impl Receiver {
    /// Listens at an address; port 0 takes any that is free.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on.
    pub async fn listen(wanted: SocketAddr) -> Result<Self, Error> {
        let listen = |source| Error::Listen {
            address: wanted,
            source,
        };
        let listener = TcpListener::bind(wanted).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let url = Url::parse(&format!("http://{address}/"))
            .map_err(|source| Error::Address { address, source })?;
        let (sender, taken) = mpsc::channel(WAITING);
        let refused = Arc::default();
        let accepting = accept(listener, url.clone(), sender, Arc::clone(&refused));
        let accepting = tokio::spawn(accepting);
        Ok(Self {
            url,
            taken,
            refused,
            accepting,
        })
    }

    /// The largest body that is taken, in bytes.
    pub const LARGEST: usize = MAX_BODY;

    /// How many deliveries were larger than [`Receiver::LARGEST`] and got a 413.
    #[must_use]
    pub fn too_large(&self) -> u64 {
        self.refused.too_large.load(Ordering::Relaxed)
    }

    /// How many deliveries did not come to their end.
    #[must_use]
    pub fn cut_off(&self) -> u64 {
        self.refused.cut_off.load(Ordering::Relaxed)
    }

    /// Stops receiving and returns what was received before: none of it is lost that its sender was
    /// reported is here. Later deliveries get a 503.
    pub async fn drain(&mut self) -> Vec<Exchange> {
        self.accepting.abort();
        self.taken.close();
        let mut rest = Vec::new();
        while let Some(exchange) = self.taken.recv().await {
            rest.push(exchange);
        }
        rest
    }

    /// The next request, with the response that was given to it.
    pub async fn next(&mut self) -> Option<Exchange> {
        self.taken.recv().await
    }

    /// What comes until nothing came for a while.
    pub async fn until_quiet(&mut self, quiet: Duration) -> Vec<Exchange> {
        let mut taken = Vec::new();
        while let Ok(Some(exchange)) = timeout(quiet, self.next()).await {
            taken.push(exchange);
        }
        taken
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(
    listener: TcpListener,
    url: Url,
    sender: mpsc::Sender<Exchange>,
    refused: Arc<Refused>,
) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // It fails only when closed, and nothing closes it.
        let slot = Arc::clone(&slots).acquire_owned().await.ok();
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or gone before it was accepted: the next one may do.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let (url, sender, refused) = (url.clone(), sender.clone(), Arc::clone(&refused));
        tokio::spawn(async move {
            let _slot = slot;
            let service = service_fn(move |request| {
                let (url, sender, refused) = (url.clone(), sender.clone(), Arc::clone(&refused));
                async move { Ok::<_, Infallible>(take(request, &url, &sender, &refused).await) }
            });
            // A sender that breaks off or sends nonsense has been answered or is gone.
            let _ended = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn take(
    request: HttpRequest<Incoming>,
    url: &Url,
    sender: &mpsc::Sender<Exchange>,
    refused: &Refused,
) -> HttpResponse<Full<Bytes>> {
    let started = crate::clock::now_or_epoch();
    let (head, body) = request.into_parts();
    let answer = |status: StatusCode| {
        let mut response = HttpResponse::new(Full::new(Bytes::new()));
        *response.status_mut() = status;
        response
    };
    let body = match timeout(PATIENCE, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            refused.too_large.fetch_add(1, Ordering::Relaxed);
            return answer(StatusCode::PAYLOAD_TOO_LARGE);
        }
        Ok(Err(_broken)) => {
            refused.cut_off.fetch_add(1, Ordering::Relaxed);
            return answer(StatusCode::BAD_REQUEST);
        }
        Err(_late) => {
            refused.cut_off.fetch_add(1, Ordering::Relaxed);
            return answer(StatusCode::REQUEST_TIMEOUT);
        }
    };
    let mut headers = Headers::new();
    for (name, value) in &head.headers {
        headers.push(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    let exchange = Exchange {
        label: None,
        role: Default::default(),
        started: Some(started),
        request: Request {
            method: Method::parse(head.method.as_str()),
            // Any path is the receiver; what a sender writes there may be anything.
            url: url.clone(),
            headers,
            body: (!body.is_empty()).then_some(body),
        },
        response: Response {
            status: StatusCode::OK.as_u16(),
            headers: Headers::new(),
            body: Body::Whole(Bytes::new()),
        },
    };
    match sender.send(exchange).await {
        Ok(()) => answer(StatusCode::OK),
        // Nobody reads any more: the sender may try again elsewhere.
        Err(_unread) => answer(StatusCode::SERVICE_UNAVAILABLE),
    }
}
