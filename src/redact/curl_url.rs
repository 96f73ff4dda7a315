use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::curl::{UNKNOWN_KEY, WRONG_SECRET, decode};
use super::{query_value, shell, text, uri};

/// What a shell expands between double quotes, and what curl takes for a pattern of URLs.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'`')
    .add(b'$')
    .add(b'\\')
    .add(b'!')
    .add(b'[')
    .add(b']')
    .add(b'{')
    .add(b'}');

/// A piece of a query: its name, and a value that is written out or left to the shell.
pub(super) struct Pair {
    /// As written in the URL.
    pub(super) name: String,
    /// What stands after `=`, if there is one.
    pub(super) value: Option<Part>,
}

/// A value in a printed URL.
pub(super) enum Part {
    /// As written in the URL.
    Plain(String),
    /// The name of a shell variable.
    Variable(String),
}

/// The URL as one shell word; secret and personal values are variables.
pub(super) fn word(url: &Url) -> String {
    let pairs = pairs(url);
    let has_variable = pairs
        .iter()
        .any(|pair| matches!(pair.value, Some(Part::Variable(_))));
    let shown = with_query(url, pairs.iter().map(written));
    if has_variable {
        format!("\"{shown}\"")
    } else {
        shell::word(&shown)
    }
}

/// The address with a query made of parts that are ready for double quotes.
pub(super) fn with_query(url: &Url, parts: impl Iterator<Item = String>) -> String {
    let mut shown = address(url);
    for (index, part) in parts.enumerate() {
        shown.push(if index == 0 { '?' } else { '&' });
        shown.push_str(&part);
    }
    shown
}

/// One pair as it stands between double quotes.
pub(super) fn written(pair: &Pair) -> String {
    let name = utf8_percent_encode(&pair.name, UNSAFE);
    match &pair.value {
        None => name.to_string(),
        Some(Part::Plain(value)) => format!("{name}={}", utf8_percent_encode(value, UNSAFE)),
        Some(Part::Variable(variable)) => format!("{name}=${variable}"),
    }
}

/// The pairs of a query in order.
pub(super) fn pairs(url: &Url) -> Vec<Pair> {
    let raw = url.query().unwrap_or_default();
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            None => Pair {
                name: uri::parameter(pair).into_owned(),
                value: None,
            },
            Some((name, value)) => {
                let shown = uri::parameter(name);
                // A name that is masked is no name for a variable either.
                let value = match part(&decode(name), value) {
                    Part::Variable(_) => Part::Variable(variable(&decode(&shown))),
                    plain @ Part::Plain(_) => plain,
                };
                Pair {
                    name: shown.into_owned(),
                    value: Some(value),
                }
            }
        })
        .collect()
}

fn part(name: &str, value: &str) -> Part {
    let decoded = decode(value);
    let shows = query_value(name, &decoded) == decoded && decoded != super::MASK;
    if shows || decoded == UNKNOWN_KEY || decoded == WRONG_SECRET {
        Part::Plain(value.to_owned())
    } else {
        Part::Variable(variable(name))
    }
}

/// The shell variable for a parameter or header: `consumer_key` is `MEMBERSPEC_KEY`.
pub(super) fn variable(name: &str) -> String {
    let name = name.strip_prefix("consumer_").unwrap_or(name);
    let letters = name.chars().map(|letter| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_uppercase()
        } else {
            '_'
        }
    });
    "MEMBERSPEC_".chars().chain(letters).collect()
}

fn address(url: &Url) -> String {
    let origin = url.origin().ascii_serialization();
    let path = text(url.path());
    format!("{origin}{}", utf8_percent_encode(&path, UNSAFE))
}
