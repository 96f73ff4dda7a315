//! The report for GitHub Actions: workflow commands that become annotations, and a Markdown
//! summary of the step.

use std::io::{self, Write};

use super::markdown::{Bounded, cell, code, fenced};
use super::verdict;
use super::{Annotation, Output, arrange, headline, sides, wrap};
use crate::base::plural;
use crate::finding::{EntryState, Fact, Finding, Level, Outcome, Verdict};

/// Writes one annotation per finding that counts, the worst first, since GitHub shows only the
/// first ten of a level; then one for each reason why the run is incomplete, and one notice with the
/// verdict.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn annotations(outcome: &Outcome, out: &mut Output<'_>) -> io::Result<()> {
    let mut known: Vec<(&Finding, String)> = Vec::new();
    let groups = arrange::by_operation(outcome);
    for group in &groups {
        for finding in &group.findings {
            if let Some(accepted) = &finding.accepted {
                known.push((finding, accepted.words()));
            }
            if !finding.counts {
                continue;
            }
            let title = format!("{}: {}", finding.rule.id, finding.operation);
            let mut message = headline::line(finding);
            if !finding.known_as.is_empty() {
                message.push_str(&format!("\nknown as {}", finding.known_as.join(", ")));
            }
            for line in sides::lines(&finding.example.facts, wrap::WIDTH) {
                message.push_str(&format!("\n{line}"));
            }
            for also in &finding.also {
                message.push_str(&format!("\nalso seen by {}", sides::also(also)));
            }
            message.push_str(&format!("\n{}", finding.example.curl));
            out.annotation(&Annotation {
                level: finding.level,
                properties: &[("title", title)],
                message: &message,
            })?;
        }
    }
    for (finding, words) in known {
        out.annotation(&Annotation {
            level: Level::Info,
            properties: &[(
                "title",
                format!("known: {}: {}", finding.rule.id, finding.operation),
            )],
            message: &format!("{}\n{words}", headline::line(finding)),
        })?;
    }
    for entry in outcome.baseline.iter().flat_map(|it| &it.told) {
        out.annotation(&Annotation {
            level: match entry.state {
                EntryState::NotJudged(_) => Level::Info,
                _ if outcome.strict => Level::Error,
                _ => Level::Warning,
            },
            properties: &[("title", format!("baseline: {}", entry.state.id()))],
            message: &format!(
                "{} {} {}",
                entry.fingerprint,
                entry.subject(),
                entry.matter()
            ),
        })?;
    }
    for reason in &outcome.incomplete {
        out.annotation(&Annotation {
            level: Level::Error,
            properties: &[("title", format!("incomplete: {}", reason.reason.id()))],
            message: &reason.text,
        })?;
    }
    out.annotation(&Annotation {
        level: Level::Info,
        properties: &[("title", "memberspec".to_owned())],
        message: &verdict::sentence(outcome),
    })
}

/// Writes the summary of the step, for the file that `GITHUB_STEP_SUMMARY` names.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn step_summary(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mark = match outcome.verdict() {
        Verdict::Conforms => "✅",
        Verdict::Fails => "❌",
        Verdict::Incomplete | Verdict::NothingJudged => "⚠️",
    };
    let out = &mut Bounded::new(out);
    out.add(&format!("## {mark} memberspec\n"))?;
    out.add(&format!("{}\n", cell(&verdict::sentence(outcome))))?;
    let exchanges = plural(outcome.exchanges, "exchange");
    let profile = (outcome.profile.as_ref()).map_or(String::new(), |profile| {
        format!(" with the profile {}", code(&profile.to_string()))
    });
    out.add(&format!("{exchanges} judged{profile}.\n"))?;
    let reasons = outcome.incomplete.iter().map(|it| {
        let (id, text) = (code(it.reason.id()), cell(&it.text));
        format!("- {id}: {text}")
    });
    list("### Incomplete\n", reasons, out)?;
    let findings: Vec<&Finding> = arrange::by_operation(outcome)
        .into_iter()
        .flat_map(|group| group.findings)
        .collect();
    write_findings(&findings, out)?;
    let told = (outcome.baseline.iter()).flat_map(|it| &it.told);
    let told = told.map(|entry| {
        let (id, text) = (code(&entry.fingerprint), cell(&entry.subject()));
        format!("- {id} {text} {}", cell(&entry.matter()))
    });
    list("### Entries of the baseline to look at\n", told, out)?;
    // Titles of the catalogue are Markdown already: their code spans stay.
    let known = (outcome.known.iter())
        .map(|it| format!("| {} | {} | {} |", code(it.id), it.times, it.title));
    let head = "### Known departures, not counted\n\n| id | times | what |\n|---|---:|---|";
    list(head, known, out)?;
    let gaps = (outcome.unexercised.iter())
        .map(|gap| format!("- {}: {}", code(&gap.what), cell(&gap.reason)));
    list("### Not exercised\n", gaps, out)
}

