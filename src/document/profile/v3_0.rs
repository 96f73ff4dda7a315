use serde_json::{Map, Value};

use super::schema_3_0::{self, Scope};

/// The release of OpenAPI 3.0 that a converted document states.
const VERSION: &str = "3.0.3";

/// Where the identifiers of licenses are explained.
const SPDX: &str = "https://spdx.org/licenses/";

/// Turns an OpenAPI 3.1 document without webhooks into one of OpenAPI 3.0.
pub(super) fn convert(document: &mut Value) {
    let Some(object) = document.as_object_mut() else {
        return;
    };
    let schemas = object
        .get("components")
        .and_then(|components| components.get("schemas")?.as_object().cloned())
        .unwrap_or_default();
    let mut scope = Scope {
        schemas: &schemas,
        open: Vec::new(),
    };
    object.insert("openapi".to_owned(), VERSION.into());
    object.shift_remove("jsonSchemaDialect");
    if let Some(info) = object.get_mut("info").and_then(Value::as_object_mut) {
        info.shift_remove("summary");
        if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut) {
            // 3.0 knows an address only; the SPDX list explains every identifier.
            if license.shift_remove("identifier").is_some() {
                license.entry("url").or_insert_with(|| SPDX.into());
            }
        }
    }
    if let Some(components) = object.get_mut("components").and_then(Value::as_object_mut) {
        components.shift_remove("pathItems");
        if let Some(Value::Object(schemas)) = components.get_mut("schemas") {
            for (name, schema) in schemas {
                scope.open.push(name.clone());
                schema_3_0::convert(schema, &mut scope);
                scope.open.clear();
            }
        }
        for (kind, part) in components.iter_mut() {
            if kind != "schemas" {
                descend(part, &mut scope);
            }
        }
    }
    if let Some(paths) = object.get_mut("paths") {
        descend(paths, &mut scope);
    }
}

/// Converts the schemas of parameters, headers and bodies below a part of the document.
fn descend(value: &mut Value, scope: &mut Scope<'_>) {
    match value {
        Value::Object(object) => {
            reference_alone(object);
            for (key, child) in object.iter_mut() {
                match key.as_str() {
                    "schema" => schema_3_0::convert(child, scope),
                    // Data, whatever it looks like.
                    "example" | "examples" | "value" => {}
                    _ => descend(child, scope),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                descend(item, scope);
            }
        }
        _ => {}
    }
}

/// Outside schemas OpenAPI 3.0 has no place for what stands beside a reference.
fn reference_alone(object: &mut Map<String, Value>) {
    if object.get("$ref").is_some_and(Value::is_string) && object.len() > 1 {
        object.retain(|key, _| key == "$ref");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_3_0_does_not_know_goes_from_the_frame() {
        let mut document = json!({
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
            "info": {"title": "t", "license": {"name": "MIT", "identifier": "MIT"}},
            "paths": {"/a": {"get": {"responses": {"200": {
                "description": "d",
                "content": {"application/json": {
                    "schema": {"type": ["string", "null"]},
                    "examples": {"one": {"value": {"schema": {"type": ["string", "null"]}}}},
                }},
            }}}}},
        });
        convert(&mut document);
        assert_eq!(
            document,
            json!({
                "openapi": "3.0.3",
                "info": {"title": "t", "license": {"name": "MIT", "url": SPDX}},
                "paths": {"/a": {"get": {"responses": {"200": {
                    "description": "d",
                    "content": {"application/json": {
                        "schema": {"type": "string", "nullable": true},
                        "examples": {"one": {"value": {"schema": {"type": ["string", "null"]}}}},
                    }},
                }}}}},
            })
        );
    }
}
