//! Every example of every document is valid under its own schema.

use serde_json::Value;

use super::validators::{Validators, escape};
use super::{Edition, Release, openapi, openapi_of};
use crate::interpret::Api;

/// Every object in a document that has a `schema` beside an `example` or `examples`, as a pointer.
fn exemplified(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let has_example = object.contains_key("example") || object.contains_key("examples");
            if object.contains_key("schema") && has_example {
                found.push(pointer.to_owned());
                return;
            }
            for (key, child) in object {
                exemplified(child, &format!("{pointer}/{}", escape(key)), found);
            }
        }
        Value::Array(items) => {
            for (at, child) in items.iter().enumerate() {
                exemplified(child, &format!("{pointer}/{at}"), found);
            }
        }
        _ => {}
    }
}

/// Every schema that has its own examples.
fn schemas_with_examples(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let Value::Object(object) = value else {
        return;
    };
    if object.get("examples").is_some_and(Value::is_array) {
        found.push(pointer.to_owned());
    }
    for (key, child) in object {
        if key == "properties" {
            for (name, property) in child.as_object().unwrap() {
                schemas_with_examples(property, &format!("{pointer}/properties/{name}"), found);
            }
        } else if ["items", "additionalProperties"].contains(&key.as_str()) {
            schemas_with_examples(child, &format!("{pointer}/{key}"), found);
        } else if let ("oneOf" | "anyOf" | "allOf", Value::Array(items)) = (key.as_str(), child) {
            for (at, item) in items.iter().enumerate() {
                schemas_with_examples(item, &format!("{pointer}/{key}/{at}"), found);
            }
        }
    }
}

#[test]
fn every_example_is_valid_under_its_schema() {
    for api in Api::ALL {
        for edition in Edition::ALL {
            let Some(document) = openapi(api, edition) else {
                continue;
            };
            every_example_holds(&document, &format!("{api} {edition}"));
        }
    }
}

#[test]
fn so_is_every_example_of_another_release() {
    for release in [
        "1.12", "1.13", "1.17.5", "1.19", "1.19.1", "1.23.1", "1.24", "1.27.2", "1.28",
    ] {
        for api in Api::ALL {
            let release: Release = release.parse().unwrap();
            if let Some(document) = openapi_of(api, Edition::Observed, release) {
                every_example_holds(&document, &format!("{api} {release}"));
            }
        }
    }
}

fn every_example_holds(document: &Value, name: &str) {
    let mut judge = Validators::new(document);
    let mut faults = Vec::new();
    let mut found = Vec::new();
    exemplified(document, "", &mut found);
    assert!(found.len() > 5, "{name}: {} examples", found.len());
    for pointer in found {
        let part = document.pointer(&pointer).unwrap();
        let single = part.get("example").into_iter();
        let several = part
            .get("examples")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|examples| examples.values().map(|example| &example["value"]));
        for example in single.chain(several) {
            let wrong = judge.faults(&format!("{pointer}/schema"), example);
            faults.extend(wrong.into_iter().map(|fault| format!("{pointer}: {fault}")));
        }
    }
    let mut found = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        schemas_with_examples(schema, &format!("/components/schemas/{name}"), &mut found);
    }
    for pointer in found {
        for example in document.pointer(&pointer).unwrap()["examples"]
            .as_array()
            .unwrap()
        {
            let wrong = judge.faults(&pointer, example);
            faults.extend(wrong.into_iter().map(|fault| format!("{pointer}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
}
