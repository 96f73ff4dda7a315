//! What the pages of runs and of comparisons have in common: findings and tables.

use std::io;

use quick_xml::events::BytesText;

use super::run::Finding;
use crate::finding::Rule;
use crate::report::html::{Page, classed, text, words};
use crate::report::sides;

/// A finding as an article that the filters find by its sites.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn finding(
    page: &mut Page<'_>,
    finding: &Finding,
    sites: &[String],
    rule: Option<&'static Rule>,
    more: Option<&str>,
) -> io::Result<()> {
    let level = if finding.counts {
        finding.level.as_str()
    } else {
        "known"
    };
    let listed = serde_json::to_string(sites)?;
    page.create_element("article")
        .with_attribute(("class", level))
        .with_attribute(("data-level", level))
        .with_attribute(("data-check", finding.check.as_str()))
        .with_attribute(("data-sites", listed.as_str()))
        .write_inner_content(|page| {
            article(finding, level, rule, page)?;
            match more {
                Some(more) => text(page, "p", more),
                None => Ok(()),
            }
        })?;
    Ok(())
}

fn article(
    finding: &Finding,
    level: &str,
    rule: Option<&'static Rule>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.create_element("h3").write_inner_content(|page| {
        classed(page, "span", "level", |page| words(page, level))?;
        words(page, " ")?;
        text(page, "code", &finding.operation)?;
        words(page, " ")?;
        text(page, "code", &finding.check)
    })?;
    text(page, "p", &finding.message)?;
    let example = &finding.example;
    if !example.facts.is_empty() {
        let rows = (example.facts.iter())
            .map(|it| vec![it.label.clone(), sides::place(it), it.value.clone()]);
        table(page, "The values", &["what", "where", "value"], rows)?;
    }
    if let Some(excerpt) = &example.excerpt {
        let lines = excerpt.lines.join("\n");
        page.create_element("pre")
            .write_inner_content(|page| code_lines(page, &lines))?;
    }
    page.create_element("dl").write_inner_content(|page| {
        let mut facts = Vec::new();
        if let Some(excuse) = finding.excuse() {
            facts.push(("known", excuse));
        }
        if let Some(confirmation) = finding.confirmation {
            facts.push(("re-check", confirmation.meaning().to_owned()));
        }
        facts.extend(rule.map(|rule| ("do", rule.remedy.to_owned())));
        for (label, told) in &facts {
            text(page, "dt", label)?;
            text(page, "dd", told)?;
        }
        for (label, told) in [("repeat", &example.curl), ("finding", &finding.fingerprint)] {
            text(page, "dt", label)?;
            page.create_element("dd")
                .write_inner_content(|page| text(page, "code", told))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Code of several lines, whose line breaks stay.
fn code_lines(page: &mut Page<'_>, lines: &str) -> io::Result<()> {
    page.create_element("code").write_inner_content(|page| {
        for (at, line) in lines.split('\n').enumerate() {
            let safe = crate::report::printable::printable(line);
            let end = if at == 0 { "" } else { "\n" };
            let event = BytesText::new(&format!("{end}{safe}")).into_owned();
            page.write_event(quick_xml::events::Event::Text(event))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A table with its caption and head.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn table(
    page: &mut Page<'_>,
    caption: &str,
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    page.create_element("table").write_inner_content(|page| {
        text(page, "caption", caption)?;
        page.create_element("thead")
            .write_inner_content(|page| row(page, head.iter().copied(), "th"))?;
        page.create_element("tbody").write_inner_content(|page| {
            for cells in rows {
                row(page, cells.iter().map(String::as_str), "td")?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn row<'c>(
    page: &mut Page<'_>,
    cells: impl Iterator<Item = &'c str>,
    element: &str,
) -> io::Result<()> {
    page.create_element("tr").write_inner_content(|page| {
        for cell in cells {
            text(page, element, cell)?;
        }
        Ok(())
    })?;
    Ok(())
}
