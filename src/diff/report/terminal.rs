//! The report for people at a terminal.

use std::io::{self, Write};

use super::group::{by_operation, summary};
use crate::diff::{Change, Comparison, Spot, Verdict};
use crate::finding::Level;
use crate::report::Style;

/// Operations that are named before the rest is only counted.
const NAMED: usize = 3;

/// Writes all changes of at least that level, grouped by operation.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(
    comparison: &Comparison,
    least: Level,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for group in by_operation(comparison) {
        let mut shown = group
            .changes
            .iter()
            .filter(|change| change.level >= least)
            .peekable();
        if shown.peek().is_none() {
            continue;
        }
        let title = if group.title.is_empty() {
            "the document"
        } else {
            group.title
        };
        writeln!(out, "{}", style.strong(title))?;
        for change in shown {
            self::change(change, style, out)?;
        }
        writeln!(out)?;
    }
    for stale in &comparison.stale {
        writeln!(out, "{} {stale}", style.level(Level::Error, "error"))?;
    }
    writeln!(out, "{}", summary(comparison))
}

fn change(change: &Change, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let level = style.level(change.level, format!("{:<7}", change.level));
    let direction = change
        .direction
        .map_or(String::new(), |direction| format!(" {direction}"));
    writeln!(
        out,
        "  {level} {} {}",
        change.what,
        style.faint(format!("[{}{direction}]", change.rule.id))
    )?;
    if !change.place.is_empty() {
        writeln!(out, "          at      {}", change.place)?;
    }
    for (label, spot) in [("before", &change.before), ("after", &change.after)] {
        if let Some(spot) = spot {
            writeln!(out, "          {label:<7} {}", self::spot(spot, style))?;
        }
    }
    match &change.verdict {
        Verdict::Witnessed { value, at } => {
            let sentence = match change.direction {
                Some(crate::diff::schema::Direction::Response) => {
                    "may be answered now and was not before"
                }
                _ => "was accepted before and is refused now",
            };
            writeln!(
                out,
                "          proof   {} {sentence}{}",
                style.code(value),
                where_at(change, at)
            )?;
        }
        Verdict::Undecided(reason) => writeln!(out, "          open    {reason}")?,
        Verdict::ByRule | Verdict::Harmless => {}
    }
    if let Some(approval) = &change.approved {
        writeln!(
            out,
            "          passes  {} answers for it: {}",
            approval.owner, approval.reason
        )?;
    } else if change.level > Level::Info {
        writeln!(out, "          do      {}", change.rule.remedy)?;
        writeln!(out, "          hash    {}", style.faint(&change.hash))?;
    }
    if change.operations.len() > 1 {
        let named: Vec<&str> = change
            .operations
            .iter()
            .skip(1)
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let rest = change.operations.len() - 1 - named.len();
        let more = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        writeln!(out, "          also in {}{more}", named.join(", "))?;
    }
    Ok(())
}

fn where_at(change: &Change, at: &str) -> String {
    if at.is_empty() || at == change.place {
        String::new()
    } else {
        format!(" at {at}")
    }
}

fn spot(spot: &Spot, style: Style) -> String {
    let place = style.faint(format!("{}:{}", spot.file, spot.line));
    format!("{place} {}", spot.text)
}
