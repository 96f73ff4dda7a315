use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a text is not what it should be, and where. Parsers quote the line, which may hold a secret
/// or a person's data; this does not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub(crate) struct Misread {
    line: usize,
    column: usize,
    what: String,
}

/// Reads TOML.
///
/// # Errors
///
/// When it is not TOML, or of another form.
pub(crate) fn toml<T: DeserializeOwned>(text: &str) -> Result<T, Misread> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Misread {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            what: cut(error.message()),
        }
    })
}

/// Reads YAML or JSON; an error tells the place and no line.
///
/// # Errors
///
/// When it is neither, or of another form.
pub(crate) fn yaml<T: DeserializeOwned>(text: &str) -> Result<T, serde_saphyr::Error> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { with_snippet: false })
}

/// A message may quote a value of any length.
fn cut(message: &str) -> String {
    const LONGEST: usize = 200;
    match message.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", message.get(..at).unwrap_or_default()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn an_error_tells_the_place_and_does_not_quote_the_line() {
        let text = "a = 1\nkey = cs_1234 # Ann\n";
        let error = super::toml::<Value>(text).unwrap_err().to_string();
        assert!(error.starts_with("line 2, column "), "{error}");
        let yaml = super::yaml::<Value>("a: 1\nkey: [cs_1234, Ann\nb: {\n").unwrap_err();
        for error in [error, yaml.to_string()] {
            assert!(
                !error.contains("cs_1234") && !error.contains("Ann"),
                "{error}"
            );
        }
    }
}
