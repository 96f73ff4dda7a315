//! Each keyword of the meta-schemas, added, removed and changed on a document, in both directions:
//! what is said of it. `docs/diff-completeness.md` is written by this test.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::load::Document;
use super::{Change, Comparison, Day, Options, Verdict};
use crate::diff::schema::Direction;
use crate::finding::Level;

const KEYWORDS: &str = include_str!("rules/pairs/keywords.yaml");
const FIELDS: [&str; 2] = [
    include_str!("rules/pairs/fields.yaml"),
    include_str!("rules/pairs/fields-3.2.yaml"),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keywords {
    schema: Vec<SchemaKeyword>,
    openapi: Vec<Field>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaKeyword {
    keyword: String,
    without: Value,
    with: Value,
    changed: Value,
    #[serde(default)]
    silent: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    keyword: String,
    at: String,
    /// What stands there before the field is added, where its object has to be there.
    without: Option<Value>,
    with: Value,
    changed: Value,
    /// A document without it is none, so that it can only be changed.
    #[serde(default)]
    needed: bool,
    #[serde(default)]
    silent: Option<String>,
}

fn compare(before: &Value, after: &Value) -> Vec<Change> {
    let [old, new] = [before, after]
        .map(|document| Document::from_text("a.json", &document.to_string()).unwrap());
    let today = Day(jiff::civil::date(2026, 11, 21));
    Comparison::of(&old, &new, Options { today }).changes
}

fn with_schema(schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {"schemas": {"Word": {"type": "string"}, "Count": {"type": "integer"}}},
        "paths": {"/a": {"post": {
            "requestBody": {"required": true, "content": content},
            "responses": {"200": {"description": "ok", "content": content}},
        }}},
    })
}

/// A document in which every field has a place.
fn with_all() -> Value {
    json!({
        "openapi": "3.2.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://z.example"}, {"url": "https://{r}.example"}],
        "components": {
            "schemas": {
                "Cat": {"type": "object", "properties": {"a": {"const": "Cat"}, "b": {"const": "Cat"}}},
                "Dog": {"type": "object", "properties": {"a": {"const": "Dog"}, "b": {"const": "Dog"}}},
            },
            "parameters": {
                "First": {"name": "f", "in": "query", "schema": {"type": "string"}},
                "Second": {"name": "g", "in": "query", "schema": {"type": "string"}},
            },
            "mediaTypes": {"First": {"schema": {"enum": ["a"]}}, "Second": {"schema": {"enum": ["b"]}}},
            "examples": {"Shown": {"value": "v"}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "query", "name": "k"},
                "token": {"type": "http", "scheme": "bearer"},
                "used": {"type": "http", "scheme": "basic"},
            },
        },
        "webhooks": {},
        "paths": {"/a": {
            "put": {},
            "post": {
                "parameters": [
                    {"name": "l", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "s", "in": "query"},
                    {"name": "c", "in": "query"},
                ],
                "requestBody": {"content": {
                    "application/json": {},
                    "multipart/form-data": {"schema": {
                        "type": "object",
                        "properties": {"p": {"type": "array", "items": {"type": "string"}}},
                    }},
                }},
                "responses": {"200": {
                    "description": "ok",
                    "headers": {"X-A": {"schema": {"type": "array", "items": {"type": "string"}}}},
                    "content": {"application/json": {}},
                }},
            },
            "patch": {"security": [{"used": []}], "responses": {"200": {"description": "ok"}}},
            "get": {"operationId": "other", "responses": {"200": {"description": "ok"}}},
        }, "/c": {}, "/d": {"get": {"operationId": "third", "responses": {"200": {"description": "ok"}}}}},
    })
}

/// A copy of a document with a value at a pointer.
fn put(document: &Value, at: &str, value: &Value) -> Value {
    let mut document = document.clone();
    let (parent, name) = at.rsplit_once('/').unwrap();
    let name = crate::base::pointer::unescape(name).into_owned();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => {
            members.insert(name, value.clone());
        }
        other => panic!("{at} is inside {other}"),
    }
    document
}

/// What is said of an edit in one direction, or in none.
fn cell(changes: &[Change], direction: Option<Direction>) -> String {
    let mut told: Vec<&Change> = (changes.iter())
        .filter(|change| {
            direction.is_none() || change.direction.is_none() || change.direction == direction
        })
        .collect();
    told.sort_by_key(|change| std::cmp::Reverse(change.level));
    let Some(first) = told.first() else {
        return "–".to_owned();
    };
    let rule = first.rule.id;
    match (&first.verdict, first.level) {
        (Verdict::Witnessed { value, .. }, _) => format!("**{rule}**: `{value}`"),
        (Verdict::Undecided(reason), _) => format!("undecided: {reason}"),
        (_, Level::Error) => format!("**{rule}**"),
        (_, Level::Warning) => format!("{rule}, a warning"),
        _ if rule == "documentation-changed" => "words".to_owned(),
        _ => format!("{rule}, harmless"),
    }
}

