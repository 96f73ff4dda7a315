//! The report for programs: JSON of a versioned form.

use std::io::{self, Write};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::diff::rules::{Area, RULE_SET};
use crate::diff::schema::Direction;
use crate::diff::version::Bump;
use crate::diff::{Change, Comparison, Departure, Impact, Spot, Verdict};
use crate::finding::Level;

/// The version of this form. It is raised when a reader of the old form would misread the new.
pub const VERSION: u32 = 1;

/// Two documents compared.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Report<'c> {
    /// The version of this form.
    version: u32,
    /// The version of the rule set.
    rule_set: u32,
    /// The old document.
    old: DocumentName<'c>,
    /// New document.
    new: DocumentName<'c>,
    /// How many changes there are of each level.
    summary: Summary,
    /// The part of the version that has to be raised.
    bump: Bump,
    /// What changed.
    changes: Vec<Entry<'c>>,
    /// Approvals that fail the run, in words.
    stale_approvals: Vec<String>,
    /// What readers must know of the documents themselves.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    #[schemars(default)]
    notes: &'c [String],
    /// The known departures among the changes, where one contract is compared with another.
    #[serde(skip_serializing_if = "<[Departure]>::is_empty")]
    #[schemars(default)]
    known_departures: &'c [Departure],
}

/// One of the documents.
#[derive(Debug, Serialize, JsonSchema)]
struct DocumentName<'c> {
    /// As the user named it.
    name: &'c str,
    /// `info.version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'c str>,
}

/// How many changes there are of each level.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Those that break somebody.
    error: usize,
    /// Those that may.
    warning: usize,
    /// Those that do not.
    info: usize,
}

/// One change.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Entry<'c> {
    /// The rule's id.
    rule: &'c str,
    /// How much it matters.
    level: Level,
    /// The part of the document.
    area: Area,
    /// Whose values are concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    /// What happened.
    what: &'c str,
    /// The operations that it touches.
    operations: &'c [Arc<str>],
    /// Where in the first of them.
    place: &'c str,
    /// The place in the old document.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Where<'c>>,
    /// The place in the new document.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Where<'c>>,
    /// The reasons and evidence.
    verdict: Found<'c>,
    /// Ids of the known departures that it is.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    #[schemars(default)]
    departures: &'c [&'static str],
    /// The recorded calls that it would hit, where recordings were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<Impact>,
    /// The release that brought what changed, where that was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'c str>,
    /// What a client must do.
    client: &'c str,
    /// What the author should do, or the client where the author can do nothing.
    remedy: &'c str,
    /// What an approvals file calls it.
    hash: &'c str,
    /// Who answers for it, if somebody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<&'c crate::diff::Approval>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Where<'c> {
    /// The file.
    file: &'c str,
    /// Line from 1.
    line: u32,
    /// JSON Pointer.
    pointer: &'c str,
    /// What stands there, cut where it is long.
    text: &'c str,
}

/// The evidence about a change.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Found<'c> {
    /// A counter-example proves that it breaks somebody.
    Witnessed {
        /// The counter-example; left out where it is too large to be shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<&'c Value>,
        /// The counter-example in words, where it is too large to be shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        described: Option<&'c str>,
        /// Where it stands.
        at: &'c str,
    },
    /// The rule says all there is to say.
    ByRule,
    /// Proved to break nobody.
    Harmless,
    /// Nobody can tell.
    Undecided {
        /// Why.
        reason: String,
    },
}

/// Writes the report.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        rule_set: RULE_SET,
        old: DocumentName {
            name: &comparison.old,
            version: comparison.old_version.as_deref(),
        },
        new: DocumentName {
            name: &comparison.new,
            version: comparison.new_version.as_deref(),
        },
        summary: Summary {
            error: comparison.count(Level::Error),
            warning: comparison.count(Level::Warning),
            info: comparison.count(Level::Info),
        },
        bump: comparison.bump(),
        changes: comparison.changes.iter().map(entry).collect(),
        stale_approvals: comparison.stale.iter().map(ToString::to_string).collect(),
        notes: &comparison.notes,
        known_departures: &comparison.departures,
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn entry(change: &Change) -> Entry<'_> {
    Entry {
        rule: change.rule.id,
        level: change.level,
        area: change.rule.area,
        direction: change.direction,
        what: &change.what,
        operations: &change.operations,
        place: &change.place,
        before: change.before.as_ref().map(place),
        after: change.after.as_ref().map(place),
        verdict: match &change.verdict {
            Verdict::Witnessed {
                value,
                described,
                at,
            } => Found::Witnessed {
                value: described.is_none().then_some(value),
                described: described.as_deref(),
                at,
            },
            Verdict::ByRule => Found::ByRule,
            Verdict::Harmless => Found::Harmless,
            Verdict::Undecided(reason) => Found::Undecided {
                reason: reason.to_string(),
            },
        },
        departures: &change.departures,
        impact: change.impact,
        since: change.since.as_deref(),
        client: change.client(),
        remedy: change.rule.remedy,
        hash: &change.hash,
        approved: change.approved.as_ref(),
    }
}

fn place(spot: &Spot) -> Where<'_> {
    Where {
        file: &spot.file,
        line: spot.line,
        pointer: &spot.pointer,
        text: &spot.text,
    }
}

/// The JSON Schema of the report.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report<'_>);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::load::Document;
    use crate::diff::{Day, Options};

    const COMMITTED: &str = include_str!("diff.schema.json");

    #[test]
    fn the_committed_schema_is_the_one_in_force() {
        assert_eq!(
            schema(),
            COMMITTED,
            "write `memberspec schema diff` to diff.schema.json"
        );
    }

    #[test]
    fn a_report_satisfies_its_schema() {
        let document = |text: &str| Document::from_text("a.yaml", text).unwrap();
        let old = document("openapi: 3.1.0\npaths: {/a: {get: {responses: {}}}}\n");
        let new = document("openapi: 3.1.0\npaths: {/b: {get: {responses: {}}}}\n");
        let options = Options {
            today: Day(jiff::civil::date(2026, 11, 21)),
        };
        let mut bytes = Vec::new();
        write(&Comparison::of(&old, &new, options), &mut bytes).unwrap();
        let report: Value = serde_json::from_slice(&bytes).unwrap();
        let schema: Value = serde_json::from_str(COMMITTED).unwrap();
        assert!(jsonschema::is_valid(&schema, &report), "{report}");
        assert_eq!(report["summary"]["error"], 1);
    }
}
