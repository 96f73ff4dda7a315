use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value, json};

use super::form::{Form, form_of, known_form};
use crate::interpret::type_name;
use crate::redact;

/// More keys than this in one place are a map with data for keys, not properties.
const KEYS: usize = 200;

/// The values that stood in one place, as types and names. No value is kept.
#[derive(Debug, Default, Clone)]
pub(crate) struct Values {
    /// The JSON types, in the order in which they came.
    pub types: IndexSet<&'static str>,
    /// How texts were written; of more than two ways, two.
    pub forms: IndexSet<Option<Form>>,
    /// How often a value stood here.
    pub times: u64,
    /// How many of them were objects.
    pub objects: u64,
    /// What stood below each key, in the order in which they came.
    pub properties: IndexMap<String, Self>,
    /// What stood below keys that are data and no names.
    pub others: Option<Box<Self>>,
    /// What the lists held.
    pub items: Option<Box<Self>>,
}

/// What the keys of one object are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Names of properties.
    Names,
    /// Data.
    Data,
    /// Names, where they read as a program gives them; the others are data.
    Mixed,
}

/// How much a schema says of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Detail {
    /// Types and names.
    Types,
    /// How all texts are written, too.
    Forms,
    /// Which properties were always there, too.
    Presence,
}

/// The names of JSON types.
const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

impl Values {
    /// The values that a schema was made of, as far as it tells.
    pub(super) fn of_schema(schema: &Value) -> Self {
        let lists = |keyword: &str, name: &str| match schema.get(keyword) {
            Some(Value::Array(names)) => names.iter().any(|it| it == name),
            one => one.is_some_and(|one| one == name),
        };
        let inner = |keyword| schema.get(keyword).map(|it| Box::new(Self::of_schema(it)));
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten().map(|(name, below)| {
            let times = u64::from(lists("required", name));
            let below = Self::of_schema(below);
            (name.clone(), Self { times, ..below })
        });
        let types = match schema.get("type") {
            Some(Value::Array(names)) => names.as_slice(),
            one => one.map_or(&[][..], std::slice::from_ref),
        };
        let known = |name: &Value| TYPES.into_iter().find(|known| name == known);
        let types = types.iter().filter_map(known);
        let form = || Some(known_form(schema)).filter(|_| lists("type", "string"));
        Self {
            types: types.collect(),
            forms: form().into_iter().collect(),
            times: 1,
            objects: u64::from(lists("type", "object")),
            properties: properties.collect(),
            others: inner("additionalProperties"),
            items: inner("items"),
        }
    }

    /// Looks at one value, so many levels deep.
    pub(crate) fn see(
        &mut self,
        value: &Value,
        depth: usize,
        keys: &dyn Fn(&Map<String, Value>) -> Keys,
    ) {
        self.times += 1;
        self.types.insert(type_name(value));
        match value {
            // Two ways to write a text have nothing in common already.
            Value::String(text) if self.forms.len() < 2 => {
                self.forms.insert(form_of(text));
            }
            Value::Array(items) if depth > 0 => {
                let below = self.items.get_or_insert_default();
                (items.iter()).for_each(|item| below.see(item, depth - 1, keys));
            }
            Value::Object(members) => {
                self.objects += 1;
                let kind = keys(members);
                for (key, value) in members.iter().filter(|_| depth > 0) {
                    self.below(key, kind).see(value, depth - 1, keys);
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, key: &str, kind: Keys) -> &mut Self {
        let is_new = || self.properties.len() < KEYS && redact::is_key(key);
        let is_name = match kind {
            Keys::Names => true,
            Keys::Data => false,
            Keys::Mixed => self.properties.contains_key(key) || is_new(),
        };
        match is_name {
            true => self.properties.entry(key.to_owned()).or_default(),
            false => self.others.get_or_insert_default(),
        }
    }

    /// How all texts were written; none where they were written in several ways.
    pub(crate) fn form(&self) -> Option<Form> {
        self.forms
            .first()
            .copied()?
            .filter(|_| self.forms.len() == 1)
    }

    /// Puts types and properties in the order of the alphabet, whatever came first.
    pub(crate) fn sort(&mut self) {
        self.types.sort_unstable();
        self.properties.sort_unstable_keys();
        let below = self.properties.values_mut();
        let unnamed = self.others.iter_mut().chain(&mut self.items);
        (below.chain(unnamed.map(Box::as_mut))).for_each(Self::sort);
    }

    /// A schema that takes all of them.
    pub(crate) fn schema(&self, detail: Detail) -> Value {
        let mut found = Map::new();
        let is_number = self.types.contains("number");
        let types = self.types.iter().copied();
        let types: Vec<&str> = types
            .filter(|name| !(is_number && *name == "integer"))
            .collect();
        if !types.is_empty() {
            found.insert("type".to_owned(), one_or_all(&types));
        }
        if let (Some((keyword, form)), true) = (self.form(), detail >= Detail::Forms) {
            found.insert(keyword.to_owned(), json!(form));
        }
        if let Some(items) = self.items.as_ref().filter(|items| items.times > 0) {
            found.insert("items".to_owned(), items.schema(detail));
        }
        if let Some(others) = &self.others {
            found.insert("additionalProperties".to_owned(), others.schema(detail));
        }
        if !self.properties.is_empty() {
            let properties = self.properties.iter();
            let properties = properties.map(|(name, below)| (name.clone(), below.schema(detail)));
            found.insert("properties".to_owned(), properties.collect());
        }
        let always = |(_, below): &(&String, &Self)| below.times == self.objects;
        let required = self.properties.iter().filter(always);
        let required: Vec<&String> = required.map(|(name, _)| name).collect();
        if detail >= Detail::Presence && !required.is_empty() {
            found.insert("required".to_owned(), json!(required));
        }
        Value::Object(found)
    }
}

/// The types of a schema: one by its name, several as a list.
pub(crate) fn one_or_all(names: &[&str]) -> Value {
    match names {
        [one] => json!(one),
        all => json!(all),
    }
}
