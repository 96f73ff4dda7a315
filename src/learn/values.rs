use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::statement::{Format, Statement, Statements, Types};
use crate::interpret::type_name;
use crate::redact;

/// Deeper than anything that the plugin answers; what other plugins nest deeper is not looked into.
const DEPTH: usize = 8;
/// More keys than this in one place are a map with data for keys, not properties.
const KEYS: usize = 200;

/// The values that stood in one place, as types and names. No value is kept.
#[derive(Debug, Default, Clone)]
pub(super) struct Values {
    /// The JSON types.
    pub(super) types: Types,
    /// How texts were spelled, where they could be dates.
    pub(super) formats: BTreeSet<Format>,
    /// How often a value stood here.
    pub(super) times: u64,
    /// How many of them were objects.
    pub(super) objects: u64,
    /// What stood below each key.
    pub(super) properties: BTreeMap<String, Values>,
    /// What stood below keys that are data and no names.
    pub(super) others: Option<Box<Values>>,
    /// What the lists held.
    pub(super) items: Option<Box<Values>>,
}

impl Values {
    /// Looks at one value.
    pub(super) fn see(&mut self, value: &Value) {
        self.look(value, 0);
    }

    fn look(&mut self, value: &Value, depth: usize) {
        self.times += 1;
        let kind = type_name(value);
        if !self.types.contains(kind) {
            self.types.insert(kind);
        }
        match value {
            Value::String(text) if self.formats.len() < Format::ALL => {
                self.formats.insert(Format::of_text(text));
            }
            Value::Array(items) if depth < DEPTH => {
                let below = self.items.get_or_insert_default();
                items.iter().for_each(|item| below.look(item, depth + 1));
            }
            Value::Object(members) => {
                self.objects += 1;
                if depth < DEPTH {
                    for (key, value) in members {
                        self.below(key).look(value, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, key: &str) -> &mut Self {
        if self.properties.contains_key(key)
            || (self.properties.len() < KEYS && redact::is_key(key))
        {
            self.properties.entry(key.to_owned()).or_default()
        } else {
            self.others.get_or_insert_default()
        }
    }

    /// What all values together say, by place.
    pub(super) fn statements(&self) -> Statements {
        let mut statements = Statements::default();
        self.collect("$", None, &mut statements);
        statements
    }

    fn collect(&self, path: &str, of: Option<u64>, statements: &mut Statements) {
        let mut types = self.types.clone();
        let null = types.remove("null");
        let formats: Vec<&Format> = self.formats.iter().collect();
        statements.insert(
            path.to_owned(),
            Statement {
                types: Some(types).filter(|types| !types.is_empty()),
                // That none was seen proves nothing.
                null: null.then_some(true),
                format: match formats.as_slice() {
                    [one] => Some(**one),
                    [] => None,
                    _ => Some(Format::Text),
                },
                required: of.map(|parents| self.times == parents),
                objects: self.objects,
                ..Statement::default()
            },
        );
        for (name, below) in &self.properties {
            below.collect(&format!("{path}.{name}"), Some(self.objects), statements);
        }
        if let Some(others) = &self.others {
            others.collect(&format!("{path}.*"), None, statements);
        }
        if let Some(items) = self.items.as_ref().filter(|items| items.times > 0) {
            items.collect(&format!("{path}[*]"), None, statements);
        }
    }
}
