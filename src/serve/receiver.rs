//! A receiver of webhooks: takes what sites deliver and answers that it has it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
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

/// A receiver that listens. Dropping it ends it.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens, such as `http://127.0.0.1:49152/`.
    pub url: Url,
    taken: mpsc::Receiver<Exchange>,
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
        let accepting = tokio::spawn(accept(listener, url.clone(), sender));
        Ok(Self {
            url,
            taken,
            accepting,
        })
    }

    /// The next request, with the answer that was given to it.
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

async fn accept(listener: TcpListener, url: Url, sender: mpsc::Sender<Exchange>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or gone before it was accepted: the next one may do.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let (url, sender) = (url.clone(), sender.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let (url, sender) = (url.clone(), sender.clone());
                async move { Ok::<_, Infallible>(take(request, &url, &sender).await) }
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
) -> HttpResponse<Full<Bytes>> {
    let started = Timestamp::now();
    let (head, body) = request.into_parts();
    let answer = |status: StatusCode| {
        let mut response = HttpResponse::new(Full::new(Bytes::new()));
        *response.status_mut() = status;
        response
    };
    let body = match timeout(PATIENCE, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return answer(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return answer(StatusCode::REQUEST_TIMEOUT),
    };
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let Ok(url) = url.join(target) else {
        return answer(StatusCode::BAD_REQUEST);
    };
    let mut headers = Headers::new();
    for (name, value) in &head.headers {
        headers.push(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    let exchange = Exchange {
        label: None,
        started: Some(started),
        request: Request {
            method: Method::parse(head.method.as_str()),
            url,
            headers,
            body: (!body.is_empty()).then_some(body),
        },
        response: Response {
            status: StatusCode::OK.as_u16(),
            headers: Headers::new(),
            body: Body::Whole(Bytes::new()),
        },
    };
    // Nobody reads any more: the sender need not know.
    let _unread = sender.send(exchange).await;
    answer(StatusCode::OK)
}
