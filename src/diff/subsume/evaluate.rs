use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::search::Search;
use crate::diff::schema::{JsonType, Keywords, Rational, SchemaId};

/// References that may be followed on one value before the question is undecided.
const DEEP: usize = 64;

/// Results for one value: a schema is held against each part of the value once, however often it is
/// referred to.
#[derive(Default)]
struct Visit {
    known: FxHashMap<(SchemaId, *const Value), Option<bool>>,
    depth: usize,
}

impl Search {
    /// Whether a value satisfies a schema. `None` where that depends on what nobody knows: a
    /// format without meaning, a pattern that is not regular; and where it costs too much.
    pub(super) fn evaluate(&mut self, schema: SchemaId, value: &Value) -> Option<bool> {
        self.visit(schema, value, &mut Visit::default())
    }

    fn visit(&mut self, schema: SchemaId, value: &Value, visit: &mut Visit) -> Option<bool> {
        if schema == SchemaId::FALSE {
            return Some(false);
        }
        if visit.depth > DEEP || !self.spend(1) {
            return None;
        }
        let key = (schema, std::ptr::from_ref(value));
        if let Some(answer) = visit.known.get(&key) {
            return *answer;
        }
        visit.depth += 1;
        let answer = self.look(schema, value, visit);
        visit.depth -= 1;
        if visit.depth > 0 {
            visit.known.insert(key, answer);
        }
        answer
    }

    fn look(&mut self, schema: SchemaId, value: &Value, visit: &mut Visit) -> Option<bool> {
        let k = self.schemas.shared(schema);
        let leaves = |schema: Option<SchemaId>| schema.is_some_and(|id| id != SchemaId::TRUE);
        if leaves(k.unevaluated_items) || leaves(k.unevaluated_properties) {
            // What is left unevaluated depends on all branches: the validator keeps the account.
            return self.validator.is_valid(&self.schemas, schema, value);
        }
        if k.types
            .is_some_and(|types| !types.touches(JsonType::of(value)))
            || (k.values.as_ref()).is_some_and(|values| !self.lists(schema, values, value))
        {
            return Some(false);
        }
        let mut known = Known {
            open: k.unread.is_some(),
            ..Known::default()
        };
        known.note(match value {
            Value::Number(number) => Some(number_fits(&k, &Rational::of(number))),
            Value::String(text) => self.string_fits(&k, text),
            Value::Array(items) => self.array_fits(&k, items, visit),
            Value::Object(_) => self.object_fits(&k, value, visit),
            Value::Null | Value::Bool(_) => Some(true),
        });
        if known.failed {
            return Some(false);
        }
        for schema in &k.all {
            known.note(self.visit(*schema, value, visit));
        }
        if let Some(schema) = k.not {
            known.note(self.visit(schema, value, visit).map(|holds| !holds));
        }
        if let Some(any) = &k.any {
            let answers: Vec<_> = (any.iter())
                .map(|id| self.visit(*id, value, visit))
                .collect();
            known.note(if answers.contains(&Some(true)) {
                Some(true)
            } else if answers.contains(&None) {
                None
            } else {
                Some(false)
            });
        }
        if let Some(one) = &k.one {
            let answers: Vec<_> = (one.iter())
                .map(|id| self.visit(*id, value, visit))
                .collect();
            let hold = answers
                .iter()
                .filter(|answer| **answer == Some(true))
                .count();
            known.note(if hold > 1 {
                Some(false)
            } else if answers.contains(&None) {
                None
            } else {
                Some(hold == 1)
            });
        }
        if let Some(c) = k.conditional {
            let then = match self.visit(c.condition, value, visit) {
                Some(true) => self.visit(c.then, value, visit),
                Some(false) => self.visit(c.otherwise, value, visit),
                None => None,
            };
            known.note(then);
        }
        known.answer()
    }

    /// Whether a value is one of those that a schema lists.
    fn lists(&mut self, schema: SchemaId, values: &[Value], value: &Value) -> bool {
        const FEW: usize = 16;
        if values.len() <= FEW {
            return values.contains(value);
        }
        let listed =
            (self.listed.entry(schema)).or_insert_with(|| values.iter().cloned().collect());
        listed.contains(value)
    }

