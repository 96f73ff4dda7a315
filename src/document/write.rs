use serde_json::Value;
use thiserror::Error;

/// Why a document could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The YAML writer rejected a value.
    #[error("cannot write the document as YAML: {0}")]
    Yaml(#[from] serde_saphyr::ser::Error),
    /// The JSON writer rejected a value.
    #[error("cannot write the document as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The document as YAML: block style, texts of several lines as literal blocks, quotes only where a text would otherwise be read as something else. YAML 1.1 readers
/// and YAML 1.2 readers read the same.
///
/// # Errors
/// Fails if the YAML writer rejects a value; it takes every JSON value.
pub fn to_yaml(document: &Value) -> Result<String, WriteError> {
    let text = serde_saphyr::to_string(document)?;
    Ok(if has_line_of_spaces(document) {
        text
    } else {
        without_spaces_on_empty_lines(&text)
    })
}

/// Whether a text holds a line that is nothing but spaces, and means them.
fn has_line_of_spaces(value: &Value) -> bool {
    match value {
        Value::String(text) => text
            .lines()
            .any(|line| !line.is_empty() && line.trim().is_empty()),
        Value::Array(items) => items.iter().any(has_line_of_spaces),
        Value::Object(object) => object.values().any(has_line_of_spaces),
        _ => false,
    }
}

/// The writer indents the empty lines of a block too.
fn without_spaces_on_empty_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        out.push_str(if line.trim().is_empty() { "" } else { line });
        out.push('\n');
    }
    out
}

/// The document as JSON: two spaces, a line break at the end.
///
/// # Errors
/// Fails if the JSON writer rejects a value; it takes every JSON value.
pub fn to_json(document: &Value) -> Result<String, WriteError> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    fn read(yaml: &str) -> Value {
        serde_saphyr::from_str(yaml).unwrap()
    }

    #[test]
    fn paragraphs_are_blocks_and_nothing_is_quoted_without_need() {
        let yaml =
            to_yaml(&json!({"text": "One.\n\nTwo: three.", "no": "no", "a": "b c"})).unwrap();
        assert_eq!(
            yaml,
            // `no` is a truth value to readers of YAML 1.1.
            "text: |-\n  One.\n\n  Two: three.\n\"no\": \"no\"\na: b c\n"
        );
    }

    fn values() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            "[ -~]{0,20}",
            "[a-z:#'\" ]{90,200}",
            "([a-z ]{0,8}\n){0,4}[a-z ]{0,8}",
            "(yes|no|null|~|1e3|0x1f|2026-01-02|<<|-|\\?|: )",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[ -~]{1,12}", inner), 0..4)
                    .prop_map(|pairs| pairs.into_iter().collect::<Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in values()) {
            let yaml = to_yaml(&value).unwrap();
            prop_assert_eq!(read(&yaml), value, "{}", yaml);
        }
    }
}
