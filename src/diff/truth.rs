//! Pairs of documents whose truth is known: each break is shown by a value or a call that the
//! other document takes, and what stays silent is the same in other words.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::load::Document;
use super::{Change, Comparison, Day, Options};
use crate::diff::schema::Direction;
use crate::finding::Level;

const SCHEMAS: [&str; 9] = [
    "numbers",
    "strings",
    "types",
    "arrays",
    "objects",
    "logic",
    "references",
    "editions",
    "sides",
];

const DOCUMENTS: [&str; 3] = ["parameters", "messages", "surroundings"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Truth {
    Break,
    Safe,
    /// No call shows it, and somebody minds: told louder than as information.
    Policy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    Forward,
    Backward,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaPair {
    id: String,
    because: String,
    #[serde(default)]
    editions: Option<[String; 2]>,
    #[serde(default)]
    parts: Option<Value>,
    #[serde(default)]
    old_parts: Option<Value>,
    #[serde(default)]
    new_parts: Option<Value>,
    before: Value,
    after: Value,
    /// Good before, not after.
    #[serde(default, deserialize_with = "some")]
    lost: Option<Value>,
    /// Good after, not before.
    #[serde(default, deserialize_with = "some")]
    gained: Option<Value>,
    /// Which way round a declared property goes: no value shows it, and readers mind.
    #[serde(default)]
    gone: Option<Way>,
    #[serde(default)]
    request: Option<Truth>,
    #[serde(default)]
    response: Option<Truth>,
}

/// Null is a value too, and not the same as no value.
fn some<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentPair {
    id: String,
    because: String,
    verdict: Truth,
    /// A method and a path: the pair is an operation there.
    #[serde(default)]
    op: Option<String>,
    /// The call or the response that shows the break, for people.
    #[serde(default)]
    witness: Option<String>,
    before: Value,
    after: Value,
}

impl SchemaPair {
    fn parts(&self) -> [Value; 2] {
        [&self.old_parts, &self.new_parts].map(|own| {
            let parts = own.as_ref().or(self.parts.as_ref());
            json!({"schemas": parts.cloned().unwrap_or_else(|| json!({}))})
        })
    }

    fn editions(&self) -> [String; 2] {
        let usual = || ["3.1.0", "3.1.0"].map(String::from);
        self.editions.clone().unwrap_or_else(usual)
    }

    /// Both documents: the schema as the body of a request and of its response.
    fn documents(&self) -> [Value; 2] {
        let [old, new] = self.parts();
        let [before, after] = self.editions();
        [(&self.before, old, before), (&self.after, new, after)].map(|(schema, parts, edition)| {
            let content = json!({"application/json": {"schema": schema}});
            json!({"openapi": edition, "components": parts, "paths": {"/a": {"post": {
                "requestBody": {"required": true, "content": content},
                "responses": {"200": {"description": "ok", "content": content}},
            }}}})
        })
    }

    fn truth(&self, way: Way, direction: Direction) -> Truth {
        let direction = match way {
            Way::Forward => direction,
            Way::Backward => direction.turned(),
        };
        let (said, shown) = match direction {
            Direction::Request => (self.request, &self.lost),
            Direction::Response => (self.response, &self.gained),
        };
        let silent = if self.gone == Some(way) {
            Truth::Policy
        } else {
            Truth::Safe
        };
        said.unwrap_or_else(|| shown.as_ref().map_or(silent, |_| Truth::Break))
    }

    /// What is wrong with the values of the pair, by a validator that is not ours.
    fn contradiction(&self) -> Option<String> {
        if self.lost.is_none() && self.gained.is_none() {
            return None;
        }
        let [old, new] = self.parts();
        let [before, after] = self.editions();
        let before = validator(&self.before, old, &before);
        let after = validator(&self.after, new, &after);
        let shows = |value: &Option<Value>,
                     takes: &jsonschema::Validator,
                     other: &jsonschema::Validator| {
            value
                .as_ref()
                .is_none_or(|value| takes.is_valid(value) && !other.is_valid(value))
        };
        let held = shows(&self.lost, &before, &after) && shows(&self.gained, &after, &before);
        (!held).then(|| format!("\n{}: the value does not show it", self.id))
    }
}

/// A schema with the parts it leads to, the words of 3.0 in those of JSON Schema.
fn validator(schema: &Value, parts: Value, edition: &str) -> jsonschema::Validator {
    let mut root = schema.clone();
    if let Some(root) = root.as_object_mut() {
        root.insert(String::from("components"), parts);
    }
    if edition.starts_with("3.0") {
        modernise(&mut root);
    }
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&root)
        .unwrap_or_else(|error| panic!("{error}: {root}"))
}

fn modernise(schema: &mut Value) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(modernise),
        Value::Object(all) => {
            modernise_object(all);
            all.values_mut().for_each(modernise);
        }
        _ => {}
    }
}

