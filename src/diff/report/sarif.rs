//! The report as SARIF 2.1.0 (OASIS standard), for code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::fact::facts;
use crate::diff::rules::Rule;
use crate::diff::{Change, Comparison, Departure, Spot};
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxonomies: Vec<Taxonomy<'c>>,
    invocations: [Invocation<'c>; 1],
    results: Vec<ResultOf<'c>>,
}

/// The run itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'c> {
    execution_successful: bool,
    /// Stale approvals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_configuration_notifications: Vec<Notification<'c>>,
    /// What readers must know of the documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'c>>,
}

#[derive(Serialize)]
struct Notification<'c> {
    level: &'static str,
    message: Message<'c>,
}

/// The known departures among the results (SARIF 2.1.0, 3.14.8).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Taxonomy<'c> {
    name: &'static str,
    short_description: Message<'c>,
    is_comprehensive: bool,
    taxa: Vec<Taxon<'c>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Taxon<'c> {
    id: &'c str,
    short_description: Message<'c>,
    full_description: Message<'c>,
}

/// A reference to a taxon.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TaxonOf<'c> {
    id: &'c str,
    tool_component: Component,
}

#[derive(Serialize)]
struct Component {
    name: &'static str,
}

/// What the taxonomy of known departures is called.
const CATALOGUE: &str = "known departures";

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
    taxa: Vec<TaxonOf<'c>>,
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
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'c>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    snippet: Snippet,
}

/// What stands in a region.
#[derive(Serialize)]
struct Snippet {
    text: String,
}

/// Writes the report. Approved changes are suppressed results; text changes are omitted, since each
/// result becomes an alert that somebody has to close.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&'static Rule> = Vec::new();
    let results = comparison
        .changes
        .iter()
        .filter(|change| !change.is_wording())
        .map(|change| result(change, comparison, &mut rules))
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
            invocations: [Invocation {
                execution_successful: true,
                tool_configuration_notifications: (comparison.stale.iter())
                    .map(|stale| notification("error", stale.to_string()))
                    .collect(),
                tool_execution_notifications: (comparison.notes.iter())
                    .map(|note| notification("note", note.clone()))
                    .collect(),
            }],
            taxonomies: taxonomy(&comparison.departures).into_iter().collect(),
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn notification(level: &'static str, text: String) -> Notification<'static> {
    Notification {
        level,
        message: Message { text: text.into() },
    }
}

fn taxonomy(departures: &[Departure]) -> Option<Taxonomy<'_>> {
    (!departures.is_empty()).then(|| Taxonomy {
        name: CATALOGUE,
        short_description: Message {
            text: "Known departures of sites from the documentation.".into(),
        },
        is_comprehensive: false,
        taxa: (departures.iter())
            .map(|row| Taxon {
                id: row.id,
                short_description: Message {
                    text: row.title.into(),
                },
                full_description: Message {
                    text: format!("{} {}", row.observed, row.advice).into(),
                },
            })
            .collect(),
    })
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

fn result<'c>(
    change: &'c Change,
    comparison: &Comparison,
    rules: &mut Vec<&'static Rule>,
) -> ResultOf<'c> {
    let known = rules.iter().position(|rule| rule.id == change.rule.id);
    let rule_index = known.unwrap_or_else(|| {
        rules.push(change.rule);
        rules.len() - 1
    });
    let subject = (change.operations.first()).map_or("the document", |name| &**name);
    let mut lines = vec![match change.place.as_str() {
        "" => format!("{subject}: {}", change.what),
        place => format!("{subject}, {place}: {}", change.what),
    }];
    for fact in facts(change, comparison) {
        lines.push(format!("{}: {}", fact.label, fact.text()));
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
        message: Message {
            text: lines.join("\n").into(),
        },
        locations: first.map(|spot| location(spot, None)).into_iter().collect(),
        related_locations: second
            .map(|spot| location(spot, Some(format!("before, in {}", spot.file))))
            .into_iter()
            .collect(),
        partial_fingerprints: BTreeMap::from([("edit/v1", change.hash.as_str())]),
        taxa: (change.departures.iter())
            .map(|id| TaxonOf {
                id,
                tool_component: Component { name: CATALOGUE },
            })
            .collect(),
        suppressions: (change.approved.iter())
            .map(|approval| Suppression {
                kind: "external",
                justification: &approval.reason,
            })
            .collect(),
    }
}

fn location<'c>(spot: &Spot, message: Option<String>) -> Location<'c> {
    Location {
        physical_location: Physical {
            artifact_location: Artifact {
                uri: uri(&spot.artifact),
            },
            region: Region {
                start_line: spot.line,
                snippet: Snippet {
                    text: spot.text.clone(),
                },
            },
        },
        message: message.map(|text| Message { text: text.into() }),
    }
}

/// A file's name as a URI reference (RFC 3986); a URL stays as it is.
fn uri(name: &str) -> String {
    const PATH: AsciiSet = NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    if name.starts_with("http://") || name.starts_with("https://") {
        return name.to_owned();
    }
    let path = utf8_percent_encode(name, &PATH).to_string();
    match name.strip_prefix('/') {
        Some(_) => format!("file://{path}"),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_file_s_name_becomes_a_uri_reference() {
        assert_eq!(uri("openapi/v3.yaml"), "openapi/v3.yaml");
        assert_eq!(uri("my api:1.yaml"), "my%20api%3A1.yaml");
        assert_eq!(uri("/tmp/a.yaml"), "file:///tmp/a.yaml");
        assert_eq!(uri("https://shop.example/a?b"), "https://shop.example/a?b");
    }
}
