use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::keyword::{ALONE, Keywords};
use super::shape::{Told, merge, shape};
use crate::base::pointer::escape;
use crate::seen::type_name;

/// How deep values are followed.
const DEPTH: usize = 64;

/// Values that are added to a list; of more, it was none.
const LISTED: usize = 8;

/// The mark of a branch that traffic added.
const LEARNED: &str = "x-learned";

/// A document that is loosened until recorded values fit. It is never tightened: that a value was
/// not seen proves nothing.
#[derive(Debug)]
pub(super) struct Adapted {
    pub(super) root: Value,
    keywords: Keywords,
    /// Whether `null` is told by `nullable`, as OpenAPI 3.0 does.
    nullable: bool,
    /// How many values were added to the lists at these pointers.
    listed: BTreeMap<String, usize>,
    /// Where a list was learned that was empty so far: what its elements are may come later.
    empty: BTreeSet<String>,
    /// What of the values is repeated.
    pub(super) told: Told,
}

impl Adapted {
    pub(super) fn new(root: Value) -> Self {
        let version = root.get("openapi").and_then(Value::as_str);
        Self {
            nullable: version.is_some_and(|version| version.starts_with("3.0")),
            keywords: Keywords::default(),
            listed: BTreeMap::new(),
            empty: BTreeSet::new(),
            told: Told::default(),
            root,
        }
    }

    /// The object at a pointer.
    pub(super) fn object(&mut self, pointer: &str) -> Option<&mut Map<String, Value>> {
        self.root.pointer_mut(pointer)?.as_object_mut()
    }

    /// Notes the lists in a learned schema whose elements are not known yet.
    pub(super) fn note_empty(&mut self, pointer: &str) {
        let Some(members) = self.root.pointer(pointer).and_then(Value::as_object) else {
            return;
        };
        let is_list = members.get("type") == Some(&json!("array"));
        let is_empty = is_list && !members.contains_key("items");
        let properties = members.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        let inner: Vec<String> = properties
            .map(|(name, _)| format!("{pointer}/properties/{}", escape(name)))
            .chain(["items", "additionalProperties"].map(|keyword| format!("{pointer}/{keyword}")))
            .collect();
        if is_empty {
            self.empty.insert(pointer.to_owned());
        }
        for pointer in inner {
            self.note_empty(&pointer);
        }
    }

