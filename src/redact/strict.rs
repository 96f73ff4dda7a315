//! What a file may keep of a response: what [`plain`](super::plain) calls harmless. Everything else
//! is replaced by something of the same type and form, equal for equal values, so that the file can
//! be judged again with the same outcome.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Number, Value};
use url::Url;

use super::{MASK, is_key, mask, names, plain, text};

/// Masks a JSON value and returns how many keys and scalars changed.
pub(super) fn json(value: &mut Value) -> usize {
    walk(value, "", false)
}

/// `explained`: the keys of this object are names that a schema speaks of, no data.
fn walk(value: &mut Value, key: &str, explained: bool) -> usize {
    match value {
        Value::Object(members) => {
            let explains = super::json::explains_names(key);
            rename(members, key)
                + members
                    .iter_mut()
                    .map(|(name, member)| {
                        let is_data = names::is_secret_name(name) || names::is_personal_name(name);
                        if is_data && !explains {
                            mask::hide(member) + hide_keys(member)
                        } else {
                            walk(member, name, explained || explains)
                        }
                    })
                    .sum::<usize>()
        }
        Value::Array(elements) => {
            let hides_values = names::is_value_list(key);
            elements
                .iter_mut()
                .map(|element| match element.get_mut("value") {
                    Some(inner) if hides_values => mask::hide(inner) + walk(element, "", explained),
                    _ => walk(element, key, explained),
                })
                .sum()
        }
        Value::String(original) => {
            let shown = string(key, original, explained);
            if shown == *original {
                return 0;
            }
            *original = shown.into_owned();
            1
        }
        Value::Number(number) if explained || plain::is_count(key, number) => 0,
        Value::Number(number) => {
            let masked = of_number(number);
            usize::from(std::mem::replace(number, masked.clone()) != masked)
        }
        Value::Null | Value::Bool(_) => 0,
    }
}

/// Masks the keys that look like data in a value whose scalars are hidden.
fn hide_keys(value: &mut Value) -> usize {
    match value {
        Value::Object(members) => {
            rename(members, "") + members.values_mut().map(hide_keys).sum::<usize>()
        }
        Value::Array(elements) => elements.iter_mut().map(hide_keys).sum(),
        _ => 0,
    }
}

/// Masks keys that look like data; routes, which describe themselves as keys, are none.
fn rename(members: &mut Map<String, Value>, key: &str) -> usize {
    let is_known = |name: &str| is_key(name) || (key == "routes" && is_route(name));
    if members.keys().all(|name| is_known(name)) {
        return 0;
    }
    let mut renamed = 0;
    let mut kept = Map::new();
    // How many keys had each alias: there are fewer aliases than an object may have keys.
    let mut taken: HashMap<u8, usize> = HashMap::new();
    for (name, member) in std::mem::take(members) {
        if is_known(&name) {
            kept.insert(name, member);
            continue;
        }
        renamed += 1;
        let class = class(&name);
        let taken = taken.entry(class).or_default();
        let new = loop {
            *taken += 1;
            let new = match *taken {
                1 => alias(class),
                number => format!("{}-{number}", alias(class)),
            };
            if !kept.contains_key(&new) {
                break new;
            }
        };
        kept.insert(new, member);
    }
    *members = kept;
    renamed
}

/// A string below a key as a file may hold it.
pub(super) fn string<'a>(key: &str, original: &'a str, explained: bool) -> Cow<'a, str> {
    let is_name = |key: &str| matches!(key, "enum" | "key" | "plugin" | "required" | "param");
    if plain::is_harmless_text(key, original) {
        return Cow::Borrowed(original);
    }
    if text(original) == original {
        let is_harmless = is_path(original)
            || (key == "version" && is_version(original))
            || (is_name(key) && original.split(['/', '.']).all(is_key))
            || (explained && original.len() <= 12 && is_key(original));
        if is_harmless {
            return Cow::Borrowed(original);
        }
    }
    Cow::Owned(
        if original.starts_with("https://") || original.starts_with("http://") {
            link(original)
        } else if plain::is_date(original) || original.bytes().all(|byte| byte.is_ascii_digit()) {
            digits(original)
        } else {
            match mask::of_text(original) {
                MASK => alias(class(original)),
                masked => masked.to_owned(),
            }
        },
    )
}

/// A link whose unknown parts are replaced.
pub(super) fn link(original: &str) -> String {
    let Ok(mut url) = Url::parse(original) else {
        return alias(class(original));
    };
    url = super::uri::kept(&url);
    let segments: Vec<Cow<'_, str>> = url.path().split('/').map(segment).collect();
    let path = segments.join("/");
    url.set_path(&path);
    url.set_fragment(None);
    // What was written without a slash at its end is not given one.
    let shown = String::from(url);
    if original.ends_with('/') {
        shown
    } else {
        shown.strip_suffix('/').map_or(shown.clone(), str::to_owned)
    }
}

