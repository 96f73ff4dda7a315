//! What holds of every document, whatever stands in it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Edition, openapi, to_json, to_yaml};
use crate::interpret::Api;

fn documents() -> impl Iterator<Item = (String, Value)> {
    Api::ALL.into_iter().flat_map(|api| {
        Edition::ALL
            .into_iter()
            .filter_map(move |edition| Some((format!("{api} {edition}"), openapi(api, edition)?)))
    })
}

fn operations(document: &Value) -> Vec<&Value> {
    ["paths", "webhooks"]
        .iter()
        .filter_map(|part| document[part].as_object())
        .flat_map(|items| items.values())
        .flat_map(|item| item.as_object().unwrap().values())
        .filter(|operation| operation.get("operationId").is_some())
        .collect()
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                found.insert(reference.clone());
            }
            object.values().for_each(|child| references(child, found));
        }
        Value::Array(items) => items.iter().for_each(|child| references(child, found)),
        _ => {}
    }
}

#[test]
fn operation_ids_are_unique_and_every_operation_says_what_it_does() {
    for (name, document) in documents() {
        let operations = operations(&document);
        let ids: BTreeSet<&str> = operations
            .iter()
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), operations.len(), "{name}");
        for operation in operations {
            for key in ["summary", "description"] {
                assert!(operation[key].is_string(), "{name}: {key} of {operation}");
            }
            assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{name}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    for (name, document) in documents() {
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in &found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{name}: {reference}");
        }
        for (kind, components) in document["components"].as_object().unwrap() {
            if kind == "securitySchemes" {
                continue;
            }
            for component in components.as_object().unwrap().keys() {
                let reference = format!("#/components/{kind}/{component}");
                assert!(found.contains(&reference), "{name}: {reference} is unused");
            }
        }
    }
}

#[test]
fn every_property_has_a_description_and_every_observed_one_a_release() {
    for (name, document) in documents() {
        for (schema, value) in document["components"]["schemas"].as_object().unwrap() {
            let Some(properties) = value.get("properties").and_then(Value::as_object) else {
                continue;
            };
            for (property, value) in properties {
                let at = format!("{name}: {schema}.{property}");
                assert!(value["description"].is_string(), "{at} has no description");
                assert!(
                    name.ends_with("documented") || value["x-since"].is_string(),
                    "{at} has no release"
                );
            }
        }
    }
}

#[test]
fn what_needs_subscriptions_is_never_required() {
    for (name, document) in documents() {
        for (schema, value) in document["components"]["schemas"].as_object().unwrap() {
            let required: Vec<&str> = value["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            for (property, value) in value["properties"].as_object().into_iter().flatten() {
                if value.get("x-requires").is_some() {
                    assert!(
                        !required.contains(&property.as_str()),
                        "{name}: {schema}.{property}"
                    );
                }
            }
        }
    }
}

#[test]
fn yaml_and_json_hold_the_same_document() {
    for (name, document) in documents() {
        let yaml: Value = serde_saphyr::from_str(&to_yaml(&document).unwrap()).unwrap();
        let json: Value = serde_json::from_str(&to_json(&document).unwrap()).unwrap();
        assert!(yaml == document, "{name}: the YAML holds something else");
        assert!(json == document, "{name}: the JSON holds something else");
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    for (name, document) in documents() {
        let again = documents().find(|(other, _)| *other == name).unwrap().1;
        assert!(
            to_yaml(&document).unwrap() == to_yaml(&again).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn documents_never_name_the_papers_behind_them() {
    for (name, document) in documents() {
        let text = to_yaml(&document).unwrap();
        for paper in ["observed.md", "releases.md", "documentation.md"] {
            assert!(!text.contains(paper), "{name} names {paper}");
        }
    }
}

/// Named properties of every schema, with where they stand.
fn properties(document: &Value) -> Vec<(String, &Value)> {
    document["components"]["schemas"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(schema, value)| {
            let properties = value["properties"].as_object().into_iter().flatten();
            properties.map(move |(name, property)| (format!("{schema}.{name}"), property))
        })
        .collect()
}

#[test]
fn every_plain_property_shows_an_example_or_its_values() {
    for (name, document) in documents() {
        for (at, property) in properties(&document) {
            let kind = match &property["type"] {
                Value::Array(kinds) => &kinds[0],
                kind => kind,
            };
            if ["string", "integer", "number", "boolean"]
                .iter()
                .any(|plain| kind == plain)
            {
                assert!(
                    property.get("examples").is_some() || property.get("enum").is_some(),
                    "{name}: {at} has no example"
                );
            }
        }
    }
}

#[test]
fn every_date_says_which_clock_it_shows() {
    for (name, document) in documents() {
        let mut dates = 0;
        for (at, property) in properties(&document) {
            if at.ends_with("_date") || at.ends_with("_gmt") || at.contains(".date_") {
                if property["type"] == "integer" || at.ends_with("_seconds_gmt") {
                    continue;
                }
                let clock = property["x-timezone"].as_str();
                let expected = if at.ends_with("_gmt") { "utc" } else { "site" };
                assert_eq!(clock, Some(expected), "{name}: {at}");
                let words = property["description"].as_str().unwrap();
                let named = words.contains("UTC")
                    || words.contains("the site's")
                    || words.contains("the site had");
                assert!(
                    named || at.contains("access_"),
                    "{name}: {at} is silent: {words}"
                );
                dates += 1;
            }
        }
        assert!(dates > 15, "{name}: only {dates} dates");
    }
}

#[test]
fn a_site_local_date_is_never_called_an_rfc_3339_date_time() {
    for (name, document) in documents() {
        for (at, property) in properties(&document) {
            // Only what shows an offset may bear the format that wants one.
            if property["format"] == "date-time" {
                let example = property["examples"][0].as_str().unwrap();
                assert!(example.ends_with("+00:00"), "{name}: {at}: {example}");
            }
        }
    }
}
