use bytes::Bytes;

use super::{Bodies, Json};
use crate::exchange::{Body, Response};

/// A response body as a check sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// There is none.
    Empty,
    /// The recording does not hold it.
    NotRecorded,
    /// It is JSON.
    Json(Json),

    /// It should be JSON, and is not.
    Broken(Broken),
    /// It does not claim to be JSON.
    Text,
}

/// Why a body is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// A UTF-8 byte-order mark precedes otherwise valid JSON.
    ByteOrderMark,
    /// Text precedes otherwise good JSON; how many bytes.
    Prefix {
        /// Bytes before the JSON.
        bytes: usize,
        /// It looks like a PHP notice, warning or error.
        php: bool,
    },
    /// An HTML page.
    Html,
    /// Not UTF-8; offset of the first bad byte.
    NotUtf8(usize),
    /// Deeper than a sane answer is: brackets deeper than `Content::DEPTH`.
    TooDeep,
    /// The transfer broke off; why.
    Cut(String),
    /// Anything else; what the parser says, and the offset.
    Syntax {
        /// The parser's words.
        message: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
}

impl Content {
    /// How deep JSON may nest before it is rejected unread; real answers stay below 12.
    pub const DEPTH: usize = 127;

    /// Reads the body of a response.
    #[must_use]
    pub fn of(response: &Response, bodies: &mut Bodies) -> Self {
        let bytes = match &response.body {
            Body::NotRecorded(_) => return Self::NotRecorded,
            Body::Cut { why, .. } => return Self::Broken(Broken::Cut(why.clone())),
            Body::Whole(bytes) if bytes.is_empty() => return Self::Empty,
            Body::Whole(bytes) => bytes,
        };
        let declared = response.headers.get("Content-Type").unwrap_or_default();
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        let looks_like_json = matches!(first, Some(b'{' | b'['));
        if !looks_like_json
            && !declared.is_empty()
            && !declared.to_ascii_lowercase().contains("json")
        {
            return if looks_like_html(bytes) {
                Self::Broken(Broken::Html)
            } else {
                Self::Text
            };
        }
        parse(bytes, bodies)
    }
}

fn parse(bytes: &Bytes, bodies: &mut Bodies) -> Content {
    let error = match bodies.read(bytes) {
        Ok(json) => return Content::Json(json),
        Err(error) => error,
    };
    if too_deep(bytes) {
        return Content::Broken(Broken::TooDeep);
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        return Content::Broken(Broken::NotUtf8(error.valid_up_to()));
    }
    let is_json = |rest: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(rest).is_ok();
    if bytes.strip_prefix(b"\xEF\xBB\xBF").is_some_and(is_json) {
        return Content::Broken(Broken::ByteOrderMark);
    }
    let starts = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| matches!(byte, b'{' | b'['));
    // A handful of candidates is enough: a PHP message holds few brackets of its own.
    for (at, _) in starts.take(8) {
        if at > 0 && is_json(&bytes[at..]) {
            let php = is_php_message(&bytes[..at]);
            return Content::Broken(Broken::Prefix { bytes: at, php });
        }
    }
    if looks_like_html(bytes) {
        return Content::Broken(Broken::Html);
    }
    Content::Broken(Broken::Syntax {
        message: without_position(&error.to_string()),
        line: error.line(),
        column: error.column(),
    })
}

/// serde_json ends its message with " at line 1 column 2"; the position is kept apart.
fn without_position(message: &str) -> String {
    message
        .split_once(" at line ")
        .map_or(message, |(text, _)| text)
        .to_owned()
}

fn too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > Content::DEPTH {
                    return true;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

fn is_php_message(prefix: &[u8]) -> bool {
    let text = String::from_utf8_lossy(prefix);
    [
        "Warning",
        "Notice",
        "Deprecated",
        "Fatal error",
        "Parse error",
    ]
    .iter()
    .any(|word| text.contains(word))
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|tag| start.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Headers;

    fn content(body: &[u8]) -> Content {
        Content::of(
            &Response {
                status: 200,
                headers: [("Content-Type", "application/json")].into_iter().collect(),
                body: Body::Whole(Bytes::copy_from_slice(body)),
            },
            &mut Bodies::default(),
        )
    }

    #[test]
    fn what_stands_before_json_is_named() {
        assert_eq!(
            content(b"\xEF\xBB\xBF[]"),
            Content::Broken(Broken::ByteOrderMark)
        );
        assert_eq!(
            content(b"<br />\n<b>Warning</b>: Undefined array key in a.php on line 3\n{\"id\":1}"),
            Content::Broken(Broken::Prefix {
                bytes: 62,
                php: true
            })
        );
        assert_eq!(
            content(b"<!DOCTYPE html><html></html>"),
            Content::Broken(Broken::Html)
        );
        assert_eq!(
            content(b"{\"a\":\"\xff\"}"),
            Content::Broken(Broken::NotUtf8(6))
        );
    }

    #[test]
    fn deep_nesting_is_refused_unread() {
        let deep = [vec![b'['; 10_000], vec![b']'; 10_000]].concat();
        assert_eq!(content(&deep), Content::Broken(Broken::TooDeep));
        assert!(matches!(content(br#"{"a":"[[[[{{{{"}"#), Content::Json(_)));
    }

    #[test]
    fn text_that_does_not_claim_to_be_json_is_text() {
        let response = Response {
            status: 200,
            headers: [("Content-Type", "application/javascript")]
                .into_iter()
                .collect::<Headers>(),
            body: "/**/cb([])".into(),
        };
        assert_eq!(
            Content::of(&response, &mut Bodies::default()),
            Content::Text
        );
    }
}
