//! The report for GitHub Actions: workflow commands that become annotations on the lines that
//! changed.

use std::io::{self, Write};

use super::group::{by_operation, summary};
use crate::diff::{Comparison, Verdict};
use crate::finding::Level;
use crate::report::github::{escape_data, escape_property};

/// Writes one annotation for each change that nobody answers for, the worst operations first.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    for stale in &comparison.stale {
        writeln!(
            out,
            "::error title=approval::{}",
            escape_data(&stale.to_string())
        )?;
    }
    for group in by_operation(comparison) {
        for change in group
            .changes
            .iter()
            .filter(|change| change.approved.is_none())
        {
            let command = match change.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Info => "notice",
            };
            let mut message = format!("{}: {}", change.place, change.what);
            if let Verdict::Witnessed { value, .. } = &change.verdict {
                message.push_str(&format!("\ncounter-example: {value}"));
            }
            for (label, spot) in [("before", &change.before), ("after", &change.after)] {
                if let Some(spot) = spot {
                    message.push_str(&format!(
                        "\n{label}: {}:{} {}",
                        spot.file, spot.line, spot.text
                    ));
                }
            }
            let at = match change.after.as_ref().or(change.before.as_ref()) {
                Some(spot) => format!(" file={},line={},", escape_property(&spot.file), spot.line),
                None => String::from(" "),
            };
            let title = escape_property(&format!("{}: {}", change.rule.id, group.title));
            writeln!(
                out,
                "::{command}{at}title={title}::{}",
                escape_data(&message)
            )?;
        }
    }
    writeln!(
        out,
        "::notice title=API changes::{}",
        escape_data(&summary(comparison))
    )
}
