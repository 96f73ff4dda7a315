//! Runs as one HTML page that needs nothing else: verdict, findings to search and filter, coverage, and
//! what was not judged. Without its script the page shows everything.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::parts::{self, table};
use super::run::{Finding, Run, Runs};
use crate::base::plural;
use crate::finding::{Level, Rule, Verdict};
use crate::report::filters::{SCRIPT, filters, folded};
use crate::report::html::{self, Page, classed, text, words};

/// All runs, as far as the page shows them.
#[derive(Default)]
struct Summary {
    sites: Vec<[String; 4]>,
    verdicts: BTreeMap<&'static str, usize>,
    /// By identity, each with the sites that have it.
    findings: BTreeMap<(String, String, String), (Finding, Vec<String>)>,
    /// Title and times by id.
    known: BTreeMap<String, (String, u64)>,
    /// Instances and their unit by id of the check.
    checks: BTreeMap<String, (u64, String)>,
    /// Exchanges and the longest time by operation.
    operations: BTreeMap<String, (u64, u64)>,
    /// How many sites have each reason, by what and why.
    not_judged: BTreeMap<(String, String), usize>,
}

/// Writes the page.
///
/// # Errors
///
/// Whatever the writer says, and a report that cannot be read again.
pub(crate) fn write(
    runs: &impl Runs,
    rules: &[&'static Rule],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut summary = Summary::default();
    runs.each(&mut |name, run| {
        summary.add(name, run);
        Ok(())
    })?;
    for part in runs.missing_parts() {
        let what = format!("part {part}");
        let why = "its report is missing: merge the reports of every part".to_owned();
        summary.not_judged.insert((what, why), 1);
    }
    let title = summary.title();
    html::page(out, &format!("memberspec: {title}"), Some(SCRIPT), |page| {
        page.create_element("header").write_inner_content(|page| {
            text(page, "h1", "memberspec")?;
            classed(page, "p", "verdict", |page| words(page, &title))
        })?;
        page.create_element("main").write_inner_content(|page| {
            summary.write_sites(page)?;
            summary.write_findings(rules, page)?;
            summary.write_coverage(page)
        })?;
        Ok(())
    })
}

impl Summary {
    fn add(&mut self, name: &str, run: &Run) {
        let count = |level: Level| {
            let findings = run.findings.iter();
            findings.filter(|it| it.counts && it.level == level).count() as u64
        };
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        self.sites.push([
            name.to_owned(),
            (run.release.as_ref()).map_or("-".to_owned(), |it| it.judged_by.clone()),
            run.verdict.as_str().to_owned(),
            format!(
                "{}, {}, {} judged{}",
                plural(errors, "error"),
                plural(warnings, "warning"),
                plural(run.exchanges, "exchange"),
                (run.profile.as_ref())
                    .map_or(String::new(), |it| format!(" with the profile {it}"))
            ),
        ]);
        *self.verdicts.entry(run.verdict.as_str()).or_default() += 1;
        for finding in &run.findings {
            let identity = (
                finding.fingerprint.clone(),
                finding.check.clone(),
                finding.operation.clone(),
            );
            let found = self.findings.entry(identity);
            let (kept, sites) = found.or_insert_with(|| (finding.clone(), Vec::new()));
            // One site where it counts is enough.
            if finding.counts && !kept.counts {
                *kept = finding.clone();
            }
            sites.push(name.to_owned());
        }
        for known in &run.known {
            let entry = self.known.entry(known.id.clone()).or_default();
            entry.0.clone_from(&known.title);
            entry.1 = entry.1.saturating_add(known.times);
        }
        for check in &run.checks {
            let entry = self.checks.entry(check.id.clone()).or_default();
            entry.0 = entry.0.saturating_add(check.judged);
            entry.1.clone_from(&check.unit);
        }
        for operation in &run.operations {
            let entry = self.operations.entry(operation.operation.clone());
            let entry = &mut entry.or_default().0;
            *entry = entry.saturating_add(operation.exchanges);
        }
        for latency in &run.latency {
            let entry = self.operations.entry(latency.operation.clone());
            let entry = &mut entry.or_default().1;
            *entry = (*entry).max(latency.slowest_ms);
        }
        let incomplete = run.incomplete.iter().map(|it| (&it.id, &it.text));
        let gaps = run.unexercised.iter().map(|it| (&it.what, &it.reason));
        for (what, why) in incomplete.chain(gaps) {
            let entry = self.not_judged.entry((what.clone(), why.clone()));
            *entry.or_default() += 1;
        }
    }

    /// The verdict of one site, or how many sites have which.
    fn title(&self) -> String {
        match self.sites.as_slice() {
            [[name, _, verdict, found]] => format!("{name}: {verdict}, {found}"),
            sites => {
                let counts = [
                    Verdict::Fails,
                    Verdict::Incomplete,
                    Verdict::NothingJudged,
                    Verdict::Conforms,
                ]
                .iter()
                .filter_map(|it| {
                    let count = self.verdicts.get(it.as_str())?;
                    Some(format!("{}: {count}", it.as_str()))
                });
                let counts: Vec<String> = counts.collect();
                let all = plural(sites.len() as u64, "site");
                format!("{all} checked; {}", counts.join(", "))
            }
        }
    }

    fn has_several(&self) -> bool {
        self.sites.len() > 1
    }

    fn write_sites(&self, page: &mut Page<'_>) -> io::Result<()> {
        text(page, "h2", "Sites")?;
        let rows = self.sites.iter().map(|row| row.to_vec());
        table(
            page,
            "Sites",
            &["site", "release", "verdict", "found"],
            rows,
        )
    }

    fn write_findings(&self, rules: &[&'static Rule], page: &mut Page<'_>) -> io::Result<()> {
        let mut findings: Vec<&(Finding, Vec<String>)> = self.findings.values().collect();
        findings.sort_by_key(|(it, sites)| std::cmp::Reverse((it.counts, it.level, sites.len())));
        text(page, "h2", &format!("Findings: {}", findings.len()))?;
        if findings.is_empty() {
            return text(page, "p", "No findings.");
        }
        let names = [("level", "Level"), ("check", "Check"), ("site", "Site")];
        let shown = if self.has_several() { 3 } else { 2 };
        filters(page, "Findings", names.get(..shown).unwrap_or_default())?;
        for (finding, sites) in findings {
            let rule = rules.iter().find(|it| it.id == finding.check);
            let several = self.has_several().then(|| {
                let count = plural(sites.len() as u64, "site");
                format!("{count}: {}", sites.join(", "))
            });
            parts::finding(page, finding, sites, rule.copied(), several.as_deref())?;
        }
        Ok(())
    }

    fn write_coverage(&self, page: &mut Page<'_>) -> io::Result<()> {
        if !self.not_judged.is_empty() {
            text(page, "h2", "Not judged")?;
            let rows = self
                .not_judged
                .iter()
                .map(|((what, why), sites)| vec![what.clone(), why.clone(), sites.to_string()]);
            table(page, "Not judged", &["what", "why", "sites"], rows)?;
        }
        if !self.known.is_empty() {
            let rows = self
                .known
                .iter()
                .map(|(id, (title, times))| vec![id.clone(), title.clone(), times.to_string()]);
            let title = format!("Known departures, not counted: {}", self.known.len());
            folded(page, &title, |page| {
                table(page, "Known departures", &["id", "what", "times"], rows)
            })?;
        }
        let findings = |check: &str| {
            let findings = self.findings.values();
            findings
                .filter(|(it, _)| it.counts && it.check == check)
                .count()
        };
        let checks = self.checks.iter().map(|(id, (judged, unit))| {
            vec![
                id.clone(),
                format!("{judged} {unit}"),
                findings(id).to_string(),
            ]
        });
        folded(page, "Coverage by check", |page| {
            table(page, "Checks", &["check", "examined", "findings"], checks)
        })?;
        let operations = self
            .operations
            .iter()
            .map(|(operation, (exchanges, slowest))| {
                let slowest = match slowest {
                    0 => "-".to_owned(),
                    slowest => format!("{slowest} ms"),
                };
                vec![operation.clone(), exchanges.to_string(), slowest]
            });
        folded(page, "Coverage by operation", |page| {
            let head = ["operation", "exchanges", "slowest response"];
            table(page, "Operations", &head, operations)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;
    use crate::report::{Dialect, Output, sample};

    fn written(run: &Run) -> String {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes, Redactor::default());
        out.speak(Dialect::Xml).unwrap();
        write(run, &[], &mut out).unwrap();
        drop(out);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn nothing_from_a_site_becomes_markup_and_no_part_is_elsewhere() {
        let mut run = Run::of(&sample::failing()).unwrap();
        let hostile = "</script><img src=x onerror=alert(1)>\"'<!--";
        run.subject.name = hostile.to_owned();
        let finding = &mut run.findings[0];
        finding.message = hostile.to_owned();
        finding.operation = hostile.to_owned();
        finding.check = hostile.to_owned();
        finding.example.curl = hostile.to_owned();
        let page = written(&run);
        assert_eq!(page.matches("<img").count(), 0);
        assert_eq!(page.matches("<!--").count(), 0);
        assert_eq!(page.matches("</script>").count(), 1);
        for part in [" src=", "href=", "url(", "@import"] {
            let is_ours = |text: &str| !text.contains("&lt;img");
            let lines = page.lines().filter(|line| line.contains(part));
            assert_eq!(lines.filter(|it| is_ours(it)).count(), 0, "{part}");
        }
    }

    #[test]
    fn the_policy_allows_the_script_of_the_page_and_no_other() {
        let page = written(&Run::of(&sample::failing()).unwrap());
        let (_, script) = page.split_once("<script>").unwrap();
        let (script, _) = script.split_once("</script>").unwrap();
        assert_eq!(script, SCRIPT);
        let (_, policy) = page
            .split_once("Content-Security-Policy\" content=\"")
            .unwrap();
        let (policy, _) = policy.split_once('\"').unwrap();
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(
            policy
                .replace("&apos;", "'")
                .starts_with("default-src 'none'; style-src 'sha256-")
        );
        assert_eq!(policy.matches("sha256-").count(), 2, "{policy}");
    }

    #[test]
    fn the_page_has_verdict_findings_remedy_and_what_was_not_judged() {
        let mut run = Run::of(&sample::failing()).unwrap();
        run.findings[1].counts = false;
        let page = written(&run);
        assert_eq!(page.matches("<article ").count(), run.findings.len());
        assert_eq!(page.matches("data-level=\"known\"").count(), 1);
        for text in [
            "fails",
            "Not judged",
            "request-budget-spent",
            "Known departures",
        ] {
            assert!(page.contains(text), "{text}");
        }
    }
}
