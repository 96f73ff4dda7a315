use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::catalogue::{Concern, Deviation, Kind};

use super::departures::{Departures, beside, listed};
use super::page::{Page, cell, slug};
use super::source::{Operation, Source, Use, array, content, delivery, entries, reference};
use super::types;

/// How many properties two schemas may differ in where one is described by the other, and how many
/// they must share.
const FEW: usize = 2;
const MANY: usize = 4;

/// The schemas in the order in which a reader meets them, with the places where each is used.
#[derive(Default)]
pub(super) struct Schemas<'d> {
    groups: Vec<(&'static str, Vec<&'d str>)>,
    uses: BTreeMap<&'d str, Vec<Use>>,
}

impl<'d> Schemas<'d> {
    pub(super) fn new(source: &Source<'d>, operations: &[Operation<'d>]) -> Self {
        let mut schemas = Self::default();
        let tags = array(source.document.get("tags")).filter_map(|tag| tag["name"].as_str());
        let mut answers = Vec::new();
        let mut rejections = Vec::new();
        for operation in tags.flat_map(|tag| operations.iter().filter(move |it| it.has_tag(tag))) {
            for (status, response) in entries(operation.value.get("responses")) {
                let response = source.resolve(response);
                let group = if status.starts_with('2') {
                    &mut answers
                } else {
                    &mut rejections
                };
                for name in operation.names() {
                    let part = format!("response {status} application/json");
                    schemas.follow(source, response, name, part, group);
                }
            }
        }
        let mut bodies = Vec::new();
        let body = "request body application/json";
        for operation in operations {
            for name in operation.names() {
                let value = &operation.value["requestBody"];
                schemas.follow(source, value, name, body.to_owned(), &mut bodies);
            }
        }
        let mut payloads = Vec::new();
        for (topic, value) in source.webhooks() {
            let value = &value["requestBody"];
            // The catalogue's request bodies are what clients write.
            let part = "payload".to_owned();
            schemas.follow(source, value, delivery(topic), part, &mut payloads);
        }
        schemas.groups = vec![
            ("Properties of responses", answers),
            ("Properties of requests", bodies),
            ("Payloads of webhooks", payloads),
            ("The form of an error", rejections),
        ];
        schemas
    }

    fn follow(
        &mut self,
        source: &Source<'d>,
        carrier: &'d Value,
        operation: String,
        part: String,
        group: &mut Vec<&'d str>,
    ) {
        let path = "$".to_owned();
        let place = Use {
            operation,
            part,
            path,
        };
        let Some(schema) = content(carrier).and_then(|it| it.get("schema")) else {
            return;
        };
        let mut found = Vec::new();
        source.follow(schema, &place, 0, &mut found);
        for (name, place) in found {
            let uses = self.uses.entry(name).or_default();
            if uses.is_empty() {
                group.push(name);
            }
            if !uses.contains(&place) {
                uses.push(place);
            }
        }
    }

    /// Writes a table for each schema.
    pub(super) fn write(
        &self,
        source: &Source<'d>,
        operations: &[Operation<'d>],
        departures: &Departures,
        page: &mut Page,
    ) {
        let mut before = Vec::new();
        for (title, names) in &self.groups {
            page.heading(2, title);
            for name in names {
                self.write_one(source, operations, name, &before, departures, page);
                before.push(*name);
            }
        }
    }

    fn write_one(
        &self,
        source: &Source<'d>,
        operations: &[Operation<'d>],
        name: &'d str,
        before: &[&'d str],
        departures: &Departures,
        page: &mut Page,
    ) {
        let schema = source.schema(name);
        page.heading(3, name);
        page.block(schema["description"].as_str().unwrap_or_default());
        let all = properties(schema);
        let mut shown: Vec<&String> = all.keys().collect();
        let like = before.iter().find_map(|other| {
            let known = properties(source.schema(other));
            let missing: Vec<String> = (known.keys())
                .filter(|key| !all.contains_key(*key))
                .cloned()
                .collect();
            let (same, more): (Vec<_>, Vec<_>) =
                all.keys().partition(|key| known.contains_key(*key));
            let is_like = same.len() >= MANY
                && missing.len() + more.len() <= FEW
                && same.iter().all(|key| known[*key] == all[*key]);
            is_like.then_some((*other, missing, more))
        });
        if let Some((other, missing, more)) = like {
            let without = missing.iter().map(|it| format!("`{it}`"));
            let without: Vec<String> = without.collect();
            let mut text = format!("It has the properties of [{other}](#{})", slug(other));
            if !without.is_empty() {
                text += &format!(", without {}", without.join(" and "));
            }
            text += if more.is_empty() { "." } else { ", and:" };
            page.block(&text);
            shown = more;
        }
        if all.is_empty() {
            page.block(&format!("Type: {}.", types::describe(schema)));
        }
        self.write_properties(source, operations, name, &shown, departures, page);
    }

    fn write_properties(
        &self,
        source: &Source<'d>,
        operations: &[Operation<'d>],
        name: &'d str,
        shown: &[&String],
        departures: &Departures,
        page: &mut Page,
    ) {
        let schema = source.schema(name);
        let uses = self.uses.get(name).map_or(&[][..], Vec::as_slice);
        let is_written = uses.iter().all(|it| it.part.starts_with("request"));
        let written = written(source, operations, uses);
        let about = |key: &str| {
            let places: Vec<(String, &Use)> = uses
                .iter()
                .map(|it| (format!("{}.{key}", it.path), it))
                .collect();
            let places = places.iter();
            departures.about(places.map(|(path, it)| (&*it.operation, &*it.part, path.as_str())))
        };
        let found: Vec<_> = shown.iter().map(|key| about(key)).collect();
        // What is about each property is said once.
        let mut common = found.first().cloned().unwrap_or_default();
        common.retain(|row| {
            let others = found.iter();
            found.len() >= MANY
                && others
                    .clone()
                    .all(|rows| rows.iter().any(|it| it.id == row.id))
        });
        common.extend(self.absent(source, uses, departures));
        page.block(&listed(&common));
        let mut said = BTreeSet::new();
        let rows: Vec<Vec<String>> = entries(schema.get("properties"))
            .filter(|(key, _)| shown.contains(key))
            .map(|(key, property)| {
                let mut found = about(key);
                found.retain(|row| common.iter().all(|it| it.id != row.id));
                let is_required = array(schema.get("required")).any(|it| it == key);
                let using = match (is_written, is_required) {
                    (true, true) => "required",
                    (true, false) => "optional",
                    (false, true) => "always",
                    (false, false) => "may be absent",
                };
                let using = match written.get(key.as_str()) {
                    Some(ways) => format!("{using}; {}", ways.join(", ")),
                    None => using.to_owned(),
                };
                vec![
                    format!("<a id=\"{}.{key}\"></a>`{key}`", slug(name)),
                    cell(&types::describe(property)),
                    using,
                    since(property),
                    meaning(source, property),
                    beside(&found, &mut said),
                ]
            })
            .collect();
        let head = [
            "property",
            "type",
            "use",
            "since",
            "meaning",
            "the documentation says otherwise",
        ];
        page.table(&head, &rows);
    }

    /// What is documented in a place of the schema and is not there, nor anywhere else.
    fn absent(
        &self,
        source: &Source<'d>,
        uses: &[Use],
        departures: &Departures,
    ) -> Vec<&'static Deviation> {
        let has = |concern: &Concern| {
            self.uses.iter().any(|(name, uses)| {
                let keys = entries(source.schema(name).get("properties")).map(|(key, _)| key);
                let mut places = keys.flat_map(|key| uses.iter().map(move |it| (key, it)));
                places.any(|(key, it)| {
                    concern.is_about(&it.operation, &it.part, &format!("{}.{key}", it.path))
                })
            })
        };
        departures.select(|row| {
            if row.kind != Kind::Contradiction {
                return false;
            }
            let places = row.shown.places();
            let mut here = places
                .iter()
                .filter_map(|it| it.path.rsplit_once('.').zip(Some(it)));
            here.any(|((parent, name), concern)| {
                !name.contains('*')
                    && uses.iter().any(|place| {
                        let own = place
                            .path
                            .strip_prefix("$[*]")
                            .map(|rest| format!("${rest}"));
                        let own = own.as_ref().unwrap_or(&place.path);
                        let path = format!("{parent}.{name}");
                        own == parent && concern.is_about(&place.operation, &place.part, &path)
                    })
            }) && !places.iter().any(has)
        })
    }
}

/// For each property of what operations return, how the same operations write it.
fn written<'d>(
    source: &Source<'d>,
    operations: &[Operation<'d>],
    uses: &[Use],
) -> BTreeMap<&'d str, Vec<&'static str>> {
    let mut written: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    let returned = uses
        .iter()
        .filter(|it| it.path == "$" && it.part.starts_with("response 2"));
    let returned: BTreeSet<&str> = returned.map(|it| it.operation.as_str()).collect();
    for operation in operations {
        let names = operation.names();
        let Some(body) = content(&operation.value["requestBody"])
            .and_then(|it| reference(it.get("schema")?))
            .filter(|_| names.iter().any(|name| returned.contains(name.as_str())))
        else {
            continue;
        };
        let word = if operation.path.ends_with('}') {
            "update"
        } else {
            "create"
        };
        for (key, _) in entries(source.schema(body).get("properties")) {
            let words = written.entry(key.as_str()).or_default();
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    written
}

/// The properties of a schema by name, without what differs between reading and writing them.
fn properties(schema: &Value) -> BTreeMap<String, Map<String, Value>> {
    entries(schema.get("properties"))
        .map(|(name, property)| {
            let mut plain = property.as_object().cloned().unwrap_or_default();
            plain.shift_remove("readOnly");
            (name.clone(), plain)
        })
        .collect()
}

/// The release that introduced something.
pub(super) fn since(value: &Value) -> String {
    value["x-since"].as_str().unwrap_or_default().to_owned()
}

/// What something means, with what it needs.
pub(super) fn meaning(source: &Source<'_>, value: &Value) -> String {
    let own = value["description"].as_str();
    let text = own.or_else(|| {
        let named = reference(value).map(|name| source.schema(name));
        named.and_then(|it| it["description"].as_str())
    });
    let mut text = cell(text.unwrap_or_default());
    if let Some(plugin) = value["x-requires"].as_str() {
        text += &format!(" *Only while {} is active.*", plugin_name(plugin));
    }
    if value["x-undeclared"] == true {
        text += " *The plugin does not declare it.*";
    }
    if value["writeOnly"] == true {
        text += " *No response has it.*";
    }
    text.trim_start().to_owned()
}

fn plugin_name(id: &str) -> &str {
    match id {
        "subscriptions" => "WooCommerce Subscriptions",
        other => other,
    }
}