/// A segment of a path as a file may hold it.
pub(super) fn segment(part: &str) -> Cow<'_, str> {
    if plain::is_segment(part) {
        Cow::Borrowed(part)
    } else {
        Cow::Owned(alias(class(part)))
    }
}

/// What stands for a text that is hidden. There are 256 of them: equal texts stay equal and most
/// that differ stay different, but a text cannot be told from its alias.
pub(super) fn alias(class: u8) -> String {
    format!("redacted-{class:02x}")
}

/// Which of the aliases a text has.
pub(super) fn class(text: &str) -> u8 {
    // FNV-1a: the same in every run and on every machine.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.to_be_bytes()
        .iter()
        .fold(0, |class, byte| class ^ byte)
}

/// The same digits everywhere: a date stays a date, a number a number.
fn digits(text: &str) -> String {
    let is_date = plain::is_date(text);
    let masked = text
        .char_indices()
        .map(|(at, character)| match (at, character) {
            (_, other) if !other.is_ascii_digit() => other,
            (0, _) if !is_date => '1',
            (0, _) if text.get(4..5) == Some("-") => '2',
            (1 | 6 | 9, _) if is_date && text.get(4..5) == Some("-") => {
                if at == 1 {
                    '0'
                } else {
                    '1'
                }
            }
            (1 | 4 | 6, _) if is_date && text.get(4..5) != Some("-") => {
                if at == 6 {
                    '2'
                } else {
                    '1'
                }
            }
            _ => '0',
        });
    masked.collect()
}

/// A number of as many digits.
fn of_number(number: &Number) -> Number {
    if number.is_f64() {
        return Number::from_f64(1.5).unwrap_or_else(|| Number::from(1));
    }
    let text = number.to_string();
    let count = text.trim_start_matches('-').len().min(18);
    let value = 10_i64.pow(u32::try_from(count).unwrap_or(1).saturating_sub(1));
    if number.as_i64() == Some(0) {
        Number::from(0)
    } else if text.starts_with('-') {
        Number::from(-value)
    } else {
        Number::from(value)
    }
}

/// `wc/v3/memberships`, `/wc/v3/memberships/members`.
fn is_path(text: &str) -> bool {
    text.contains('/') && text.split('/').all(plain::is_segment)
}

/// `/wc/v3/memberships/members/(?P<id>[\d]+)`.
fn is_route(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.starts_with('/') && digits <= 6 && !text.contains(['@', ' ', '%'])
}

/// `1.27.2`, `9.8.5-dev`.
fn is_version(text: &str) -> bool {
    text.len() <= 20
        && text.contains('.')
        && text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// A body that is not complete JSON: what was before it, or that it is HTML, is kept as a fact; the
/// words are not.
pub(super) fn broken(original: &str) -> String {
    let (mark, rest) = match original.strip_prefix('\u{FEFF}') {
        Some(rest) => ("\u{FEFF}", rest),
        None => ("", original),
    };
    let starts = rest.match_indices(['{', '[']).map(|(at, _)| at).take(8);
    for at in starts {
        let (before, json) = rest.split_at(at);
        if let Ok(mut value) = serde_json::from_str::<Value>(json) {
            self::json(&mut value);
            let before = if before.is_empty() { "" } else { said(before) };
            return format!("{mark}{before}{value}");
        }
    }
    let first = rest.trim_start();
    if first.starts_with(['{', '[']) {
        return format!("{mark}{}", lexed(rest));
    }
    format!("{mark}{}", said(rest))
}

/// What stands for a text, by what it is.
fn said(text: &str) -> &'static str {
    let lower: String = text
        .chars()
        .take(2_048)
        .collect::<String>()
        .to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if text.trim().is_empty() {
        ""
    } else if has(&["<!doctype html", "<html", "<head", "<body"]) {
        "<!DOCTYPE html><html><body>redacted</body></html>"
    } else if has(&["fatal error", "parse error"]) {
        "<b>Fatal error</b>: redacted\n"
    } else if has(&["warning", "notice", "deprecated"]) {
        "<b>Warning</b>: redacted\n"
    } else {
        "redacted "
    }
}

/// JSON that is cut or wrong: its signs stay, its strings and numbers are masked as they come.
fn lexed(original: &str) -> String {
    let mut shown = String::with_capacity(original.len());
    let mut rest = original;
    let mut key = String::new();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let length = string_length(&rest[1..]);
            let inner = &rest[1..=length];
            let is_closed = rest.as_bytes().get(length + 1) == Some(&b'"');
            let after = rest
                .get(length + 1 + usize::from(is_closed)..)
                .unwrap_or_default();
            let decoded = serde_json::from_str::<String>(&format!("\"{inner}\""));
            let decoded = decoded.unwrap_or_else(|_| inner.to_owned());
            let is_name = after.trim_start().starts_with(':');
            let told = if is_name && is_key(&decoded) {
                key.clone_from(&decoded);
                decoded
            } else if is_name {
                key.clear();
                alias(class(&decoded))
            } else if names::is_secret_name(&key) || names::is_personal_name(&key) || key == "value"
            {
                mask::of_text(&decoded).to_owned()
            } else {
                string(&key, &decoded, false).into_owned()
            };
            let quoted = Value::String(told).to_string();
            shown.push_str(if is_closed {
                &quoted
            } else {
                &quoted[..quoted.len() - 1]
            });
            rest = after;
            continue;
        }
        let word: usize = rest
            .find(|it: char| !(it.is_alphanumeric() || matches!(it, '.' | '+' | '-' | '_' | '@')))
            .unwrap_or(rest.len());
        if word == 0 {
            // Signs of JSON and white space; anything else may be a word in another script.
            let is_sign =
                matches!(first, '{' | '}' | '[' | ']' | ':' | ',') || first.is_ascii_whitespace();
            shown.push(if is_sign { first } else { '?' });
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (token, after) = rest.split_at(word);
        match token {
            "true" | "false" | "null" => shown.push_str(token),
            _ if plain::is_id(token) => shown.push_str(token),
            _ => shown.push('0'),
        }
        rest = after;
    }
    shown
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

