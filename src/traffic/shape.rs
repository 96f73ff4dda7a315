use serde_json::{Map, Value};

use super::values::{Keys, Values};
use crate::redact;

/// Members that an object may have before it is taken for a map from names to values.
const MEMBERS: usize = 64;

/// Characters from which on a name of mostly digits is taken for a date or a key.
const DATED: usize = 8;

/// What of a call a learned document repeats beside what the other document declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Told {
    /// Names that read as a program gives them, and words of lists that are known.
    #[default]
    Harmless,
    /// Every name and word that does not look like an address, a date or a number.
    Words,
}

impl Told {
    /// Whether a name is repeated.
    pub(super) fn is_name(self, name: &str) -> bool {
        let digits = name.chars().filter(char::is_ascii_digit).count();
        let reads = match self {
            Self::Harmless => redact::is_key(name),
            Self::Words => name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')),
        };
        (1..=MEMBERS).contains(&name.len())
            && reads
            && digits < name.len()
            && (name.len() < DATED || digits * 2 < name.len())
    }

    /// Whether a segment of a path is repeated.
    pub(super) fn is_segment(self, segment: &str) -> bool {
        self.is_name(segment) || redact::is_route(segment)
    }

    /// Whether a value is a word that programs chose: a status, a kind.
    pub(super) fn is_word(self, value: &str) -> bool {
        let is_lower = |c: char| c.is_ascii_lowercase() || matches!(c, '0'..='9' | '_' | '-');
        match self {
            Self::Harmless => redact::is_harmless("", &Value::from(value)),
            Self::Words => self.is_name(value) && value.chars().all(is_lower),
        }
    }

    /// A media type as it is repeated: what is not known, by its range.
    pub(super) fn media(self, media: &str) -> &str {
        const RANGES: [&str; 7] = [
            "application/*",
            "audio/*",
            "font/*",
            "image/*",
            "multipart/*",
            "text/*",
            "video/*",
        ];
        let (kind, subtype) = media.split_once('/').unwrap_or_default();
        let is_known = redact::is_harmless("", &Value::from(media))
            || subtype.split(['+', '.']).all(|part| MEDIA.contains(&part));
        let is_media = self == Self::Words && self.is_name(kind) && self.is_name(subtype);
        if is_known || is_media {
            return media;
        }
        let range = RANGES
            .iter()
            .find(|range| range.trim_end_matches("/*") == kind);
        range.copied().unwrap_or("*/*")
    }
}

/// Parts of media types that say nothing of anybody.
const MEDIA: [&str; 22] = [
    "api",
    "calendar",
    "csv",
    "event-stream",
    "geo",
    "hal",
    "html",
    "javascript",
    "json",
    "jsonl",
    "ld",
    "ndjson",
    "octet-stream",
    "pdf",
    "plain",
    "problem",
    "vnd",
    "x-jsonlines",
    "x-ndjson",
    "x-www-form-urlencoded",
    "xml",
    "yaml",
];

/// As deep as JSON is read.
const DEPTH: usize = 128;

impl Values {
    /// Looks at one value of a call.
    pub(super) fn see_told(&mut self, value: &Value, told: Told) {
        self.see(value, DEPTH, &|members| match is_map(members, told) {
            true => Keys::Data,
            false => Keys::Names,
        });
    }
}

/// The form of a value: types, names and nesting, never the value itself.
pub(super) fn shape(value: &Value, told: Told) -> Values {
    let mut values = Values::default();
    values.see_told(value, told);
    values
}

fn is_map(members: &Map<String, Value>, told: Told) -> bool {
    members.len() > MEMBERS || !members.keys().all(|name| told.is_name(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::values::Detail;
    use super::*;

    #[test]
    fn a_shape_has_types_and_names_and_no_values() {
        let value = json!([{"id": 1, "mail": "ann@private.example"}, {"id": null, "n": 1.5}]);
        assert_eq!(
            shape(&value, Told::Harmless).schema(Detail::Presence),
            json!({"type": "array", "items": {
                "type": "object",
                "properties": {
                    "id": {"type": ["integer", "null"]},
                    "mail": {"type": "string"},
                    "n": {"type": "number"},
                },
                "required": ["id"],
            }})
        );
    }

    #[test]
    fn names_that_are_data_make_a_map() {
        let value = json!({"ann@private.example": 1, "2026-01-01": 2});
        assert_eq!(
            shape(&value, Told::Harmless).schema(Detail::Presence),
            json!({"type": "object", "additionalProperties": {"type": "integer"}})
        );
        let is_name = |name| Told::Harmless.is_name(name);
        assert!(is_name("v3") && is_name("address_1") && !is_name("12345") && !is_name("a b"));
        assert!(!is_name("ann-smith") && Told::Words.is_name("ann-smith"));
    }

    #[test]
    fn a_media_type_is_repeated_where_it_is_known() {
        for (media, told) in [
            ("application/problem+json", "application/problem+json"),
            ("application/vnd.api+json", "application/vnd.api+json"),
            ("text/ann-smith", "text/*"),
            ("text/plain/ann", "text/*"),
            ("ann smith", "*/*"),
        ] {
            assert_eq!(Told::Harmless.media(media), told);
        }
        assert_eq!(Told::Words.media("text/calendar"), "text/calendar");
    }
}
