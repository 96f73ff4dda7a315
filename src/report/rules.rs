//! Checks and diff rules, written for people and for documentation.

use std::io::{self, Write};

use super::markdown::code;
use super::{Style, wrap};
use crate::diff;
use crate::diff::rules::Judgement;
use crate::finding::Rule;

/// Writes one line per rule: id, level, class and title.
///
/// # Errors
///
/// Whatever the writer says.
pub fn list(rules: &[&Rule], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let widest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in rules {
        let id = style.code(format!("{:<widest$}", rule.id));
        let level = style.level(rule.level, format!("{:<7}", rule.level));
        let class = style.faint(format!("{:<9}", rule.class));
        writeln!(out, "{id}  {level}  {class}  {}", rule.title)?;
    }
    writeln!(out)?;
    let command = style.code("memberspec explain ID");
    writeln!(out, "{} checks. `{command}` explains one.", rules.len())
}

/// Writes everything there is to say about one rule.
///
/// # Errors
///
/// Whatever the writer says.
pub fn text(rule: &Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
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

/// Writes everything there is to say about one rule of `diff`.
///
/// # Errors
///
/// Whatever the writer says.
pub fn change(rule: &diff::rules::Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
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

/// What an explanation is made of.
struct Page<'a> {
    title: &'a str,
    id: &'a str,
    level: String,
    about: &'a str,
    sections: &'a [(&'a str, &'a str)],
}

impl Page<'_> {
    fn write(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
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

/// Writes the rules as a Markdown table.
///
/// # Errors
///
/// Whatever the writer says.
pub fn markdown(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| check | level | guards | what must hold |")?;
    writeln!(out, "|---|---|---|---|")?;
    for rule in rules {
        // Titles are ours and Markdown already: their code spans stay.
        let (id, title) = (code(rule.id), rule.title);
        writeln!(out, "| {id} | {} | {} | {title} |", rule.level, rule.class)?;
    }
    Ok(())
}