fn modernise_object(schema: &mut Map<String, Value>) {
    // Beside a reference nothing counts, and these words did not exist.
    if schema.contains_key("$ref") {
        schema.retain(|name, _| name == "$ref" || name == "components");
    }
    for foreign in ["const", "patternProperties"] {
        schema.remove(foreign);
    }
    let nullable = schema.remove("nullable") == Some(json!(true));
    if let (true, Some(Value::String(only))) = (nullable, schema.get("type")) {
        let both = json!([only, "null"]);
        schema.insert(String::from("type"), both);
    }
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match schema.get(flag) {
            Some(Value::Bool(true)) => {
                if let Some(value) = schema.remove(bound) {
                    schema.insert(String::from(flag), value);
                }
            }
            Some(Value::Bool(false)) => {
                schema.remove(flag);
            }
            _ => {}
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(names: &[&str]) -> Vec<T> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diff/truth");
    (names.iter())
        .map(|name| std::fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap())
        .flat_map(|text| serde_saphyr::from_str::<Vec<T>>(&text).unwrap())
        .collect()
}

fn operation(at: Option<&String>, fragment: &Value) -> Value {
    let Some((method, path)) = at.and_then(|at| at.split_once(' ')) else {
        return fragment.clone();
    };
    let mut operation = json!({"responses": {"200": {"description": "ok"}}});
    for (name, value) in fragment.as_object().unwrap() {
        operation[name.as_str()] = value.clone();
    }
    json!({"paths": {path: {method.to_lowercase(): operation}}})
}

/// What is reported, or why a document cannot be read: no pair may end so.
fn compare(before: &Value, after: &Value) -> Result<Vec<Change>, String> {
    let load = |value: &Value| {
        let mut value = value.clone();
        let root = value.as_object_mut().unwrap();
        root.entry("openapi").or_insert(json!("3.1.0"));
        root.entry("info")
            .or_insert(json!({"title": "t", "version": "1"}));
        Document::from_text("pair.json", &value.to_string()).map_err(|error| error.to_string())
    };
    let today = Day(jiff::civil::date(2026, 11, 21));
    Ok(Comparison::of(&load(before)?, &load(after)?, Options { today }).changes)
}

fn loudest<'c>(changes: impl Iterator<Item = &'c Change>) -> Level {
    changes
        .map(|change| change.level)
        .max()
        .unwrap_or(Level::Info)
}

/// Whether what is reported fits what is true.
fn fits(truth: Truth, told: Level) -> bool {
    match truth {
        Truth::Break => told == Level::Error,
        Truth::Safe => told == Level::Info,
        Truth::Policy => told > Level::Info,
    }
}

fn told(changes: &[Change]) -> String {
    (changes.iter())
        .map(|c| {
            format!(
                "\n    {} {} {:?} {}: {:?}",
                c.level, c.rule.id, c.direction, c.what, c.verdict
            )
        })
        .collect()
}

#[test]
fn the_values_show_what_they_are_said_to_show() {
    let wrong: String = read::<SchemaPair>(&SCHEMAS)
        .iter()
        .filter_map(SchemaPair::contradiction)
        .collect();
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn schemas_are_told_as_they_are() {
    let mut wrong = String::new();
    for pair in read::<SchemaPair>(&SCHEMAS) {
        let [before, after] = pair.documents();
        for (before, after, way) in [
            (&before, &after, Way::Forward),
            (&after, &before, Way::Backward),
        ] {
            let changes = match compare(before, after) {
                Ok(changes) => changes,
                Err(error) => {
                    wrong += &format!("\n{}: {error}", pair.id);
                    continue;
                }
            };
            for direction in [Direction::Request, Direction::Response] {
                let truth = pair.truth(way, direction);
                let loud = loudest(changes.iter().filter(|c| c.direction == Some(direction)));
                // What counts on one side alone does not turn round with the documents.
                let one_sided =
                    way == Way::Backward && (pair.request.is_some() || pair.response.is_some());
                if !one_sided && !fits(truth, loud) {
                    wrong += &format!(
                        "\n{} {way:?} {direction:?} is {truth:?}, told as {loud}: {}{}",
                        pair.id,
                        pair.because,
                        told(&changes)
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn documents_are_told_as_they_are() {
    let mut wrong = String::new();
    for pair in read::<DocumentPair>(&DOCUMENTS) {
        let [before, after] = [&pair.before, &pair.after].map(|it| operation(pair.op.as_ref(), it));
        let changes = match compare(&before, &after) {
            Ok(changes) => changes,
            Err(error) => {
                wrong += &format!("\n{}: {error}", pair.id);
                continue;
            }
        };
        let loud = loudest(changes.iter());
        if !fits(pair.verdict, loud) || (pair.verdict == Truth::Break) != pair.witness.is_some() {
            wrong += &format!(
                "\n{} is {:?}, told as {loud}: {}{}",
                pair.id,
                pair.verdict,
                pair.because,
                told(&changes)
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
