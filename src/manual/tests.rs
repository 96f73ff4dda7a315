//! What a manual must hold, for every version and some releases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;

use super::markdown;
use crate::base::{Api, Release};
use crate::catalogue::ROWS;
use crate::document::{Edition, openapi, openapi_of};

/// The manuals of all versions, and of an old release of the first, made once for all tests.
fn manuals() -> &'static [(Value, String)] {
    static MANUALS: OnceLock<Vec<(Value, String)>> = OnceLock::new();
    MANUALS.get_or_init(|| {
        let oldest = Release::parse("1.11.2").unwrap();
        let new = Api::ALL.map(|api| (openapi(api, Edition::Observed), api, Release::MEASURED));
        let old = openapi_of(Api::V2, Edition::Observed, oldest);
        let all = new.into_iter().chain([(old, Api::V2, oldest)]);
        let written = |(document, api, release): (Option<Value>, Api, Release)| {
            let document = document.unwrap();
            let text = markdown(&document, api, release);
            (document, text)
        };
        all.map(written).collect()
    })
}

/// The anchors of a page, each with how often it is there.
fn anchors(text: &str) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut is_code = false;
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        if !is_code && line.starts_with('#') {
            let title = line.trim_start_matches('#').trim();
            *found.entry(super::page::slug(title)).or_default() += 1;
        }
        for (_, rest) in line
            .split("<a id=\"")
            .skip(1)
            .filter_map(|it| it.split_once('"'))
            .map(|(id, rest)| {
                *found.entry(id.to_owned()).or_default() += 1;
                (id, rest)
            })
        {
            assert!(rest.starts_with("></a>"), "{line}");
        }
    }
    found
}

#[test]
fn every_link_leads_to_one_place_of_the_page() {
    for (_, text) in manuals() {
        let anchors = anchors(text);
        for (anchor, times) in &anchors {
            assert_eq!(*times, 1, "{anchor}");
        }
        let links = text.split("](#").skip(1);
        let links: BTreeSet<&str> = links.filter_map(|it| Some(it.split_once(')')?.0)).collect();
        assert!(links.len() > 100);
        for link in links {
            assert!(anchors.contains_key(link), "{link}");
        }
    }
}

#[test]
fn everything_in_the_document_is_in_the_manual() {
    for (document, text) in manuals() {
        let components = &document["components"];
        for (name, schema) in components["schemas"].as_object().unwrap() {
            assert!(text.contains(&format!("\n### {name}\n")), "{name}");
            let properties = schema["properties"].as_object();
            for key in properties.into_iter().flatten().map(|(key, _)| key) {
                // Payloads have the properties of what they deliver.
                let is_like = name.ends_with("Payload")
                    || name == "Route"
                    || name.ends_with("BatchUpdate")
                    || name.ends_with("BatchError");
                let anchor = format!("<a id=\"{}.{key}\">", name.to_lowercase());
                assert!(is_like || text.contains(&anchor), "{name}.{key}");
            }
        }
        for (path, item) in document["paths"].as_object().unwrap() {
            let calls = text.lines().filter_map(|line| {
                line.split_once(" /wp-json")
                    .filter(|(_, rest)| rest == path)
            });
            let calls: Vec<&str> = calls.map(|(methods, _)| methods).collect();
            let operations = item.as_object().unwrap().iter();
            for (method, operation) in operations.filter(|(key, _)| *key != "parameters") {
                let is_it = |it: &&str| it.split(", ").any(|it| it.eq_ignore_ascii_case(method));
                assert_eq!(
                    calls.iter().filter(|it| is_it(it)).count(),
                    1,
                    "{method} {path}"
                );
                for status in operation["responses"].as_object().unwrap().keys() {
                    assert!(text.contains(&format!("`{status}`")), "{status} of {path}");
                }
            }
        }
        for topic in document["webhooks"].as_object().unwrap().keys() {
            assert!(text.contains(&format!("\n### {topic}\n")), "{topic}");
        }
        for (kind, key) in [("parameters", "name"), ("responses", "x-error-codes")] {
            for part in components[kind].as_object().unwrap().values() {
                let names = part[key].as_array().cloned();
                for name in names.unwrap_or_else(|| vec![part[key].clone()]) {
                    let name = name.as_str().unwrap();
                    assert!(text.contains(&format!("`{name}`")), "{name}");
                }
            }
        }
    }
}

#[test]
fn every_departure_stands_beside_a_statement() {
    let mut left: BTreeSet<&str> = ROWS.iter().map(|row| row.id).collect();
    for (_, text) in manuals() {
        let (statements, _) = text
            .split_once("\n## Departures from the documentation")
            .unwrap();
        left.retain(|id| !statements.contains(&format!("[{id}](#{id})")));
    }
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_manual_of_a_release_has_what_the_release_has() {
    let [(_, v2), (_, v3), (_, v4), (_, old)] = manuals() else {
        panic!("four manuals");
    };
    let has = |text: &str, anchor: &str| text.contains(&format!("<a id=\"{anchor}\">"));
    assert!(has(old, "usermembership.view_url") && !has(old, "usermembership.plan_name"));
    assert!(!has(old, "plan-name-undocumented") && has(old, "profile-fields-came-later"));
    assert!(has(v2, "usermembership.plan_name") && !has(v2, "profile-fields-came-later"));
    assert!(!has(v3, "v4-lists-trash") && has(v4, "v4-lists-trash"));
}
