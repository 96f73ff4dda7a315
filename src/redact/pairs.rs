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
        // Values are looked at only where the name asks for it: each `=` of a long text would
        // otherwise read the text to its end.
        let by_name = names::is_secret_path(&name) || names::is_personal_path(&name);
        if !by_name && !uri::is_customer(&name) {
            return None;
        }
        let length = value_length(&rest[sign.len()..], stops);
        let value = &rest[sign.len()..sign.len() + length];
        let hidden = by_name || !uri::is_id(value);
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

/// A parameter name with its brackets, decoded. It begins behind the nearest separator, written
/// plainly or, where the whole query is encoded once more, percent-encoded: names do not overlap,
/// so that all names of a text together are no longer than the text.
fn parameter_at_end(before: &str) -> Option<String> {
    let bytes = before.as_bytes();
    let mut start = bytes.len();
    while let Some(byte) = start.checked_sub(1).and_then(|at| bytes.get(at)) {
        let belongs =
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'%' | b'[' | b']');
        if !belongs || is_encoded_separator(&bytes[start..]) {
            break;
        }
        start -= 1;
    }
    let from = if is_encoded_separator(&bytes[start..]) {
        start + 3
    } else {
        start
    };
    let decoded = decode(before.get(from..)?);
    let name = decoded.rsplit(['&', '?', '=']).next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a text starts with `&`, `?` or `=`, percent-encoded.
fn is_encoded_separator(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'%', b'2', b'6', ..] | [b'%', b'3', b'D' | b'd' | b'F' | b'f', ..]
    )
}

/// Bytes up to the first stop, or to what never stands in a parameter.
fn value_length(text: &str, stops: &[&str]) -> usize {
    if text.starts_with(MASK) {
        return MASK.len();
    }
    let ends = |(at, c): (usize, char)| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '#')
            || stops.iter().any(|stop| text[at..].starts_with(stop))
    };
    let mut letters = text.char_indices();
    letters
        .find(|letter| ends(*letter))
        .map_or(text.len(), |(at, _)| at)
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
