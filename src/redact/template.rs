use super::{curl_url, shell};

/// A part of a value that is typed with variables of the environment in it: `session=$STAGING`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As typed.
    Text(&'a str),
    /// The name of a variable.
    Variable(&'a str),
}

/// The parts of a typed value. A `$` that no name follows is text.
pub(crate) fn pieces(typed: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text_from, mut at) = (0, 0);
    while let Some(found) = typed.get(at..).and_then(|rest| rest.find('$')) {
        let dollar = at + found;
        let rest = typed.get(dollar + 1..).unwrap_or_default();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        at = dollar + 1 + end;
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        pieces.push(Piece::Text(
            typed.get(text_from..dollar).unwrap_or_default(),
        ));
        pieces.push(Piece::Variable(name));
        text_from = at;
    }
    pieces.push(Piece::Text(typed.get(text_from..).unwrap_or_default()));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

/// A header field as a shell word with its variables. A value without any is itself one, named after
/// the field: what was typed is not repeated.
pub(super) fn field(name: &str, typed: &str) -> String {
    let pieces = pieces(typed);
    let has_variable = pieces.iter().any(|it| matches!(it, Piece::Variable(_)));
    let value: String = if has_variable {
        let shown = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => shell::in_double_quotes(text),
            Piece::Variable(name) => format!("${{{name}}}"),
        };
        pieces.iter().map(shown).collect()
    } else {
        format!("${}", curl_url::variable(name))
    };
    format!("\"{}: {value}\"", shell::in_double_quotes(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_told_from_text() {
        assert_eq!(
            pieces("a=$A_1; b=$B$C costs $5 or $"),
            [
                Piece::Text("a="),
                Piece::Variable("A_1"),
                Piece::Text("; b="),
                Piece::Variable("B"),
                Piece::Variable("C"),
                Piece::Text(" costs $5 or $"),
            ]
        );
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn a_field_keeps_its_variables_and_hides_what_was_typed_as_it_is() {
        assert_eq!(field("Cookie", "a=\"$A\"x"), "\"Cookie: a=\\\"${A}\\\"x\"");
        assert_eq!(field("X-Pass", "open"), "\"X-Pass: $MEMBERSPEC_X_PASS\"");
    }
}
