//! The report for GitHub Actions: workflow commands that become annotations on the lines that
//! changed.

use std::io;

use super::fact::facts;
use super::group::{known, listed, summary};
use crate::diff::{Change, Comparison};
use crate::finding::Level;
use crate::report::{Annotation, Output};

/// Writes one annotation for each change of the contract that nobody answers for, the worst
/// operations first. Changes of words are only counted: an annotation for each would bury the
/// others.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut Output<'_>) -> io::Result<()> {
    for stale in &comparison.stale {
        note(Level::Error, "approval", &stale.to_string(), out)?;
    }
    let (groups, left) = listed(comparison);
    for group in groups {
        for change in &group.changes {
            if change.approved.is_none() {
                annotation(change, group.title, comparison, out)?;
            }
        }
    }
    for note in &comparison.notes {
        self::note(Level::Info, "API changes", note, out)?;
    }
    let mut text = summary(comparison);
    if let Some(left) = left {
        text.push_str(&format!("\n{left}"));
    }
    if let Some(known) = known(comparison) {
        text.push_str(&format!("\n{known}"));
    }
    note(Level::Info, "API changes", &text, out)
}

fn note(level: Level, title: &str, message: &str, out: &mut Output<'_>) -> io::Result<()> {
    out.annotation(&Annotation {
        level,
        properties: &[("title", title.to_owned())],
        message,
    })
}

fn annotation(
    change: &Change,
    title: &str,
    comparison: &Comparison,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let mut lines = vec![match change.place.as_str() {
        "" => change.what.clone(),
        place => format!("{place}: {}", change.what),
    }];
    for (label, spot) in [("before", &change.before), ("after", &change.after)] {
        if let Some(spot) = spot {
            lines.push(format!(
                "{label}: {}:{} {}",
                spot.file, spot.line, spot.text
            ));
        }
    }
    for fact in facts(change, comparison) {
        lines.push(format!("{}: {}", fact.label, fact.text()));
    }
    // What is gone has no line in the new file: its line at the old revision would mark another.
    let mut properties = Vec::new();
    if let Some(spot) = change.after.as_ref().or(change.before.as_ref()) {
        properties.push(("file", spot.artifact.clone()));
    }
    if let Some(spot) = &change.after {
        properties.push(("line", spot.line.to_string()));
    }
    properties.push(("title", format!("{}: {title}", change.rule.id)));
    out.annotation(&Annotation {
        level: change.level,
        properties: &properties,
        message: &lines.join("\n"),
    })
}
