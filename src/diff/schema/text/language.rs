use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::bound::{self, Side};
use super::wire::{Role, Wire};
use crate::diff::schema::lower::{Lowered, tidy};
use crate::diff::schema::{
    Conditional, Format, JsonType, Keywords, Rational, SchemaId, Schemas, TypeSet,
};

/// Schemas inside schemas that are rewritten; what is deeper stays as it is.
const DEEP: usize = 1_000;

/// Schemas rewritten to the strings that their values are sent as, each once.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    known: FxHashMap<(SchemaId, Part, Role), Slot>,
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
enum Slot {
    Open(Option<SchemaId>),
    Done(SchemaId),
}

/// Which values of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    /// All, where one value and a list of one look alike.
    Value,
    /// All, inside a list.
    Item,
    /// Those of one scalar type.
    Of(JsonType),
    /// Lists and objects.
    Compound,
}

/// The scalar types; strings come first, for they take in the others.
const SCALARS: [JsonType; 4] = [
    JsonType::String,
    JsonType::Number,
    JsonType::Boolean,
    JsonType::Null,
];

impl Texts {
    /// The schema of the strings that values of a schema are sent as.
    pub(crate) fn of(&mut self, s: &mut Schemas, id: SchemaId, wire: Wire, role: Role) -> SchemaId {
        match wire {
            Wire::Json => id,
            Wire::Text | Wire::Form => self.part(s, id, Part::Value, role),
            Wire::Segment => {
                let value = self.part(s, id, Part::Value, role);
                both(
                    s,
                    value,
                    Keywords {
                        min_length: Some(1),
                        ..Keywords::default()
                    },
                )
            }
            // What is no text and has no parts is bytes, whatever else its schema allows.
            Wire::Bytes => match self.part(s, id, Part::Of(JsonType::String), role) {
                SchemaId::FALSE => self.part(s, id, Part::Value, role),
                bytes => bytes,
            },
        }
    }

    fn part(&mut self, s: &mut Schemas, id: SchemaId, part: Part, role: Role) -> SchemaId {
        if id == SchemaId::FALSE {
            return id;
        }
        let key = (id, part, role);
        match self.known.get(&key) {
            Some(Slot::Done(id) | Slot::Open(Some(id))) => return *id,
            Some(Slot::Open(None)) => {
                let reserved = s.reserve();
                self.known.insert(key, Slot::Open(Some(reserved)));
                return reserved;
            }
            None => {}
        }
        if self.depth > DEEP {
            return id;
        }
        self.known.insert(key, Slot::Open(None));
        self.depth += 1;
        let found = match part {
            Part::Value | Part::Item => self.value(s, id, part, role),
            Part::Of(kind) => self.scalar(s, id, kind, role),
            Part::Compound => self.compound(s, id, role),
        };
        self.depth -= 1;
        let done = match self.known.get(&key) {
            Some(Slot::Open(Some(reserved))) => {
                let all = (found != *reserved).then_some(found);
                s.fill(
                    *reserved,
                    Keywords {
                        all: all.into_iter().collect(),
                        ..Keywords::default()
                    },
                );
                *reserved
            }
            _ => found,
        };
        self.known.insert(key, Slot::Done(done));
        // What did not change is read as it was, however much it takes to prove.
        if let Some(Slot::Done(other)) = self.known.get(&(id, part, role.other())) {
            match role {
                Role::Writer => s.note_within(done, *other),
                Role::Reader => s.note_within(*other, done),
            }
        }
        done
    }

    /// All values: those of each type beside one another.
    fn value(&mut self, s: &mut Schemas, id: SchemaId, part: Part, role: Role) -> SchemaId {
        // Who writes without a word about types writes text.
        if id == SchemaId::TRUE && role == Role::Writer {
            return plain(s);
        }
        let types = s.get(id).types;
        let admits = |kind| types.is_none_or(|types| types.touches(kind));
        let mut ways = Vec::new();
        for kind in SCALARS.into_iter().filter(|kind| admits(*kind)) {
            let way = self.part(s, id, Part::Of(kind), role);
            if way != SchemaId::FALSE {
                ways.push(way);
            }
            if way == plain(s) {
                break;
            }
        }
        let scalar = any(s, ways.clone());
        if admits(JsonType::Array) || admits(JsonType::Object) {
            let compound = self.part(s, id, Part::Compound, role);
            if compound != SchemaId::FALSE {
                ways.push(compound);
                if part == Part::Value && role == Role::Reader && admits(JsonType::Array) {
                    let single = self.single(s, id, 0);
                    ways.extend(single.filter(|way| *way != SchemaId::FALSE));
                }
            }
        }
        if part == Part::Value && role == Role::Reader && scalar != SchemaId::FALSE {
            ways.push(s.intern(Keywords {
                types: Some(TypeSet::NONE.with("array")),
                prefix: vec![scalar],
                items: Some(SchemaId::FALSE),
                ..Keywords::default()
            }));
        }
        any(s, ways)
    }