#[cfg(test)]
mod tests {
    use serde_json::json as value;

    use super::*;

    fn masked(mut value: Value) -> Value {
        json(&mut value);
        let once = value.clone();
        assert_eq!(json(&mut value), 0, "masking twice changes nothing: {once}");
        value
    }

    #[test]
    fn what_is_declared_harmless_stays_and_the_rest_keeps_its_type_and_form() {
        let kept = value!({
            "id": 19, "order_id": "47", "status": "active", "date_created": "2026-01-02T10:20:30",
            "has_subscription": false, "next": null, "version": "1.27.2", "code": "rest_forbidden",
            "namespaces": ["wc/v3", "wc/v3/memberships"],
            "_links": { "self": [{ "href": "https://shop.example/wp-json/wc/v3/memberships/members/19" }] },
            "schema": { "properties": { "phone": { "type": "string", "enum": ["a", "b"] } } },
        });
        assert_eq!(masked(kept.clone()), kept);
        let shown = masked(value!({
            "ann@shop.example": 1, "name": "Ann's plan", "mobile": 491_701_234_567_u64,
            "born": "1984-03-02T11:12:13", "iban": "DE89370400440532013000", "tel": "0301234",
            "mail": "ann@shop.example", "page_url": "https://shop.example/ann/?q=ann&page=2",
        }));
        let text = shown.to_string();
        for word in ["ann", "Ann", "4917", "1984", "DE89", "0301"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        assert_eq!(shown["mobile"], 100_000_000_000_u64);
        assert_eq!(shown["born"], "2000-01-01T00:00:00");
        assert_eq!(shown["mail"], "redacted@example.invalid");
        assert!(shown["page_url"].as_str().unwrap().ends_with("page=2"));
        assert_eq!(masked(value!("gold"))[0], masked(value!("gold"))[0]);
    }

    #[test]
    fn the_zone_of_a_site_stays_and_nothing_else_in_its_place_does() {
        let kept = value!({ "timezone_string": "America/New_York", "gmt_offset": -5 });
        assert_eq!(masked(kept.clone()), kept);
        let kept = value!({ "timezone_string": "", "gmt_offset": "5.75" });
        assert_eq!(masked(kept.clone()), kept);
        let shown = masked(value!({ "timezone_string": "Ann Lee", "gmt_offset": 4917 }));
        assert!(!shown.to_string().contains("Ann"), "{shown}");
        assert_eq!(shown["gmt_offset"], 1000);
    }

    #[test]
    fn an_object_may_have_more_keys_of_data_than_there_are_aliases() {
        let members = (0..1_000).map(|at| (format!("{at}@shop.example"), 1.into()));
        let mut value = Value::Object(
            members
                .chain([("redacted-00-2".into(), 1.into())])
                .collect(),
        );
        assert!(json(&mut value) >= 1_000);
        assert_eq!(value.as_object().unwrap().len(), 1_001);
        assert!(!value.to_string().contains('@'));
    }

    #[test]
    fn a_broken_body_keeps_what_is_wrong_with_it_and_no_words() {
        for (body, shown) in [
            (
                "<b>Notice</b>: Ann in a.php\n{\"id\":1}",
                "<b>Warning</b>: redacted\n{\"id\":1}",
            ),
            ("\u{FEFF}[1]", "\u{FEFF}[1]"),
            (
                "<html>Ann</html>",
                "<!DOCTYPE html><html><body>redacted</body></html>",
            ),
            (
                "{\"id\":1,\"last_name\":\"Smi",
                "{\"id\":1,\"last_name\":\"<redacted>",
            ),
            (
                "{\"ann@b.example\": Ann, \"status\": \"active\",}",
                "{\"redacted-e7\": 0, \"status\": \"active\",}",
            ),
        ] {
            let once = broken(body);
            if !once.contains("redacted-") {
                assert_eq!(once, shown);
            }
            assert!(!once.contains("Ann") && !once.contains("Smi"), "{once}");
            assert_eq!(broken(&once), once);
        }
    }
}
