//! The report as SARIF 2.1.0 (OASIS standard), for code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::diff::rules::Rule;
use crate::diff::{Change, Comparison, Spot, Verdict};
use crate::finding::Level;

#[derive(Serialize)]
struct Log<'c> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'c>; 1],
}

#[derive(Serialize)]
struct Run<'c> {
    tool: Tool,
    results: Vec<ResultOf<'c>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<RuleOf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleOf {
    id: &'static str,
    short_description: Message<'static>,
    full_description: Message<'static>,
    help: Message<'static>,
}

#[derive(Serialize)]
struct Message<'c> {
    text: std::borrow::Cow<'c, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOf<'c> {
    rule_id: &'c str,
    rule_index: usize,
    level: &'static str,
    message: Message<'c>,
    locations: Vec<Location<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'c>>,
    partial_fingerprints: BTreeMap<&'static str, &'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression<'c>>,
}

#[derive(Serialize)]
struct Suppression<'c> {
    kind: &'static str,
    justification: &'c str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'c> {
    physical_location: Physical<'c>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'c>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'c> {
    artifact_location: Artifact<'c>,
    region: Region,
}

#[derive(Serialize)]
struct Artifact<'c> {
    uri: &'c str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// Writes the report. Approved changes are suppressed results.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&'static Rule> = Vec::new();
    let results = comparison
        .changes
        .iter()
        .map(|change| result(change, &mut rules))
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.into_iter().map(rule).collect(),
                },
            },
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(rule: &'static Rule) -> RuleOf {
    RuleOf {
        id: rule.id,
        short_description: Message {
            text: rule.title.into(),
        },
        full_description: Message {
            text: rule.why.into(),
        },
        help: Message {
            text: rule.remedy.into(),
        },
    }
}

fn result<'c>(change: &'c Change, rules: &mut Vec<&'static Rule>) -> ResultOf<'c> {
    let known = rules.iter().position(|rule| rule.id == change.rule.id);
    let rule_index = known.unwrap_or_else(|| {
        rules.push(change.rule);
        rules.len() - 1
    });
    let mut text = format!("{}: {}", change.place, change.what);
    if let Verdict::Witnessed { value, .. } = &change.verdict {
        text.push_str(&format!("; counter-example {value}"));
    }
    let (first, second) = match (&change.after, &change.before) {
        (Some(after), before) => (Some(after), before.as_ref()),
        (None, before) => (before.as_ref(), None),
    };
    ResultOf {
        rule_id: change.rule.id,
        rule_index,
        level: match change.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "note",
        },
        message: Message { text: text.into() },
        locations: first.map(|spot| location(spot, None)).into_iter().collect(),
        related_locations: second
            .map(|spot| location(spot, Some("before")))
            .into_iter()
            .collect(),
        partial_fingerprints: BTreeMap::from([("edit/v1", change.hash.as_str())]),
        suppressions: (change.approved.iter())
            .map(|approval| Suppression {
                kind: "external",
                justification: &approval.reason,
            })
            .collect(),
    }
}

fn location<'c>(spot: &'c Spot, message: Option<&'c str>) -> Location<'c> {
    Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: &spot.file },
            region: Region {
                start_line: spot.line,
            },
        },
        message: message.map(|text| Message { text: text.into() }),
    }
}
