use serde_json::Value;
use thiserror::Error;

/// Why a document could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The YAML writer refused a value.
    #[error("cannot write the document as YAML: {0}")]
    Yaml(#[from] serde_saphyr::ser::Error),
    /// The JSON writer refused a value.
    #[error("cannot write the document as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The document as YAML: block style, texts of several lines as literal blocks, long texts
/// folded, quotes only where a text would otherwise be read as something else. YAML 1.1 readers
/// and YAML 1.2 readers read the same.
///
/// # Errors
/// Fails if the YAML writer refuses a value; it takes every JSON value.
pub fn to_yaml(document: &Value) -> Result<String, WriteError> {
    let options = serde_saphyr::ser_options! {
        indent_step: 2,
        folded_wrap_chars: 96,
    };
    Ok(serde_saphyr::to_string_with_options(document, options)?)
}

/// The document as JSON: two spaces, a line break at the end.
///
/// # Errors
/// Fails if the JSON writer refuses a value; it takes every JSON value.
pub fn to_json(document: &Value) -> Result<String, WriteError> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}
