use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use super::MASK;
use super::needles::Needles;
use super::spelling::Spelled;

/// How many bytes are looked at in one piece, and by how many two pieces overlap: a secret is
/// found wherever it is not longer than that in its longest spelling.
const PIECE: usize = 32 << 10;
const OVERLAP: usize = 4 << 10;

/// How many encodings inside each other are undone (base64 of hex, for example).
const DEPTH: usize = 3;

/// The real secrets of one run, masked in every text that leaves the program however they are
/// spelled. Clones share what they know.
#[derive(Clone, Default)]
pub struct Redactor(Arc<RwLock<Needles>>);

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(***)")
    }
}

impl Redactor {
    /// Masks this text from now on: a key, a secret, a password, the name of a customer. A number
    /// of at most ten digits is an id and hides nobody; so does a text of fewer than four
    /// characters.
    pub fn learn(&self, secret: &str) {
        let mut needles = self.0.write().unwrap_or_else(PoisonError::into_inner);
        needles.add(secret);
    }

    /// The text with every secret masked.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replaced(text, MASK)
    }

    /// The text with every secret replaced by `mask`, for formats that cannot hold [`MASK`].
    #[must_use]
    pub fn replaced<'a>(&self, text: &'a str, mask: &str) -> Cow<'a, str> {
        let found = self.found(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        let mut done = 0;
        for range in found {
            shown.push_str(text.get(done..range.start).unwrap_or_default());
            shown.push_str(mask);
            done = range.end;
        }
        shown.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(shown)
    }

    /// Where secrets stand, sorted, without overlaps, at character boundaries.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let needles = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if needles.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let bytes = text.as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            let end = bytes.len().min(start + PIECE + OVERLAP);
            let piece = search(&needles, bytes.get(start..end).unwrap_or_default(), DEPTH);
            found.extend(piece.into_iter().map(|it| it.start + start..it.end + start));
            if end == bytes.len() {
                break;
            }
            start += PIECE;
        }
        for range in &mut found {
            while !text.is_char_boundary(range.start) {
                range.start -= 1;
            }
            while !text.is_char_boundary(range.end) {
                range.end += 1;
            }
        }
        merged(found)
    }
}

/// The secrets in some bytes, as they are and behind encodings.
fn search(needles: &Needles, bytes: &[u8], depth: usize) -> Vec<Range<usize>> {
    let spelled = Spelled::of(bytes);
    let plain = spelled.bytes();
    let mut found = needles.find(plain);
    if depth > 0 {
        for token in spelled.tokens() {
            for decoded in token.decoded() {
                let depth = if is_text(&decoded.bytes) {
                    depth - 1
                } else {
                    0
                };
                for range in search(needles, &decoded.bytes, depth) {
                    found.push(decoded.origin(range));
                }
            }
        }
    }
    found.into_iter().map(|it| spelled.origin(it)).collect()
}

