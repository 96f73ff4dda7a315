//! The report as Markdown fit for a pull request: a summary line, and each operation's changes
//! behind a fold.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::fact::{Part, facts};
use super::group::{Group, NAMED, also_in, by_operation, known, summary, told_by_rule};
use crate::base::plural;
use crate::diff::{Change, Comparison, Departure, Spot};
use crate::finding::Level;
use crate::report::markdown::{cell, fenced, span as code};
use crate::report::printable::printable;

/// Bytes of changes that are written. GitHub rejects a comment of more than 65,536 characters.
const ROOM: usize = 56_000;

/// Writes the changelog.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let worst = (comparison.changes.iter())
        .filter(|change| change.approved.is_none())
        .map(|change| change.level)
        .max();
    let mark = match worst {
        _ if !comparison.stale.is_empty() => "❌",
        Some(level) if level > Level::Info => self::mark(level),
        _ => "✅",
    };
    writeln!(
        out,
        "### {mark} API changes: {}\n",
        cell(&summary(comparison))
    )?;
    writeln!(
        out,
        "{} → {}\n",
        code(&comparison.old),
        code(&comparison.new)
    )?;
    for note in &comparison.notes {
        writeln!(out, "> {}\n", cell(note))?;
    }
    for stale in &comparison.stale {
        writeln!(out, "- ❌ {}", cell(&stale.to_string()))?;
    }
    if let Some(known) = known(comparison) {
        writeln!(out, "{known}.\n")?;
    }
    let (mut room, mut left) = (ROOM, Vec::new());
    for group in by_operation(comparison) {
        let (text, told) = self::group(&group, comparison, room);
        room = room.saturating_sub(text.len());
        left.extend(group.changes.iter().skip(told));
        out.write_all(text.as_bytes())?;
    }
    if !left.is_empty() {
        writeln!(
            out,
            "Not shown here: {}. `--format json` lists all of them.\n",
            told_by_rule(left.into_iter()),
        )?;
    }
    departures(&comparison.departures, room, out)
}

fn mark(level: Level) -> &'static str {
    match level {
        Level::Error => "❌",
        Level::Warning => "⚠️",
        Level::Info => "ℹ️",
    }
}

/// One operation's changes as far as there is room, and how many had some.
fn group(group: &Group<'_>, comparison: &Comparison, room: usize) -> (String, usize) {
    let open = if group.worst() == Level::Error {
        " open"
    } else {
        ""
    };
    let count = |level: Level| {
        (group.changes.iter())
            .filter(|change| change.level == level && change.approved.is_none())
            .count()
    };
    let mut counts: Vec<String> = [Level::Error, Level::Warning, Level::Info]
        .into_iter()
        .filter(|level| count(*level) > 0)
        .map(|level| format!("{} {}", count(level), mark(level)))
        .collect();
    let approved = (group.changes.iter())
        .filter(|change| change.approved.is_some())
        .count();
    if approved > 0 {
        counts.push(format!("{approved} ☑️"));
    }
    if !group.words.is_empty() {
        counts.push(plural(group.words.len() as u64, "text change"));
    }
    let end = "\n</details>\n\n";
    let mut text = format!(
        "<details{open}><summary><b>{}</b>: {}</summary>\n\n",
        cell(&printable(group.title)),
        counts.join(", ")
    );
    let mut told = 0;
    for change in &group.changes {
        let entry = self::change(change, comparison);
        if text.len() + entry.len() > room {
            break;
        }
        text.push_str(&entry);
        told += 1;
    }
    let untold = group.changes.len() - told;
    if told == 0 && untold > 0 {
        return (String::new(), 0);
    }
    if untold > 0 {
        let _ = writeln!(text, "- … and {untold} more");
    }
    if !group.words.is_empty() {
        let words = group.told_words();
        let _ = writeln!(text, "- Words: {}", cell(&printable(&words)));
    }
    text.push_str(end);
    (text, told)
}

fn change(change: &Change, comparison: &Comparison) -> String {
    let mark = match &change.approved {
        Some(_) => "☑️",
        None => mark(change.level),
    };
    let place = match change.place.as_str() {
        "" => String::new(),
        place => format!(" at {}", code(&printable(place))),
    };
    let mut text = format!(
        "- {mark} {}{place} ({})\n",
        cell(&printable(&change.what)),
        code(change.rule.id)
    );
    let side = |sign: &str, spot: &Spot| {
        let line = format!("{sign} {}:{}  {}", spot.file, spot.line, spot.text);
        printable(&line).into_owned()
    };
    let sides: Vec<String> = [("-", &change.before), ("+", &change.after)]
        .into_iter()
        .filter_map(|(sign, spot)| Some(side(sign, spot.as_ref()?)))
        .collect();
    if !sides.is_empty() {
        for line in fenced("diff", &sides.join("\n")).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    for fact in facts(change, comparison) {
        let parts: Vec<String> = (fact.parts.iter())
            .map(|part| match part {
                Part::Code(text) => code(&printable(text)),
                Part::Words(text) => cell(&printable(text)),
            })
            .collect();
        let _ = writeln!(text, "  - {}: {}", fact.label, parts.join(" "));
    }
    if let Some(others) = also_in(change, NAMED) {
        let _ = writeln!(text, "  - also in {}", cell(&printable(&others)));
    }
    text
}

/// The known departures in full, while there is room.
fn departures(rows: &[Departure], mut room: usize, out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<details><summary><b>Known departures</b>: {}</summary>\n",
        rows.len()
    )?;
    for row in rows {
        // The texts of the catalogue are Markdown already: their code spans stay.
        let whole = format!(
            "- {} {}. The documentation: {} Sites: {} What to do: {}\n",
            code(row.id),
            row.title,
            row.documented,
            row.observed,
            row.advice
        );
        match room.checked_sub(whole.len()) {
            Some(rest) => {
                room = rest;
                out.write_all(whole.as_bytes())?;
            }
            None => writeln!(out, "- {} {}", code(row.id), row.title)?,
        }
    }
    writeln!(out, "\n</details>")
}
