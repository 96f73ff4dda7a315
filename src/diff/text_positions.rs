//! Where everything is a string, what is printed as a proof is rejected by the new side and was
//! taken by the old one when it is sent as text, whatever its schema calls it; and where nothing is
//! found, no value that the one side writes is rejected by the other.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::load::Document;
use super::{Change, Comparison, Day, Options, Verdict};
use crate::finding::Level;

/// Where the schema stands: who writes its values, and in which form.
#[derive(Debug, Clone, Copy)]
enum Position {
    Query,
    Path,
    Header,
    Form,
}

fn document(schema: &Value, position: Position) -> Document {
    let named = |place: &str| json!({"name": "p", "in": place, "required": true, "schema": schema});
    let mut operation = json!({"responses": {"200": {"description": "ok"}}});
    match position {
        Position::Query => operation["parameters"] = json!([named("query")]),
        Position::Path => operation["parameters"] = json!([named("path")]),
        Position::Header => {
            operation["responses"]["200"]["headers"] = json!({"X-P": {"schema": schema}});
        }
        Position::Form => {
            operation["requestBody"] = json!({"content": {"application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"p": schema}, "required": ["p"]}
            }}});
        }
    }
    let text = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a/{p}": {"post": operation}},
    });
    Document::from_text("a.json", &text.to_string()).unwrap()
}

fn compare(old: &Value, new: &Value, position: Position) -> Vec<Change> {
    let [old, new] = [old, new].map(|schema| document(schema, position));
    let today = Day(jiff::civil::date(2026, 11, 21));
    Comparison::of(&old, &new, Options { today }).changes
}

fn scalar() -> impl Strategy<Value = Value> {
    let bound = -12..1_200_i64;
    prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "number"})),
        Just(json!({"type": ["integer", "null"]})),
        Just(json!({"type": ["string", "boolean"]})),
        bound
            .clone()
            .prop_map(|n| json!({"type": "integer", "minimum": n})),
        bound
            .clone()
            .prop_map(|n| json!({"type": "integer", "exclusiveMaximum": n})),
        (bound.clone(), 0..40_i64)
            .prop_map(|(n, m)| json!({"type": "number", "minimum": n, "maximum": n + m})),
        bound.prop_map(|n| {
            let tenths = serde_json::Number::from_f64(f64::from(i32::try_from(n).unwrap()) / 10.0);
            json!({"type": "number", "exclusiveMinimum": tenths})
        }),
        (2..9_i64).prop_map(|n| json!({"type": "integer", "multipleOf": n})),
        (0..4_u64, 0..4_u64)
            .prop_map(|(a, b)| json!({"type": "string", "minLength": a, "maxLength": a + b})),
        prop::sample::select(vec![
            "^[0-9]+$",
            "^-?[0-9]+$",
            "^(true|false)$",
            "[.]",
            "^[a-z]{2}$"
        ])
        .prop_map(|pattern| json!({"type": "string", "pattern": pattern})),
        prop::sample::select(vec!["date", "uuid", "ipv4"])
            .prop_map(|format| json!({"type": "string", "format": format})),
        prop::sample::subsequence(
            vec![
                json!("a"),
                json!("1"),
                json!("true"),
                json!(1),
                json!(25),
                json!(true)
            ],
            1..5
        )
        .prop_map(|values| json!({"enum": values})),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({"anyOf": all})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({"allOf": all})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({"oneOf": all})),
            (inner.clone(), 0..2_u64, 1..3_u64).prop_map(|(items, least, more)| {
                json!({"type": "array", "items": items, "minItems": least, "maxItems": least + more})
            }),
            inner.prop_map(|not| json!({"type": ["string", "integer"], "not": not})),
        ]
    })
}

fn position() -> impl Strategy<Value = Position> {
    prop::sample::select(vec![
        Position::Query,
        Position::Path,
        Position::Header,
        Position::Form,
    ])
}

fn is_valid(schema: &Value, value: &Value) -> bool {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
        .is_valid(value)
}

/// What a value is sent as: its texts, one for each item of a list.
fn sent(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(sent).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

/// What texts may be taken for: each as a string and as what it spells, in a list or alone.
fn readings(texts: &[String]) -> Vec<Value> {
    let of_one = |text: &String| -> Vec<Value> {
        let mut all = vec![json!(text)];
        let typed = serde_json::from_str::<Value>(text).ok();
        all.extend(typed.filter(|value| value.is_number() || value.is_boolean()));
        if text.is_empty() {
            all.push(Value::Null);
        }
        all
    };
    let mut lists: Vec<Vec<Value>> = vec![Vec::new()];
    for text in texts {
        let items = of_one(text);
        lists = (lists.iter())
            .flat_map(|list| {
                items
                    .iter()
                    .map(|item| [list.clone(), vec![item.clone()]].concat())
            })
            .collect();
    }
    let mut all: Vec<Value> = lists.into_iter().map(Value::from).collect();
    if let [only] = texts {
        all.extend(of_one(only));
    }
    all
}

fn is_taken(schema: &Value, texts: &[String]) -> bool {
    readings(texts).iter().any(|value| is_valid(schema, value))
}

fn pool() -> Vec<Value> {
    let mut all: Vec<Value> = [
        "",
        "a",
        "ab",
        "1",
        "25",
        "true",
        "1.5",
        "-3",
        "2024-01-31",
        "10.0.0.1",
    ]
    .iter()
    .map(|text| json!(text))
    .collect();
    all.extend([
        json!(0),
        json!(1),
        json!(-7),
        json!(25),
        json!(999),
        json!(1000),
        json!(1.5),
    ]);
    all.extend([json!(true), json!(false)]);
    let lists: Vec<Value> = all.iter().map(|value| json!([value, value])).collect();
    all.extend(lists);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(300), ..ProptestConfig::default() })]

    #[test]
    fn a_proof_is_one_that_the_wire_can_tell(old in schema(), new in schema(), position in position()) {
        let changes = compare(&old, &new, position);
        // The server writes headers: what the new one sends must have been promised.
        let (writer, reader) = match position {
            Position::Header => (&new, &old),
            _ => (&old, &new),
        };
        // Of a schema that nothing satisfies the edits are judged without what contradicts.
        prop_assume!(pool().iter().any(|value| is_valid(writer, value)));
        for change in &changes {
            let Verdict::Witnessed { value, .. } = &change.verdict else { continue };
            let value = match (position, value) {
                (Position::Form, Value::Object(members)) => match members.get("p") {
                    Some(value) => value,
                    None => continue,
                },
                _ => value,
            };
            let texts = sent(value);
            prop_assert!(is_taken(writer, &texts), "{value} is not sent by {writer}: {}", change.what);
            prop_assert!(!is_taken(reader, &texts), "{value} is taken by {reader}: {}", change.what);
        }
        let quiet = changes.iter().all(|change| change.level == Level::Info);
        if quiet {
            for value in pool() {
                let texts = sent(&value);
                if matches!(position, Position::Path) && texts.iter().any(String::is_empty) {
                    continue;
                }
                let is_lost = is_valid(writer, &value) && !is_taken(reader, &texts);
                prop_assert!(!is_lost, "{value} is of {writer} and not of {reader}");
            }
        }
    }
}
