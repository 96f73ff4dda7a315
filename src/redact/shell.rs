/// A POSIX shell word: bare where nothing needs quoting, else in single quotes.
pub(super) fn word(text: &str) -> String {
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'-' | b'_' | b'.' | b'/' | b':' | b',' | b'@' | b'%' | b'+'
            )
    };
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Text between double quotes with nothing left for the shell to expand.
pub(super) fn in_double_quotes(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '$' | '`' | '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_quote_does_not_end_a_word() {
        assert_eq!(super::word("it's"), r"'it'\''s'");
    }
}
