//! The catalogue of known departures, written for people, for documentation and for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::markdown::code;
use super::{Style, wrap};
use crate::catalogue::{Deviation, Kind};

/// Writes one line per row: id, kind and title.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn list(rows: &[&Deviation], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let widest = rows.iter().map(|row| row.id.len()).max().unwrap_or(0);
    for row in rows {
        let id = style.code(format!("{:<widest$}", row.id));
        let kind = style.faint(format!("{:<13}", row.kind));
        writeln!(out, "{id}  {kind}  {}", row.title)?;
    }
    writeln!(out)?;
    let count = |kind| rows.iter().filter(|row| row.kind == kind).count();
    writeln!(
        out,
        "{} known departures: {} contradict the documentation, {} are missing from it, {} are \
         faults of the plugin.",
        rows.len(),
        count(Kind::Contradiction),
        count(Kind::Omission),
        count(Kind::Fault)
    )?;
    let command = style.code("memberspec deviations ID");
    writeln!(out, "`{command}` prints one in full.")
}

/// Writes one row in full.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn text(row: &Deviation, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}",
        style.strong(row.title),
        style.faint(row.kind)
    )?;
    writeln!(out, "{}", style.code(row.id))?;
    for (label, text) in facts(row) {
        writeln!(out)?;
        writeln!(out, "{}", style.strong(label))?;
        for line in wrap::words(&text, wrap::WIDTH - 2) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// Writes the rows in full, as Markdown with one heading per row.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn markdown(rows: &[&Deviation], out: &mut dyn Write) -> io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        self::row(row, out)?;
    }
    Ok(())
}

/// Writes one row in full, as Markdown below a heading.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn row(row: &Deviation, out: &mut dyn Write) -> io::Result<()> {
    // The texts of the catalogue are Markdown already: their code spans stay.
    writeln!(out, "### {}\n", row.title)?;
    writeln!(out, "{}, {}", code(row.id), row.kind)?;
    for (label, text) in facts(row) {
        writeln!(out, "\n**{label}:** {text}")?;
    }
    Ok(())
}

fn facts(row: &Deviation) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("The documentation", row.documented.to_owned()),
        ("Sites", row.observed.to_owned()),
    ];
    facts.extend(
        row.trigger
            .map(|trigger| ("What triggers it", trigger.to_owned())),
    );
    facts.push(("What to do", row.advice.to_owned()));
    facts.extend(row.since.map(|since| ("Since release", since.to_owned())));
    facts.extend(row.until.map(|until| ("Until release", until.to_owned())));
    facts.push(("Sources", format!("{}; {}", row.source, row.evidence)));
    facts
}

/// One row as programs read it.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    title: &'static str,
    kind: &'static str,
    documented: &'static str,
    source: String,
    observed: &'static str,
    evidence: &'static str,
    since: Option<&'static str>,
    until: Option<&'static str>,
    trigger: Option<&'static str>,
    advice: &'static str,
}

/// Writes the rows as a JSON array.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn json(rows: &[&Deviation], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = rows
        .iter()
        .map(|row| Row {
            id: row.id,
            title: row.title,
            kind: row.kind.as_str(),
            documented: row.documented,
            source: row.source.to_string(),
            observed: row.observed,
            evidence: row.evidence,
            since: row.since,
            until: row.until,
            trigger: row.trigger,
            advice: row.advice,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rows)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn written(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    macro_rules! snapshot {
        ($name:literal, $text:expr) => {
            insta::with_settings!({
                snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, { insta::assert_snapshot!($name, $text) })
        };
    }

    #[test]
    fn one_row_is_readable_in_every_format() {
        let row = catalogue::find("plan-id-zero-is-500").unwrap();
        snapshot!(
            "deviation-text",
            written(|out| text(row, Style::Plain, out))
        );
        snapshot!("deviation-markdown", written(|out| markdown(&[row], out)));
        snapshot!("deviation-json", written(|out| json(&[row], out)));
    }

    #[test]
    fn the_list_names_every_row_and_counts_the_kinds() {
        snapshot!(
            "deviations-list",
            written(|out| list(catalogue::ROWS, Style::Plain, out))
        );
    }
}
