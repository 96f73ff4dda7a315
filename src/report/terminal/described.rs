use std::io::{self, Write};

use crate::finding::Outcome;
use crate::report::printable::printable;
use crate::report::{Page, wrap};

/// Writes where the site's self-description differs from the document and the responses in a way
/// that is not known, or always where everything is to be reported.
pub(super) fn write(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let Some(described) = &outcome.described else {
        return Ok(());
    };
    if described.first.is_empty() && !page.is_full() {
        return Ok(());
    }
    let title = "Self-description (OPTIONS) against contract and responses";
    writeln!(out, "{}", page.style.strong(title))?;
    for one in &described.first {
        let sides = [
            ("contract", &one.document),
            ("site", &one.site),
            ("answers", &one.seen),
        ];
        let sides = sides.into_iter().filter(|(_, says)| !says.is_empty());
        let sides: Vec<String> = sides.map(|(who, says)| format!("{who} {says}")).collect();
        let pieces = [
            format!("{} {}", one.what, one.aspect),
            sides.join(", "),
            format!("disagree: {}", one.who),
        ];
        let pieces = pieces.map(|piece| printable(&piece).into_owned());
        for (at, line) in wrap::pieces(&pieces, page.width - 6).iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { "    " } else { "      " })?;
        }
    }
    let command = page.style.code(&described.command);
    writeln!(out, "  {command}  shows every difference")?;
    writeln!(out)
}
