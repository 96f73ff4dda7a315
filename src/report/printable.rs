use std::borrow::Cow;

/// Text from a site, made safe for a terminal: control characters and marks that reorder or hide
/// text are written as escapes, so that a response cannot move the cursor, recolor or hide lines.
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

/// Whether a character drives a terminal, or changes how the text around it is read: control
/// characters, marks of direction and of width zero, other spellings of a line's end, tags, fillers
/// and what is not a character at all (which [`Style`](super::Style) uses for its own).
pub(super) fn is_unsafe(character: char) -> bool {
    // Most text is plain.
    if matches!(character, ' '..='~') {
        return false;
    }
    character.is_control()
        || u32::from(character) & 0xFFFE == 0xFFFE
        || matches!(
            character,
            '\u{AD}'
                | '\u{61C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
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
        assert_eq!(printable("größer · 5 € ⚠️"), "größer · 5 € ⚠️");
        assert_eq!(printable("a\u{200b}b\u{e0041}"), "a\\u{200b}b\\u{e0041}");
    }
}
