use std::borrow::Cow;

/// Text from a site, made safe for a terminal: control characters and marks that reorder text
/// are written as escapes, so that an answer cannot move the cursor, recolour or hide lines.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn an_answer_cannot_drive_the_terminal() {
        assert_eq!(
            printable("\u{1b}[2Jgone\r\u{202E}x"),
            "\\u{1b}[2Jgone\\u{d}\\u{202e}x"
        );
        assert_eq!(printable("größer · 5 €"), "größer · 5 €");
    }
}
