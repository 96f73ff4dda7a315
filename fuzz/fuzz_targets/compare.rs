//! Documents that are made of keywords by chance: each comparison ends, a document is the same as
//! itself, and what one way round is no change is none the other way round.

#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use memberspec::diff::Document;
use memberspec::diff::{Comparison, Day, Options, report};
use serde_json::{Map, Value, json};

mod deep;

/// Two documents with some of their schemas in common.
#[derive(Debug)]
struct Pair([Value; 2]);

/// Levels of schemas within schemas.
const DEPTH: usize = 4;
const NAMES: [&str; 4] = ["a", "b", "ab", ""];
const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];
const FORMATS: [&str; 6] = ["date", "date-time", "uuid", "int32", "byte", "other"];
const PATTERNS: [&str; 8] = [
    "^a",
    "b$",
    "^[a-c]{2,3}$",
    "(a|b)*c",
    "^(?=.*a)",
    "(",
    "\\d+",
    "^(a+)+$",
];

impl<'a> Arbitrary<'a> for Pair {
    fn arbitrary(chance: &mut Unstructured<'a>) -> Result<Self> {
        let edition = *chance.choose(&["3.1.0", "3.0.3"])?;
        let mut parts = || -> Result<[Value; 4]> {
            Ok([
                schema(chance, 0)?,
                schema(chance, 0)?,
                schema(chance, 0)?,
                schema(chance, 0)?,
            ])
        };
        let old = parts()?;
        let mut new = old.clone();
        for part in &mut new {
            match chance.int_in_range(0..=3_u8)? {
                0 => *part = schema(chance, 0)?,
                1 => edit(chance, part, 0)?,
                _ => {}
            }
        }
        Ok(Self([document(edition, old), document(edition, new)]))
    }
}

fn document(edition: &str, [a, b, body, query]: [Value; 4]) -> Value {
    let content = json!({"application/json": {"schema": body}});
    json!({
        "openapi": edition,
        "info": {"title": "t", "version": "1"},
        "components": {"schemas": {"A": a, "B": b}},
        "paths": {"/a": {"post": {
            "parameters": [{"name": "q", "in": "query", "schema": query}],
            "requestBody": {"content": content},
            "responses": {"200": {"description": "d", "content": content}},
        }}},
    })
}

/// Gives a schema, or one inside of it, a keyword that it may not have had.
fn edit(chance: &mut Unstructured<'_>, node: &mut Value, depth: usize) -> Result<()> {
    let Value::Object(members) = node else {
        *node = schema(chance, depth)?;
        return Ok(());
    };
    let inside: Vec<String> = (members.iter())
        .filter(|(_, value)| value.is_object())
        .map(|(name, _)| name.clone())
        .collect();
    if !inside.is_empty() && depth < DEPTH && chance.arbitrary()? {
        let name = chance.choose(&inside)?;
        return edit(chance, &mut members[name.as_str()], depth + 1);
    }
    if chance.arbitrary()? {
        keyword(chance, members, depth)
    } else {
        let last = members.keys().next_back().cloned();
        last.map(|name| members.remove(&name));
        Ok(())
    }
}

fn schema(chance: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    if depth >= DEPTH || chance.is_empty() {
        return Ok(json!({"type": chance.choose(&TYPES)?}));
    }
    match chance.int_in_range(0..=15_u8)? {
        0 => Ok(Value::Bool(chance.arbitrary()?)),
        1 => Ok(json!({"$ref": format!("#/components/schemas/{}", chance.choose(&["A", "B"])?)})),
        _ => {
            let mut members = Map::new();
            for _ in 0..chance.int_in_range(1..=4_u8)? {
                keyword(chance, &mut members, depth)?;
            }
            Ok(Value::Object(members))
        }
    }
}

fn list(chance: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let count = chance.int_in_range(1..=3_usize)?;
    (0..count).map(|_| schema(chance, depth + 1)).collect()
}

