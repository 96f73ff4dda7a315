use std::io::{self, Write};

use crate::finding::Outcome;
use crate::report::printable::printable;
use crate::report::{Page, arrange, wrap};

/// How many lines of a kind are listed where not everything is wanted.
const LISTED: usize = 10;

/// Writes the findings that the baseline lists, one line each, and its entries to look at.
pub(super) fn write(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let Some(baseline) = &outcome.baseline else {
        return Ok(());
    };
    let known: Vec<String> = arrange::by_operation(outcome)
        .into_iter()
        .flat_map(|group| group.findings)
        .filter_map(|finding| {
            let (place, words) = (&finding.location, finding.accepted.as_ref()?.words());
            let (rule, operation) = (finding.rule.id, &finding.operation);
            Some(format!("{rule} at {operation} {place}, {words}"))
        })
        .collect();
    list("Known by the baseline, not counted", &known, page, out)?;
    let told = baseline.told.iter();
    let told: Vec<String> = told
        .map(|it| format!("{} {} {}", it.fingerprint, it.subject(), it.matter()))
        .collect();
    list("Entries of the baseline to look at", &told, page, out)
}

fn list(title: &str, lines: &[String], page: Page, out: &mut dyn Write) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", page.style.strong(title))?;
    let shown = if page.lists_known() {
        lines.len()
    } else {
        LISTED
    };
    for text in lines.iter().take(shown) {
        let words = wrap::words(&printable(text), page.width - 4);
        for (at, line) in words.iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { "  " } else { "    " })?;
        }
    }
    if lines.len() > shown {
        writeln!(
            out,
            "  and {} more (--known lists them)",
            lines.len() - shown
        )?;
    }
    writeln!(out)
}