    /// What a reader of lists takes for a list of one; `None` where the schema does not speak of
    /// lists.
    fn single(&mut self, s: &mut Schemas, id: SchemaId, depth: usize) -> Option<SchemaId> {
        const DEEP: usize = 4;
        let k = s.shared(id);
        let is_list = k.types.map(|types| types.touches(JsonType::Array));
        if id == SchemaId::FALSE || is_list == Some(false) {
            return Some(SchemaId::FALSE);
        }
        if depth > DEEP {
            return None;
        }
        let mut all: Vec<SchemaId> = (k.all.iter())
            .filter_map(|member| self.single(s, *member, depth + 1))
            .collect();
        for branches in [&k.any, &k.one].into_iter().flatten() {
            let ways: Vec<SchemaId> = (branches.iter())
                .filter_map(|branch| self.single(s, *branch, depth + 1))
                .filter(|way| *way != SchemaId::FALSE)
                .collect();
            if !ways.is_empty() {
                all.push(any(s, ways));
            }
        }
        if is_list == Some(true) {
            let fits = k.min_items.is_none_or(|min| min <= 1) && k.max_items != Some(0);
            let item = k.prefix.first().copied().or(k.items);
            all.push(match item {
                _ if !fits => SchemaId::FALSE,
                Some(item) => self.part(s, item, Part::Item, Role::Reader),
                None => plain(s),
            });
        }
        all.sort_unstable();
        all.dedup();
        match all.as_slice() {
            [] => None,
            _ => {
                let string = Some(TypeSet::NONE.with("string"));
                Some(store(
                    s,
                    Keywords {
                        types: string,
                        all,
                        ..Keywords::default()
                    },
                ))
            }
        }
    }

    /// The values of one scalar type, as strings.
    fn scalar(&mut self, s: &mut Schemas, id: SchemaId, kind: JsonType, role: Role) -> SchemaId {
        let k = s.shared(id);
        if k.types.is_some_and(|types| !types.touches(kind)) {
            return SchemaId::FALSE;
        }
        let mut text = Keywords {
            types: Some(TypeSet::NONE.with("string")),
            unread: k.unread.clone(),
            ..Keywords::default()
        };
        let values = k.values.as_ref().map(|values| {
            (values.iter())
                .filter(|value| JsonType::of(value) == kind)
                .filter_map(spelled)
                .collect::<Vec<_>>()
        });
        let may_be_null = (k.values.as_ref()).is_none_or(|values| values.contains(&Value::Null));
        match kind {
            JsonType::String => {
                text.min_length = k.min_length;
                text.max_length = k.max_length;
                text.pattern.clone_from(&k.pattern);
                text.format.clone_from(&k.format);
                text.values = values;
            }
            JsonType::Number => {
                text.values = values;
                self.number(s, &k, role, &mut text);
            }
            // How nothing is written is left to everybody: who reads it takes what is empty.
            JsonType::Null if role == Role::Writer => return SchemaId::FALSE,
            JsonType::Null if !may_be_null => return SchemaId::FALSE,
            JsonType::Null => text.values = Some(vec!["".into(), "null".into()]),
            _ => {
                text.values = values.or_else(|| Some(vec!["false".into(), "true".into()]));
            }
        }
        if let Some(values) = &mut text.values {
            values.sort_by_cached_key(Value::to_string);
            if values.is_empty() {
                return SchemaId::FALSE;
            }
        }
        self.connectives(s, &k, Part::Of(kind), role, &mut text);
        store(s, text)
    }

    fn number(&mut self, s: &mut Schemas, k: &Keywords, role: Role, text: &mut Keywords) {
        let whole = k.types.is_some_and(TypeSet::only_integers);
        let shape = match (role, whole) {
            (Role::Writer, true) => "^(0|-?[1-9][0-9]*)$",
            (Role::Writer, false) => "^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)[.][0-9]*[1-9])$",
            (Role::Reader, true) => "^[+-]?[0-9]+([.]0*)?$",
            (Role::Reader, false) => "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$",
        };
        text.pattern = Some(shape.into());
        for (bound, side, strictly) in [
            (&k.minimum, Side::From, false),
            (&k.above, Side::From, true),
            (&k.maximum, Side::To, false),
            (&k.below, Side::To, true),
        ] {
            let pattern = bound
                .as_ref()
                .and_then(|bound| bound::pattern(bound, side, strictly));
            if let Some(pattern) = pattern {
                text.all.push(s.intern(Keywords {
                    pattern: Some(pattern.into()),
                    ..Keywords::default()
                }));
            }
        }
        if let Some(step) = k
            .multiple_of
            .as_ref()
            .filter(|step| !(whole && **step == Rational::one()))
        {
            text.all.push(s.intern(Keywords {
                format: Some(Format::multiple_of(step)),
                ..Keywords::default()
            }));
        }
    }

