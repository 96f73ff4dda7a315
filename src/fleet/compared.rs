//! Two reports of several sites side by side: which sites changed, and how. The runs stay in their files
//! and are read two at a time.

use std::collections::BTreeSet;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use super::Sites;
use crate::base::plural;
use crate::compare::report::{annotate, conclusion, item, label, lists, remarks, side};
use crate::compare::{Difference, Judgement, junit};
use crate::finding::{Level, Verdict};
use crate::report::markdown::{Bounded, cell, code, span};
use crate::report::printable::printable;
use crate::report::{Annotation, Output, Style, wrap};
use crate::runs::{Finding, Run};

/// How many sites with changes are listed for people, and how many findings of one.
const SITES: usize = 200;
const FINDINGS: usize = 20;

/// The version of the JSON report's shape.
const SCHEMA_VERSION: u32 = 1;

/// Two reports of several sites, and what changed on each.
#[derive(Debug)]
pub(crate) struct Compared<'s> {
    before: &'s Sites,
    after: &'s Sites,
    rows: Vec<Row>,
    /// The worst of all sites.
    pub(crate) judgement: Judgement,
}

/// What changed on one site, in numbers.
#[derive(Debug)]
struct Row {
    name: String,
    verdicts: [Option<Verdict>; 2],
    releases: [Option<String>; 2],
    judgement: Judgement,
    /// How many findings are new, gone, and not judged any more.
    counts: [usize; 3],
}

impl Row {
    fn new(name: &str, before: Option<&Run>, after: Option<&Run>) -> Self {
        let difference = before.zip(after).map(|(a, b)| Difference::between(a, b));
        let release = |run: Option<&Run>| Some(run?.release.as_ref()?.judged_by.clone());
        let (judgement, counts) = match (&difference, after) {
            (Some(it), _) => (
                it.judgement,
                [it.new.len(), it.gone.len(), it.not_judged.len()],
            ),
            // Nothing is known of it from before: whatever it has is new.
            (None, Some(after)) => {
                let judgement = match after.verdict {
                    Verdict::Fails => Judgement::Worse,
                    Verdict::Conforms => Judgement::Same,
                    Verdict::Incomplete | Verdict::NothingJudged => Judgement::Incomplete,
                };
                (judgement, [counting(after).count(), 0, 0])
            }
            (None, None) => (Judgement::Incomplete, [0, 0, 0]),
        };
        Self {
            name: name.to_owned(),
            verdicts: [before, after].map(|run| run.map(|it| it.verdict)),
            releases: [release(before), release(after)],
            judgement,
            counts,
        }
    }

    /// Whether anything is to be told of it.
    fn is_changed(&self) -> bool {
        let [before, after] = &self.verdicts;
        before != after
            || self.judgement != Judgement::Same
            || self.counts != [0, 0, 0]
            || self.is_of_another_release()
    }

    fn is_of_another_release(&self) -> bool {
        matches!(&self.releases, [Some(before), Some(after)] if before != after)
    }

    /// What it says in the columns of a table: release, verdict, findings.
    fn cells(&self) -> [String; 3] {
        let both = |[before, after]: [Option<&str>; 2]| match (before, after) {
            (before, after) if before == after => before.unwrap_or("-").to_owned(),
            (before, after) => {
                format!("{} -> {}", before.unwrap_or("-"), after.unwrap_or("-"))
            }
        };
        let [new, gone, not_judged] = self.counts;
        let mut findings = format!("{new} new, {gone} gone");
        if not_judged > 0 {
            findings.push_str(&format!(", {not_judged} not judged any more"));
        }
        let [first, second] = &self.releases;
        [
            both([first.as_deref(), second.as_deref()]),
            both(self.verdicts.map(|it| it.map(Verdict::as_str))),
            match self.verdicts {
                [None, _] => format!("{findings}; not in the first report"),
                [_, None] => "not in the second report".to_owned(),
                _ => findings,
            },
        ]
    }
}

fn counting(run: &Run) -> impl Iterator<Item = &Finding> {
    run.findings.iter().filter(|it| it.counts)
}

impl<'s> Compared<'s> {
    /// Compares the run of each site with that of the same name.
    ///
    /// # Errors
    ///
    /// A report cannot be read again.
    pub(crate) fn new(before: &'s Sites, after: &'s Sites) -> io::Result<Self> {
        let names = before.iter().chain(after.iter()).map(|(name, _)| name);
        let names: BTreeSet<&String> = names.collect();
        let rows = names.into_iter().map(|name| -> io::Result<Row> {
            let (before, after) = (before.run(name)?, after.run(name)?);
            Ok(Row::new(name, before.as_ref(), after.as_ref()))
        });
        let rows: Vec<Row> = rows.collect::<io::Result<_>>()?;
        let has = |wanted| rows.iter().any(|it: &Row| it.judgement == wanted);
        let judgement = if has(Judgement::Worse) {
            Judgement::Worse
        } else if has(Judgement::Incomplete) || rows.is_empty() {
            Judgement::Incomplete
        } else if has(Judgement::Better) {
            Judgement::Better
        } else {
            Judgement::Same
        };
        Ok(Self {
            before,
            after,
            rows,
            judgement,
        })
    }

