use std::io::{self, Write};

use crate::finding::Outcome;
use crate::report::printable::printable;
use crate::report::{Style, wrap};

/// Writes the known departures that were seen, and what could not be exercised.
pub(super) fn write(outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if !outcome.known.is_empty() {
        writeln!(
            out,
            "{}",
            style.strong("Known departures seen, not counted")
        )?;
        let widest = outcome.known.iter().map(|known| known.id.len()).max();
        let ids = widest.unwrap_or_default();
        for known in &outcome.known {
            let id = style.code(format!("{:<ids$}", known.id));
            let times = format!("{:>6}×", known.times);
            let title = wrap::cut(known.title, wrap::WIDTH.saturating_sub(ids + 12));
            writeln!(out, "  {id} {times}  {title}")?;
        }
        writeln!(out)?;
    }
    if !outcome.unexercised.is_empty() {
        writeln!(out, "{}", style.strong("Not exercised"))?;
        for gap in &outcome.unexercised {
            let text = format!("{}: {}", gap.what, gap.reason);
            for (at, line) in wrap::words(&printable(&text), wrap::WIDTH - 4)
                .iter()
                .enumerate()
            {
                writeln!(out, "{}{line}", if at == 0 { "  " } else { "    " })?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
