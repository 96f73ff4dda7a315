//! The report as Markdown fit for a pull request: a summary line, and each operation's changes
//! behind a fold.

use std::io::{self, Write};

use super::group::{by_operation, summary};
use crate::diff::schema::Direction;
use crate::diff::{Change, Comparison, Spot, Verdict};
use crate::finding::Level;
use crate::report::markdown::{cell, code};

/// Writes the changelog.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mark = match comparison
        .changes
        .iter()
        .filter(|c| c.approved.is_none())
        .map(|c| c.level)
        .max()
    {
        Some(Level::Error) => "❌",
        Some(Level::Warning) => "⚠️",
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
    for stale in &comparison.stale {
        writeln!(out, "- ❌ {}", cell(&stale.to_string()))?;
    }
    for group in by_operation(comparison) {
        let title = if group.title.is_empty() {
            "the document"
        } else {
            group.title
        };
        let open = if group.worst() == Level::Error {
            " open"
        } else {
            ""
        };
        let count = group.changes.len();
        writeln!(
            out,
            "<details{open}><summary>{} ({count})</summary>\n",
            cell(title)
        )?;
        for change in &group.changes {
            self::change(change, out)?;
        }
        writeln!(out, "\n</details>\n")?;
    }
    Ok(())
}

fn change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let mark = match (change.level, &change.approved) {
        (_, Some(_)) => "☑️",
        (Level::Error, None) => "❌",
        (Level::Warning, None) => "⚠️",
        (Level::Info, None) => "ℹ️",
    };
    let place = if change.place.is_empty() {
        String::new()
    } else {
        format!(" at {}", code(&change.place))
    };
    writeln!(
        out,
        "- {mark} {}{place} ({})",
        cell(&change.what),
        code(change.rule.id)
    )?;
    let spots = [("before", &change.before), ("after", &change.after)];
    for (label, spot) in spots {
        if let Some(spot) = spot {
            writeln!(out, "  - {label}: {}", self::spot(spot))?;
        }
    }
    match &change.verdict {
        Verdict::Witnessed { value, .. } => {
            let sentence = match change.direction {
                Some(Direction::Response) => "may be answered now and was not before",
                _ => "was accepted before and is refused now",
            };
            writeln!(out, "  - proof: {} {sentence}", code(&value.to_string()))?;
        }
        Verdict::Undecided(reason) => {
            writeln!(out, "  - undecided: {}", cell(&reason.to_string()))?;
        }
        Verdict::ByRule | Verdict::Harmless => {}
    }
    if let Some(approval) = &change.approved {
        writeln!(
            out,
            "  - approved by {}: {}",
            cell(&approval.owner),
            cell(&approval.reason)
        )?;
    } else if change.level > Level::Info {
        writeln!(out, "  - to do: {}", cell(change.rule.remedy))?;
        writeln!(out, "  - hash: {}", code(&change.hash))?;
    }
    if change.operations.len() > 1 {
        let rest: Vec<String> = change
            .operations
            .iter()
            .skip(1)
            .map(|name| cell(name))
            .collect();
        writeln!(out, "  - also in {}", rest.join(", "))?;
    }
    Ok(())
}

fn spot(spot: &Spot) -> String {
    format!(
        "{} {}",
        code(&format!("{}:{}", spot.file, spot.line)),
        code(&spot.text)
    )
}
