//! The report for people at a terminal.

use std::io::{self, Write};

use super::fact::{Part, facts};
use super::group::{also_in, known, listed, summary};
use crate::diff::{Change, Comparison};
use crate::finding::Level;
use crate::report::Style;
use crate::report::printable::printable;

/// Operations that are named before the rest is only counted.
const NAMED: usize = 3;

/// Whether text changes are reported one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// Each on its own.
    Told,
    /// As one line for each operation.
    Counted,
}

/// Writes all changes, grouped by operation.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(
    comparison: &Comparison,
    wording: Wording,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for note in &comparison.notes {
        writeln!(
            out,
            "{} {note}\n",
            style.strong("note"),
            note = printable(note)
        )?;
    }
    let (groups, left) = listed(comparison);
    for group in groups {
        writeln!(out, "{}", style.strong(printable(group.title)))?;
        for change in &group.changes {
            self::change(change, comparison, style, out)?;
        }
        if wording == Wording::Told {
            for change in &group.words {
                self::change(change, comparison, style, out)?;
            }
        } else if !group.words.is_empty() {
            let told = group.told_words();
            let line = format!("  words    {}", printable(&told));
            writeln!(out, "{}", style.faint(line))?;
        }
        writeln!(out)?;
    }
    for stale in &comparison.stale {
        let stale = stale.to_string();
        let level = style.level(Level::Error, "error");
        writeln!(out, "{level} {}", printable(&stale))?;
    }
    if let Some(left) = left {
        writeln!(out, "{left}")?;
    }
    if let Some(known) = known(comparison) {
        writeln!(out, "{known}; `memberspec explain ID` explains each")?;
    }
    writeln!(out, "{}", summary(comparison))
}

fn change(
    change: &Change,
    comparison: &Comparison,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let level = style.level(change.level, format!("{:<8}", change.level));
    let direction = change
        .direction
        .map_or(String::new(), |direction| format!(" {direction}"));
    let rule = style.faint(format!("[{}{direction}]", change.rule.id));
    writeln!(out, "  {level} {} {rule}", printable(&change.what))?;
    let mut row = |label: &str, text: String| writeln!(out, "           {label:<8} {text}");
    if !change.place.is_empty() {
        row("at", printable(&change.place).into_owned())?;
    }
    let place = |spot: &crate::diff::Spot| format!("{}:{}", spot.file, spot.line);
    let sides = [("before", &change.before), ("after", &change.after)];
    let width = (sides.iter())
        .filter_map(|(_, spot)| spot.as_ref())
        .map(|spot| place(spot).chars().count())
        .max()
        .unwrap_or(0);
    for (label, spot) in sides {
        if let Some(spot) = spot {
            let at = format!("{:<width$}", place(spot));
            let text = format!("{}  {}", style.faint(printable(&at)), printable(&spot.text));
            row(label, text)?;
        }
    }
    for fact in facts(change, comparison) {
        let parts: Vec<String> = (fact.parts.iter())
            .map(|part| match part {
                Part::Code(text) => style.code(printable(text)),
                Part::Words(text) => printable(text).into_owned(),
            })
            .collect();
        row(fact.label, parts.join(" "))?;
    }
    if let Some(others) = also_in(change, NAMED) {
        row("also in", printable(&others).into_owned())?;
    }
    Ok(())
}
