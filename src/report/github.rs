//! The report for GitHub Actions: workflow commands that become annotations, and a Markdown
//! summary of the step.

use std::io::{self, Write};

use super::markdown::{cell, code, fenced};
use super::verdict;
use super::{Annotation, Output, arrange, headline, sides, wrap};
use crate::base::plural;
use crate::finding::{EntryState, Finding, Level, Outcome, Verdict};

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
    writeln!(out, "## {mark} memberspec\n")?;
    writeln!(out, "{}\n", cell(&verdict::sentence(outcome)))?;
    let exchanges = plural(outcome.exchanges, "exchange");
    writeln!(out, "{exchanges} judged.\n")?;
    if !outcome.incomplete.is_empty() {
        writeln!(out, "### Incomplete\n")?;
        for reason in &outcome.incomplete {
            writeln!(
                out,
                "- {}: {}",
                code(reason.reason.id()),
                cell(&reason.text)
            )?;
        }
        writeln!(out)?;
    }
    let findings: Vec<&Finding> = arrange::by_operation(outcome)
        .into_iter()
        .flat_map(|group| group.findings)
        .collect();
    write_findings(&findings, out)?;
    let told: Vec<_> = (outcome.baseline.iter()).flat_map(|it| &it.told).collect();
    if !told.is_empty() {
        writeln!(out, "### Entries of the baseline to look at\n")?;
        for entry in told {
            let (id, text) = (&entry.fingerprint, entry.subject());
            writeln!(
                out,
                "- {} {} {}",
                code(id),
                cell(&text),
                cell(&entry.matter())
            )?;
        }
        writeln!(out)?;
    }
    if !outcome.known.is_empty() {
        writeln!(out, "### Known departures, not counted\n")?;
        writeln!(out, "| id | times | what |\n|---|---:|---|")?;
        for known in &outcome.known {
            // Titles of the catalogue are Markdown already: their code spans stay.
            let (id, title) = (code(known.id), known.title);
            writeln!(out, "| {id} | {} | {title} |", known.times)?;
        }
        writeln!(out)?;
    }
    if !outcome.unexercised.is_empty() {
        writeln!(out, "### Not exercised\n")?;
        for gap in &outcome.unexercised {
            writeln!(out, "- {}: {}", code(&gap.what), cell(&gap.reason))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_findings(findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Findings\n")?;
    writeln!(out, "| | check | operation | what |\n|---|---|---|---|")?;
    for finding in findings {
        let level = if finding.counts {
            finding.level.as_str()
        } else {
            "known"
        };
        let (rule, operation) = (code(finding.rule.id), code(&finding.operation));
        let what = cell(&headline::line(finding));
        writeln!(out, "| {level} | {rule} | {operation} | {what} |")?;
    }
    writeln!(out)?;
    for finding in findings {
        let (rule, location) = (code(finding.rule.id), cell(&finding.location.to_string()));
        writeln!(out, "#### {rule} {location}\n")?;
        if let Some(excerpt) = &finding.example.excerpt {
            writeln!(out, "{}", fenced("json", &excerpt.lines.join("\n")))?;
        }
        write_sides(finding, out)?;
        writeln!(out, "{}", fenced("sh", &finding.example.curl))?;
        if let Some(accepted) = &finding.accepted {
            writeln!(out, "Known: {}.\n", cell(&accepted.words()))?;
        }
        if !finding.known_as.is_empty() {
            let ids: Vec<String> = finding.known_as.iter().map(|id| code(id)).collect();
            writeln!(out, "Known as {}.\n", ids.join(", "))?;
        }
        for also in &finding.also {
            writeln!(out, "- also seen by {}", cell(&sides::also(also)))?;
        }
        if !finding.also.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// The values that contradict each other, one row each.
fn write_sides(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    if finding.example.facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "| | where | value |\n|---|---|---|")?;
    for fact in &finding.example.facts {
        let (label, place) = (cell(&fact.label), cell(&sides::place(fact)));
        writeln!(out, "| {label} | {place} | {} |", code(&fact.value))?;
    }
    writeln!(out)
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
    fn a_site_cannot_write_a_workflow_command() {
        let mut outcome = sample::failing();
        outcome.findings[3].cause.found = "x\n::set-env name=PATH::/tmp".to_owned();
        let text = written(|out| annotations(&outcome, out));
        assert!(text.lines().all(|line| !line.starts_with("::set-env")));
        assert_eq!(text.lines().count(), 6);
    }
}
