//! The reports of several sites. No time is in them, so that the same sites give the same bytes,
//! whether one process checked them or several did.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::json;

use super::sites::{Shared, Site, Sites};
use crate::base::plural;
use crate::compare;
use crate::finding::{Level, Verdict};
use crate::report::markdown::{Bounded, cell, code, span};
use crate::report::printable::printable;
use crate::report::{Annotation, Output, Style, wrap};
use crate::runs::{Finding, Run, Runs as _};

/// How many findings are listed for people, and how many sites in a comment.
const SHOWN: usize = 20;
const ROWS: usize = 200;

/// The version of the JSON report's shape.
const SCHEMA_VERSION: u32 = 1;

/// Writes the table of sites and the findings for a terminal.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn terminal(sites: &Sites, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let names = sites
        .iter()
        .map(|(name, _)| printable(name).chars().count());
    let width = names.max().unwrap_or(0).clamp(4, 40);
    let (site, release, verdict, found) = ("site", "release", "verdict", "findings");
    let head = format!("{site:<width$}  {release:<8}  {verdict:<10}  {found}");
    writeln!(out, "{}", style.strong(head))?;
    for (name, site) in sites.iter() {
        let release = site.release.as_deref().unwrap_or("-");
        let verdict = format!("{:<10}", word(site.verdict));
        let verdict = match site.verdict {
            Verdict::Conforms => style.good(verdict),
            Verdict::Fails => style.level(Level::Error, verdict),
            Verdict::Incomplete | Verdict::NothingJudged => style.level(Level::Warning, verdict),
        };
        let line = format!(
            "{:<width$}  {:<8}  {verdict}  {}",
            printable(name),
            printable(release),
            printable(&matter(site))
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let findings = sites.findings();
    if !findings.is_empty() {
        writeln!(
            out,
            "\n{}",
            style.strong("Findings, those of most sites first")
        )?;
    }
    for shared in findings.iter().take(SHOWN) {
        compare::report::item(&shared.finding, style, out)?;
        writeln!(out, "           {}", printable(&where_seen(shared)))?;
    }
    if let more @ 1.. = findings.len().saturating_sub(SHOWN) {
        writeln!(out, "  and {more} more; the JSON report lists all")?;
    }
    let reasons: Vec<String> = incomplete(sites).collect();
    if !reasons.is_empty() {
        writeln!(out, "\n{}", style.strong("Not judged completely"))?;
    }
    for reason in reasons.iter().take(SHOWN) {
        let lines = wrap::words(&printable(reason), 94);
        writeln!(out, "  {}", lines.join("\n    "))?;
    }
    if let more @ 1.. = reasons.len().saturating_sub(SHOWN) {
        writeln!(out, "  and {more} more; the JSON report lists all")?;
    }
    let verdict = sites.verdict();
    let label = match verdict {
        Verdict::Conforms => style.good("CONFORMS"),
        Verdict::Fails => style.level(Level::Error, "FAILS"),
        Verdict::Incomplete | Verdict::NothingJudged => style.level(Level::Warning, "INCOMPLETE"),
    };
    writeln!(out, "\n{label}  {}", sentence(sites))
}

/// Writes the table and the findings as Markdown, for a comment or the summary of a step.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn markdown(sites: &Sites, out: &mut dyn Write) -> io::Result<()> {
    let out = &mut Bounded::new(out);
    out.add(&format!("### memberspec: {}\n", sentence(sites)))?;
    out.add("| site | release | verdict | findings |\n|---|---|---|---|")?;
    // Those that conform are named as far as there is room for all.
    let fits = sites.len() <= ROWS;
    let rows = (sites.iter())
        .filter(|(_, site)| fits || site.verdict != Verdict::Conforms)
        .map(|(name, site)| {
            let release = site.release.as_deref().unwrap_or("-");
            let (name, release) = (cell(name), cell(release));
            let (verdict, matter) = (word(site.verdict), cell(&matter(site)));
            format!("| {name} | {release} | {verdict} | {matter} |")
        });
    out.add_all(rows, ROWS, |left| {
        format!("\n{left} more are in the JSON report.")
    })?;
    if !fits {
        let conforming = plural(sites.count(Verdict::Conforms) as u64, "site");
        out.add(&format!("\nNot listed because it conforms: {conforming}."))?;
    }
    let findings = sites.findings();
    if !findings.is_empty() {
        out.add("")?;
    }
    let lines = findings.iter().map(|shared| {
        let finding = &shared.finding;
        let head = code(&format!("{} · {}", finding.operation, finding.check));
        let (message, seen) = (span(&finding.message), span(&where_seen(shared)));
        format!("- {}: {head}: {message} ({seen})", finding.level)
    });
    out.add_all(lines, SHOWN, |left| format!("- and {left} more"))?;
    let lines = incomplete(sites).map(|it| format!("- not judged completely: {}", span(&it)));
    out.add_all(lines, SHOWN, |left| {
        format!("- and {left} more that were not judged completely")
    })
}

