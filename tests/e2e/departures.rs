//! The documented contract against the observed one: the comparison reads like the catalogue.

use std::collections::BTreeSet;

use memberspec::internals::find_rule;
use memberspec::internals::{Concern, InDocuments, ROWS, Unwritten};
use serde::Deserialize;
use serde_json::Value;

use crate::binary::run;

/// What changes between the contracts and is no departure, with the reason.
const NO_DEPARTURE: &str = include_str!("departures.yaml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoDeparture {
    rules: Vec<String>,
    #[serde(default)]
    operation: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    path: String,
    because: String,
}

impl NoDeparture {
    fn is(&self, change: &Change) -> bool {
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let rules: Vec<&'static str> = self.rules.iter().map(|rule| leak(rule)).collect();
        let concern = Concern {
            rules: Box::leak(rules.into_boxed_slice()),
            operation: leak(&self.operation),
            part: leak(&self.part),
            path: leak(&self.path),
        };
        concern.explains(&change.rule, &change.operations, &change.place)
    }
}

#[derive(Debug, Deserialize)]
struct Change {
    rule: String,
    operations: Vec<String>,
    place: String,
    what: String,
    #[serde(default)]
    departures: Vec<String>,
}

fn document(path: &str) -> String {
    format!("{}/openapi/{path}", env!("CARGO_MANIFEST_DIR"))
}

const CONTRACTS: [(&str, &str); 2] = [
    ("documented/v2.yaml", "v2.yaml"),
    ("documented/v3.yaml", "openapi.yaml"),
];

fn compared(old: &str, new: &str, format: &str) -> String {
    let (code, out, error) = run(&["diff", &document(old), &document(new), "--format", format]);
    assert_eq!(code, 1, "{error}");
    out
}

fn changes() -> Vec<Change> {
    (CONTRACTS.iter())
        .flat_map(|(old, new)| {
            let report: Value = serde_json::from_str(&compared(old, new, "json")).unwrap();
            Vec::<Change>::deserialize(&report["changes"]).unwrap()
        })
        .collect()
}

#[test]
fn every_departure_that_documents_can_show_is_shown() {
    let changes = changes();
    let mut missing = String::new();
    for row in ROWS {
        for concern in row.shown.concerns() {
            let shown =
                |change: &Change| concern.explains(&change.rule, &change.operations, &change.place);
            if !changes.iter().any(shown) {
                missing += &format!("\n{}: {concern:?}", row.id);
            }
            for rule in concern.rules {
                assert!(find_rule(rule).is_some(), "{}: {rule}", row.id);
            }
        }
        let told = changes
            .iter()
            .any(|c| c.departures.iter().any(|id| id == row.id));
        assert_eq!(told, matches!(row.shown, InDocuments::At(_)), "{}", row.id);
    }
    assert!(missing.is_empty(), "no change is of these:{missing}");
}

#[test]
fn only_rows_of_v4_are_kept_back_for_want_of_a_document() {
    for row in ROWS {
        if let InDocuments::Nowhere(Unwritten::VersionFour, _) = row.shown {
            let of_v4 = row.id.starts_with("v4-") || row.id.contains("-v4-");
            assert!(of_v4, "{} speaks of more than v4", row.id);
        }
    }
}

#[test]
fn every_change_between_the_contracts_is_a_departure_or_has_a_reason() {
    let listed: Vec<NoDeparture> = serde_saphyr::from_str(NO_DEPARTURE).unwrap();
    let mut used = BTreeSet::new();
    let mut unknown = String::new();
    for change in changes() {
        let reasons: Vec<usize> = (listed.iter().enumerate())
            .filter(|(_, entry)| entry.is(&change))
            .map(|(at, _)| at)
            .collect();
        if change.departures.is_empty() && reasons.is_empty() {
            unknown += &format!(
                "\n{} {:?} {}: {}",
                change.rule, change.operations, change.place, change.what
            );
        }
        if change.departures.is_empty() {
            used.extend(reasons);
        }
    }
    assert!(
        unknown.is_empty(),
        "neither departures nor listed in departures.yaml:{unknown}"
    );
    for (at, entry) in listed.iter().enumerate() {
        assert!(used.contains(&at), "needed no more: {}", entry.because);
    }
}

#[test]
fn every_format_names_the_departures() {
    let (old, new) = CONTRACTS[1];
    let report: Value = serde_json::from_str(&compared(old, new, "json")).unwrap();
    let ids: BTreeSet<&str> = (report["changes"].as_array().unwrap().iter())
        .flat_map(|change| change["departures"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    assert!(ids.len() > 50, "{ids:?}");
    for format in ["text", "markdown", "junit", "github", "sarif", "html"] {
        let out = compared(old, new, format);
        for id in &ids {
            assert!(out.contains(id), "{format} lacks {id}");
        }
    }
}

#[test]
fn documents_of_one_contract_show_no_departures() {
    for (old, new) in [
        ("v2.yaml", "openapi.yaml"),
        ("openapi.yaml", "documented/v3.yaml"),
    ] {
        let report: Value = serde_json::from_str(&compared(old, new, "json")).unwrap();
        assert!(report.get("knownDepartures").is_none(), "{old} {new}");
        assert!(!report["changes"].as_array().unwrap().is_empty());
    }
}
