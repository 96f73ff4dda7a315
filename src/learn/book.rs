use serde_json::Value;

use crate::base::pointer::escape;

/// How many references are followed one after the other.
const CHAIN: usize = 16;
/// How deep unions within unions are looked into.
const DEPTH: usize = 8;

/// An OpenAPI document whose references are followed, by JSON pointers.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) root: &'a Value,
}

impl<'a> Book<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// What stands at a pointer.
    pub(super) fn at(self, pointer: &str) -> Option<&'a Value> {
        self.root.pointer(pointer)
    }

    /// Where a pointer leads when references are followed.
    pub(super) fn follow(self, pointer: &str) -> Option<String> {
        let mut pointer = pointer.to_owned();
        for _ in 0..CHAIN {
            match self.at(&pointer)?.get("$ref").and_then(Value::as_str) {
                Some(reference) => pointer = reference.strip_prefix('#')?.to_owned(),
                None => return Some(pointer),
            }
        }
        None
    }

    /// The pointers of the schemas that one schema is made of: itself, what it refers to, and the
    /// branches of its unions, the outermost first.
    pub(super) fn leaves(self, pointer: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.collect(pointer, &mut found, 0);
        found
    }

    fn collect(self, pointer: &str, found: &mut Vec<String>, depth: usize) {
        let Some(schema) = self.at(pointer) else {
            return;
        };
        if depth > DEPTH || found.iter().any(|known| known == pointer) {
            return;
        }
        found.push(pointer.to_owned());
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(target) = reference.and_then(|it| it.strip_prefix('#')) {
            self.collect(target, found, depth + 1);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let branches = schema.get(key).and_then(Value::as_array);
            for at in 0..branches.map_or(0, Vec::len) {
                self.collect(&format!("{pointer}/{key}/{at}"), found, depth + 1);
            }
        }
    }

    /// The schema of what stands below a key, where one of the leaves declares it.
    pub(super) fn property(self, leaves: &[String], name: &str) -> Option<String> {
        self.first(leaves, &format!("/properties/{}", escape(name)))
    }

    /// The schema of the elements of a list.
    pub(super) fn items(self, leaves: &[String]) -> Option<String> {
        // A list that is always empty has no elements.
        let real: Vec<String> = leaves
            .iter()
            .filter(|leaf| {
                self.at(leaf)
                    .is_some_and(|it| it.get("maxItems") != Some(&0.into()))
            })
            .cloned()
            .collect();
        self.first(&real, "/items")
    }

    /// The schema of what stands below keys that are not declared, where any key may stand.
    pub(super) fn others(self, leaves: &[String]) -> Option<String> {
        let pointer = self.first(leaves, "/additionalProperties")?;
        (self.at(&pointer) != Some(&Value::Bool(false))).then_some(pointer)
    }

    fn first(self, leaves: &[String], tail: &str) -> Option<String> {
        leaves
            .iter()
            .map(|leaf| format!("{leaf}{tail}"))
            .find(|pointer| self.at(pointer).is_some())
    }

    /// The pointer of an operation.
    pub(super) fn operation(self, path: &str, method: &str) -> Option<String> {
        let item = self.follow(&format!("/paths/{}", escape(path)))?;
        let pointer = format!("{item}/{}", method.to_ascii_lowercase());
        self.at(&pointer).map(|_| pointer)
    }

    /// The pointer of the schema of a JSON body: of a request, or of a response.
    pub(super) fn body(self, pointer: &str) -> Option<String> {
        let pointer = format!("{}/content", self.follow(pointer)?);
        let media = self.at(&pointer)?.as_object()?;
        let name = media.keys().find(|name| name.contains("json"))?;
        let schema = format!("{pointer}/{}/schema", escape(name));
        self.at(&schema).map(|_| schema)
    }
}
