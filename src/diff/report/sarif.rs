//! The report as SARIF, for code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::fact::facts;
use crate::diff::rules::Rule;
use crate::diff::{Change, Comparison, Departure, Spot};
use crate::finding::Level;
use crate::report::sarif::{
    self, Component, Found, Invocation, Location, Message, Notification, Physical, RuleOf, Run,
    Suppression, Taxon, TaxonOf, Taxonomy, Tool,
};

/// What the taxonomy of known departures is called.
const CATALOGUE: &str = "known departures";

/// Writes the report. Approved changes are suppressed results; text changes are omitted, since each
/// result becomes an alert that somebody has to close.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&'static Rule> = Vec::new();
    let results: Vec<Found<'_>> = comparison
        .changes
        .iter()
        .filter(|change| !change.is_wording())
        .map(|change| result(change, comparison, &mut rules))
        .collect();
    let run = Run {
        tool: Tool::new(rules.into_iter().map(rule).collect()),
        automation_details: None,
        invocations: [Invocation {
            execution_successful: true,
            tool_configuration_notifications: (comparison.stale.iter())
                .map(|stale| Notification::new(Level::Error, stale.to_string()))
                .collect(),
            tool_execution_notifications: (comparison.notes.iter())
                .map(|note| Notification::new(Level::Info, note))
                .collect(),
        }],
        taxonomies: taxonomy(&comparison.departures).into_iter().collect(),
        results,
    };
    sarif::write(&run, out)
}

fn taxonomy(departures: &[Departure]) -> Option<Taxonomy<'_>> {
    (!departures.is_empty()).then(|| Taxonomy {
        name: CATALOGUE,
        short_description: Message::new("Known departures of sites from the documentation."),
        is_comprehensive: false,
        taxa: (departures.iter())
            .map(|row| Taxon {
                id: row.id,
                short_description: Message::new(row.title),
                full_description: Message::new(format!("{} {}", row.observed, row.advice)),
            })
            .collect(),
    })
}

fn rule(rule: &'static Rule) -> RuleOf {
    RuleOf {
        id: rule.id,
        short_description: Message::new(rule.title),
        full_description: Message::new(rule.why),
        help: Message::new(rule.remedy),
    }
}

fn result<'c>(
    change: &'c Change,
    comparison: &Comparison,
    rules: &mut Vec<&'static Rule>,
) -> Found<'c> {
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
    Found {
        rule_id: change.rule.id,
        rule_index: Some(rule_index),
        level: sarif::level(change.level),
        message: Message::new(lines.join("\n")),
        locations: first.map(|spot| location(spot, None)).into_iter().collect(),
        related_locations: second
            .map(|spot| location(spot, Some(format!("before, in {}", spot.file))))
            .into_iter()
            .collect(),
        partial_fingerprints: BTreeMap::from([("edit/v1", change.hash.as_str().into())]),
        taxa: (change.departures.iter())
            .map(|id| TaxonOf {
                id,
                tool_component: Component { name: CATALOGUE },
            })
            .collect(),
        suppressions: (change.approved.iter())
            .map(|approval| Suppression::external(&approval.reason))
            .collect(),
    }
}

fn location<'c>(spot: &Spot, message: Option<String>) -> Location<'c> {
    Location {
        physical_location: Physical::new(uri(&spot.artifact), spot.line, Some(spot.text.clone())),
        logical_locations: Vec::new(),
        message: message.map(Message::new),
    }
}

/// The document's name as a URI reference; a URL stays as it is.
fn uri(name: &str) -> String {
    if name.starts_with("http://") || name.starts_with("https://") {
        return name.to_owned();
    }
    sarif::file(name)
}