    fn string_fits(&mut self, k: &Keywords, text: &str) -> Option<bool> {
        let length = text.chars().count() as u64;
        if k.min_length.is_some_and(|min| length < min)
            || k.max_length.is_some_and(|max| length > max)
        {
            return Some(false);
        }
        let mut known = Known::default();
        if let Some(pattern) = &k.pattern {
            known.note(self.pattern_matches(pattern, text));
        }
        if let Some(format) = &k.format {
            known.note(self.formats.is(format, text));
        }
        known.answer()
    }

    fn array_fits(&mut self, k: &Keywords, items: &[Value], visit: &mut Visit) -> Option<bool> {
        let length = items.len() as u64;
        if k.min_items.is_some_and(|min| length < min)
            || k.max_items.is_some_and(|max| length > max)
            || (k.unique && has_duplicates(items))
        {
            return Some(false);
        }
        let mut known = Known::default();
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = k.prefix.get(index).copied().or(k.items) {
                known.note(self.visit(schema, item, visit));
            }
        }
        if let Some(contains) = k.contains {
            let answers: Vec<_> = (items.iter())
                .map(|item| self.visit(contains.schema, item, visit))
                .collect();
            let count = answers
                .iter()
                .filter(|answer| **answer == Some(true))
                .count() as u64;
            known.note(if answers.contains(&None) {
                None
            } else {
                Some(count >= contains.min && contains.max.is_none_or(|max| count <= max))
            });
        }
        known.answer()
    }

    fn object_fits(&mut self, k: &Keywords, value: &Value, visit: &mut Visit) -> Option<bool> {
        let Value::Object(members) = value else {
            return Some(true);
        };
        let count = members.len() as u64;
        let missing = |names: &BTreeSet<_>| {
            names
                .iter()
                .any(|name: &std::sync::Arc<str>| !members.contains_key(&**name))
        };
        if k.min_properties.is_some_and(|min| count < min)
            || k.max_properties.is_some_and(|max| count > max)
            || missing(&k.required)
            || (k.dependent_required.iter())
                .any(|(name, others)| members.contains_key(&**name) && missing(others))
        {
            return Some(false);
        }
        let mut known = Known::default();
        for (name, member) in members {
            for schema in self.schemas_of(k, name) {
                known.note(match schema {
                    Ok(schema) => self.visit(schema, member, visit),
                    Err(_) => None,
                });
            }
            if let Some(schema) = k.property_names {
                known.note(self.evaluate(schema, &Value::from(name.as_str())));
            }
        }
        for (name, schema) in &k.dependent_schemas {
            if members.contains_key(&**name) {
                known.note(self.visit(*schema, value, visit));
            }
        }
        known.answer()
    }
}

/// Several answers that must all be yes.
#[derive(Default)]
struct Known {
    failed: bool,
    open: bool,
}

impl Known {
    fn note(&mut self, answer: Option<bool>) {
        match answer {
            Some(true) => {}
            Some(false) => self.failed = true,
            None => self.open = true,
        }
    }

    fn answer(&self) -> Option<bool> {
        match (self.failed, self.open) {
            (true, _) => Some(false),
            (false, true) => None,
            (false, false) => Some(true),
        }
    }
}

fn number_fits(k: &Keywords, number: &Rational) -> bool {
    !(k.types
        .is_some_and(super::super::schema::TypeSet::only_integers)
        && !number.is_integer()
        || k.minimum.as_ref().is_some_and(|bound| number < bound)
        || k.maximum.as_ref().is_some_and(|bound| number > bound)
        || k.above.as_ref().is_some_and(|bound| number <= bound)
        || k.below.as_ref().is_some_and(|bound| number >= bound)
        || k.multiple_of
            .as_ref()
            .is_some_and(|step| !number.is_multiple_of(step)))
}

pub(super) fn has_duplicates(items: &[Value]) -> bool {
    let mut met = FxHashSet::default();
    !items.iter().all(|item| met.insert(item))
}
