//! What may be told as it is, and the shape of everything else.
//!
//! Nothing is harmless because it looks harmless: a value is reported where the contract declares
//! its place to hold ids, dates, counts or words of a list, and it has that form.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::{names, words};

/// Ids and counts have at most so many digits; a telephone number or a card has more.
const DIGITS: usize = 9;

/// A value in words: as JSON where it is harmless, else by its shape: `string, 42 characters`.
#[must_use]
pub(crate) fn told(key: &str, value: &Value) -> String {
    if is_harmless(key, value) {
        value.to_string()
    } else {
        shape(value)
    }
}

/// Whether a value below that key may be told as it is.
#[must_use]
pub(crate) fn is_harmless(key: &str, value: &Value) -> bool {
    if names::is_secret_name(key) {
        return value.is_null();
    }
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::Number(number) => is_count(key, number),
        Value::String(text) => is_harmless_text(key, text),
        Value::Array(items) => items.iter().all(|item| is_harmless(key, item)),
        Value::Object(members) => members.is_empty(),
    }
}

/// Whether a number below that key is an id or a count.
pub(super) fn is_count(key: &str, number: &serde_json::Number) -> bool {
    let text = number.to_string();
    (words::is_count(key) && is_id(&text.replacen('.', "", 1))) || is_of_zone(key, &text)
}

/// Whether a text below that key, a header or a query parameter of that name may be told as it is.
#[must_use]
pub(super) fn is_harmless_text(key: &str, text: &str) -> bool {
    text.is_empty()
        || words::is_word(text)
        || is_masked(text)
        || is_code(text)
        || (words::is_count(key) && is_id(text))
        || (words::is_date(key) && is_date(text))
        || is_of_zone(key, text)
}

/// Whether a text below that key names the time zone of a site, without which its dates cannot be
/// judged.
fn is_of_zone(key: &str, text: &str) -> bool {
    match key {
        "timezone_string" => TimeZone::get(text).is_ok(),
        "gmt_offset" => {
            let is_short = text.len() <= 6;
            is_short && text.parse().is_ok_and(|hours: f64| hours.abs() <= 14.0)
        }
        _ => false,
    }
}

/// What a value is, without the value.
#[must_use]
pub(crate) fn shape(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(number) => {
            let text = number.to_string();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let kind = if number.is_f64() { "number" } else { "integer" };
            format!("{kind}, {}", count(digits, "digit"))
        }
        Value::String(text) => shape_of_text(text),
        Value::Array(items) => format!("array of {}", items.len()),
        Value::Object(members) => format!("object with {}", count(members.len(), "key")),
    }
}

/// What a text is, without the text.
#[must_use]
pub(crate) fn shape_of_text(text: &str) -> String {
    format!("string, {}", count(text.chars().count(), "character"))
}

fn count(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{end}")
}

/// A text of a response outside its body, such as a header: as it is if it is harmless.
#[must_use]
pub(crate) fn told_text<'a>(name: &str, text: &'a str) -> Cow<'a, str> {
    if is_harmless_text(name, text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(shape_of_text(text))
    }
}

/// The key of an object: as it is if the contract declares it or it reads like a name that a
/// program gave; else its shape, since sites use data as keys.
#[must_use]
pub(crate) fn told_key(key: &str) -> Cow<'_, str> {
    if is_key(key) {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(format!("key, {}", count(key.chars().count(), "character")))
    }
}

/// Whether a key is none that looks like data.
#[must_use]
pub(crate) fn is_key(key: &str) -> bool {
    const LONGEST: usize = 40;
    if words::is_name(key) || is_masked(key) {
        return true;
    }
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    !key.is_empty() && key.len() <= LONGEST && digits <= 2 && key.split('_').all(is_part)
}

/// Whether a part of a key reads like a word: names of people begin with a capital, and tokens mix
/// letters of both cases with digits.
fn is_part(part: &str) -> bool {
    const SHORT: usize = 4;
    const LONGEST: usize = 24;
    let bytes = part.as_bytes();
    let capitals = bytes
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    let is_shout = bytes.len() <= SHORT && capitals > 0;
    let ends = part.trim_end_matches(|it: char| it.is_ascii_digit());
    bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.len() <= LONGEST
        && (is_shout || !bytes.first().is_some_and(u8::is_ascii_uppercase))
        && (is_shout || capitals * 3 <= bytes.len())
        && (bytes.len() <= 2 * SHORT || ends.bytes().all(|byte| !byte.is_ascii_digit()))
}

