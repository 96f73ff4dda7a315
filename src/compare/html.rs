//! The comparison of two runs as one HTML page that needs nothing else, with the filters of the page of
//! one run.

use std::io::{self, Write};

use super::Difference;
use super::report::{line, lists, remarks, summary, wire};
use crate::finding::Rule;
use crate::report::filters::{SCRIPT, filters};
use crate::report::html::{self as page, Page, classed, text, words};
use crate::runs::parts::{self, table};
use crate::runs::{Finding, Run};

/// Writes the page.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn write(
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    rules: &[&'static Rule],
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = format!("{}: {}", difference.judgement.as_str(), summary(difference));
    let findings: Vec<(&str, &Finding)> = (lists(difference).into_iter())
        .flat_map(|(state, _, list)| list.iter().map(move |it| (state, *it)))
        .collect();
    // Without findings there is nothing to filter.
    let script = (!findings.is_empty()).then_some(SCRIPT);
    page::page(
        out,
        &format!("memberspec compare: {title}"),
        script,
        |page| {
            page.create_element("header").write_inner_content(|page| {
                text(page, "h1", "memberspec compare")?;
                classed(page, "p", "verdict", |page| words(page, &title))
            })?;
            page.create_element("main").write_inner_content(|page| {
                let runs = [("before", before), ("after", after)].map(|(label, run)| {
                    let verdict = run.verdict.as_str().to_owned();
                    vec![label.to_owned(), line(run), verdict]
                });
                table(page, "Runs", &["side", "run", "verdict"], runs.into_iter())?;
                text(page, "h2", &format!("Findings: {}", findings.len()))?;
                if findings.is_empty() {
                    text(page, "p", "No findings in either run.")?;
                } else {
                    write_findings(&findings, rules, page)?;
                }
                write_wire(difference, page)?;
                let remarks = remarks(before, after, difference);
                if remarks.is_empty() {
                    return Ok(());
                }
                text(page, "h2", "Remarks")?;
                remarks.iter().try_for_each(|it| text(page, "p", it))
            })?;
            Ok(())
        },
    )
}

fn write_findings(
    findings: &[(&str, &Finding)],
    rules: &[&'static Rule],
    page: &mut Page<'_>,
) -> io::Result<()> {
    // What the page of runs filters by site is filtered by state here.
    let names = [("site", "State"), ("level", "Level"), ("check", "Check")];
    filters(page, "Findings", &names)?;
    for (state, finding) in findings {
        let rule = rules.iter().find(|it| it.id == finding.check);
        let states = [(*state).to_owned()];
        parts::finding(page, finding, &states, rule.copied(), Some(state))?;
    }
    Ok(())
}

fn write_wire(difference: &Difference<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let changes = wire(difference);
    if changes.is_empty() {
        return Ok(());
    }
    text(
        page,
        "h2",
        &format!("Changes on the wire: {}", changes.len()),
    )?;
    let head = ["level", "operation", "place", "what", "rule"];
    let rows = changes.iter().map(|it| {
        let level = it.level.as_str().to_owned();
        let (operation, place) = (it.operation.clone(), it.place.clone());
        vec![level, operation, place, it.what.clone(), it.rule.to_owned()]
    });
    table(page, "Changes on the wire", &head, rows)
}