    fn changed(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|it| it.is_changed())
    }

    fn runs(&self, row: &Row) -> io::Result<(Option<Run>, Option<Run>)> {
        Ok((self.before.run(&row.name)?, self.after.run(&row.name)?))
    }

    fn count(&self, judgement: Judgement) -> usize {
        let rows = self.rows.iter();
        rows.filter(|it| it.judgement == judgement).count()
    }

    fn upgraded(&self) -> usize {
        let rows = self.rows.iter();
        rows.filter(|it| it.is_of_another_release()).count()
    }

    /// The whole in one sentence.
    fn summary(&self) -> String {
        let mut parts = Vec::new();
        for (judgement, word) in [
            (Judgement::Worse, "worse"),
            (Judgement::Incomplete, "not judged as before"),
            (Judgement::Better, "better"),
            (Judgement::Same, "the same"),
        ] {
            match self.count(judgement) {
                0 => {}
                count => parts.push(format!("{count} {word}")),
            }
        }
        if self.rows.is_empty() {
            return "no site was compared: neither report has one.".to_owned();
        }
        let sites = plural(self.rows.len() as u64, "site");
        let mut text = format!("{sites} compared: {}", parts.join(", "));
        if let upgraded @ 1.. = self.upgraded() {
            text.push_str(&format!(
                "; {} of another release than before",
                plural(upgraded as u64, "site")
            ));
        }
        text.push('.');
        text
    }

    /// What readers must know of a site beside its findings.
    fn remarks(&self, row: &Row) -> io::Result<Vec<String>> {
        Ok(match self.runs(row)? {
            (Some(before), Some(after)) => {
                remarks(&before, &after, &Difference::between(&before, &after))
            }
            _ => Vec::new(),
        })
    }

    /// Hands over each finding of a site that is new, gone or not judged any more, with its state.
    fn each(
        &self,
        row: &Row,
        mut call: impl FnMut(&'static str, &Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        match self.runs(row)? {
            (Some(before), Some(after)) => {
                let difference = Difference::between(&before, &after);
                let [changed @ .., _unchanged] = lists(&difference);
                for (state, _, findings) in changed {
                    findings.iter().try_for_each(|it| call(state, it))?;
                }
                Ok(())
            }
            (None, Some(after)) => counting(&after).try_for_each(|it| call("new", it)),
            _ => Ok(()),
        }
    }
}

/// Writes the sites that changed for a terminal, and their findings.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn terminal(
    compared: &Compared<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = compared.changed().take(SITES).map(|row| {
        let [release, verdict, findings] = row.cells();
        [row.name.clone(), release, verdict, findings].map(|it| printable(&it).into_owned())
    });
    let head = ["site", "release", "verdict", "findings"].map(str::to_owned);
    let rows: Vec<[String; 4]> = [head].into_iter().chain(rows).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|it| it.chars().count())
            .max()
            .unwrap_or(0)
            .min(40)
    };
    let widths = [width(0), width(1), width(2)];
    if rows.len() > 1 {
        for (at, [name, release, verdict, findings]) in rows.iter().enumerate() {
            let [first, second, third] = widths;
            let line = format!("{name:<first$}  {release:<second$}  {verdict:<third$}  {findings}");
            match at {
                0 => writeln!(out, "{}", style.strong(line))?,
                _ => writeln!(out, "{line}")?,
            }
        }
        writeln!(out)?;
    }
    for row in compared.changed().take(SITES) {
        let (mut count, mut last) = (0, "");
        let remarks = compared.remarks(row)?;
        if row.counts != [0, 0, 0] || !remarks.is_empty() {
            writeln!(out, "{}", style.strong(printable(&row.name)))?;
        }
        compared.each(row, |state, finding| {
            count += 1;
            if count > FINDINGS {
                return Ok(());
            }
            if state != last {
                writeln!(out, "  {state}")?;
                last = state;
            }
            item(finding, style, out)
        })?;
        if let more @ 1.. = count.saturating_sub(FINDINGS) {
            writeln!(out, "  and {more} more; the JSON report lists all")?;
        }
        for remark in remarks {
            let lines = wrap::words(&printable(&remark), 94);
            writeln!(out, "  {}", lines.join("\n    "))?;
        }
    }
    if rows.len() > 1 {
        writeln!(out)?;
    }
    if let more @ 1.. = compared.changed().count().saturating_sub(SITES) {
        writeln!(
            out,
            "{more} more sites changed; the JSON report lists all\n"
        )?;
    }
    let word = label(compared.judgement, style);
    writeln!(out, "{word}  {}", compared.summary())
}

