//! Every rule on a pair of its own: what happened must be reported, and judged as the pair argues.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::load::Document;
use super::{Change, Comparison, Day, Options};
use crate::diff::schema::Direction;
use crate::finding::Level;

const SCHEMA: &str = include_str!("rules/pairs/schema.yaml");
const COMPOSITIONS: &str = include_str!("rules/pairs/compositions.yaml");
const REFACTORS: &str = include_str!("rules/pairs/refactors.yaml");
const WIRE: &str = include_str!("rules/pairs/wire.yaml");
const DOCUMENTS: &str = include_str!("rules/pairs/documents.yaml");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Gate {
    Break,
    Safe,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaPair {
    #[serde(default)]
    rule: Option<String>,
    because: String,
    request: Gate,
    response: Gate,
    before: Value,
    after: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refactor {
    because: String,
    before: Value,
    after: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentPair {
    #[serde(default)]
    rule: Option<String>,
    because: String,
    gate: Gate,
    before: Value,
    after: Value,
}

fn compare(before: &Value, after: &Value) -> Vec<Change> {
    let [old, new] = [before, after].map(|value| {
        let mut value = value.clone();
        let root = value.as_object_mut().unwrap();
        root.entry("openapi").or_insert(json!("3.1.0"));
        root.entry("info")
            .or_insert(json!({"title": "t", "version": "1"}));
        Document::from_text("pair.json", &value.to_string()).unwrap()
    });
    let today = Day(jiff::civil::date(2026, 11, 21));
    Comparison::of(&old, &new, Options { today }).changes
}

/// The schema as the body of a request and of its response.
fn both_ways(schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    json!({"paths": {"/a": {"post": {
        "requestBody": {"required": true, "content": content},
        "responses": {"200": {"description": "ok", "content": content}},
    }}}})
}

fn gate(changes: &[Change], direction: Option<Direction>) -> Gate {
    let breaks = |change: &&Change| {
        change.level == Level::Error && (direction.is_none() || change.direction == direction)
    };
    if changes.iter().any(|change| breaks(&change)) {
        Gate::Break
    } else {
        Gate::Safe
    }
}

fn told(changes: &[Change]) -> String {
    (changes.iter())
        .map(|c| {
            format!(
                "\n  {} {} {:?} {}: {:?}",
                c.level, c.rule.id, c.direction, c.what, c.verdict
            )
        })
        .collect()
}

fn schema_pairs() -> Vec<SchemaPair> {
    [SCHEMA, COMPOSITIONS]
        .into_iter()
        .flat_map(|text| serde_saphyr::from_str::<Vec<SchemaPair>>(text).unwrap())
        .collect()
}

#[test]
fn schemas_are_judged_as_their_pairs_argue() {
    let mut wrong = String::new();
    for pair in &schema_pairs() {
        let changes = compare(&both_ways(&pair.before), &both_ways(&pair.after));
        let request = gate(&changes, Some(Direction::Request));
        let response = gate(&changes, Some(Direction::Response));
        let fired = (pair.rule.as_ref())
            .is_none_or(|rule| changes.iter().any(|change| change.rule.id == rule));
        if !fired || request != pair.request || response != pair.response {
            wrong += &format!(
                "\n{}: {} {request:?} {response:?}{}",
                pair.rule.as_deref().unwrap_or_default(),
                pair.because,
                told(&changes)
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What a server may not stop taking is what it may not start sending: the two directions are
/// one question turned round.
#[test]
fn requests_forward_are_responses_backward() {
    const ONE_SIDED: [&str; 7] = [
        "readOnly",
        "writeOnly",
        "x-extensible-enum",
        "discriminator",
        "contentEncoding",
        "x-sunset",
        "x-stability-level",
    ];
    for pair in &schema_pairs() {
        let text = format!("{}{}", pair.before, pair.after);
        if ONE_SIDED.iter().any(|keyword| text.contains(keyword)) {
            continue;
        }
        let [before, after] = [&pair.before, &pair.after].map(both_ways);
        let (forward, backward) = (compare(&before, &after), compare(&after, &before));
        for direction in [Direction::Request, Direction::Response] {
            assert_eq!(
                gate(&forward, Some(direction)),
                gate(&backward, Some(direction.turned())),
                "{}{}{}",
                pair.because,
                told(&forward),
                told(&backward)
            );
        }
    }
}

#[test]
fn the_same_in_other_words_is_silent() {
    let pairs: Vec<Refactor> = serde_saphyr::from_str(REFACTORS).unwrap();
    let mut wrong = String::new();
    for pair in &pairs {
        for (before, after) in [(&pair.before, &pair.after), (&pair.after, &pair.before)] {
            let changes = compare(&both_ways(before), &both_ways(after));
            if changes.iter().any(|change| change.level > Level::Info) {
                wrong += &format!("\n{}{}", pair.because, told(&changes));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn document_pairs() -> Vec<DocumentPair> {
    [DOCUMENTS, WIRE]
        .into_iter()
        .flat_map(|text| serde_saphyr::from_str::<Vec<DocumentPair>>(text).unwrap())
        .collect()
}

/// No rule is without a pair that makes it speak.
#[test]
fn every_rule_has_a_pair() {
    let schemas = schema_pairs().into_iter().filter_map(|pair| pair.rule);
    let documents = document_pairs().into_iter().filter_map(|pair| pair.rule);
    let told: BTreeSet<String> = schemas.chain(documents).collect();
    let silent: Vec<&str> = (super::rules::all().iter())
        .map(|rule| rule.id)
        .filter(|id| !told.contains(*id))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn documents_are_judged_as_their_pairs_argue() {
    let mut wrong = String::new();
    for pair in &document_pairs() {
        let changes = compare(&pair.before, &pair.after);
        let fired = pair
            .rule
            .as_ref()
            .is_none_or(|rule| changes.iter().any(|change| change.rule.id == rule));
        if !fired || gate(&changes, None) != pair.gate {
            wrong += &format!("\n{:?}: {}{}", pair.rule, pair.because, told(&changes));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_document_against_itself_is_silent() {
    for pair in &document_pairs() {
        for document in [&pair.before, &pair.after] {
            assert!(compare(document, document).is_empty(), "{}", pair.because);
        }
    }
}

/// Two edits at once: the value that shows one of them must still be one that the new schema
/// takes as a whole.
#[test]
fn what_an_answer_is_shown_by_can_be_answered() {
    let before = json!({"type": "string", "format": "date-time"});
    let after = json!({"type": "string", "format": "x-local", "pattern": "^\\d{4}-01-01T00:00$"});
    let changes = compare(&both_ways(&before), &both_ways(&after));
    let witness = (changes.iter())
        .filter(|change| change.direction == Some(Direction::Response))
        .find_map(|change| match &change.verdict {
            super::Verdict::Witnessed { value, .. } => value.as_str(),
            _ => None,
        });
    let shown = witness.unwrap();
    assert!(
        shown.ends_with("-01-01T00:00"),
        "{shown} cannot be answered"
    );
}
