//! One entry as HAR 1.2 writes it, every required field there.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::Serialize;

use crate::exchange::{Body, Exchange, Headers, Request, Response};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Written<'a> {
    started_date_time: String,
    time: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
    #[serde(rename = "_role", skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    request: WrittenRequest<'a>,
    response: WrittenResponse<'a>,
    cache: Nothing,
    timings: Timings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenRequest<'a> {
    method: &'a str,
    url: &'a str,
    http_version: &'static str,
    cookies: [Nothing; 0],
    headers: Vec<Pair<'a>>,
    query_string: Vec<OwnedPair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData<'a>>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenResponse<'a> {
    status: u16,
    status_text: &'a str,
    http_version: &'static str,
    cookies: [Nothing; 0],
    headers: Vec<Pair<'a>>,
    content: Content<'a>,
    #[serde(rename = "redirectURL")]
    redirect_url: &'a str,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'a> {
    mime_type: &'a str,
    text: String,
    #[serde(rename = "_encoding", skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    size: i64,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    /// Why the body is cut; custom fields start with an underscore.
    #[serde(rename = "_cut", skip_serializing_if = "Option::is_none")]
    cut: Option<&'a str>,
}

#[derive(Serialize)]
struct Pair<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct OwnedPair {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct Nothing {}

/// Not measured: an exchange keeps no durations.
#[derive(Serialize)]
struct Timings {
    send: u32,
    wait: u32,
    receive: u32,
}

impl<'a> Written<'a> {
    pub(super) fn of(exchange: &'a Exchange) -> Self {
        Self {
            // HAR asks for a time; the epoch stands for one that is not known.
            started_date_time: exchange
                .started
                .unwrap_or(Timestamp::UNIX_EPOCH)
                .to_string(),
            time: 0,
            comment: exchange.label.as_deref(),
            role: exchange.role.as_str(),
            request: request(&exchange.request),
            response: response(&exchange.response),
            cache: Nothing {},
            timings: Timings {
                send: 0,
                wait: 0,
                receive: 0,
            },
        }
    }
}

fn request(request: &Request) -> WrittenRequest<'_> {
    WrittenRequest {
        method: request.method.as_str(),
        url: request.url.as_str(),
        http_version: "HTTP/1.1",
        cookies: [],
        headers: pairs(&request.headers),
        query_string: request
            .url
            .query_pairs()
            .map(|(name, value)| OwnedPair {
                name: name.into_owned(),
                value: value.into_owned(),
            })
            .collect(),
        post_data: request.body.as_ref().map(|body| {
            let (text, encoding) = text(body);
            PostData {
                mime_type: request.headers.get("Content-Type").unwrap_or_default(),
                text,
                encoding,
            }
        }),
        headers_size: -1,
        body_size: request.body.as_ref().map_or(0, |body| size(body)),
    }
}

fn response(response: &Response) -> WrittenResponse<'_> {
    let mime_type = response.headers.get("Content-Type").unwrap_or_default();
    let (got, cut) = match &response.body {
        Body::Whole(got) => (Some(got), None),
        Body::Cut { got, why } => (Some(got), Some(why.as_str())),
        Body::NotRecorded(_) => (None, None),
    };
    let (text, encoding) = got.map(|got| text(got)).unzip();
    WrittenResponse {
        status: response.status,
        status_text: reason(response.status),
        http_version: "HTTP/1.1",
        cookies: [],
        headers: pairs(&response.headers),
        content: Content {
            size: got.map_or(-1, |got| size(got)),
            mime_type,
            text,
            encoding: encoding.flatten(),
            cut,
        },
        redirect_url: response.headers.get("Location").unwrap_or_default(),
        headers_size: -1,
        body_size: -1,
    }
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}

fn pairs(headers: &Headers) -> Vec<Pair<'_>> {
    headers
        .iter()
        .map(|(name, value)| Pair { name, value })
        .collect()
}

/// Text as it is, anything else as base64 with the word that says so.
fn text(bytes: &[u8]) -> (String, Option<&'static str>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (STANDARD.encode(bytes), Some("base64")),
    }
}

fn size(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}