/// Writes one annotation for each finding, the worst of most sites first, and one notice with the
/// verdict.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn annotations(sites: &Sites, out: &mut Output<'_>) -> io::Result<()> {
    for shared in sites.findings() {
        let finding = &shared.finding;
        out.annotation(&Annotation {
            level: finding.level,
            properties: &[("title", format!("{}: {}", finding.check, finding.operation))],
            message: &format!("{}\n{}", finding.message, where_seen(shared)),
        })?;
    }
    for (name, site) in sites.iter() {
        if let Some((id, text)) = &site.incomplete {
            out.annotation(&Annotation {
                level: Level::Error,
                properties: &[("title", format!("incomplete: {name}: {id}"))],
                message: text,
            })?;
        }
    }
    if let Some(text) = missing(sites) {
        out.annotation(&Annotation {
            level: Level::Error,
            properties: &[("title", "incomplete: part-missing".to_owned())],
            message: &text,
        })?;
    }
    out.annotation(&Annotation {
        level: Level::Info,
        properties: &[("title", "memberspec".to_owned())],
        message: &sentence(sites),
    })
}

/// Writes the JSON report: one line for each site, with its whole report.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn json(sites: &Sites, out: &mut dyn Write) -> io::Result<()> {
    let tool = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
    let counts = json!({
        "sites": sites.len(),
        "conforms": sites.count(Verdict::Conforms),
        "fails": sites.count(Verdict::Fails),
        "incomplete": sites.count(Verdict::Incomplete),
        "nothing-judged": sites.count(Verdict::NothingJudged),
    });
    writeln!(
        out,
        "{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"tool\": {tool},"
    )?;
    writeln!(out, "  \"verdict\": {},", json!(sites.verdict().as_str()))?;
    writeln!(out, "  \"summary\": {},", json!(sentence(sites)))?;
    let parts: Vec<String> = sites.parts().collect();
    writeln!(
        out,
        "  \"counts\": {counts},\n  \"parts\": {},",
        json!(parts)
    )?;
    writeln!(out, "  \"sites\": [")?;
    for (at, (name, site)) in sites.iter().enumerate() {
        let comma = if at + 1 < sites.len() { "," } else { "" };
        write!(out, "    {{\"name\":{},", json!(name))?;
        if let Some(notified) = site.notified {
            write!(out, "\"notified\":{},", json!(notified))?;
        }
        write!(out, "\"report\":")?;
        out.write_all(&sites.report(site)?)?;
        writeln!(out, "}}{comma}")?;
    }
    writeln!(out, "  ]\n}}")
}

/// Writes the JUnit report: one suite for each site, one case for each check that judged something.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn junit(sites: &Sites, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new(format!(
        "memberspec: {}",
        plural(sites.len() as u64, "site")
    ));
    sites.each(&mut |name, run| {
        report.add_test_suite(suite(name, run));
        Ok(())
    })?;
    if let Some(text) = missing(sites) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("part-missing");
        status.set_message(text);
        let mut suite = TestSuite::new("completeness of the run");
        suite.add_test_case(case("completeness of the run", "part-missing", status));
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

