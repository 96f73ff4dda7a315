use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::evidence::Evidence;
use super::form::form_of;
use super::keyword::{ALONE, Keywords};
use super::promise::Promises;
use super::shape::{Told, shape};
use super::values::{Detail, Values};
use crate::base::pointer::escape;
use crate::interpret::type_name;

/// How deep values are followed.
const DEPTH: usize = 64;

/// Values that are added to a list; of more, it was none.
const LISTED: usize = 8;

/// The mark of a branch that traffic added.
const LEARNED: &str = "x-learned";

/// A document that is changed until recorded values fit: it is loosened, and where no value fits
/// what it says of a response, it says what came instead. That a value was not seen proves nothing.
#[derive(Debug)]
pub(super) struct Adapted {
    pub(super) root: Value,
    keywords: Keywords,
    evidence: Evidence,
    /// What all values show; none where nothing is promised by that.
    promises: Option<Promises>,
    /// By the pointer that leads there; as long as the document stays as it is.
    views: HashMap<String, Rc<View>>,
    declared: HashMap<String, Rc<BTreeSet<String>>>,
    /// Whether `null` is told by `nullable`, as OpenAPI 3.0 does.
    nullable: bool,
    /// How many values were added to the lists at these pointers.
    listed: BTreeMap<String, usize>,
    /// Where a list was learned that was empty so far: what its elements are may come later.
    empty: BTreeSet<String>,
    /// What of the values is repeated.
    pub(super) told: Told,
}

/// What a schema says by itself: its keywords, and of the schemas inside only that they are there.
#[derive(Debug)]
struct View {
    pointer: String,
    members: Map<String, Value>,
    /// Whether it takes nothing.
    is_nothing: bool,
}

fn outline(schema: Option<&Map<String, Value>>) -> Map<String, Value> {
    const WORDS: [&str; 4] = ["description", "example", "examples", "title"];
    let members = schema.into_iter().flatten();
    let members = members.filter(|(name, _)| !WORDS.contains(&name.as_str()));
    let outlined = members.map(|(name, value)| {
        let outlined = match (name.as_str(), value) {
            ("const" | "enum" | "required" | "type", value) => value.clone(),
            (_, Value::Object(inner)) => Value::Object(
                inner
                    .keys()
                    .map(|name| (name.clone(), Value::Null))
                    .collect(),
            ),
            (_, Value::Array(inner)) => Value::Array(vec![Value::Null; inner.len()]),
            (_, plain) => plain.clone(),
        };
        (name.clone(), outlined)
    });
    outlined.collect()
}

