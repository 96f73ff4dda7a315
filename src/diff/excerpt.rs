use super::load::{Kind, Node};

/// Characters that are shown of what stands in a document.
const SHOWN: usize = 120;

/// Members that only tell people something: shown where nothing else differs.
const WORDS: [&str; 6] = [
    "title",
    "summary",
    "description",
    "externalDocs",
    "example",
    "examples",
];

/// What stands at a place in short: compact JSON, of an object only what the other side does not
/// have as well, with `…` for what is omitted.
pub(super) fn excerpt(node: &Node, other: Option<&Node>) -> String {
    let mut text = Text::default();
    match node.object() {
        Some(object) => {
            let other = other.and_then(Node::object);
            let differs =
                |name: &str, value: &Node| other.is_none_or(|other| other.get(name) != Some(value));
            let members: Vec<(&str, &Node)> = object.iter().collect();
            let all = members.len();
            let differing = |words: bool| -> Vec<(&str, &Node)> {
                (members.iter().copied())
                    .filter(|(name, _)| words || !WORDS.contains(name))
                    .filter(|(name, value)| differs(name, value))
                    .collect()
            };
            let shown = match differing(false) {
                telling if !telling.is_empty() => telling,
                _ => match differing(true) {
                    words if !words.is_empty() => words,
                    _ => members.clone(),
                },
            };
            text.members(&shown, shown.len() < all);
        }
        None => text.node(node),
    }
    text.finish()
}

/// Text that grows no longer than what is shown of it.
#[derive(Default)]
struct Text {
    text: String,
    length: usize,
}

impl Text {
    fn push(&mut self, text: &str) {
        if self.length <= SHOWN {
            // Long strings stand in documents: what is never shown is never copied.
            let cut: String = text.chars().take(SHOWN + 1 - self.length).collect();
            self.length += cut.chars().count();
            self.text.push_str(&cut);
        }
    }

    fn is_full(&self) -> bool {
        self.length > SHOWN
    }

    fn node(&mut self, node: &Node) {
        if self.is_full() {
            return;
        }
        match &node.kind {
            Kind::Array(items) => {
                self.push("[");
                for (at, item) in items.iter().enumerate() {
                    if self.is_full() {
                        return;
                    }
                    if at > 0 {
                        self.push(",");
                    }
                    self.node(item);
                }
                self.push("]");
            }
            Kind::Object(object) => {
                let members: Vec<(&str, &Node)> = object.iter().take(SHOWN).collect();
                self.members(&members, false);
            }
            Kind::String(text) => self.string(text),
            _ => self.push(&node.to_json().to_string()),
        }
    }

    fn members(&mut self, members: &[(&str, &Node)], cut: bool) {
        self.push("{");
        for (at, (name, value)) in members.iter().enumerate() {
            if self.is_full() {
                return;
            }
            if at > 0 {
                self.push(",");
            }
            self.string(name);
            self.push(":");
            self.node(value);
        }
        self.push(match (cut, members.is_empty()) {
            (false, _) => "}",
            (true, true) => "…}",
            (true, false) => ",…}",
        });
    }

    fn string(&mut self, text: &str) {
        let start: String = text.chars().take(SHOWN + 1).collect();
        self.push(&serde_json::Value::String(start).to_string());
    }

    fn finish(mut self) -> String {
        if self.is_full() {
            self.text = self.text.chars().take(SHOWN - 1).collect();
            self.text.push('…');
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(node: &serde_json::Value, other: Option<&serde_json::Value>) -> String {
        let other = other.map(Node::from_json);
        excerpt(&Node::from_json(node), other.as_ref())
    }

    #[test]
    fn an_object_is_told_by_what_the_other_side_does_not_have() {
        let old = json!({"description": "a", "in": "query", "name": "n"});
        let new = json!({"description": "b", "explode": true, "in": "query", "name": "n"});
        assert_eq!(told(&new, Some(&old)), r#"{"explode":true,…}"#);
        assert_eq!(told(&old, Some(&new)), r#"{"description":"a",…}"#);
    }

    #[test]
    fn what_only_one_side_has_is_told_without_its_words() {
        let node = json!({"description": "long words", "type": "string"});
        assert_eq!(told(&node, None), r#"{"type":"string",…}"#);
        let words = json!({"description": "d"});
        assert_eq!(told(&words, None), r#"{"description":"d"}"#);
        assert_eq!(told(&json!([1, {"a": null}]), None), r#"[1,{"a":null}]"#);
    }

    #[test]
    fn a_long_value_is_cut() {
        let text = told(&json!(["ä".repeat(1000)]), None);
        assert_eq!(text.chars().count(), SHOWN);
        assert!(text.ends_with("ä…"), "{text}");
    }
}
