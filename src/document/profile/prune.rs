use std::collections::BTreeSet;

use serde_json::Value;

/// Removes the components to which nothing refers, and the tags that no operation bears.
pub(in crate::document) fn unused(document: &mut Value) {
    // A component may be used by another that goes first: repeat until nothing goes.
    while remove_components(document) {}
    remove_tags(document);
}

fn remove_components(document: &mut Value) -> bool {
    let mut used = BTreeSet::new();
    references(document, &mut used);
    let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    else {
        return false;
    };
    let mut removed = false;
    for (kind, components) in components.iter_mut() {
        // Security schemes are named by requirements, not by references.
        if kind == "securitySchemes" {
            continue;
        }
        if let Some(components) = components.as_object_mut() {
            components.retain(|name, _| {
                let kept = used.contains(&format!("#/components/{kind}/{name}"));
                removed |= !kept;
                kept
            });
        }
    }
    removed
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

fn remove_tags(document: &mut Value) {
    let borne: BTreeSet<String> = document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|paths| paths.values())
        .filter_map(Value::as_object)
        .flat_map(|item| item.values())
        .filter_map(|operation| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(|tag| Some(tag.as_str()?.to_owned()))
        .collect();
    if let Some(tags) = document.get_mut("tags").and_then(Value::as_array_mut) {
        tags.retain(|tag| {
            tag.get("name")
                .and_then(Value::as_str)
                .is_some_and(|name| borne.contains(name))
        });
    }
}