/// An error code of WordPress, WooCommerce or Memberships.
#[must_use]
pub(crate) fn is_code(text: &str) -> bool {
    const ROOMS: [&str; 4] = ["rest_", "woocommerce_", "wc_", "invalid_"];
    const LONGEST: usize = 72;
    let is_known = matches!(
        text,
        "not_found" | "missing_parameter" | "internal_server_error"
    );
    is_known
        || text.len() <= LONGEST
            && ROOMS.iter().any(|room| text.starts_with(room))
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// A link with what is harmless in it: the site, known words of routes, ids, and parameters that
/// hold such. Everything else is masked.
#[must_use]
pub(crate) fn told_link(text: &str) -> String {
    let Ok(url) = Url::parse(text) else {
        return shape_of_text(text);
    };
    if !matches!(url.scheme(), "http" | "https") {
        return shape_of_text(text);
    }
    let mut bare = url.clone();
    bare.set_fragment(None);
    let shown = super::url(&bare);
    let (address, query) = shown
        .split_once('?')
        .map_or((shown.as_str(), None), |(it, query)| (it, Some(query)));
    let origin = url.origin().ascii_serialization();
    let path = address.strip_prefix(origin.as_str()).unwrap_or(url.path());
    let mut told = format!("{origin}{}", path_with(path, is_segment));
    if let Some(query) = query {
        told.push('?');
        told.push_str(query);
    }
    told
}

/// A path with every segment masked that is not taken.
pub(super) fn path_with(path: &str, takes: impl Fn(&str) -> bool) -> String {
    let segments: Vec<&str> = path
        .split('/')
        .map(|segment| if takes(segment) { segment } else { super::MASK })
        .collect();
    segments.join("/")
}

/// Whether a segment of a path is one of a known route.
#[must_use]
pub(crate) fn is_route(segment: &str) -> bool {
    words::is_route(segment)
}

/// Whether a segment of a path is empty, an id or a word of a route.
pub(super) fn is_segment(segment: &str) -> bool {
    segment.is_empty() || is_id(segment) || words::is_route(segment) || is_masked(segment)
}

/// Whether a text is the mask of another one already.
#[must_use]
pub(crate) fn is_masked(text: &str) -> bool {
    matches!(
        text,
        super::MASK | "redacted@example.invalid" | "https://redacted.invalid/"
    ) || (text.strip_prefix("redacted-")).is_some_and(|rest| {
        rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// An integer, with a sign or without, short enough for an id or a count.
pub(super) fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.len() <= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A date as programs write it: `2026-01-02T10:20:30`, `01/02/2026 10:20`, with an offset or not.
pub(super) fn is_date(text: &str) -> bool {
    const LONGEST: usize = 35;
    // WordPress writes the year -1 for a date that was never set.
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |from: usize, to: usize| {
        text.get(from..to)
            .is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_sign = |at: usize| matches!(text.as_bytes().get(at), Some(b'-' | b'/' | b'.'));
    let begins = (digits(0, 4) && is_sign(4) && digits(5, 7) && is_sign(7) && digits(8, 10))
        || (digits(0, 2) && is_sign(2) && digits(3, 5) && is_sign(5) && digits(6, 10));
    let rest = text.get(10..).unwrap_or_default();
    let mut run = 0;
    begins
        && text.len() <= LONGEST
        && rest.bytes().all(|byte| {
            run = if byte.is_ascii_digit() { run + 1 } else { 0 };
            run <= 9
                && (byte.is_ascii_digit()
                    || matches!(byte, b'T' | b'Z' | b':' | b'.' | b'+' | b'-' | b' '))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_contract_declares_harmless_is_told_and_all_else_by_its_shape() {
        for (key, value, text) in [
            ("order_id", json!("47"), "\"47\""),
            ("order_id", json!(47), "47"),
            ("order_id", json!(491_701_234_567_u64), "integer, 12 digits"),
            ("order_id", json!("Ann"), "string, 3 characters"),
            ("status", json!("active"), "\"active\""),
            ("status", json!("ann-smith"), "string, 9 characters"),
            (
                "date_created",
                json!("2026-01-02T10:20:30+00:00"),
                "\"2026-01-02T10:20:30+00:00\"",
            ),
            (
                "date_created",
                json!("+49 170 1234567"),
                "string, 15 characters",
            ),
            ("birthday", json!("1984-03-02"), "string, 10 characters"),
            ("loyalty", json!(120), "integer, 3 digits"),
            ("loyalty", json!(1.5), "number, 2 digits"),
            ("name", json!("Ann's plan"), "string, 10 characters"),
            ("code", json!("rest_forbidden"), "\"rest_forbidden\""),
            ("tags", json!(["a", "b"]), "array of 2"),
            ("access_product_ids", json!([55, 56]), "[55,56]"),
            ("data", json!({"a": 1}), "object with 1 key"),
            ("x", json!(null), "null"),
        ] {
            assert_eq!(told(key, &value), text, "{key}");
        }
    }

    #[test]
    fn keys_that_look_like_data_are_not_told() {
        for key in [
            "order_id",
            "loyalty_points",
            "address_1",
            "_wcs_meta",
            "shippingAddress2",
            "ID",
            "b2b_price",
        ] {
            assert_eq!(told_key(key), key);
        }
        for key in [
            "ann@shop.example",
            "Ann Smith",
            "DE89370400440532013000",
            "+49170",
            "größe",
            "",
            "AKIAIOSFODNNEXAMPLE",
            "Zimmermann",
            "xKdQwPzLmRtYcVb",
            "f00dcafefeed0badcafe",
        ] {
            assert!(told_key(key).starts_with("key, "), "{key}");
        }
    }

    #[test]
    fn a_link_tells_where_it_leads_and_nothing_of_a_person() {
        assert_eq!(
            told_link("https://shop.example/wp-json/wc/v3/memberships/members/38?page=2&plan=ann"),
            "https://shop.example/wp-json/wc/v3/memberships/members/38?page=2&plan=<redacted>"
        );
        assert_eq!(
            told_link("https://shop.example/ann-smith/?x#ann"),
            "https://shop.example/<redacted>/?x"
        );
        assert_eq!(told_link("mailto:ann"), "string, 10 characters");
    }
}