fn suite(name: &str, run: &Run) -> TestSuite {
    let mut suite = TestSuite::new(name);
    let profile = run.profile.as_ref().map(ToString::to_string);
    suite.add_properties([
        ("site", run.subject.name.as_str()),
        ("api", &run.subject.apis.join(", ")),
        ("contract", &run.contract),
        ("profile", profile.as_deref().unwrap_or_default()),
        (
            "release",
            (run.release.as_ref()).map_or("", |it| it.judged_by.as_str()),
        ),
        ("verdict", run.verdict.as_str()),
        ("exchanges", &run.exchanges.to_string()),
    ]);
    let failing = |check: &str| -> Vec<&Finding> {
        (run.findings.iter())
            .filter(|it| it.check == check && run.is_failing(it))
            .collect()
    };
    for check in &run.checks {
        let findings = failing(&check.id);
        if check.judged == 0 && findings.is_empty() {
            continue;
        }
        let mut status = TestCaseStatus::success();
        if let Some(first) = findings.first() {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(first.check.as_str());
            status.set_message(first.message.as_str());
            let lines = findings.iter().map(|it| {
                let (operation, message) = (&it.operation, &it.message);
                format!("{operation}: {message}\nfingerprint: {}", it.fingerprint)
            });
            status.set_description(lines.collect::<Vec<_>>().join("\n\n"));
        }
        suite.add_test_case(case(name, &check.id, status));
    }
    let mut error = |id: &str, text: &str| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(id);
        status.set_message(text);
        suite.add_test_case(case(name, id, status));
    };
    for reason in &run.incomplete {
        error(&reason.id, &reason.text);
    }
    if run.verdict == Verdict::NothingJudged && run.incomplete.is_empty() {
        let id = Verdict::NothingJudged.as_str();
        error(id, "there was no exchange to judge");
    }
    suite
}

fn case(site: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(site);
    case
}

/// The whole in one sentence.
fn sentence(sites: &Sites) -> String {
    let count = |verdict| sites.count(verdict);
    let not_judged = count(Verdict::Incomplete) + count(Verdict::NothingJudged);
    let (fails, conforms) = (count(Verdict::Fails), count(Verdict::Conforms));
    let all = plural(sites.len() as u64, "site");
    let missing = if sites.missing_parts().is_empty() {
        ""
    } else {
        " Parts are missing."
    };
    match sites.verdict() {
        _ if sites.len() == 0 => format!("no site was checked.{missing}"),
        Verdict::Conforms => format!("{all} checked, no findings."),
        _ => format!(
            "{all} checked: {fails} failed, {not_judged} not judged completely, {conforms} \
             conforming.{missing}"
        ),
    }
}

/// The sites that were not judged completely, each with the first reason, and the parts that are
/// missing.
fn incomplete(sites: &Sites) -> impl Iterator<Item = String> {
    let reasons = sites.iter().filter_map(|(name, site)| {
        let (_, text) = site.incomplete.as_ref()?;
        Some(format!("{name}: {text}"))
    });
    missing(sites).into_iter().chain(reasons)
}

fn missing(sites: &Sites) -> Option<String> {
    let parts = sites.missing_parts();
    let text = format!(
        "no report of part {}: merge the reports of every part",
        parts.join(", ")
    );
    (!parts.is_empty()).then_some(text)
}

/// What a row of the table says beside the verdict.
fn matter(site: &Site) -> String {
    let mut parts = Vec::new();
    for (count, word) in [(site.errors, "error"), (site.warnings, "warning")] {
        if count > 0 {
            parts.push(plural(count as u64, word));
        }
    }
    if let Some((id, _)) = &site.incomplete {
        parts.push(id.clone());
    }
    if parts.is_empty() {
        parts.push(plural(site.exchanges, "exchange"));
    }
    parts.join(", ")
}

fn where_seen(shared: &Shared) -> String {
    let named = shared.named.join(", ");
    let sites = plural(shared.sites as u64, "site");
    match shared.sites.saturating_sub(shared.named.len()) {
        0 => format!("{sites}: {named}"),
        more => format!("{sites}: {named} and {more} more"),
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conforms => "conforms",
        Verdict::Fails => "FAILS",
        Verdict::Incomplete => "incomplete",
        Verdict::NothingJudged => "nothing",
    }
}
