//! Sockets and HTTP: the limits that keep a hostile client from doing harm, and nothing of the API.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::faults::Transport;
use super::http_answer::{HttpAnswer, HttpRequest};
use super::site::Site;
use super::wordpress::Scheme;

/// The largest body that is read: what PHP takes by default (`post_max_size`).
const MAX_BODY: usize = 8 * 1024 * 1024;
/// The most header fields that are read.
const MAX_HEADERS: usize = 100;
/// The most bytes of a request's head.
const MAX_HEAD: usize = 64 * 1024;
/// Connections at once; later ones wait to be accepted.
const CONNECTIONS: usize = 1_024;
/// How long a client may take for its head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may take for its body.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Accepts connections until told to stop.
pub(super) async fn accept(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    site: Arc<Site>,
    mut stopped: watch::Receiver<bool>,
) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // It fails only when closed, and nothing closes it.
        let slot = tokio::select! {
            slot = Arc::clone(&slots).acquire_owned() => slot.ok(),
            _ = stopped.changed() => return,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Out of descriptors, or gone before it was accepted: the next one may do.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
            },
            _ = stopped.changed() => return,
        };
        // Without it small answers wait for the client's acknowledgement; failing changes only speed.
        let _unset = stream.set_nodelay(true);
        let (site, stopped) = (Arc::clone(&site), stopped.clone());
        match acceptor.clone() {
            None => tokio::spawn(async move {
                let _slot = slot;
                serve(stream, Scheme::Http, site, stopped).await;
            }),
            Some(acceptor) => tokio::spawn(async move {
                let _slot = slot;
                // Who does not finish the handshake in time has nothing to be told.
                if let Ok(Ok(stream)) = timeout(HEAD_TIMEOUT, acceptor.accept(stream)).await {
                    serve(stream, Scheme::Https, site, stopped).await;
                }
            }),
        };
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    scheme: Scheme,
    site: Arc<Site>,
    mut stopped: watch::Receiver<bool>,
) {
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { answer(request, scheme, &site).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        // A client that breaks off or sends nonsense has been answered or is gone.
        _ended = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ended = connection.await;
        }
    }
}

/// The body of a response; only a fault makes it break.
type Body = BoxBody<Bytes, Broken>;

/// What a transport fault does to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the connection is broken on purpose")]
struct Broken;

async fn answer(
    request: Request<Incoming>,
    scheme: Scheme,
    site: &Site,
) -> Result<Response<Body>, Broken> {
    let (head, body) = request.into_parts();
    let limited = Limited::new(body, MAX_BODY).collect();
    let refused = match timeout(BODY_TIMEOUT, limited).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err((
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is larger than 8 MiB, which is what PHP takes",
        )),
        Ok(Err(_)) => Err((
            StatusCode::BAD_REQUEST,
            "the body broke off or is malformed",
        )),
        Err(_) => Err((
            StatusCode::REQUEST_TIMEOUT,
            "the body took longer than 20 seconds",
        )),
    };
    let body = match refused {
        Ok(body) => body,
        Err((status, reason)) => {
            let (method, target) = (head.method.to_string(), head.uri.to_string());
            site.tell_served(method, target, status.as_u16(), reason.to_owned());
            return Ok(refuse(status));
        }
    };
    let latency = site.latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let date = site.date();
    let mut answer = site.respond(HttpRequest {
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        scheme,
        body,
    });
    answer.headers.push(("Date".to_owned(), date));
    match site.transport_fault() {
        Some(Transport::Slow(every, wait)) if site.is_nth(every) => {
            tokio::time::sleep(wait).await;
        }
        Some(Transport::CloseEvery(every)) if site.is_nth(every) => return Err(Broken),
        Some(Transport::CutEvery(every)) if site.is_nth(every) => return Ok(cut(answer)),
        _ => {}
    }
    Ok(to_response(answer))
}

/// A rejection by the web server, before WordPress: the connection ends with it.
fn refuse(status: StatusCode) -> Response<Body> {
    let reason = status.canonical_reason().unwrap_or("Error");
    let page = format!("<html><head><title>{reason}</title></head><body></body></html>\n");
    let mut response = Response::new(whole(Bytes::from(page)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("text/html"),
    );
    headers.insert(http::header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

/// A response whose length is reported and whose second half never comes.
fn cut(answer: HttpAnswer) -> Response<Body> {
    let length = answer.body.len();
    let half = Bytes::copy_from_slice(&answer.body[..length / 2]);
    let frames = stream::iter([Ok(Frame::data(half)), Err(Broken)]);
    let mut response = to_response(answer);
    *response.body_mut() = BodyExt::boxed(StreamBody::new(frames));
    response
        .headers_mut()
        .insert(http::header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn to_response(answer: HttpAnswer) -> Response<Body> {
    let mut response = Response::new(whole(Bytes::from(answer.body)));
    if let Ok(status) = StatusCode::from_u16(answer.status) {
        *response.status_mut() = status;
    }
    for (name, value) in answer.headers {
        // A value that HTTP cannot carry (a query with control characters in a `Link`) is left out.
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