/// How many entries of one list are written.
const LISTED: usize = 100;

/// A list under its head; nothing where it is empty.
fn list(head: &str, lines: impl Iterator<Item = String>, out: &mut Bounded<'_>) -> io::Result<()> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() || !out.add(head)? {
        return Ok(());
    }
    out.add_all(lines, LISTED, |left| {
        format!("\n{left} more are in the JSON report.")
    })?;
    out.add("").map(drop)
}

fn write_findings(findings: &[&Finding], out: &mut Bounded<'_>) -> io::Result<()> {
    let rows = findings.iter().map(|finding| {
        let level = if finding.counts {
            finding.level.as_str()
        } else {
            "known"
        };
        let (rule, operation) = (code(finding.rule.id), code(&finding.operation));
        let what = cell(&headline::line(finding));
        format!("| {level} | {rule} | {operation} | {what} |")
    });
    let head = "### Findings\n\n| | check | operation | what |\n|---|---|---|---|";
    list(head, rows, out)?;
    out.add_all(findings.iter().map(|it| details(it)), LISTED, |left| {
        format!("Details of {left} more are in the JSON report.\n")
    })
}

/// The values, the command to repeat it, and what is known of one finding.
fn details(finding: &Finding) -> String {
    let place = cell(&finding.location.to_string());
    let mut blocks = vec![format!("#### {} {place}", code(finding.rule.id))];
    if let Some(excerpt) = &finding.example.excerpt {
        blocks.push(fenced("json", &excerpt.lines.join("\n")));
    }
    if !finding.example.facts.is_empty() {
        blocks.push(table_of_facts(&finding.example.facts));
    }
    blocks.push(fenced("sh", &finding.example.curl));
    if let Some(accepted) = &finding.accepted {
        blocks.push(format!("Known: {}.", cell(&accepted.words())));
    }
    if !finding.known_as.is_empty() {
        let ids: Vec<String> = finding.known_as.iter().map(|id| code(id)).collect();
        blocks.push(format!("Known as {}.", ids.join(", ")));
    }
    let also = (finding.also.iter()).map(|it| format!("- also seen by {}", cell(&sides::also(it))));
    let also: Vec<String> = also.collect();
    if !also.is_empty() {
        blocks.push(also.join("\n"));
    }
    let blocks: Vec<&str> = blocks.iter().map(|it| it.trim_end()).collect();
    format!("{}\n", blocks.join("\n\n"))
}

/// The values that contradict each other, one row each.
fn table_of_facts(facts: &[Fact]) -> String {
    let mut lines = vec!["| | where | value |\n|---|---|---|".to_owned()];
    lines.extend(facts.iter().map(|fact| {
        let (label, place) = (cell(&fact.label), cell(&sides::place(fact)));
        format!("| {label} | {place} | {} |", code(&fact.value))
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;
    use crate::report::sample;

    fn written(write: impl Fn(&mut Output<'_>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut Output::new(&mut bytes, Redactor::default())).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    macro_rules! snapshot {
        ($name:literal, $text:expr) => {
            insta::with_settings!({
                snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, { insta::assert_snapshot!($name, $text) })
        };
    }

    #[test]
    fn findings_become_annotations_the_worst_first() {
        let text = written(|out| annotations(&sample::failing(), out));
        snapshot!("report-github-annotations", text);
    }

    #[test]
    fn the_step_summary_tells_the_whole_run() {
        let text = written(|out| step_summary(&sample::failing(), out));
        snapshot!("report-github-summary", text);
    }

    #[test]
    fn a_summary_of_many_findings_fits_into_a_comment() {
        let mut outcome = sample::failing();
        outcome.findings = vec![sample::wrong_total(); 5_000];
        let text = written(|out| step_summary(&outcome, out));
        assert!(text.chars().count() < 65_536, "{}", text.len());
        assert!(
            text.contains("\n4900 more are in the JSON report."),
            "{text}"
        );
        assert!(text.contains("### Not exercised"), "{text}");
    }

    #[test]
    fn a_site_cannot_write_a_workflow_command() {
        let mut outcome = sample::failing();
        outcome.findings[3].cause.found = "x\n::set-env name=PATH::/tmp".to_owned();
        let text = written(|out| annotations(&outcome, out));
        assert!(text.lines().all(|line| !line.starts_with("::set-env")));
        assert_eq!(text.lines().count(), 6);
    }
}
