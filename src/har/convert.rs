use std::borrow::Cow;

use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::exchange::{Exchange, Headers, Method, Request, Response, Role};

use super::attachments::Attachments;
use super::body::{decoded, received};
use super::raw::{RawEntry, RawPair, RawPostData, RawRequest, RawResponse};
use super::{Entry, Skipped, charles};

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
pub(super) fn entry(bytes: &[u8], attachments: &mut Attachments) -> Parsed {
    parsed(bytes, |raw: RawEntry<'_>| {
        Some(from_exchange(exchange(raw, attachments)))
    })
}

/// Reads the element of a list at the start of `bytes`: a transaction as Charles exports it, or an
/// entry of HAR.
pub(super) fn element(bytes: &[u8], attachments: &mut Attachments) -> Parsed {
    parsed(bytes, |value: Value| {
        let value = charles::entry(&value).or_else(|| {
            let is_entry = value.pointer("/request/url").is_some();
            is_entry.then_some(value)
        })?;
        Some(from_value(&value, attachments))
    })
}

fn parsed<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    read: impl FnOnce(T) -> Option<Entry>,
) -> Parsed {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<T>();
    match values.next() {
        Some(Ok(raw)) => match read(raw) {
            Some(entry) => Parsed::Done {
                entry,
                length: values.byte_offset(),
            },
            None => Parsed::Malformed,
        },
        Some(Err(error)) if !error.is_eof() => Parsed::Malformed,
        Some(Err(_)) | None => Parsed::Unfinished,
    }
}

/// Reads an entry that was put together from another format.
pub(super) fn from_value(value: &Value, attachments: &mut Attachments) -> Entry {
    let text = value.to_string();
    match serde_json::from_str::<RawEntry<'_>>(&text) {
        Ok(raw) => from_exchange(exchange(raw, attachments)),
        Err(_) => Entry::Skipped(Skipped::Malformed),
    }
}

fn from_exchange(exchange: Result<Exchange, Skipped>) -> Entry {
    match exchange {
        Ok(exchange) => Entry::Exchange(Box::new(exchange)),
        Err(skipped) => Entry::Skipped(skipped),
    }
}

fn exchange(raw: RawEntry<'_>, attachments: &mut Attachments) -> Result<Exchange, Skipped> {
    let request = request(raw.request.ok_or(Skipped::Malformed)?, attachments)?;
    let response = raw.response.ok_or(Skipped::NoAnswer)?;
    // Safari says where a response came from in words.
    let is_kept = !raw.from_cache.0.is_empty()
        || ["Memory Cache", "Disk Cache", "Inspector Override"].contains(&&*raw.fetch_type.0);
    if is_kept || response.status.0 == Some(304) {
        return Err(Skipped::Cached);
    }
    let response = self::response(response, &request, attachments)?;
    if raw.resource_type.0 == "preflight" || is_preflight(&request, &response) {
        return Err(Skipped::Preflight);
    }
    let role = role(&raw.role.0, &raw.comment.0);
    let label = (!raw.comment.0.is_empty()).then(|| raw.comment.0.into_owned());
    // The epoch stands for a time that was not known: HAR asks for one in any case.
    let started = raw
        .started_date_time
        .0
        .parse::<Timestamp>()
        .ok()
        .filter(|started| *started != Timestamp::UNIX_EPOCH)
        .or_else(|| answered(&response.headers));
    Ok(Exchange {
        label,
        role,
        started,
        request,
        response,
    })
}

/// When the site says that it answered.
fn answered(headers: &Headers) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::parse(headers.get("Date")?).ok()?;
    Some(date.timestamp())
}

/// Whether a browser asked by itself if a page may send a request (the Fetch Standard's CORS
/// preflight). Recorders do not always keep its request header.
fn is_preflight(request: &Request, response: &Response) -> bool {
    let is_empty = response.body.bytes().is_empty();
    request.method == Method::Options
        && (request.headers.contains("Access-Control-Request-Method")
            || is_empty && response.headers.contains("Access-Control-Allow-Origin"))
}

/// The role that an entry names. Recordings of releases before 0.2.0 have some in the comment.
fn role(word: &str, comment: &str) -> Role {
    match word {
        "" if comment.starts_with("to compare: ") => Role::Compared,
        "" if comment.starts_with("asked again: ") => Role::Recheck,
        "" if matches!(comment, "with an unknown key" | "with a wrong secret") => {
            Role::WrongCredentials
        }
        word => Role::parse(word),
    }
}

fn request(raw: RawRequest<'_>, attachments: &mut Attachments) -> Result<Request, Skipped> {
    let Ok(mut url) = Url::parse(&raw.url.0) else {
        return Err(Skipped::BadUrl);
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Skipped::NotHttp);
    }
    add_query(&mut url, raw.query_string.as_deref().unwrap_or_default());
    let mut headers = raw.headers.into_headers();
    // Some recorders keep no header fields and name the type of the body beside it.
    let media = raw.post_data.as_ref().map(|data| &*data.mime_type.0);
    if let Some(media) = media.filter(|media| !media.is_empty())
        && !headers.contains("Content-Type")
    {
        headers.push("Content-Type", media);
    }
    Ok(Request {
        method: Method::parse(&raw.method.0),
        url,
        headers,
        body: raw.post_data.and_then(|data| sent(data, attachments)),
    })
}

/// Adds the parameters that a recorder keeps beside the URL and not in it.
fn add_query(url: &mut Url, pairs: &[RawPair<'_>]) {
    let given: Vec<String> = (url.query_pairs())
        .map(|(name, _)| name.into_owned())
        .collect();
    let is_given = |name: &str| given.iter().any(|known| known == name);
    let pairs = pairs.iter().map(|pair| {
        let (name, value) = (pair.name.0.as_ref(), pair.value.0.as_ref());
        (unescaped(name), unescaped(value))
    });
    let missing: Vec<_> = pairs
        .filter(|(name, _)| !name.is_empty() && !is_given(name))
        .collect();
    if !missing.is_empty() {
        url.query_pairs_mut().extend_pairs(missing);
    }
}

/// A part of a query: some recorders keep it as it was sent, others decoded.
fn unescaped(text: &str) -> Cow<'_, str> {
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_sent = text.contains('%')
        && text.split('%').skip(1).all(is_escape)
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_sent {
        percent_decode_str(text).decode_utf8_lossy()
    } else {
        Cow::Borrowed(text)
    }
}

fn sent(raw: RawPostData<'_>, attachments: &mut Attachments) -> Option<Bytes> {
    match raw.text {
        // Some recorders write an empty text where no body was sent.
        Some(text) if text.0.is_empty() && raw.mime_type.0.is_empty() => {}
        Some(text) if raw.file.0.is_empty() || !text.0.is_empty() => {
            return decoded(text, &raw.encoding.0).ok();
        }
        _ => {}
    }
    if !raw.file.0.is_empty() {
        return attachments.read(&raw.file.0);
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

fn response(
    raw: RawResponse<'_>,
    request: &Request,
    attachments: &mut Attachments,
) -> Result<Response, Skipped> {
    let status = raw
        .status
        .0
        .and_then(|status| u16::try_from(status).ok())
        .filter(|status| *status > 0)
        .ok_or(Skipped::NoAnswer)?;
    let headers = raw.headers.into_headers();
    let is_empty = headers.get("Content-Length").map(str::trim) == Some("0");
    let bodiless = request.method == Method::Head || status == 204 || is_empty;
    let content = raw.content.unwrap_or_default();
    Ok(Response {
        status,
        body: received(content, (&headers, bodiless), raw.body_size.0, attachments),
        headers,
    })
}
