use memchr::memchr2;

/// Finds where one JSON value ends, over any number of chunks, without reading what it says.
///
/// It follows strings and brackets only; whether the value is good JSON is for a parser to say.
#[derive(Debug)]
pub(super) struct ValueEnd {
    depth: usize,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Before the first byte.
    Start,
    /// In a number, `true`, `false` or `null` outside any bracket.
    Scalar,
    /// Between strings, below a bracket.
    Between,
    /// In a string.
    String,
    /// After a backslash in a string.
    Escape,
}

impl ValueEnd {
    /// Starts before the first byte of a value, which is not white space.
    pub(super) fn new() -> Self {
        Self {
            depth: 0,
            state: State::Start,
        }
    }

    /// Takes the next bytes; answers how many of them belong to the value if it ends in them.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                State::Start => {
                    self.state = match byte {
                        b'"' => State::String,
                        b'{' | b'[' => {
                            self.depth = 1;
                            State::Between
                        }
                        _ => State::Scalar,
                    };
                    at += 1;
                }
                State::Scalar => {
                    if matches!(byte, b',' | b']' | b'}' | b':') || byte.is_ascii_whitespace() {
                        return Some(at);
                    }
                    at += 1;
                }
                State::Between => {
                    at += between(&bytes[at..]);
                    match bytes.get(at) {
                        Some(b'"') => self.state = State::String,
                        Some(b'{' | b'[') => self.depth += 1,
                        Some(b'}' | b']') => {
                            self.depth -= 1;
                            if self.depth == 0 {
                                return Some(at + 1);
                            }
                        }
                        _ => return None,
                    }
                    at += 1;
                }
                State::String => {
                    at += memchr2(b'"', b'\\', &bytes[at..])?;
                    if bytes[at] == b'\\' {
                        self.state = State::Escape;
                    } else if self.depth == 0 {
                        return Some(at + 1);
                    } else {
                        self.state = State::Between;
                    }
                    at += 1;
                }
                State::Escape => {
                    self.state = State::String;
                    at += 1;
                }
            }
        }
        None
    }
}

/// How many bytes stand before the next quote or bracket.
fn between(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn end(text: &str) -> Option<usize> {
        ValueEnd::new().feed(text.as_bytes())
    }

    #[test]
    fn a_value_ends_where_its_last_bracket_or_quote_stands() {
        assert_eq!(end(r#"{"a":"}\"","b":[1,{}]},"#), Some(22));
        assert_eq!(end(r#""a\\" ,"#), Some(5));
        assert_eq!(end("12.5,"), Some(4));
        assert_eq!(end("[[]"), None);
        assert_eq!(end(r#"["a]"#), None);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_chunks_end(
            keys in proptest::collection::vec(any::<String>(), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let value = serde_json::json!({"k": keys, "n": [1, null, {"x": keys.first()}]});
            let text = value.to_string();
            let (first, second) = text.as_bytes().split_at(cut.index(text.len()));
            let mut scan = ValueEnd::new();
            prop_assert_eq!(scan.feed(first), None);
            prop_assert_eq!(scan.feed(second), Some(second.len()));
        }
    }
}