/// Whether most of it can be read: what is not a text holds no further encoding.
fn is_text(bytes: &[u8]) -> bool {
    let readable = |byte: &&u8| matches!(byte, b' '..=b'~' | 0 | b'\t' | b'\n' | b'\r');
    bytes.iter().filter(readable).count() * 4 >= bytes.len() * 3
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use ::base64::{Engine, engine::general_purpose as base64};

    use super::*;

    const KEY: &str = "ck_0123456789abcdef0123456789abcdef01234567";
    const SECRET: &str = "cs_76543210fedcba9876543210fedcba9876543210";
    const PASSWORD: &str = "aB3d eF6h \"jK/ mN+q rS&u";

    fn redactor() -> Redactor {
        let redactor = Redactor::default();
        for secret in [KEY, SECRET, PASSWORD, "Jörg.Müller", "hook-secret"] {
            redactor.learn(secret);
        }
        redactor
    }

    fn hex(text: &str) -> String {
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    fn percent(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }

    /// What is left of a text in which nothing but the secret stands between two marks.
    fn left(spelling: &str) -> String {
        let text = format!("[[[ {spelling} ]]]");
        let redactor = redactor();
        let shown = redactor.text(&text).into_owned();
        assert_eq!(
            redactor.text(&shown),
            shown,
            "masking twice changes nothing"
        );
        shown
    }

    #[test]
    fn every_spelling_of_a_secret_is_masked() {
        let utf16 = |text: &str| text.chars().flat_map(|it| [it, '\0']).collect::<String>();
        for secret in [KEY, SECRET, PASSWORD, "hook-secret"] {
            let escaped = |form: fn(char) -> String| secret.chars().map(form).collect::<String>();
            for (name, spelling) in [
                ("as it is", secret.to_owned()),
                ("upper case", secret.to_uppercase()),
                ("reversed", secret.chars().rev().collect()),
                ("percent", percent(secret)),
                ("percent twice", percent(&percent(secret))),
                ("form", secret.replace(' ', "+")),
                ("hex", hex(secret)),
                ("hex in capitals", hex(secret).to_uppercase()),
                ("base64", base64::STANDARD.encode(secret)),
                ("url-safe base64", base64::URL_SAFE_NO_PAD.encode(secret)),
                (
                    "base64 behind one",
                    base64::STANDARD.encode(format!("x{secret}:y")),
                ),
                (
                    "base64 behind two",
                    base64::STANDARD.encode(format!("xx{secret}")),
                ),
                (
                    "base64 twice",
                    base64::STANDARD.encode(base64::STANDARD.encode(secret)),
                ),
                ("base64 of hex", base64::STANDARD.encode(hex(secret))),
                ("JSON", escaped(|it| format!("\\u{:04x}", u32::from(it)))),
                ("Rust", escaped(|it| format!("\\u{{{:x}}}", u32::from(it)))),
                ("C", escaped(|it| format!("\\x{:02x}", u32::from(it)))),
                (
                    "decimal entities",
                    escaped(|it| format!("&#{};", u32::from(it))),
                ),
                (
                    "hex entities",
                    escaped(|it| format!("&#x{:X};", u32::from(it))),
                ),
                (
                    "named entities",
                    secret
                        .replace('_', "&lowbar;")
                        .replace('&', "&amp;")
                        .replace('"', "&quot;"),
                ),
                ("UTF-16", utf16(secret)),
                (
                    "UTF-16 in JSON",
                    escaped(|it| format!("{it}\\u0000")).replace('"', "\\\""),
                ),
                ("invisible marks", escaped(|it| format!("{it}\u{200b}"))),
                ("a JSON string", serde_json::to_string(secret).unwrap()),
                (
                    "JSON in JSON",
                    serde_json::to_string(&serde_json::to_string(secret).unwrap()).unwrap(),
                ),
                (
                    "broken over lines",
                    format!("{}\n    {}", &secret[..7], &secret[7..]),
                ),
                ("glued", format!("x{secret}y")),
            ] {
                let shown = left(&spelling);
                assert!(shown.contains(MASK), "{name}: {shown}");
                let core: String = shown
                    .replace(MASK, "")
                    .chars()
                    .filter(|it| it.is_alphanumeric())
                    .collect();
                assert!(core.len() <= 14, "{name}: {shown}");
            }
        }
    }

    #[test]
    fn what_php_shortens_in_a_trace_is_masked() {
        assert_eq!(
            left("check('ck_0123456789a...', 'x')"),
            "[[[ check('<redacted>...', 'x') ]]]"
        );
        assert!(left("'ck_01234567…'").contains(MASK));
        assert!(left("…6789abcdef01234567").contains(MASK));
    }

    #[test]
    fn other_text_stays() {
        let redactor = redactor();
        redactor.learn("47");
        redactor.learn("ann");
        for plain in [
            "\"order_id\": \"47\", found, anna \\u0041 %41 &amp; QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "ck_ and cs_ are where keys begin: ck_f1e2d3c4b5a6978803142536475869708192a3b4",
        ] {
            assert_eq!(redactor.text(plain), plain);
        }
    }

    #[test]
    fn a_long_text_is_masked_across_its_pieces() {
        let text = format!(
            "{}{KEY}{}{SECRET}",
            "-".repeat(PIECE - 9),
            "ä".repeat(3 * PIECE)
        );
        let shown = redactor().text(&text).into_owned();
        assert_eq!(shown.matches(MASK).count(), 2);
        assert_eq!(shown.len(), PIECE - 9 + 6 * PIECE + 2 * MASK.len());
    }
}
