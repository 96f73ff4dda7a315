//! The rules themselves, listed.

use std::io::{self, Write};

use serde_json::json;

use crate::diff::rules::{Judgement, Rule, all};
use crate::report::Style;
use crate::report::rules::Page;

/// Writes everything there is to say about one rule.
///
/// # Errors
///
/// Whatever the writer says.
pub fn text(rule: &Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        title: rule.title,
        id: rule.id,
        level: match rule.judgement {
            Judgement::Always(level) => style.level(level, level),
            Judgement::ByMeaning(_) => rule.judgement.as_str().to_owned(),
        },
        about: "change between two documents",
        sections: &[("Why it matters", rule.why), ("What to do", rule.remedy)],
    };
    page.write(style, out)
}

/// Writes the rules as a JSON array, with all that is known of each.
///
/// # Errors
///
/// Whatever the writer says.
pub fn json(out: &mut dyn Write) -> io::Result<()> {
    let rules = all().into_iter().map(|rule| {
        let (judged, least) = match rule.judgement {
            Judgement::Always(level) => ("always", level),
            Judgement::ByMeaning(level) => ("by-meaning", level),
        };
        json!({
            "id": rule.id,
            "area": rule.area,
            "reading": rule.reading,
            "judged": judged,
            "level": least,
            "title": rule.title,
            "why": rule.why,
            "remedy": rule.remedy,
        })
    });
    serde_json::to_writer_pretty(&mut *out, &rules.collect::<Vec<_>>())?;
    writeln!(out)
}

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
