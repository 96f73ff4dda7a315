//! The report for GitHub Actions: workflow commands that become annotations on the lines that
//! changed.

use std::io::{self, Write};

use super::fact::facts;
use super::group::{known, listed, summary};
use crate::diff::{Change, Comparison};
use crate::finding::Level;
use crate::report::github::{escape_data, escape_property};
use crate::report::printable::printable;

/// Writes one annotation for each change of the contract that nobody answers for, the worst
/// operations first. Changes of words are only counted: an annotation for each would bury the
/// others.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    for stale in &comparison.stale {
        let text = escape_data(&stale.to_string());
        writeln!(out, "::error title=approval::{text}")?;
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
        writeln!(out, "::notice title=API changes::{}", escape_data(note))?;
    }
    let mut text = summary(comparison);
    if let Some(left) = left {
        text.push_str(&format!("\n{left}"));
    }
    if let Some(known) = known(comparison) {
        text.push_str(&format!("\n{known}"));
    }
    writeln!(out, "::notice title=API changes::{}", escape_data(&text))
}

fn annotation(
    change: &Change,
    title: &str,
    comparison: &Comparison,
    out: &mut dyn Write,
) -> io::Result<()> {
    let command = match change.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
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
    let at = match (&change.after, &change.before) {
        (Some(spot), _) => format!(
            "file={},line={},",
            escape_property(&spot.artifact),
            spot.line
        ),
        (None, Some(spot)) => format!("file={},", escape_property(&spot.artifact)),
        (None, None) => String::new(),
    };
    let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
    let title = escape_property(&printable(&format!("{}: {title}", change.rule.id)));
    let message = escape_data(&lines.join("\n"));
    writeln!(out, "::{command} {at}title={title}::{message}")
}