fn map(chance: &mut Unstructured<'_>, names: &[&str], depth: usize) -> Result<Value> {
    let mut members = Map::new();
    for _ in 0..chance.int_in_range(1..=3_usize)? {
        let name = chance.choose(names)?;
        members.insert((*name).to_owned(), schema(chance, depth + 1)?);
    }
    Ok(Value::Object(members))
}

fn value(chance: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    Ok(match chance.int_in_range(0..=6_u8)? {
        0 => Value::Null,
        1 => Value::Bool(chance.arbitrary()?),
        2 => json!(chance.arbitrary::<i64>()?),
        3 => json!(f64::from(chance.arbitrary::<i16>()?) / 8.0),
        4 if depth < DEPTH => json!([value(chance, depth + 1)?]),
        5 if depth < DEPTH => json!({*chance.choose(&NAMES)?: value(chance, depth + 1)?}),
        _ => json!(chance.choose(&["", "a", "b", "abc", "2026-11-21"])?),
    })
}

fn keyword(
    chance: &mut Unstructured<'_>,
    into: &mut Map<String, Value>,
    depth: usize,
) -> Result<()> {
    const COUNTS: [&str; 8] = [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ];
    const BOUNDS: [&str; 5] = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ];
    const SCHEMAS: [&str; 11] = [
        "not",
        "items",
        "contains",
        "additionalProperties",
        "propertyNames",
        "if",
        "then",
        "else",
        "unevaluatedItems",
        "unevaluatedProperties",
        "items",
    ];
    const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
    const FLAGS: [&str; 5] = [
        "nullable",
        "readOnly",
        "writeOnly",
        "uniqueItems",
        "deprecated",
    ];
    let (name, value) = match chance.int_in_range(0..=14_u8)? {
        0 => ("type", json!(chance.choose(&TYPES)?)),
        1 => (
            "type",
            json!([chance.choose(&TYPES)?, chance.choose(&TYPES)?]),
        ),
        2 => (
            "enum",
            json!([value(chance, depth)?, value(chance, depth)?]),
        ),
        3 => ("const", value(chance, depth)?),
        4 => (
            *chance.choose(&COUNTS)?,
            json!(chance.int_in_range(0..=4_u8)?),
        ),
        5 => {
            let bound = f64::from(chance.int_in_range(-8..=8_i8)?) / 2.0;
            (*chance.choose(&BOUNDS)?, json!(bound))
        }
        6 => ("pattern", json!(chance.choose(&PATTERNS)?)),
        7 => ("format", json!(chance.choose(&FORMATS)?)),
        8 => (*chance.choose(&SCHEMAS)?, schema(chance, depth + 1)?),
        9 => (*chance.choose(&LISTS)?, list(chance, depth)?),
        10 => ("properties", map(chance, &NAMES, depth)?),
        11 => ("patternProperties", map(chance, &PATTERNS, depth)?),
        12 => ("dependentSchemas", map(chance, &NAMES, depth)?),
        13 => ("required", json!([chance.choose(&NAMES)?])),
        _ => (*chance.choose(&FLAGS)?, json!(chance.arbitrary::<bool>()?)),
    };
    into.insert(name.to_owned(), value);
    Ok(())
}

fuzz_target!(|pair: Pair| {
    deep::deep(|| {
        let [old, new] = pair
            .0
            .map(|value| Document::from_text("a.json", &value.to_string()));
        // What is no schema is an error; that is `load`'s part.
        let (Ok(old), Ok(new)) = (old, new) else {
            return;
        };
        let today = Day(jiff::civil::date(2026, 11, 21));
        let compare = |old, new| Comparison::of(old, new, Options { today });
        let (forward, backward) = (compare(&old, &new), compare(&new, &old));
        assert_eq!(forward.changes.is_empty(), backward.changes.is_empty());
        assert!(compare(&old, &old).changes.is_empty());
        report::json::write(&forward, &mut std::io::sink()).unwrap();
        report::markdown::write(&backward, &mut std::io::sink()).unwrap();
    });
});