    /// Where a pointer leads, references followed. `None` where it leaves the document.
    pub(super) fn resolve(&self, pointer: &str) -> Option<String> {
        let mut pointer = pointer.to_owned();
        for _ in 0..DEPTH {
            let value = self.root.pointer(&pointer)?;
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(pointer);
            };
            let target = reference.strip_prefix('#')?;
            pointer = percent_encoding::percent_decode_str(target)
                .decode_utf8()
                .ok()?
                .into_owned();
        }
        None
    }

    /// Loosens the schema at a pointer until it takes the value.
    pub(super) fn fit(&mut self, pointer: &str, value: &Value) {
        self.fit_among(pointer, value, &mut BTreeSet::new(), 0);
    }

    /// `known` are names that schemas beside this one declare of the same object.
    fn fit_among(
        &mut self,
        pointer: &str,
        value: &Value,
        known: &mut BTreeSet<String>,
        depth: usize,
    ) {
        let Some(pointer) = self.resolve(pointer).filter(|_| depth < DEPTH) else {
            return;
        };
        let told = self.told;
        let Some(schema) = self.root.pointer_mut(&pointer) else {
            return;
        };
        if *schema == json!(false) {
            *schema = shape(value, told);
            self.keywords.forget_schemas();
        }
        let Some(members) = schema.as_object().cloned() else {
            return;
        };
        self.keywords_alone(&pointer, &members, value);
        let all = members.get("allOf").and_then(Value::as_array);
        let parts = all.map_or(0, Vec::len);
        known.extend(self.declared(&pointer, 0));
        for at in 0..parts {
            self.fit_among(&format!("{pointer}/allOf/{at}"), value, known, depth + 1);
        }
        for keyword in ["oneOf", "anyOf"] {
            if members.contains_key(keyword) {
                self.branches(&pointer, keyword, value);
            }
        }
        match value {
            Value::Object(object) => self.members(&pointer, &members, object, known, depth),
            Value::Array(items) if !items.is_empty() && self.empty.remove(&pointer) => {
                if let Some(inner) = shape(value, told).get("items") {
                    self.set(&pointer, "items", inner.clone());
                }
                self.note_empty(&pointer);
            }
            Value::Array(items) => {
                let prefix = members.get("prefixItems").and_then(Value::as_array);
                let prefix = prefix.map_or(0, Vec::len);
                for (at, item) in items.iter().enumerate() {
                    let inner = match at {
                        at if at < prefix => format!("{pointer}/prefixItems/{at}"),
                        _ if members.contains_key("items") => format!("{pointer}/items"),
                        _ => break,
                    };
                    self.fit_among(&inner, item, &mut BTreeSet::new(), depth + 1);
                }
            }
            _ => {}
        }
    }

    fn keywords_alone(&mut self, pointer: &str, members: &Map<String, Value>, value: &Value) {
        let is_null = value.is_null();
        let nullable = members.get("nullable") == Some(&json!(true));
        if self.nullable && is_null {
            if members.contains_key("type") && !nullable {
                self.set(pointer, "nullable", json!(true));
            }
            return;
        }
        if let Some(types) = members.get("type") {
            let mut names: Vec<Value> = match types {
                Value::Array(names) => names.clone(),
                one => vec![one.clone()],
            };
            let own = type_name(value);
            let fits = names
                .iter()
                .any(|name| *name == json!(own) || (own == "integer" && *name == json!("number")));
            let whole = value.as_f64().is_some_and(|number| number.fract() == 0.0);
            let fits = fits || (own == "number" && whole && names.contains(&json!("integer")));
            if !fits && self.nullable {
                self.drop(pointer, "type");
            } else if !fits {
                names.push(json!(own));
                self.set(pointer, "type", Value::Array(names));
            }
        }
        for keyword in ALONE {
            if let Some(argument) = members.get(keyword)
                && !self.keywords.holds(keyword, argument, value)
            {
                match argument.as_array().filter(|_| keyword == "enum") {
                    Some(listed) => self.list(pointer, listed, value),
                    None => self.drop(pointer, keyword),
                }
            }
        }
    }

    /// Adds a value to a list that lacks it, so that a comparison can name it. The list goes where
    /// the value may be data of somebody's, or too many came for a list.
    fn list(&mut self, pointer: &str, listed: &[Value], value: &Value) {
        let added = self.listed.entry(pointer.to_owned()).or_default();
        let told = self.told;
        let word =
            |value: &Value| value.is_null() || value.as_str().is_some_and(|it| told.is_word(it));
        if *added < LISTED && word(value) && listed.iter().all(word) {
            *added += 1;
            let mut listed = listed.to_vec();
            listed.push(value.clone());
            self.set(pointer, "enum", Value::Array(listed));
        } else {
            self.drop(pointer, "enum");
        }
    }

    /// Adds a branch for a value that no branch takes; later ones widen it.
    fn branches(&mut self, pointer: &str, keyword: &str, value: &Value) {
        let at = format!("{pointer}/{keyword}");
        let Some(count) = self
            .root
            .pointer(&at)
            .and_then(Value::as_array)
            .map(Vec::len)
        else {
            return;
        };
        // The branch that traffic added takes in whatever the others do not: an empty list may have
        // come first, of which it accepts any.
        let taken = (0..count).any(|branch| {
            let branch = format!("{at}/{branch}");
            let is_learned = self.root.pointer(&format!("{branch}/{LEARNED}")).is_some();
            !is_learned && self.keywords.accepts(&self.root, &branch, value)
        });
        let Some(branches) = self.root.pointer_mut(&at).and_then(Value::as_array_mut) else {
            return;
        };
        if taken {
            return;
        }
        self.keywords.forget_schemas();
        let mut seen = shape(value, self.told);
        let learned = branches
            .last()
            .is_some_and(|last| last.get(LEARNED).is_some());
        if learned && let Some(last) = branches.pop() {
            seen = merge(&last, &seen);
        }
        if let Some(seen) = seen.as_object_mut() {
            seen.insert(LEARNED.to_owned(), json!(true));
        }
        branches.push(seen);
    }

    fn members(
        &mut self,
        pointer: &str,
        members: &Map<String, Value>,
        object: &Map<String, Value>,
        known: &mut BTreeSet<String>,
        depth: usize,
    ) {
        if let Some(required) = members.get("required").and_then(Value::as_array) {
            let still: Vec<Value> = (required.iter())
                .filter(|name| name.as_str().is_some_and(|name| object.contains_key(name)))
                .cloned()
                .collect();
            if still.len() < required.len() {
                self.set(pointer, "required", Value::Array(still));
            }
        }
        let declared = members.get("properties").and_then(Value::as_object);
        let patterns = members.get("patternProperties").is_some();
        let describes = declared.is_some() || members.get("type") == Some(&json!("object"));
        for (name, value) in object {
            let token = escape(name);
            if declared.is_some_and(|declared| declared.contains_key(name)) {
                let inner = format!("{pointer}/properties/{token}");
                self.fit_among(&inner, value, &mut BTreeSet::new(), depth + 1);
            } else if known.contains(name) || patterns || !describes {
                continue;
            } else if members
                .get("additionalProperties")
                .is_some_and(Value::is_object)
            {
                let inner = format!("{pointer}/additionalProperties");
                self.fit_among(&inner, value, &mut BTreeSet::new(), depth + 1);
            } else {
                known.insert(name.clone());
                let at = if self.told.is_name(name) {
                    format!("{pointer}/properties")
                } else {
                    // A name that is data is not repeated.
                    self.set(pointer, "additionalProperties", json!(true));
                    continue;
                };
                if self.root.pointer(&at).is_none() {
                    self.set(pointer, "properties", json!({}));
                }
                self.keywords.forget_schemas();
                let seen = shape(value, self.told);
                if let Some(properties) = self.object(&at) {
                    properties.insert(name.clone(), seen);
                }
                self.note_empty(&format!("{at}/{token}"));
            }
        }
    }

    /// The names that a schema and those that it is put together of declare.
    fn declared(&self, pointer: &str, depth: usize) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let Some(pointer) = self.resolve(pointer).filter(|_| depth < DEPTH) else {
            return names;
        };
        let Some(schema) = self.root.pointer(&pointer) else {
            return names;
        };
        let own = schema.get("properties").and_then(Value::as_object);
        names.extend(own.into_iter().flat_map(Map::keys).cloned());
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.get(keyword).and_then(Value::as_array);
            for at in 0..parts.map_or(0, Vec::len) {
                names.extend(self.declared(&format!("{pointer}/{keyword}/{at}"), depth + 1));
            }
        }
        names
    }

    /// Whether an object has any of the members that a schema declares: otherwise it is something
    /// else, and fitting it would empty the schema.
    pub(super) fn is_of(&self, pointer: &str, value: &Value) -> bool {
        let declared = self.declared(pointer, 0);
        let Value::Object(object) = value else {
            return true;
        };
        declared.is_empty() || object.keys().any(|name| declared.contains(name))
    }

    fn set(&mut self, pointer: &str, keyword: &str, value: Value) {
        self.keywords.forget_schemas();
        if let Some(schema) = self.object(pointer) {
            schema.insert(keyword.to_owned(), value);
        }
    }

    fn drop(&mut self, pointer: &str, keyword: &str) {
        self.keywords.forget_schemas();
        if let Some(schema) = self.object(pointer) {
            schema.shift_remove(keyword);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(schema: &Value, values: &[Value]) -> Value {
        let mut adapted = Adapted::new(
            json!({"openapi": "3.1.0", "schema": schema, "defs": {"a": {"type": "object", "properties": {"a": {"type": "string"}}}}}),
        );
        for value in values {
            adapted.fit("/schema", value);
            let accepts = Keywords::default().accepts(&adapted.root, "/schema", value);
            assert!(accepts, "{}", adapted.root);
        }
        adapted.root["schema"].clone()
    }

    #[test]
    fn what_fits_changes_nothing() {
        let schema = json!({"type": "object", "required": ["a"], "properties": {
            "a": {"type": ["string", "null"], "enum": ["x", null]}, "n": {"type": "number"}}});
        let values = [json!({"a": "x", "n": 1}), json!({"a": null})];
        assert_eq!(fitted(&schema, &values), schema);
    }

    #[test]
    fn only_what_a_value_contradicts_is_loosened() {
        let schema = json!({"type": "object", "required": ["a", "b"], "properties": {
            "a": {"type": "string", "format": "date-time", "minLength": 1},
            "b": {"type": "integer"}}});
        assert_eq!(
            fitted(
                &schema,
                &[
                    json!({"a": "2026-01-01T00:00:00", "c": [true]}),
                    json!({"a": null, "b": "1"})
                ]
            ),
            json!({"type": "object", "required": ["a"], "properties": {
                "a": {"type": ["string", "null"], "minLength": 1},
                "b": {"type": ["integer", "string"]},
                "c": {"type": "array", "items": {"type": "boolean"}}}})
        );
    }

    #[test]
    fn a_property_goes_to_the_part_that_declares_it_and_a_new_one_to_one_part() {
        let schema = json!({"allOf": [{"$ref": "#/defs/a"}, {"type": "object", "properties": {"b": {"type": "string"}}}]});
        let fitted = fitted(&schema, &[json!({"a": "x", "b": 1, "c": 2})]);
        assert_eq!(
            fitted["allOf"][1],
            json!({"type": "object", "properties": {"b": {"type": ["string", "integer"]}}})
        );
    }

    #[test]
    fn a_value_that_no_branch_takes_becomes_one_branch() {
        let schema = json!({"oneOf": [{"type": "string"}, {"type": "boolean"}]});
        assert_eq!(
            fitted(&schema, &[json!("x"), json!(1), json!(null)]),
            json!({"oneOf": [{"type": "string"}, {"type": "boolean"},
                {"type": ["integer", "null"], "x-learned": true}]})
        );
    }

    #[test]
    fn a_list_takes_words_and_goes_where_data_comes() {
        let schema = json!({"type": "string", "enum": ["active", "free_trial"]});
        let listed = fitted(&schema, &[json!("manual-only"), json!("active")]);
        assert_eq!(
            listed["enum"],
            json!(["active", "free_trial", "manual-only"])
        );
        for data in ["ann@private.example", "Ann", "ann-smith", "2026-01-31"] {
            let open = fitted(&schema, &[json!("manual-only"), json!(data), json!("late")]);
            assert_eq!(open, json!({"type": "string"}), "{data}");
        }
        let mut open = Adapted::new(json!({"schema": schema}));
        open.told = Told::Words;
        open.fit("/schema", &json!("on-hold"));
        assert_eq!(open.root["schema"]["enum"][2], "on-hold");
        let many = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(Value::from);
        assert_eq!(fitted(&schema, &many), json!({"type": "string"}));
        let other = json!({"type": "string", "enum": ["Ann", "Bob"]});
        assert_eq!(fitted(&other, &[json!("eve")]), json!({"type": "string"}));
    }

    #[test]
    fn a_name_that_is_data_is_not_repeated() {
        let schema =
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
        let text = fitted(&schema, &[json!({"ann@private.example": 1})]).to_string();
        assert!(!text.contains("private"), "{text}");
    }

    #[test]
    fn null_is_told_as_the_edition_does() {
        let mut adapted = Adapted::new(json!({"openapi": "3.0.3", "schema": {"type": "string"}}));
        adapted.fit("/schema", &json!(null));
        assert_eq!(
            adapted.root["schema"],
            json!({"type": "string", "nullable": true})
        );
    }
}
