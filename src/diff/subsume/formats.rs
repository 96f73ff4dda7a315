use std::collections::HashMap;

use crate::diff::schema::Format;

/// Judges strings by format with the validator that judges everything else.
#[derive(Debug, Default)]
pub(super) struct Formats {
    known: HashMap<Format, Option<jsonschema::Validator>>,
}

impl Formats {
    /// Whether the text is of that format; nothing where its meaning is not known.
    pub(super) fn is(&mut self, format: &Format, text: &str) -> Option<bool> {
        if !format.is_known() {
            return None;
        }
        let validator = self.known.entry(format.clone()).or_insert_with(|| {
            jsonschema::draft202012::options()
                .should_validate_formats(true)
                .build(&serde_json::json!({ "format": &*format.0 }))
                .ok()
        });
        let text = serde_json::Value::from(text);
        validator
            .as_ref()
            .map(|validator| validator.is_valid(&text))
    }
}

/// A string of that format of at least so many characters, where one can be made by padding.
pub(super) fn padded(format: &Format, length: usize) -> Option<String> {
    let fill = |start: &str, end: &str| {
        let pad = length.saturating_sub(start.len() + end.len()).max(1);
        format!("{start}{}{end}", "a".repeat(pad))
    };
    match &*format.0 {
        "uri" | "iri" | "uri-reference" | "iri-reference" => Some(fill("https://example.com/", "")),
        "uri-template" | "json-pointer" => Some(fill("/", "")),
        "regex" => Some(fill("", "")),
        "email" | "idn-email" if length <= 64 => Some(fill("", "@example.com")),
        "hostname" | "idn-hostname" if length <= 60 => Some(fill("", ".example")),
        _ => None,
    }
}

/// The fewest and the most characters that a string of that format has, where that is fixed.
pub(super) fn lengths(format: &Format) -> (u64, Option<u64>) {
    match &*format.0 {
        "date" => (10, Some(10)),
        "uuid" => (36, Some(36)),
        "ipv4" => (7, Some(15)),
        "date-time" => (20, None),
        "ipv6" => (2, Some(45)),
        _ => (0, None),
    }
}
