use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::referred::referred;

/// Where a document may be corrected to what came, and where it may only be loosened: a value that
/// fitted stays allowed, what was learned from calls covers each of them, and a schema of a request
/// says what is accepted, which no call disproves.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Whether a response is looked at.
    pub(super) is_returned: bool,
    /// Pointers of what requests refer to.
    sent: BTreeSet<String>,
    /// Pointers of what was learned.
    learned: BTreeSet<String>,
    /// Keywords of schemas that a value satisfied.
    satisfied: HashMap<&'static str, HashSet<String>>,
}

impl Evidence {
    pub(super) fn of(root: &Value) -> Self {
        Self {
            sent: sent(root),
            ..Self::default()
        }
    }

    /// Whether what came replaces what this keyword says, rather than being allowed beside it.
    pub(super) fn replaces(&self, pointer: &str, keyword: &'static str) -> bool {
        self.is_returned && !self.is_satisfied(pointer, keyword) && self.may_change(pointer)
    }

    /// Whether a schema is one of responses alone, and was there before.
    pub(super) fn may_change(&self, pointer: &str) -> bool {
        !starts_of(pointer).any(|start| self.sent.contains(start) || self.learned.contains(start))
    }

    pub(super) fn satisfies(&mut self, pointer: &str, keyword: &'static str) {
        if self.is_returned && !self.is_satisfied(pointer, keyword) {
            (self.satisfied.entry(keyword).or_default()).insert(pointer.to_owned());
        }
    }

    fn is_satisfied(&self, pointer: &str, keyword: &'static str) -> bool {
        (self.satisfied.get(keyword)).is_some_and(|pointers| pointers.contains(pointer))
    }

    pub(super) fn learned(&mut self, pointer: &str) {
        self.learned.insert(pointer.to_owned());
    }
}

/// A pointer and what holds it.
fn starts_of(pointer: &str) -> impl Iterator<Item = &str> {
    let ends = pointer.match_indices('/').map(|(at, _)| at).skip(1);
    ends.chain([pointer.len()])
        .filter_map(|end| pointer.get(..end))
}

/// What the parameters and bodies of requests refer to, directly or through others.
fn sent(root: &Value) -> BTreeSet<String> {
    let mut open: Vec<&Value> = Vec::new();
    let paths = root.get("paths").and_then(Value::as_object);
    for item in paths.into_iter().flat_map(|paths| paths.values()) {
        open.extend(item.get("parameters"));
        for operation in item.as_object().into_iter().flat_map(|item| item.values()) {
            open.extend(
                ["parameters", "requestBody"]
                    .map(|name| operation.get(name))
                    .into_iter()
                    .flatten(),
            );
        }
    }
    referred(root, open)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_request_refers_to_is_never_replaced() {
        let root = json!({"paths": {"/a": {"post": {
            "requestBody": {"$ref": "#/components/requestBodies/a"},
            "responses": {}}}},
            "components": {"requestBodies": {"a": {"x": {"$ref": "#/components/schemas/A"}}},
                "schemas": {"A": {}, "B": {}}}});
        let mut evidence = Evidence::of(&root);
        evidence.is_returned = true;
        assert!(!evidence.replaces("/components/schemas/A/properties/n", "type"));
        assert!(evidence.replaces("/components/schemas/B/properties/n", "type"));
        evidence.satisfies("/components/schemas/B/properties/n", "type");
        evidence.learned("/components/schemas/B/properties/m");
        assert!(!evidence.replaces("/components/schemas/B/properties/n", "type"));
        assert!(!evidence.replaces("/components/schemas/B/properties/m/items", "type"));
    }
}
