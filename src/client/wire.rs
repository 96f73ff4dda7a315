use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant, timeout_at};

use crate::exchange::{Headers, Request, Response};
use crate::redact;

use super::body::{self, Received};
use super::classify::{Limits, classify};
use super::tls::Http;
use super::{Error, Settings};

/// Sends one request and reads one response; nothing else. Says whether the connection was closed
/// before the end of the response.
pub(super) async fn send(
    http: &Http,
    request: &Request,
    settings: &Settings,
) -> Result<(Response, bool), Error> {
    let limits = Limits {
        connect_timeout: settings.connect_timeout,
        timeout: settings.timeout,
        headers: settings.header_cap,
        authorities: http.authorities,
        has_identity: settings.identity.is_some(),
    };
    let deadline = far(settings.timeout);
    let mut prepared = prepared(request)?;
    let extra = &settings.extra;
    extra.add_to(&request.url, prepared.headers_mut())?;
    let sent = timeout_at(deadline, http.client.execute(prepared));
    let mut answer = match sent.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return Err(classify(error, &request.url, &limits)),
        Err(_elapsed) => {
            return Err(Error::Timeout {
                url: redact::url(&request.url),
                after: settings.timeout,
            });
        }
    };
    let headers = fields(answer.headers());
    let status = answer.status().as_u16();
    let received = receive(&mut answer, settings, deadline).await;
    let is_dropped = received.is_dropped;
    let encoding = headers.get("Content-Encoding");
    let response = Response {
        status,
        body: body::decoded(received, encoding, settings.body_cap),
        headers,
    };
    Ok((response, is_dropped))
}

/// The end of a wait, of a very long one the furthest that clocks count for certain.
fn far(wait: std::time::Duration) -> Instant {
    let now = Instant::now();
    let year = std::time::Duration::from_secs(365 * 24 * 60 * 60);
    now.checked_add(wait.min(year)).unwrap_or(now)
}

fn prepared(request: &Request) -> Result<reqwest::Request, Error> {
    let name = request.method.as_str();
    let method = reqwest::Method::from_bytes(name.as_bytes())
        .map_err(|_invalid| Error::InvalidHeader { name: name.into() })?;
    let mut prepared = reqwest::Request::new(method, request.url.clone());
    for (name, value) in request.headers.iter() {
        let (Ok(field), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) else {
            return Err(Error::InvalidHeader { name: name.into() });
        };
        prepared.headers_mut().append(field, value);
    }
    *prepared.body_mut() = request.body.clone().map(reqwest::Body::from);
    Ok(prepared)
}

/// Reads until the end, the limit, the deadline or a break, whichever comes first.
async fn receive(
    answer: &mut reqwest::Response,
    settings: &Settings,
    deadline: Instant,
) -> Received {
    let announced = answer.headers().get("content-length").cloned();
    let announced = announced.as_ref().and_then(|value| value.to_str().ok());
    let mut received = Received::default();
    received.cut = loop {
        match timeout_at(deadline, answer.chunk()).await {
            Ok(Ok(None)) => break None,
            Ok(Ok(Some(chunk))) => {
                let room = settings.body_cap - received.bytes.len();
                received
                    .bytes
                    .extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    received.is_larger = true;
                    break None;
                }
            }
            Ok(Err(_broken)) => {
                received.is_dropped = true;
                let got = received.bytes.len();
                break Some(match announced {
                    Some(all) => format!("the connection closed after {got} of {all} bytes"),
                    None => format!("the connection closed after {got} bytes, before the end"),
                });
            }
            Err(_elapsed) => {
                break Some(format!(
                    "the body was not complete after {} s; {} bytes had arrived",
                    settings.timeout.as_secs_f32(),
                    received.bytes.len()
                ));
            }
        }
    };
    received
}

fn fields(headers: &HeaderMap) -> Headers {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}
