//! The rules themselves, listed.

use std::io::{self, Write};

use crate::diff::rules::all;
use crate::report::Style;

/// Writes one line for each rule.
///
/// # Errors
///
/// Whatever the writer says.
pub fn list(style: Style, out: &mut dyn Write) -> io::Result<()> {
    let rules = all();
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut area = None;
    for rule in rules {
        if area != Some(rule.area) {
            area = Some(rule.area);
            writeln!(out, "{}", style.strong(rule.area))?;
        }
        let (judged, reading) = (rule.judgement.as_str(), rule.reading.as_str());
        writeln!(
            out,
            "  {:<width$}  {judged:<10}  {reading:<8}  {}",
            rule.id, rule.title
        )?;
    }
    Ok(())
}
