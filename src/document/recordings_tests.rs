//! The observed documents are sound: real traffic of a healthy site is valid under them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use super::validators::{Validators, escape, resolve};
use super::{Edition, openapi};
use crate::exchange::{Method, Request};
use crate::interpret::{Address, Api, Query};

/// The folder of the recordings, if there is one.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn recordings() -> Option<PathBuf> {
    let folder = std::env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: MEMBERSPEC_RECORDINGS is not set");
    }
    folder
}

/// Query parameters that give a response another shape.
const RESHAPING: [&str; 4] = ["_fields", "_envelope", "_jsonp", "_embed"];

/// What the plugin's own faults answer: no contract wants them. The catalogue holds each.
fn is_fault(status: u16, body: &Value) -> bool {
    let error_with_200 = status == 200 && body.get("code").is_some();
    status == 500 || error_with_200
}

/// The same document with every object closed, so that an undeclared property is a fault too.
fn closed(mut document: Value) -> Value {
    for schema in document["components"]["schemas"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        if let Some(object) = schema.as_object_mut()
            && object.contains_key("properties")
        {
            object
                .entry("additionalProperties")
                .or_insert(Value::Bool(false));
        }
    }
    document
}

#[test]
fn recorded_answers_are_valid_under_the_observed_documents() {
    let Some(folder) = recordings() else {
        return;
    };
    for (file, api) in [
        ("v3-read.har", Api::V3),
        ("v2-read.har", Api::V2),
        ("v3-write.har", Api::V3),
    ] {
        let document = closed(openapi(api, Edition::Observed).unwrap());
        let mut judge = Validators::new(&document);
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let har: Value = serde_json::from_str(&text).unwrap();
        let mut judged = 0;
        let mut faults: BTreeMap<String, usize> = BTreeMap::new();
        for entry in har["log"]["entries"].as_array().unwrap() {
            let url = Url::parse(entry["request"]["url"].as_str().unwrap()).unwrap();
            let Some(address) = Address::of(&url) else {
                continue;
            };
            let query = Query::of(&url);
            if RESHAPING.iter().any(|name| query.has(name)) {
                continue;
            }
            let method = Method::parse(entry["request"]["method"].as_str().unwrap());
            let mut request = Request::new(method, url);
            for header in entry["request"]["headers"].as_array().unwrap() {
                let text = |key: &str| header[key].as_str().unwrap().to_owned();
                request.headers.push(text("name"), text("value"));
            }
            let method = request.effective_method().into_owned();
            let operation = format!(
                "/paths/{}/{}",
                escape(&address.template()),
                method.as_str().to_lowercase()
            );
            if document.pointer(&operation).is_none() {
                continue;
            }
            let status = u16::try_from(entry["response"]["status"].as_u64().unwrap()).unwrap();
            let text = entry["response"]["content"]["text"].as_str().unwrap_or("");
            let Ok(body) = serde_json::from_str::<Value>(text) else {
                continue;
            };
            if is_fault(status, &body) {
                continue;
            }
            let name = entry["comment"].as_str().unwrap();
            let response = format!("{operation}/responses/{status}");
            if document.pointer(&response).is_none() {
                *faults
                    .entry(format!("{name}: {operation} has no {status}"))
                    .or_default() += 1;
                continue;
            }
            let (pointer, _) = resolve(&document, response);
            let schema = format!("{pointer}/content/application~1json/schema");
            for fault in judge.faults(&schema, &body) {
                *faults.entry(format!("{name}: {fault}")).or_default() += 1;
            }
            judged += 1;
        }
        let shown: Vec<String> = faults
            .iter()
            .map(|(fault, times)| {
                format!("{times} × {}", fault.chars().take(600).collect::<String>())
            })
            .take(30)
            .collect();
        assert!(faults.is_empty(), "{file}:\n{}", shown.join("\n"));
        assert!(judged > 200, "{file}: only {judged} answers judged");
    }
}

#[test]
fn recorded_deliveries_are_valid_under_the_webhooks() {
    let Some(folder) = recordings() else {
        return;
    };
    let document = closed(openapi(Api::V3, Edition::Observed).unwrap());
    let mut judge = Validators::new(&document);
    let text = std::fs::read_to_string(folder.join("webhooks.jsonl")).unwrap();
    let mut judged = 0;
    for line in text.lines() {
        let delivery: Value = serde_json::from_str(line).unwrap();
        let header = |name: &str| {
            let headers = delivery["headers"].as_array().unwrap();
            let field = headers
                .iter()
                .find(|field| field[0].as_str().unwrap().eq_ignore_ascii_case(name));
            field.map(|field| field[1].clone())
        };
        let Some(topic) = header("X-WC-Webhook-Topic") else {
            continue;
        };
        let operation = format!("/webhooks/{}/post", topic.as_str().unwrap());
        let body: Value = serde_json::from_str(delivery["body"].as_str().unwrap()).unwrap();
        if is_fault(200, &body) {
            continue;
        }
        let schema = format!("{operation}/requestBody/content/application~1json/schema");
        assert_eq!(judge.faults(&schema, &body), [""; 0], "{topic}: {body}");
        let parameters = &document.pointer(&operation).unwrap()["parameters"];
        for at in 0..parameters.as_array().unwrap().len() {
            let (pointer, parameter) = resolve(&document, format!("{operation}/parameters/{at}"));
            let name = parameter["name"].as_str().unwrap();
            let value = header(name).unwrap_or_else(|| panic!("{topic} has no {name}"));
            assert_eq!(
                judge.faults(&format!("{pointer}/schema"), &value),
                [""; 0],
                "{topic} {name}"
            );
        }
        judged += 1;
    }
    assert!(judged > 20, "only {judged} deliveries judged");
}
