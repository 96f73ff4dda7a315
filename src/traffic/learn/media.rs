//! Media types as a document names them.

use crate::traffic::shape::Told;

/// Parameters of a media type that make it another one.
const TELLING: [&str; 2] = ["profile", "version"];

/// Character sets that JSON and the web have anyway.
const USUAL: [&str; 3] = ["utf-8", "utf8", "us-ascii"];

/// Without its parameters, in lower case.
pub(super) fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type says that the body is JSON.
pub(super) fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// Whether a media type says that the body is a sequence of JSON values, one a line.
pub(super) fn is_lines(essence: &str) -> bool {
    matches!(
        essence,
        "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonlines"
    )
}

/// The parameters that make a media type another one, sorted.
fn parameters(media: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = (media.split(';').skip(1))
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            let value = value.trim().trim_matches('"').to_owned();
            (name.trim().to_ascii_lowercase(), value)
        })
        .filter_map(|(name, value)| match name.as_str() {
            "charset" => Some((name, value.to_ascii_lowercase()))
                .filter(|(_, set)| !USUAL.contains(&set.as_str())),
            telling if TELLING.contains(&telling) => Some((name, value)),
            _ => None,
        })
        .collect();
    found.sort();
    found
}

/// Whether a response of this media type is one that a document announces as `declared`.
pub(super) fn is_announced(media: &str, declared: &str) -> bool {
    let (own, announced) = (essence(media), essence(declared));
    let is_within = match announced.strip_suffix("/*") {
        Some("*") => true,
        Some(kind) => own.split('/').next() == Some(kind),
        None => own == announced,
    };
    let (own, announced) = (parameters(media), parameters(declared));
    let is_odd_set = |(name, _): &&(String, String)| name == "charset" && !is_range(declared);
    is_within
        && announced.iter().all(|one| own.contains(one))
        && own
            .iter()
            .filter(is_odd_set)
            .all(|one| announced.contains(one))
}

fn is_range(media: &str) -> bool {
    media.contains("/*")
}

/// As a learned document names it: parameters only where they make it another type and read like
/// what programs say.
pub(super) fn named(media: &str, told: Told) -> String {
    const LONGEST: usize = 20;
    let essence = essence(media);
    let mut name = told.media(&essence).to_owned();
    for (parameter, value) in parameters(media) {
        let is_plain = (1..=LONGEST).contains(&value.len())
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            && (parameter == "charset" || value.len() <= 3 || told == Told::Words);
        if is_plain {
            name.push_str(&format!("; {parameter}={value}"));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_announced_by_type_range_and_parameters() {
        for (media, declared, expected) in [
            ("application/json; charset=UTF-8", "application/json", true),
            ("application/json", "application/json; charset=utf-8", true),
            ("Application/JSON", "application/*", true),
            ("text/html", "*/*", true),
            ("text/html; charset=latin1", "text/*", true),
            ("text/html", "application/json", false),
            (
                "application/json; charset=ISO-8859-1",
                "application/json",
                false,
            ),
            ("a/b; version=2", "a/b; version=1", false),
            ("a/b; version=2", "a/b", true),
        ] {
            assert_eq!(
                is_announced(media, declared),
                expected,
                "{media} {declared}"
            );
        }
    }

    #[test]
    fn a_name_keeps_what_makes_it_another_type() {
        let named = |media| named(media, Told::Harmless);
        assert_eq!(named("application/json; charset=UTF-8"), "application/json");
        assert_eq!(
            named("application/json; charset=\"ISO-8859-1\""),
            "application/json; charset=iso-8859-1"
        );
        assert_eq!(
            named("application/vnd.api+json; version=2"),
            "application/vnd.api+json; version=2"
        );
        assert_eq!(
            named("application/json; profile=ann-smith"),
            "application/json"
        );
    }
}