fn table() -> String {
    let keywords: Keywords = serde_saphyr::from_str(KEYWORDS).unwrap();
    let mut text = String::from(
        "# What is said of each keyword\n\nWritten by a test: each keyword of JSON Schema 2020-12 \
         and each field of OpenAPI 3.1 and 3.2 is added to a document, removed from it and changed \
         in it, and this is the result of the comparison. **Bold** is an error, with its \
         counter-example, which a second validator confirmed. `–` means that nothing is reported, \
         with the reason.\n\n## Keywords of schemas\n\n| keyword | edit | request | response \
         |\n|---|---|---|---|\n",
    );
    let mut unsaid = Vec::new();
    for row in &keywords.schema {
        let [without, with, changed] = [&row.without, &row.with, &row.changed].map(with_schema);
        for (edit, before, after) in [
            ("added", &without, &with),
            ("removed", &with, &without),
            ("changed", &with, &changed),
        ] {
            let changes = compare(before, after);
            let [request, response] = [Direction::Request, Direction::Response]
                .map(|direction| cell(&changes, Some(direction)));
            let silent = row.silent.as_deref();
            if changes.is_empty() != silent.is_some() {
                unsaid.push(format!("{} {edit}", row.keyword));
            }
            let response = silent.map_or(response, |why| format!("– {why}"));
            text += &format!("| `{}` | {edit} | {request} | {response} |\n", row.keyword);
        }
    }
    text += "\n## Fields of OpenAPI's objects\n\n| field | added | removed | changed |\n|---|---|---|---|\n";
    for row in &keywords.openapi {
        let all = with_all();
        let [with, changed] = [&row.with, &row.changed].map(|value| put(&all, &row.at, value));
        let without = (row.without.as_ref()).map_or(all.clone(), |value| put(&all, &row.at, value));
        let edits = [
            (!row.needed).then_some((&without, &with)),
            (!row.needed).then_some((&with, &without)),
            Some((&with, &changed)),
        ];
        let mut cells = edits.map(|edit| {
            edit.map_or("needed".to_owned(), |(before, after)| {
                cell(&compare(before, after), None)
            })
        });
        match &row.silent {
            Some(why) => cells[2] = format!("{} {why}", cells[2]),
            None if cells.contains(&"–".to_owned()) => {
                unsaid.push(format!("{}: {cells:?}", row.keyword));
            }
            None => {}
        }
        text += &format!("| `{}` | {} |\n", row.keyword, cells.join(" | "));
    }
    assert!(unsaid.is_empty(), "no result for: {unsaid:#?}");
    text
}

#[test]
fn the_table_of_keywords_is_the_one_in_the_documentation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diff-completeness.md");
    let table = table();
    assert!(!table.contains("undecided"), "{table}");
    if std::env::var_os("MEMBERSPEC_UPDATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == table,
        "set MEMBERSPEC_UPDATE=1 to write docs/diff-completeness.md"
    );
}

/// The list of keywords is the standard's own: the vocabularies of JSON Schema 2020-12.
#[test]
fn no_keyword_of_the_vocabularies_is_left_out() {
    use referencing::meta;

    let rows: Keywords = serde_saphyr::from_str(KEYWORDS).unwrap();
    let told: Vec<&str> = rows.schema.iter().map(|row| &*row.keyword).collect();
    for vocabulary in [
        &*meta::DRAFT202012_CORE,
        &*meta::DRAFT202012_APPLICATOR,
        &*meta::DRAFT202012_UNEVALUATED,
        &*meta::DRAFT202012_VALIDATION,
        &*meta::DRAFT202012_META_DATA,
        &*meta::DRAFT202012_FORMAT_ASSERTION,
        &*meta::DRAFT202012_CONTENT,
    ] {
        let keywords = vocabulary["properties"].as_object().unwrap();
        assert!(!keywords.is_empty());
        for keyword in keywords.keys() {
            assert!(told.contains(&keyword.as_str()), "{keyword} is nowhere");
        }
    }
}

/// The list of fields is the meta-schema's of OpenAPI 3.1, which `scripts/fields.sh` wrote, and what
/// the specification of 3.2 has besides.
#[test]
fn no_field_of_the_meta_schema_is_left_out() {
    let rows: Keywords = serde_saphyr::from_str(KEYWORDS).unwrap();
    let lists =
        FIELDS.map(|text| serde_saphyr::from_str::<BTreeMap<String, Vec<String>>>(text).unwrap());
    assert!(lists[0].len() > 25, "the list of objects is cut off");
    let fields: Vec<&str> = rows.openapi.iter().map(|row| &*row.keyword).collect();
    let keywords: Vec<&str> = rows.schema.iter().map(|row| &*row.keyword).collect();
    let mut nowhere = Vec::new();
    for (object, names) in lists.iter().flatten() {
        for name in names {
            let told = match object.as_str() {
                "schema" => keywords.contains(&name.as_str()),
                "openapi" => fields.contains(&name.as_str()),
                _ => fields.contains(&format!("{object}.{name}").as_str()),
            };
            if !told {
                nowhere.push(format!("{object}.{name}"));
            }
        }
    }
    assert!(nowhere.is_empty(), "nowhere in the table: {nowhere:#?}");
}