    /// Lists and objects, their parts as text.
    fn compound(&mut self, s: &mut Schemas, id: SchemaId, role: Role) -> SchemaId {
        let k = s.shared(id);
        let types = (["array", "object"].into_iter())
            .zip([JsonType::Array, JsonType::Object])
            .filter(|(_, kind)| k.types.is_none_or(|types| types.touches(*kind)))
            .fold(TypeSet::NONE, |set, (name, _)| set.with(name));
        if types == TypeSet::NONE {
            return SchemaId::FALSE;
        }
        let mut text = Keywords {
            types: Some(types),
            values: k.values.as_ref().map(|values| {
                let compound = |value: &&Value| value.is_array() || value.is_object();
                values.iter().filter(compound).map(textual).collect()
            }),
            minimum: None,
            maximum: None,
            above: None,
            below: None,
            multiple_of: None,
            min_length: None,
            max_length: None,
            pattern: None,
            format: None,
            all: Vec::new(),
            any: None,
            one: None,
            not: None,
            conditional: None,
            dependent_schemas: BTreeMap::default(),
            property_names: None,
            ..(*k).clone()
        };
        if let Some(values) = &mut text.values {
            values.sort_by_cached_key(Value::to_string);
            if values.is_empty() {
                return SchemaId::FALSE;
            }
        }
        for item in text.prefix.iter_mut().chain(&mut text.items) {
            *item = self.part(s, *item, Part::Item, role);
        }
        if let Some(contains) = &mut text.contains {
            contains.schema = self.part(s, contains.schema, Part::Item, role);
        }
        let members = (text.properties.values_mut())
            .chain(text.patterns.values_mut())
            .chain(&mut text.additional)
            .chain(&mut text.unevaluated_properties)
            .chain(&mut text.unevaluated_items);
        for member in members {
            *member = self.part(s, *member, Part::Value, role);
        }
        text.property_names = k.property_names;
        for (name, schema) in &k.dependent_schemas {
            let schema = self.part(s, *schema, Part::Compound, role);
            text.dependent_schemas.insert(name.clone(), schema);
        }
        self.connectives(s, &k, Part::Compound, role, &mut text);
        store(s, text)
    }

    /// What the schemas around speak of are the same values.
    fn connectives(
        &mut self,
        s: &mut Schemas,
        k: &Keywords,
        part: Part,
        role: Role,
        text: &mut Keywords,
    ) {
        for member in &k.all {
            let member = self.part(s, *member, part, role);
            text.all.push(member);
        }
        let mut list = |ids: &Option<Vec<SchemaId>>| {
            let ids = ids.as_ref()?;
            Some(
                ids.iter()
                    .map(|id| self.part(s, *id, part, role))
                    .collect::<Vec<_>>(),
            )
        };
        (text.any, text.one) = (list(&k.any), list(&k.one));
        text.not = k.not.map(|not| self.part(s, not, part, role.other()));
        text.conditional = k.conditional.map(|c| Conditional {
            condition: self.part(s, c.condition, part, role),
            then: self.part(s, c.then, part, role),
            otherwise: self.part(s, c.otherwise, part, role),
        });
    }
}

fn store(s: &mut Schemas, keywords: Keywords) -> SchemaId {
    match tidy(keywords, false) {
        Lowered::Known(id) => id,
        Lowered::New(keywords) => s.intern(*keywords),
    }
}

/// Any string.
fn plain(s: &mut Schemas) -> SchemaId {
    s.intern(Keywords {
        types: Some(TypeSet::NONE.with("string")),
        ..Keywords::default()
    })
}

fn any(s: &mut Schemas, mut ways: Vec<SchemaId>) -> SchemaId {
    ways.sort_unstable();
    ways.dedup();
    match ways.as_slice() {
        [] => SchemaId::FALSE,
        [only] => *only,
        _ => s.intern(Keywords {
            any: Some(ways),
            ..Keywords::default()
        }),
    }
}

fn both(s: &mut Schemas, id: SchemaId, besides: Keywords) -> SchemaId {
    match id {
        SchemaId::FALSE => id,
        SchemaId::TRUE => s.intern(besides),
        _ => {
            let all = vec![id];
            store(s, Keywords { all, ..besides })
        }
    }
}

/// A scalar as it is written in text.
fn spelled(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(_) | Value::Bool(_) => Some(Value::String(value.to_string())),
        _ => None,
    }
}

/// A value with its scalars as they are written in text.
fn textual(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(textual).collect(),
        Value::Object(members) => (members.iter())
            .map(|(name, value)| (name.clone(), textual(value)))
            .collect(),
        Value::Null => Value::String(String::new()),
        other => spelled(other).unwrap_or(Value::Null),
    }
}