/// Writes the table and the findings as Markdown.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn markdown(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut word = compared.judgement.as_str().to_owned();
    word.get_mut(..1).map(str::make_ascii_uppercase);
    let out = &mut Bounded::new(out);
    out.add(&format!("### {word}: {}\n", compared.summary()))?;
    if compared.changed().next().is_none() {
        return Ok(());
    }
    out.add("| site | release | verdict | findings |\n|---|---|---|---|")?;
    let rows = compared.changed().map(|row| {
        let [release, verdict, findings] = row.cells().map(|it| cell(&it));
        format!(
            "| {} | {release} | {verdict} | {findings} |",
            cell(&row.name)
        )
    });
    out.add_all(rows, SITES, |left| {
        format!("\n{left} more are in the JSON report.")
    })?;
    for row in compared.changed().take(SITES) {
        let mut lines = Vec::new();
        compared.each(row, |state, finding| {
            let head = code(&format!("{} · {}", finding.operation, finding.check));
            let (message, level) = (span(&finding.message), finding.level);
            lines.push(format!("- {state}, {level}: {head}: {message}"));
            Ok(())
        })?;
        let remarks = compared.remarks(row)?;
        lines.extend(remarks.iter().map(|it| format!("- {}", span(it))));
        if !lines.is_empty() {
            out.add(&format!("\n**{}**\n", cell(&row.name)))?;
        }
        out.add_all(lines, FINDINGS, |left| format!("- and {left} more"))?;
    }
    Ok(())
}

/// Writes one annotation for each new finding and each that was not judged again, and one notice with
/// the result.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn annotations(compared: &Compared<'_>, out: &mut Output<'_>) -> io::Result<()> {
    for row in compared.changed() {
        let name = &row.name;
        if let (Some(before), Some(after)) = compared.runs(row)? {
            let difference = Difference::between(&before, &after);
            annotate(&format!("{name}: "), (&before, &after), &difference, out)?;
            continue;
        }
        let [_, verdict, findings] = row.cells();
        out.annotation(&Annotation {
            level: match row.judgement {
                Judgement::Worse | Judgement::Incomplete => Level::Error,
                Judgement::Same | Judgement::Better => Level::Info,
            },
            properties: &[("title", name.clone())],
            message: &format!("{verdict}: {findings}"),
        })?;
    }
    conclusion(compared.judgement, &compared.summary(), out)
}

/// Writes one suite for each site, as the comparison of that site alone has it.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn junit(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("memberspec compare");
    for row in &compared.rows {
        let suite = match compared.runs(row)? {
            (Some(before), Some(after)) => {
                let difference = Difference::between(&before, &after);
                junit::suite(&row.name, (&before, &after), &difference)
            }
            _ => of_one_report(row),
        };
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

/// The suite of a site that only one of the reports has.
fn of_one_report(row: &Row) -> TestSuite {
    let [_, _, findings] = row.cells();
    let mut status = match row.judgement {
        Judgement::Worse => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Judgement::Incomplete => TestCaseStatus::non_success(NonSuccessKind::Error),
        Judgement::Same | Judgement::Better => TestCaseStatus::success(),
    };
    if !matches!(status, TestCaseStatus::Success { .. }) {
        status.set_type(row.judgement.as_str());
        status.set_message(findings);
    }
    let mut suite = TestSuite::new(row.name.as_str());
    suite.add_test_case(TestCase::new("in both reports", status));
    suite
}

/// Writes the comparison as a JSON object: each site that changed, with its difference.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn json(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = json!({
        "sites": compared.rows.len(),
        "worse": compared.count(Judgement::Worse),
        "incomplete": compared.count(Judgement::Incomplete),
        "better": compared.count(Judgement::Better),
        "same": compared.count(Judgement::Same),
        "other_release": compared.upgraded(),
    });
    let rows = compared.rows.iter().filter(|it| !it.is_changed());
    let unchanged: Vec<&str> = rows.map(|it| it.name.as_str()).collect();
    writeln!(out, "{{\n  \"schema_version\": {SCHEMA_VERSION},")?;
    writeln!(out, "  \"judgement\": {},", json!(compared.judgement))?;
    writeln!(out, "  \"summary\": {},", json!(compared.summary()))?;
    writeln!(out, "  \"counts\": {counts},")?;
    writeln!(out, "  \"unchanged\": {},", json!(unchanged))?;
    writeln!(out, "  \"changed\": [")?;
    let last = compared.changed().count();
    for (at, row) in compared.changed().enumerate() {
        let (before, after) = compared.runs(row)?;
        let difference = (before.as_ref().zip(after.as_ref()))
            .map(|(before, after)| serde_json::to_value(Difference::between(before, after)));
        let site = json!({
            "name": row.name,
            "judgement": row.judgement,
            "before": before.as_ref().map(side),
            "after": after.as_ref().map(side),
            "difference": difference.transpose()?.unwrap_or(Value::Null),
        });
        let comma = if at + 1 < last { "," } else { "" };
        writeln!(out, "    {site}{comma}")?;
    }
    writeln!(out, "  ]\n}}")
}
