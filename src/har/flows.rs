//! Flows as mitmproxy saves them (`-w FILE`): tnetstrings, one dictionary for each flow.

use serde_json::{Value, json};

/// A value of a tnetstring, as far as flows need them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Item<'a> {
    /// Bytes, text or a number, as written.
    Plain(&'a [u8]),
    /// What stands in a list or a dictionary.
    Nested(&'a [u8]),
    Null,
}

/// How long the tnetstring at the start of these bytes is, with its length and type.
pub(super) enum Length {
    Whole(usize),
    /// Its length does not end here.
    Unfinished,
    Malformed,
}

/// Looks at the length at the start of some bytes.
pub(super) fn length(bytes: &[u8]) -> Length {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = std::str::from_utf8(&bytes[..digits]).ok();
    match (
        bytes.get(digits),
        number.and_then(|text| text.parse::<usize>().ok()),
    ) {
        (Some(b':'), Some(length)) if digits < 12 => Length::Whole(digits + 1 + length + 1),
        (None, _) if digits < 12 => Length::Unfinished,
        _ => Length::Malformed,
    }
}

/// The first value of some bytes, and what stands after it.
fn item(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    let Length::Whole(length) = length(bytes) else {
        return None;
    };
    let (whole, rest) = bytes.split_at_checked(length)?;
    let (kind, whole) = whole.split_last()?;
    let start = whole.iter().position(|byte| *byte == b':')? + 1;
    let inner = &whole[start..];
    let item = match kind {
        b',' | b';' | b'#' | b'^' | b'!' => Item::Plain(inner),
        b']' | b'}' => Item::Nested(inner),
        b'~' => Item::Null,
        _ => return None,
    };
    Some((item, rest))
}

fn items(bytes: &[u8]) -> Vec<Item<'_>> {
    let mut rest = bytes;
    let mut all = Vec::new();
    while let Some((item, after)) = item(rest) {
        all.push(item);
        rest = after;
    }
    all
}

fn member<'a>(of: Item<'a>, key: &str) -> Option<Item<'a>> {
    let Item::Nested(bytes) = of else {
        return None;
    };
    let all = items(bytes);
    let pairs = all.chunks_exact(2);
    let found = pairs
        .into_iter()
        .find(|pair| pair[0] == Item::Plain(key.as_bytes()));
    found.map(|pair| pair[1])
}

fn text(of: Item<'_>, key: &str) -> Option<String> {
    match member(of, key)? {
        Item::Plain(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

/// An entry of HAR from one flow; `None` if it is no flow of HTTP.
pub(super) fn entry(flow: &[u8]) -> Option<Value> {
    let (flow, _) = item(flow)?;
    if text(flow, "type")? != "http" {
        return None;
    }
    let request = member(flow, "request")?;
    let response = member(flow, "response").filter(|it| *it != Item::Null);
    let sent = headers(request);
    let host = sent
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = host.map(|(_, value)| value.clone());
    let authority = || text(request, "authority").filter(|text| !text.is_empty());
    let address = || {
        Some(format!(
            "{}:{}",
            text(request, "host")?,
            text(request, "port")?
        ))
    };
    // Behind a reverse proxy, `host` is where the proxy sent the request to.
    let host = host.or_else(authority).or_else(address)?;
    let (scheme, path) = (text(request, "scheme")?, text(request, "path")?);
    let started = text(request, "timestamp_start").and_then(|text| text.parse::<f64>().ok());
    let started = started.and_then(|seconds| {
        let started = jiff::Timestamp::UNIX_EPOCH;
        let passed = jiff::SignedDuration::try_from_secs_f64(seconds).ok()?;
        Some(started.checked_add(passed).ok()?.to_string())
    });
    Some(json!({
        "startedDateTime": started,
        "request": {
            "method": text(request, "method"),
            "url": format!("{scheme}://{host}{path}"),
            "headers": pairs(&sent),
            "postData": content(Some(request)),
        },
        "response": {
            "status": response.and_then(|response| text(response, "status_code")),
            "headers": response.map(|response| pairs(&headers(response))),
            "content": content(response),
        },
    }))
}

fn headers(message: Item<'_>) -> Vec<(String, String)> {
    let Some(Item::Nested(fields)) = member(message, "headers") else {
        return Vec::new();
    };
    let text = |item: &Item<'_>| match item {
        Item::Plain(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    };
    let pair = |field: Item<'_>| match field {
        Item::Nested(pair) => match items(pair).as_slice() {
            [name, value] => Some((text(name), text(value))),
            _ => None,
        },
        _ => None,
    };
    items(fields).into_iter().filter_map(pair).collect()
}

fn pairs(headers: &[(String, String)]) -> Value {
    let pair = |(name, value): &(String, String)| json!({"name": name, "value": value});
    headers.iter().map(pair).collect()
}

/// The body as it was sent, content codings included.
fn content(message: Option<Item<'_>>) -> Value {
    match message.and_then(|message| member(message, "content")) {
        Some(Item::Plain(bytes)) if !bytes.is_empty() => super::body::base64(bytes),
        Some(Item::Plain(_)) => json!({"text": ""}),
        _ => json!({}),
    }
}
