use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::form::{Form, form_of};

/// Values of one place from which on what all of them show is taken for a promise.
const ENOUGH: u64 = 10;

/// What all values of a place had in common in the first of two recordings: how their texts are
/// written, and which members were always there. A document may leave both open.
#[derive(Debug, Default)]
pub(super) struct Promises {
    texts: HashMap<String, Texts>,
    objects: HashMap<String, Objects>,
}

#[derive(Debug, Default)]
struct Texts {
    seen: u64,
    /// None where they are written in several ways.
    form: Option<Form>,
}

#[derive(Debug, Default)]
struct Objects {
    seen: u64,
    members: HashMap<String, u64>,
}

impl Promises {
    /// Notes a value at the pointer of its schema, of which the keywords are given.
    pub(super) fn see(&mut self, pointer: &str, schema: &Map<String, Value>, value: &Value) {
        const SAID: [&str; 4] = ["const", "enum", "format", "pattern"];
        match value {
            Value::String(text) if !SAID.iter().any(|name| schema.contains_key(*name)) => {
                let form = form_of(text);
                let known = entry(&mut self.texts, pointer);
                known.form = form.filter(|form| known.seen == 0 || known.form == Some(*form));
                known.seen += 1;
            }
            Value::Object(object) => {
                let Some(Value::Object(declared)) = schema.get("properties") else {
                    return;
                };
                let known = entry(&mut self.objects, pointer);
                known.seen += 1;
                for name in object.keys().filter(|name| declared.contains_key(*name)) {
                    *entry(&mut known.members, name) += 1;
                }
            }
            _ => {}
        }
    }

    /// The keywords that say it, by the pointers of their schemas.
    pub(super) fn finish(self) -> Vec<(String, &'static str, Value)> {
        let texts = self.texts.into_iter().filter_map(|(pointer, texts)| {
            let (keyword, form) = texts.form.filter(|_| texts.seen >= ENOUGH)?;
            Some((pointer, keyword, json!(form)))
        });
        let objects = self.objects.into_iter().filter_map(|(pointer, objects)| {
            let always = |(_, count): &(String, u64)| *count == objects.seen;
            let mut names: Vec<String> = (objects.members.into_iter())
                .filter(always)
                .map(|(name, _)| name)
                .collect();
            names.sort();
            (objects.seen >= ENOUGH && !names.is_empty())
                .then(|| (pointer, "required", json!(names)))
        });
        let mut found: Vec<_> = texts.chain(objects).collect();
        found.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        found
    }
}

fn entry<'a, T: Default>(map: &'a mut HashMap<String, T>, name: &str) -> &'a mut T {
    if !map.contains_key(name) {
        map.insert(name.to_owned(), T::default());
    }
    map.entry(name.to_owned()).or_default()
}
