//! Values that give themselves away by the name before them.

use super::curl::decode;
use super::{MASK, names, uri};

/// `consumer_secret=…`, `search=…` or `billing[city]=…` in a query, a form, an `OAuth` header or a
/// sentence, percent-encoded or not: WordPress echoes queries in `Link` and in hrefs.
pub(super) fn parameters(text: &str) -> Option<String> {
    replace(text, |rest, before| {
        let (sign, stops): (&str, &[&str]) = if rest.starts_with("%3D") || rest.starts_with("%3d") {
            (&rest[..3], &["%26", "&"])
        } else if rest.starts_with("=\"") {
            (&rest[..2], &["\""])
        } else if rest.starts_with('=') {
            (&rest[..1], &["&"])
        } else {
            return None;
        };
        let name = parameter_at_end(before)?;
        let length = value_length(&rest[sign.len()..], stops);
        let value = &rest[sign.len()..sign.len() + length];
        let hidden = names::is_secret_path(&name)
            || names::is_personal_path(&name)
            || (uri::is_customer(&name) && !uri::is_id(value));
        hidden.then_some((sign.len(), length))
    })
}

/// `"first_name":"…"` in JSON that does not parse as a whole, cut strings included.
pub(super) fn members(text: &str) -> Option<String> {
    replace(text, |rest, before| {
        let colon = rest.strip_prefix("\":")?;
        let value = colon.trim_start().strip_prefix('"')?;
        let name = name_at_end(before)?;
        let hidden =
            name == "value" || names::is_secret_name(name) || names::is_personal_name(name);
        hidden.then(|| (rest.len() - value.len(), string_length(value)))
    })
}

/// Walks over `=`, `%3D` and `"` and masks the value that `judge` finds there: it gets the rest of
/// the text and the text before, and answers the lengths of the sign and of the value.
fn replace(text: &str, judge: impl Fn(&str, &str) -> Option<(usize, usize)>) -> Option<String> {
    let mut shown = String::new();
    let mut done = 0;
    for at in memchr::memchr3_iter(b'=', b'%', b'"', text.as_bytes()) {
        if at < done {
            continue;
        }
        let (Some(rest), Some(before)) = (text.get(at..), text.get(done..at)) else {
            continue;
        };
        let Some((sign, value)) = judge(rest, before) else {
            continue;
        };
        let (start, end) = (at + sign, at + sign + value);
        if value == 0 || text.get(start..end).is_none_or(|value| value == MASK) {
            continue;
        }
        shown.push_str(&text[done..start]);
        shown.push_str(MASK);
        done = end;
    }
    if done == 0 {
        return None;
    }
    shown.push_str(&text[done..]);
    Some(shown)
}

fn name_at_end(before: &str) -> Option<&str> {
    let length = before
        .bytes()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    before
        .get(before.len() - length..)
        .filter(|name| !name.is_empty())
}

/// A parameter name with its brackets, decoded.
fn parameter_at_end(before: &str) -> Option<String> {
    let length = before
        .bytes()
        .rev()
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'%' | b'[' | b']')
        })
        .count();
    let encoded = before.get(before.len() - length..)?;
    let decoded = decode(encoded);
    // Where the whole query is encoded once more, the separator is part of what was taken.
    let name = decoded.rsplit(['&', '?', '=']).next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Bytes up to the first stop, or to what never stands in a parameter.
fn value_length(text: &str, stops: &[&str]) -> usize {
    if text.starts_with(MASK) {
        return MASK.len();
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '#'))
        .unwrap_or(text.len());
    stops
        .iter()
        .filter_map(|stop| text[..end].find(stop))
        .min()
        .unwrap_or(end)
}

/// Bytes up to the quote that ends a JSON string, or to the end of the text.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}
