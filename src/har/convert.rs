use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use jiff::Timestamp;
use url::Url;

use crate::exchange::{Body, Exchange, Headers, Method, Request, Response, Role};

use super::lenient::RawText;
use super::raw::{RawContent, RawEntry, RawPair, RawPostData, RawRequest, RawResponse};
use super::{Entry, Skipped};

/// What came of the entry at the start of some bytes.
pub(super) enum Parsed {
    /// It is whole, and this many bytes long.
    Done { entry: Entry, length: usize },
    /// The bytes end within it.
    Unfinished,
    /// It is not JSON, or not of the form of an entry.
    Malformed,
}

/// Reads the entry at the start of `bytes`; what stands after it does not matter.
///
/// Parsing right away, without a look for the end of the entry first, is what makes reading
/// cheap: strings full of escapes are walked over once.
pub(super) fn entry(bytes: &[u8]) -> Parsed {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<RawEntry<'_>>();
    match values.next() {
        Some(Ok(raw)) => Parsed::Done {
            entry: match exchange(raw) {
                Ok(exchange) => Entry::Exchange(Box::new(exchange)),
                Err(skipped) => Entry::Skipped(skipped),
            },
            length: values.byte_offset(),
        },
        Some(Err(error)) if !error.is_eof() => Parsed::Malformed,
        Some(Err(_)) | None => Parsed::Unfinished,
    }
}

fn exchange(raw: RawEntry<'_>) -> Result<Exchange, Skipped> {
    let request = request(raw.request.ok_or(Skipped::Malformed)?)?;
    let response = response(raw.response.ok_or(Skipped::NoAnswer)?, &request)?;
    let role = role(&raw.role.0, &raw.comment.0);
    let label = (!raw.comment.0.is_empty()).then(|| raw.comment.0.into_owned());
    // The epoch stands for a time that was not known: HAR asks for one in any case.
    let started = raw
        .started_date_time
        .0
        .parse::<Timestamp>()
        .ok()
        .filter(|started| *started != Timestamp::UNIX_EPOCH);
    Ok(Exchange {
        label,
        role,
        started,
        request,
        response,
    })
}

/// The role that an entry names. Recordings of releases up to 0.1.0 have it in the comment.
fn role(word: &str, comment: &str) -> Role {
    match word {
        "" if comment.starts_with("to compare: ") => Role::Compared,
        "" if comment.starts_with("asked again: ") => Role::Recheck,
        word => Role::parse(word),
    }
}

fn request(raw: RawRequest<'_>) -> Result<Request, Skipped> {
    let Ok(url) = Url::parse(&raw.url.0) else {
        return Err(Skipped::BadUrl);
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Skipped::NotHttp);
    }
    Ok(Request {
        method: Method::parse(&raw.method.0),
        url,
        headers: headers(raw.headers),
        body: raw.post_data.and_then(sent),
    })
}

fn sent(raw: RawPostData<'_>) -> Option<Bytes> {
    if let Some(text) = raw.text {
        return Some(decoded(text, &raw.encoding.0));
    }
    let params = raw.params.filter(|params| !params.is_empty())?;
    // Parts of a multipart body cannot be put together again without their boundary.
    if raw.mime_type.0.starts_with("multipart/") {
        return None;
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    for RawPair { name, value } in &params {
        form.append_pair(&name.0, &value.0);
    }
    Some(Bytes::from(form.finish()))
}

fn response(raw: RawResponse<'_>, request: &Request) -> Result<Response, Skipped> {
    let status = raw
        .status
        .0
        .and_then(|status| u16::try_from(status).ok())
        .filter(|status| *status > 0)
        .ok_or(Skipped::NoAnswer)?;
    let headers = headers(raw.headers);
    let length = headers.get("Content-Length");
    let length: Option<u64> = length.and_then(|length| length.trim().parse().ok());
    let bodiless =
        request.method == Method::Head || matches!(status, 204 | 304) || length == Some(0);
    Ok(Response {
        status,
        body: match raw.content {
            Some(content) => received(content, bodiless, length),
            None if bodiless => Body::Whole(Bytes::new()),
            None => Body::NotRecorded,
        },
        headers,
    })
}

/// A body without a text says nothing of what was sent, whatever its size is given as: browsers
/// write 0 also for what they did not keep. Nor does an empty text where a length was reported.
fn received(raw: RawContent<'_>, bodiless: bool, length: Option<u64>) -> Body {
    let is_announced = length.is_some_and(|length| length > 0) || raw.size.0 > Some(0);
    let got = raw.text.map(|text| decoded(text, &raw.encoding.0));
    let got = match got {
        None if bodiless => return Body::Whole(Bytes::new()),
        None => return Body::NotRecorded,
        Some(got) => got,
    };
    if got.is_empty() && is_announced && !bodiless && raw.cut.0.is_empty() {
        return Body::NotRecorded;
    }
    if !raw.cut.0.is_empty() {
        let why = raw.cut.0.into_owned();
        return Body::Cut { got, why };
    }
    match raw.size.0.and_then(|size| usize::try_from(size).ok()) {
        Some(size) if size > got.len() && is_open_json(&got) => {
            let why = format!("the recording holds only {} of {size} bytes", got.len());
            Body::Cut { got, why }
        }
        _ => Body::Whole(got),
    }
}

/// Browsers cut long bodies and tell the whole size; masking changes a size too, but leaves the
/// last bracket.
fn is_open_json(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    matches!(bytes.first(), Some(b'{' | b'[')) && !matches!(bytes.last(), Some(b'}' | b']'))
}

fn decoded(text: RawText<'_>, encoding: &str) -> Bytes {
    if encoding.eq_ignore_ascii_case("base64")
        && let Ok(bytes) = STANDARD.decode(text.0.trim_ascii())
    {
        return Bytes::from(bytes);
    }
    match text.0 {
        Cow::Borrowed(bytes) => Bytes::copy_from_slice(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

/// Header fields; the pseudo fields of HTTP/2 (`:authority`) are none.
fn headers(raw: Option<Vec<RawPair<'_>>>) -> Headers {
    raw.into_iter()
        .flatten()
        .filter(|field| !field.name.0.is_empty() && !field.name.0.starts_with(':'))
        .map(|field| (field.name.0, field.value.0))
        .collect()
}
