use serde_json::{Map, Value, json};

use super::form::form_of;
use crate::interpret::type_name;
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

/// A schema of the form of a value: types, names and nesting, never the value itself.
pub(super) fn shape(value: &Value, told: Told) -> Value {
    let shape = |value: &Value| shape(value, told);
    match value {
        Value::Array(items) => {
            let inner = items
                .iter()
                .map(shape)
                .reduce(|one, other| merge(&one, &other));
            match inner {
                Some(inner) => json!({"type": "array", "items": inner}),
                None => json!({"type": "array"}),
            }
        }
        Value::Object(members) if is_map(members, told) => {
            let inner = members
                .values()
                .map(shape)
                .reduce(|one, other| merge(&one, &other));
            json!({"type": "object", "additionalProperties": inner.unwrap_or(json!({}))})
        }
        Value::Object(members) => {
            let properties: Map<String, Value> = (members.iter())
                .map(|(name, value)| (name.clone(), shape(value)))
                .collect();
            let required: Vec<&String> = members.keys().collect();
            json!({"type": "object", "properties": properties, "required": required})
        }
        plain => {
            let mut shape = json!({"type": type_name(plain)});
            if let Some((keyword, form)) = plain.as_str().and_then(form_of) {
                shape[keyword] = json!(form);
            }
            shape
        }
    }
}

fn is_map(members: &Map<String, Value>, told: Told) -> bool {
    members.len() > MEMBERS || !members.keys().all(|name| told.is_name(name))
}

/// A schema of all that either shape describes.
pub(super) fn merge(one: &Value, other: &Value) -> Value {
    let (Some(a), Some(b)) = (one.as_object(), other.as_object()) else {
        return json!({});
    };
    let mut merged = Map::new();
    let mut types: Vec<Value> = Vec::new();
    for schema in [a, b] {
        for name in names(schema.get("type")) {
            if !types.contains(&name) {
                types.push(name);
            }
        }
    }
    if types.contains(&json!("number")) {
        types.retain(|name| name != "integer");
    }
    match types.as_slice() {
        [] => {}
        [one] => {
            merged.insert("type".to_owned(), one.clone());
        }
        _ => {
            merged.insert("type".to_owned(), Value::Array(types));
        }
    }
    let texts: Vec<&Map<String, Value>> = [a, b]
        .into_iter()
        .filter(|schema| names(schema.get("type")).contains(&json!("string")))
        .collect();
    for keyword in ["format", "pattern"] {
        // How all texts are written; what is no text says nothing of it.
        let first = texts.first().and_then(|text| text.get(keyword));
        if let Some(form) = first
            && texts.iter().all(|text| text.get(keyword) == Some(form))
        {
            merged.insert(keyword.to_owned(), form.clone());
        }
    }
    for keyword in ["items", "additionalProperties"] {
        let inner = match (a.get(keyword), b.get(keyword)) {
            (Some(a), Some(b)) => Some(merge(a, b)),
            (one, other) => one.or(other).cloned(),
        };
        if let Some(inner) = inner {
            merged.insert(keyword.to_owned(), inner);
        }
    }
    let properties = |schema: &Map<String, Value>| {
        let members = schema.get("properties").and_then(Value::as_object);
        members.cloned().unwrap_or_default()
    };
    let mut all = properties(a);
    for (name, schema) in properties(b) {
        let joined = all.get(&name).map(|known| merge(known, &schema));
        all.insert(name, joined.unwrap_or(schema));
    }
    if !all.is_empty() {
        merged.insert("properties".to_owned(), Value::Object(all));
    }
    let objects: Vec<Vec<Value>> = [a, b]
        .into_iter()
        .filter(|schema| names(schema.get("type")).contains(&json!("object")))
        .map(|schema| names(schema.get("required")))
        .collect();
    let required: Vec<Value> = match objects.as_slice() {
        [one, other] => one
            .iter()
            .filter(|name| other.contains(name))
            .cloned()
            .collect(),
        [one] => one.clone(),
        _ => Vec::new(),
    };
    if !required.is_empty() {
        merged.insert("required".to_owned(), Value::Array(required));
    }
    Value::Object(merged)
}

fn names(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(names)) => names.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_has_types_and_names_and_no_values() {
        let value = json!([{"id": 1, "mail": "ann@private.example"}, {"id": null, "n": 1.5}]);
        assert_eq!(
            shape(&value, Told::Harmless),
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
            shape(&value, Told::Harmless),
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
