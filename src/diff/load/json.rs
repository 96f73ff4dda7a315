use serde_json::Number;

use super::limits::{Budget, Exceeded};
use super::node::{Kind, Node, Object};

/// Where and why a text is not JSON or YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Syntax {
    pub(super) line: u32,
    pub(super) problem: String,
    /// Whether it is only larger than what is read.
    pub(super) is_limit: bool,
}

/// Parses strict JSON (RFC 8259), keeping lines. A member given twice is noted: the two
/// readers of the document could each believe another one.
pub(super) fn parse(text: &str, budget: &mut Budget) -> Result<Node, Syntax> {
    let mut parser = Parser {
        bytes: text.as_bytes(),
        text,
        at: 0,
        line: 1,
        budget,
    };
    let node = parser.value()?;
    parser.space();
    if parser.at < parser.bytes.len() {
        return Err(parser.fail("unexpected text after the document"));
    }
    Ok(node)
}

struct Parser<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    line: u32,
    budget: &'a mut Budget,
}

impl Parser<'_> {
    fn fail(&self, problem: impl Into<String>) -> Syntax {
        Syntax {
            line: self.line,
            problem: problem.into(),
            is_limit: false,
        }
    }

    fn exceeded(&self, exceeded: Exceeded) -> Syntax {
        Syntax {
            is_limit: true,
            ..self.fail(exceeded.to_string())
        }
    }

    fn space(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => break,
            }
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Node, Syntax> {
        self.space();
        self.budget.node().map_err(|error| self.exceeded(error))?;
        let line = self.line;
        let kind = match self.bytes.get(self.at) {
            Some(b'{') => self.object()?,
            Some(b'[') => self.array()?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(_) => return Err(self.fail("a value is expected here")),
            None => return Err(self.fail("the document ends where a value is expected")),
        };
        Ok(Node { line, kind })
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Syntax> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(kind)
        } else {
            Err(self.fail("a value is expected here"))
        }
    }

    fn object(&mut self) -> Result<Kind, Syntax> {
        self.at += 1;
        self.budget.enter().map_err(|error| self.exceeded(error))?;
        let mut members = Vec::new();
        self.space();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
        } else {
            loop {
                self.space();
                let line = self.line;
                if self.bytes.get(self.at) != Some(&b'"') {
                    return Err(self.fail("a member's name in quotes is expected here"));
                }
                let name = self.string()?;
                self.space();
                if self.bytes.get(self.at) != Some(&b':') {
                    return Err(self.fail("a colon is expected here"));
                }
                self.at += 1;
                let mut node = self.value()?;
                node.line = line;
                members.push((name, node));
                self.space();
                match self.bytes.get(self.at) {
                    Some(b',') => self.at += 1,
                    Some(b'}') => {
                        self.at += 1;
                        break;
                    }
                    _ => return Err(self.fail("a comma or a closing brace is expected here")),
                }
            }
        }
        self.budget.leave();
        let (object, twice) = Object::new(members);
        self.budget.twice.extend(twice);
        Ok(Kind::Object(Box::new(object)))
    }

    fn array(&mut self) -> Result<Kind, Syntax> {
        self.at += 1;
        self.budget.enter().map_err(|error| self.exceeded(error))?;
        let mut items = Vec::new();
        self.space();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
        } else {
            loop {
                items.push(self.value()?);
                self.space();
                match self.bytes.get(self.at) {
                    Some(b',') => self.at += 1,
                    Some(b']') => {
                        self.at += 1;
                        break;
                    }
                    _ => return Err(self.fail("a comma or a closing bracket is expected here")),
                }
            }
        }
        self.budget.leave();
        Ok(Kind::Array(items.into()))
    }

    fn string(&mut self) -> Result<Box<str>, Syntax> {
        let start = self.at;
        let mut end = start + 1;
        let mut plain = true;
        loop {
            match self.bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    plain = false;
                    end += 2;
                }
                Some(byte) if *byte < 0x20 => {
                    return Err(self.fail("a control character stands in a string"));
                }
                Some(_) => end += 1,
                None => return Err(self.fail("a string is not closed")),
            }
        }
        self.at = end + 1;
        if plain {
            return Ok(self.text[start + 1..end].into());
        }
        serde_json::from_str::<Box<str>>(&self.text[start..=end])
            .map_err(|error| self.fail(format!("a string is not valid: {error}")))
    }

    fn number(&mut self) -> Result<Number, Syntax> {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') = self.bytes.get(self.at) {
            self.at += 1;
        }
        serde_json::from_str::<Number>(&self.text[start..self.at])
            .map_err(|error| self.fail(format!("a number is not valid: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Node, Syntax> {
        parse(text, &mut Budget::default())
    }

    #[test]
    fn lines_are_those_of_the_keys() {
        let node = read("{\n \"a\":\n  1,\n \"b\": [\n  2]}").unwrap();
        assert_eq!(node.get("a").unwrap().line, 2);
        assert_eq!(node.get("b").unwrap().line, 4);
        assert_eq!(node.at("/b/0").unwrap().line, 5);
    }

    #[test]
    fn what_serde_reads_is_read_the_same() {
        let text = r#"{"s":"a\"\u00e9\n","n":[-1.5e3,0,null,true,false],"o":{"":{}}}"#;
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text).unwrap(), Node::from_json(&value));
    }

    #[test]
    fn a_broken_text_names_the_line() {
        for text in ["{\n\"a\" 1}", "[1,\n", "{\"a\":1}\n,", "\n\"\\", "[01\n]"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("{\n\"a\" 1}").unwrap_err().line, 2);
    }

    #[test]
    fn depth_is_bounded() {
        let text = "[".repeat(100_000);
        assert!(read(&text).unwrap_err().problem.contains("deep"));
    }
}
