//! A recording of another API as a document: what its calls prove, and nothing of this API.

use serde_json::{Value, json};

use crate::diff::{diff, folder};

const USERS: &str = r##"{"openapi": "3.0.3", "info": {"title": "D", "version": "1"},
"servers": [{"url": "https://api.example/v1"}],
"paths": {
  "/users/{key}": {"get": {"parameters": [{"name": "key", "in": "path", "required": true,
    "schema": {"type": "string"}}], "responses": {"200": {"description": "x", "content":
    {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}}}},
  "/users": {"post": {"requestBody": {"content": {"application/json": {"schema":
    {"type": "object", "properties": {"name": {"type": "string"}}}}}},
    "responses": {"201": {"description": "x"}}}}},
"components": {"schemas": {"User": {"type": "object", "required": ["id"], "properties": {
  "id": {"type": "integer"}, "plan_name": {"type": "string"},
  "when": {"type": "string", "format": "date-time"}}}}}}"##;

/// One call as a recorder without request headers writes it.
fn call(method: &str, path: &str, sent: Option<(&str, &str)>, got: (u16, &str, &str)) -> Value {
    let (status, media, body) = got;
    let mut request = json!({"method": method, "url": format!("https://api.example/v1{path}"),
        "headers": []});
    if let Some((media, text)) = sent {
        request["postData"] = json!({"mimeType": media, "text": text});
    }
    json!({"request": request, "response": {"status": status,
        "headers": [{"name": "Content-Type", "value": media}],
        "content": {"size": body.len(), "mimeType": media, "text": body}}})
}

/// The rules and places of the changes that one call proves.
fn proved(name: &str, calls: &[Value]) -> Vec<(String, String)> {
    let har = json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"},
        "entries": calls}});
    let here = folder(name, &[("d.json", USERS), ("calls.har", &har.to_string())]);
    let (code, out, error) = diff(&here, &["d.json", "calls.har", "--format", "json"]);
    assert!(code < 2, "{error}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert!(!out.contains("\"departures\":[\""), "{out}");
    assert_eq!(
        report["departures"].as_array().map_or(0, Vec::len),
        0,
        "{out}"
    );
    let changes = report["changes"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    changes
        .map(|change| (text(&change["rule"]), text(&change["place"])))
        .collect()
}

#[test]
fn calls_of_another_api_prove_what_they_show_and_no_departure_of_this_one() {
    let json = "application/json";
    let get = |media, body| call("GET", "/users/5", None, (200, media, body));
    let expect = |name: &str, calls: &[Value], wanted: &[(&str, &str)]| {
        let found = proved(name, calls);
        let found: Vec<(&str, &str)> = (found.iter())
            .map(|(rule, place)| (rule.as_str(), place.as_str()))
            .collect();
        assert_eq!(found, wanted, "{name}");
    };
    expect(
        "rec-same",
        &[get(json, r#"{"id": 5, "plan_name": "a"}"#)],
        &[],
    );
    expect(
        "rec-drift",
        &[get(
            json,
            r#"{"id": "5", "plan_name": null, "when": "2026-01-01"}"#,
        )],
        &[
            ("type-changed", "response 200 application/json $.id"),
            (
                "nullable-changed",
                "response 200 application/json $.plan_name",
            ),
            ("format-changed", "response 200 application/json $.when"),
        ],
    );
    expect(
        "rec-html",
        &[get("text/html", "<html>blocked</html>")],
        &[
            (
                "response-media-type-removed",
                "response 200 application/json",
            ),
            ("response-media-type-added", "response 200 text/html"),
        ],
    );
    expect(
        "rec-lines",
        &[get("application/x-ndjson", "{\"id\": 5}\n{\"id\": 6}\n")],
        &[
            (
                "response-media-type-removed",
                "response 200 application/json",
            ),
            (
                "response-media-type-added",
                "response 200 application/x-ndjson",
            ),
        ],
    );
    let form = ("application/x-www-form-urlencoded", "name=a&age=5");
    expect(
        "rec-form",
        &[call("POST", "/users", Some(form), (201, json, ""))],
        &[(
            "request-media-type-added",
            "request body application/x-www-form-urlencoded",
        )],
    );
    expect(
        "rec-unlisted",
        &[
            get(json, r#"{"id": 5}"#),
            call("GET", "/orders/5", None, (200, json, r#"{"id": 5}"#)),
        ],
        &[("operation-added", "")],
    );
}