impl Adapted {
    pub(super) fn new(root: Value) -> Self {
        let version = root.get("openapi").and_then(Value::as_str);
        Self {
            nullable: version.is_some_and(|version| version.starts_with("3.0")),
            keywords: Keywords::default(),
            evidence: Evidence::of(&root),
            promises: None,
            views: HashMap::new(),
            declared: HashMap::new(),
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
    fn note_empty(&mut self, pointer: &str) {
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

    /// Takes what all values of responses show for a promise.
    pub(super) fn promising(&mut self) {
        self.promises = Some(Promises::default());
    }

    /// Writes down what was promised, where it is said of responses alone.
    pub(super) fn keep_promises(&mut self) {
        self.evidence.is_returned = true;
        for (pointer, keyword, argument) in self.promises.take().unwrap_or_default().finish() {
            let schema = self.root.pointer(&pointer);
            let is_changed = schema.and_then(|schema| schema.get(keyword)).is_some();
            let is_learned = !self.evidence.may_change(&pointer);
            if is_learned || (is_changed && keyword != "required") {
                continue;
            }
            self.set(&pointer, keyword, argument);
        }
        self.evidence.is_returned = false;
    }

    /// Whether the document can describe sequences of values (OpenAPI 3.2).
    pub(super) fn has_sequences(&self) -> bool {
        let version = self.root.get("openapi").and_then(Value::as_str);
        version.is_some_and(|version| version.starts_with("3.2"))
    }

    /// Puts a copy in the place of a reference, so that what is learned there is said of nothing
    /// else.
    pub(super) fn own(&mut self, pointer: &str) {
        let is_reference = |value: &Value| value.get("$ref").is_some();
        if !self.root.pointer(pointer).is_some_and(is_reference) {
            return;
        }
        let target = self.resolve(pointer);
        let copy = target.and_then(|target| self.root.pointer(&target).cloned());
        if let (Some(copy), Some(place)) = (copy, self.root.pointer_mut(pointer)) {
            *place = copy;
            self.changed();
        }
    }

    /// What is at a pointer was learned from calls.
    pub(super) fn is_learned(&mut self, pointer: &str) {
        self.evidence.learned(pointer);
        self.note_empty(pointer);
        self.changed();
    }

    /// Whether the schema at a pointer takes a value.
    pub(super) fn takes(&mut self, pointer: &str, value: &Value) -> bool {
        self.keywords.accepts(&self.root, pointer, value)
    }

    /// Whether a plain value has the type that the schema at a pointer names and satisfies its
    /// keywords, those that look into other schemas left aside.
    pub(super) fn takes_plain(&mut self, pointer: &str, value: &Value) -> bool {
        let Some(pointer) = self.resolve(pointer) else {
            return true;
        };
        let Some(schema) = self.root.pointer(&pointer).and_then(Value::as_object) else {
            return true;
        };
        let is_of_type = schema
            .get("type")
            .is_none_or(|types| has_type(types, value));
        is_of_type
            && ALONE.iter().all(|keyword| {
                (schema.get(*keyword))
                    .is_none_or(|argument| self.keywords.holds(keyword, argument, value))
            })
    }

    /// A text as the type of a schema reads it.
    pub(super) fn read_text(&self, pointer: &str, text: &str) -> Value {
        let schema = self.resolve(pointer);
        let schema = schema.and_then(|schema| self.root.pointer(&schema));
        let types = schema.and_then(|schema| schema.get("type"));
        let is_text = types.is_none_or(|types| types == "string");
        let read = serde_json::from_str(text).ok().filter(|_| !is_text);
        let is_plain = |value: &Value| !value.is_array() && !value.is_object() && !value.is_null();
        read.filter(is_plain).unwrap_or_else(|| Value::from(text))
    }

    /// As [`Self::fit`], for a value of a response.
    pub(super) fn fit_returned(&mut self, pointer: &str, value: &Value) {
        self.evidence.is_returned = true;
        self.fit(pointer, value);
        self.evidence.is_returned = false;
    }

    /// Changes the schema at a pointer until it takes the value.
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
        let view = match self.view(pointer).filter(|_| depth < DEPTH) {
            Some(view) if view.is_nothing => {
                let told = self.told;
                if let Some(schema) = self.root.pointer_mut(&view.pointer) {
                    *schema = shape(value, told).schema(Detail::Presence);
                }
                self.is_learned(&view.pointer);
                return;
            }
            Some(view) => view,
            None => return,
        };
        let (pointer, members) = (&view.pointer, &view.members);
        self.keywords_alone(pointer, members, value);
        if let Some(promises) = &mut self.promises
            && self.evidence.is_returned
        {
            promises.see(pointer, members, value);
        }
        let all = members.get("allOf").and_then(Value::as_array);
        let parts = all.map_or(0, Vec::len);
        known.extend(self.declared(pointer).iter().cloned());
        for at in 0..parts {
            self.fit_among(&format!("{pointer}/allOf/{at}"), value, known, depth + 1);
        }
        for keyword in ["oneOf", "anyOf"] {
            if members.contains_key(keyword) {
                self.branches(pointer, keyword, value);
            }
        }
        match value {
            Value::Object(object) => self.members(pointer, members, object, known, depth),
            Value::Array(items) if !items.is_empty() && self.empty.remove(pointer) => {
                if let Some(inner) = shape(value, self.told).items {
                    self.set(pointer, "items", inner.schema(Detail::Presence));
                }
                self.note_empty(pointer);
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
            let fits = has_type(types, value);
            if !fits {
                if !is_null && self.evidence.replaces(pointer, "type") {
                    names.retain(|name| name == "null");
                }
                names.push(json!(own));
                let types = match names.as_slice() {
                    [one] => one.clone(),
                    _ => Value::Array(names),
                };
                self.set(pointer, "type", types);
            }
            if !is_null {
                self.evidence.satisfies(pointer, "type");
            }
        }
        for keyword in ALONE {
            let Some(argument) = members.get(keyword) else {
                continue;
            };
            // A pattern beside a format says how a text is written, exceptions included.
            let exact = members.get("pattern").filter(|_| keyword == "format");
            let holds = self.keywords.holds(keyword, argument, value)
                || exact.is_some_and(|exact| self.keywords.holds("pattern", exact, value));
            if holds {
                if value.is_string() {
                    self.evidence.satisfies(pointer, keyword);
                }
                continue;
            }
            match (keyword, argument) {
                ("enum", Value::Array(listed)) => self.list(pointer, listed, value),
                ("format" | "pattern", _) => self.form(pointer, keyword, value),
                _ => self.drop(pointer, keyword),
            }
        }
    }

    /// Says how a text is written that is written in another way; where texts of both kinds came,
    /// nothing.
    fn form(&mut self, pointer: &str, keyword: &'static str, value: &Value) {
        let replaces = self.evidence.replaces(pointer, keyword);
        self.drop(pointer, keyword);
        let found = value.as_str().and_then(form_of).filter(|_| replaces);
        if let Some((keyword, form)) = found
            && self.root.pointer(&format!("{pointer}/{keyword}")).is_none()
        {
            self.set(pointer, keyword, json!(form));
            self.evidence.satisfies(pointer, keyword);
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
        let learned = branches.pop_if(|last| last.get(LEARNED).is_some());
        let mut values = learned.as_ref().map(Values::of_schema).unwrap_or_default();
        values.see_told(value, self.told);
        let mut seen = values.schema(Detail::Presence);
        seen[LEARNED] = json!(true);
        branches.push(seen);
        let last = format!("{at}/{}", branches.len() - 1);
        self.is_learned(&last);
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
                self.changed();
                let seen = shape(value, self.told).schema(Detail::Presence);
                if let Some(properties) = self.object(&at) {
                    properties.insert(name.clone(), seen);
                }
                self.is_learned(&format!("{at}/{token}"));
            }
        }
    }

    /// The names that a schema and those that it is put together of declare.
    fn declared(&mut self, pointer: &str) -> Rc<BTreeSet<String>> {
        if let Some(known) = self.declared.get(pointer) {
            return Rc::clone(known);
        }
        let mut names = BTreeSet::new();
        self.declare(pointer, &mut names, 0);
        let names = Rc::new(names);
        (self.declared).insert(pointer.to_owned(), Rc::clone(&names));
        names
    }

    fn declare(&self, pointer: &str, names: &mut BTreeSet<String>, depth: usize) {
        let Some(pointer) = self.resolve(pointer).filter(|_| depth < DEPTH) else {
            return;
        };
        let Some(schema) = self.root.pointer(&pointer) else {
            return;
        };
        let own = schema.get("properties").and_then(Value::as_object);
        names.extend(own.into_iter().flat_map(Map::keys).cloned());
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.get(keyword).and_then(Value::as_array);
            for at in 0..parts.map_or(0, Vec::len) {
                self.declare(&format!("{pointer}/{keyword}/{at}"), names, depth + 1);
            }
        }
    }

    /// What a schema says by itself, references followed.
    fn view(&mut self, pointer: &str) -> Option<Rc<View>> {
        if let Some(known) = self.views.get(pointer) {
            return Some(Rc::clone(known));
        }
        let resolved = self.resolve(pointer)?;
        let schema = self.root.pointer(&resolved)?;
        let view = Rc::new(View {
            members: outline(schema.as_object()),
            is_nothing: *schema == json!(false),
            pointer: resolved,
        });
        self.views.insert(pointer.to_owned(), Rc::clone(&view));
        Some(view)
    }

    /// The document is not what it was.
    fn changed(&mut self) {
        self.keywords.forget_schemas();
        self.views.clear();
        self.declared.clear();
    }

    /// Whether an object has any of the members that a schema declares: otherwise it is something
    /// else, and fitting it would empty the schema.
    pub(super) fn is_of(&mut self, pointer: &str, value: &Value) -> bool {
        let declared = self.declared(pointer);
        let Value::Object(object) = value else {
            return true;
        };
        declared.is_empty() || object.keys().any(|name| declared.contains(name))
    }

    fn set(&mut self, pointer: &str, keyword: &str, value: Value) {
        self.changed();
        if let Some(schema) = self.object(pointer) {
            schema.insert(keyword.to_owned(), value);
        }
    }

    fn drop(&mut self, pointer: &str, keyword: &str) {
        self.changed();
        if let Some(schema) = self.object(pointer) {
            schema.shift_remove(keyword);
        }
    }
}

/// Whether a value is of one of the types that a schema names.
fn has_type(types: &Value, value: &Value) -> bool {
    let own = type_name(value);
    let has = |name: &str| match types {
        Value::Array(names) => names.iter().any(|it| it == name),
        one => one == name,
    };
    // `47.0` is not what a typed client takes for an integer.
    has(own) || (own == "integer" && has("number"))
}

#[cfg(test)]
#[path = "adapt_tests.rs"]
mod tests;
