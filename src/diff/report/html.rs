//! The report as one HTML page that needs nothing else.

use std::io::{self, Write};

use quick_xml::events::BytesText;

use super::fact::{Part, facts};
use super::group::{Group, NAMED, also_in, known, listed, summary};
use crate::base::plural;
use crate::diff::{Change, Comparison, Spot};
use crate::finding::Level;
use crate::report::filters::{SCRIPT, filters, folded};
use crate::report::html::{self, Page, classed, text, words};
use crate::report::printable::printable;

/// Writes the page.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("API changes: {}", summary(comparison));
    let (groups, left) = listed(comparison);
    // Without changes that can be told apart there is nothing to filter.
    let has_changes = groups.iter().any(|group| !group.changes.is_empty());
    let script = has_changes.then_some(SCRIPT);
    html::page(out, &title, script, |page| {
        header(comparison, left.as_deref(), page)?;
        match groups.len() {
            0 => {}
            count if count <= UNFOLDED => contents(&groups, page)?,
            count => folded(page, &format!("Operations: {count}"), |page| {
                contents(&groups, page)
            })?,
        }
        page.create_element("main").write_inner_content(|page| {
            if has_changes {
                let names = [("level", "Level"), ("check", "Rule"), ("site", "Operation")];
                filters(page, "Changes", &names)?;
            }
            for (at, group) in groups.iter().enumerate() {
                section(at, group, comparison, page)?;
            }
            departures(comparison, page)
        })?;
        Ok(())
    })
}

/// How many operations are listed before somebody opens the list.
const UNFOLDED: usize = 20;

