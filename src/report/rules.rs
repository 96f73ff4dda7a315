//! Checks, written for people and for documentation.

use std::io::{self, Write};

use serde_json::json;

use super::markdown::code;
use super::{Style, wrap};
use crate::base::plural;
use crate::finding::Rule;

/// Writes one line per rule: id, level, class and title.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn list(rules: &[&Rule], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let widest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in rules {
        let id = style.code(format!("{:<widest$}", rule.id));
        let level = style.level(rule.level, format!("{:<7}", rule.level));
        let class = style.faint(format!("{:<9}", rule.class));
        writeln!(out, "{id}  {level}  {class}  {}", rule.title)?;
    }
    writeln!(out)?;
    let command = style.code("memberspec explain ID");
    let all = plural(rules.len() as u64, "check");
    writeln!(out, "{all}. `{command}` explains one.")
}

/// Writes everything there is to say about one rule.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn text(rule: &Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        title: rule.title,
        id: rule.id,
        level: style.level(rule.level, rule.level),
        about: rule.class.as_str(),
        sections: &[
            ("What is judged", rule.what),
            ("Why it matters", rule.why),
            ("Example", rule.example),
            ("What to do", rule.remedy),
        ],
    };
    page.write(style, out)
}

/// What an explanation is made of.
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    pub(crate) id: &'a str,
    pub(crate) level: String,
    pub(crate) about: &'a str,
    pub(crate) sections: &'a [(&'a str, &'a str)],
}

impl Page<'_> {
    pub(crate) fn write(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", style.strong(self.title))?;
        let (id, about) = (style.code(self.id), style.faint(self.about));
        writeln!(out, "{id}  {}  {about}", self.level)?;
        for (label, text) in self.sections {
            writeln!(out)?;
            writeln!(out, "{}", style.strong(label))?;
            for line in wrap::words(text, wrap::WIDTH - 2) {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// Writes the rules as a JSON array, with all that is known of each.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn json(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let rules = rules.iter().map(|rule| {
        json!({
            "id": rule.id,
            "level": rule.level,
            "class": rule.class.as_str(),
            "title": rule.title,
            "unit": rule.unit,
            "what": rule.what,
            "why": rule.why,
            "example": rule.example,
            "remedy": rule.remedy,
        })
    });
    serde_json::to_writer_pretty(&mut *out, &rules.collect::<Vec<_>>())?;
    writeln!(out)
}

/// Writes the rules as a Markdown table.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn markdown(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| check | level | guards | what must hold |")?;
    writeln!(out, "|---|---|---|---|")?;
    for rule in rules {
        // Titles are ours and Markdown already: their code spans stay.
        let (id, title) = (code(rule.id), rule.title);
        writeln!(out, "| {id} | {} | {} | {title} |", rule.level, rule.class)?;
    }
    Ok(())
}
