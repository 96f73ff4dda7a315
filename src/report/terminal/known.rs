use std::io::{self, Write};

use crate::finding::Outcome;
use crate::report::printable::printable;
use crate::report::{Page, wrap};

/// How much of a title must be seen for it to stand beside its id.
const TITLE: usize = 30;

/// Writes the known departures that were seen, and what could not be exercised.
pub(super) fn write(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
    if page.lists_known() && !outcome.known.is_empty() {
        writeln!(
            out,
            "{}",
            page.style.strong("Known departures, not counted")
        )?;
        let widest = outcome.known.iter().map(|known| known.id.len()).max();
        let ids = widest.unwrap_or_default();
        // Beside the longest id and its count there is hardly room on a narrow page.
        let beside = page.width.saturating_sub(ids + 12);
        for known in &outcome.known {
            let times = format!("{:>6}×", known.times);
            if beside >= TITLE {
                let id = page.style.code(format!("{:<ids$}", known.id));
                let title = wrap::cut(known.title, beside);
                writeln!(out, "  {id} {times}  {title}")?;
            } else {
                let id = page.style.code(known.id);
                writeln!(out, "  {id}{times}")?;
                writeln!(out, "    {}", wrap::cut(known.title, page.width - 4))?;
            }
        }
        writeln!(out)?;
    }
    if !outcome.unexercised.is_empty() {
        writeln!(out, "{}", page.style.strong("Not exercised"))?;
        for gap in &outcome.unexercised {
            let text = format!("{}: {}", gap.what, gap.reason);
            for (at, line) in wrap::words(&printable(&text), page.width - 4)
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