fn header(comparison: &Comparison, left: Option<&str>, page: &mut Page<'_>) -> io::Result<()> {
    page.create_element("header").write_inner_content(|page| {
        text(page, "h1", "API changes")?;
        text(page, "p", &summary(comparison))?;
        page.create_element("p").write_inner_content(|page| {
            text(page, "code", &comparison.old)?;
            words(page, " → ")?;
            text(page, "code", &comparison.new)
        })?;
        for note in &comparison.notes {
            text(page, "p", note)?;
        }
        if let Some(known) = known(comparison) {
            text(page, "p", &known)?;
        }
        if let Some(left) = left {
            text(page, "p", left)?;
        }
        for stale in &comparison.stale {
            classed(page, "p", "stale", |page| words(page, &stale.to_string()))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn contents(groups: &[Group<'_>], page: &mut Page<'_>) -> io::Result<()> {
    page.create_element("nav")
        .with_attribute(("aria-label", "Operations"))
        .write_inner_content(|page| entries(groups, page))?;
    Ok(())
}

fn entries(groups: &[Group<'_>], page: &mut Page<'_>) -> io::Result<()> {
    page.create_element("ul").write_inner_content(|page| {
        for (at, group) in groups.iter().enumerate() {
            page.create_element("li").write_inner_content(|page| {
                page.create_element("a")
                    .with_attribute(("href", format!("#operation-{at}").as_str()))
                    .write_text_content(BytesText::new(&printable(group.title)))?;
                words(page, &format!(" {}", counts(group)))
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn counts(group: &Group<'_>) -> String {
    let count = |level: Level| (group.changes.iter()).filter(|c| c.level == level).count();
    let mut told: Vec<String> = [
        (Level::Error, "breaking change"),
        (Level::Warning, "warning"),
        (Level::Info, "other change"),
    ]
    .into_iter()
    .filter(|(level, _)| count(*level) > 0)
    .map(|(level, noun)| plural(count(level) as u64, noun))
    .collect();
    if !group.words.is_empty() {
        told.push(plural(group.words.len() as u64, "text change"));
    }
    told.join(", ")
}

fn section(
    at: usize,
    group: &Group<'_>,
    comparison: &Comparison,
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.create_element("section")
        .with_attribute(("id", format!("operation-{at}").as_str()))
        .write_inner_content(|page| {
            text(page, "h2", group.title)?;
            for change in &group.changes {
                let operations: Vec<&str> = (change.operations.iter().take(NAMED))
                    .map(|it| &**it)
                    .collect();
                let operations = match operations.as_slice() {
                    [] => serde_json::to_string(&[group.title])?,
                    named => serde_json::to_string(named)?,
                };
                page.create_element("article")
                    .with_attribute(("class", change.level.as_str()))
                    .with_attribute(("id", format!("change-{}", change.hash).as_str()))
                    .with_attribute(("data-level", shown_level(change)))
                    .with_attribute(("data-check", change.rule.id))
                    .with_attribute(("data-sites", operations.as_str()))
                    .write_inner_content(|page| article(change, comparison, page))?;
            }
            if !group.words.is_empty() {
                page.create_element("details").write_inner_content(|page| {
                    let told = format!("Text changes: {}", group.told_words());
                    text(page, "summary", &told)?;
                    page.create_element("ul").write_inner_content(|page| {
                        for change in &group.words {
                            page.create_element("li").write_inner_content(|page| {
                                words(page, &format!("{} ", change.what))?;
                                text(page, "code", &change.place)
                            })?;
                        }
                        Ok(())
                    })?;
                    Ok(())
                })?;
            }
            Ok(())
        })?;
    Ok(())
}

fn shown_level(change: &Change) -> &'static str {
    match &change.approved {
        Some(_) => "approved",
        None => change.level.as_str(),
    }
}

fn article(change: &Change, comparison: &Comparison, page: &mut Page<'_>) -> io::Result<()> {
    page.create_element("h3").write_inner_content(|page| {
        classed(page, "span", "level", |page| {
            words(page, shown_level(change))
        })?;
        words(page, &format!(" {} ", change.what))?;
        text(page, "code", change.rule.id)
    })?;
    if !change.place.is_empty() {
        page.create_element("p").write_inner_content(|page| {
            let direction =
                (change.direction).map_or(String::new(), |direction| format!("{direction}, "));
            words(page, &format!("{direction}at "))?;
            text(page, "code", &change.place)
        })?;
    }
    let sides = [("before", &change.before), ("after", &change.after)];
    if sides.iter().any(|(_, spot)| spot.is_some()) {
        classed(page, "div", "sides", |page| {
            for (label, spot) in sides {
                page.create_element("div").write_inner_content(|page| {
                    text(page, "h4", label)?;
                    match spot {
                        Some(spot) => side(page, spot),
                        None => text(page, "p", "not there"),
                    }
                })?;
            }
            Ok(())
        })?;
    }
    let facts = facts(change, comparison);
    if facts.is_empty() && change.operations.len() < 2 {
        return Ok(());
    }
    page.create_element("dl").write_inner_content(|page| {
        for fact in &facts {
            text(page, "dt", fact.label)?;
            page.create_element("dd").write_inner_content(|page| {
                for part in &fact.parts {
                    match part {
                        Part::Code(id) if fact.label == KNOWN => link(page, id)?,
                        Part::Code(code) => text(page, "code", code)?,
                        Part::Words(told) => words(page, told)?,
                    }
                    words(page, " ")?;
                }
                Ok(())
            })?;
        }
        if let Some(others) = also_in(change, NAMED) {
            text(page, "dt", "also in")?;
            text(page, "dd", &others)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The label of the fact whose code is an id of [`departures`].
const KNOWN: &str = "known";

fn link(page: &mut Page<'_>, id: &str) -> io::Result<()> {
    page.create_element("a")
        .with_attribute(("href", format!("#known-{id}").as_str()))
        .write_inner_content(|page| text(page, "code", id))?;
    Ok(())
}

fn side(page: &mut Page<'_>, spot: &Spot) -> io::Result<()> {
    classed(page, "p", "place", |page| {
        words(page, &format!("{}:{} ", spot.file, spot.line))?;
        text(page, "code", &spot.pointer)
    })?;
    page.create_element("pre")
        .write_inner_content(|page| text(page, "code", &spot.text))?;
    Ok(())
}

fn departures(comparison: &Comparison, page: &mut Page<'_>) -> io::Result<()> {
    if comparison.departures.is_empty() {
        return Ok(());
    }
    let title = format!("Known departures: {}", comparison.departures.len());
    folded(page, &title, |page| {
        for row in &comparison.departures {
            page.create_element("article")
                .with_attribute(("id", format!("known-{}", row.id).as_str()))
                .write_inner_content(|page| {
                    page.create_element("h3").write_inner_content(|page| {
                        words(page, &format!("{} ", row.title))?;
                        text(page, "code", row.id)
                    })?;
                    page.create_element("dl").write_inner_content(|page| {
                        for (label, told) in [
                            ("documented", row.documented),
                            ("sites", row.observed),
                            ("do", row.advice),
                        ] {
                            text(page, "dt", label)?;
                            text(page, "dd", told)?;
                        }
                        Ok(())
                    })?;
                    Ok(())
                })?;
        }
        Ok(())
    })?;
    Ok(())
}
