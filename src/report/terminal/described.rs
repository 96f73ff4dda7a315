use std::io::{self, Write};

use crate::finding::Outcome;
use crate::report::printable::printable;
use crate::report::verdict::plural;
use crate::report::{Style, wrap};

/// Writes how the site's description of itself agrees with the document and the answers.
pub(super) fn write(outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(described) = &outcome.described else {
        return Ok(());
    };
    writeln!(
        out,
        "{}",
        style.strong("What the site says of itself (OPTIONS), beside contract and answers")
    )?;
    let unknown = match described.unknown {
        0 => "none in other ways".to_owned(),
        count => format!("{count} in other ways"),
    };
    writeln!(
        out,
        "  {} compared: {} agree, {} disagree as every site does, {unknown}",
        plural(described.compared as u64, "statement"),
        described.agree,
        described.known,
    )?;
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
        for (at, line) in wrap::pieces(&pieces, wrap::WIDTH - 6).iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { "    " } else { "      " })?;
        }
    }
    let command = style.code(&described.command);
    writeln!(out, "  {command}  prints who disagrees with whom")?;
    writeln!(out)
}
