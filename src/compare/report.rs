//! The comparison of two runs, written for people and for programs.

use std::io::{self, Write};

use serde_json::json;

use super::difference::Amount;
use super::run::Finding;
use super::{Difference, Judgement, Run};
use crate::base::plural;
use crate::finding::Level;
use crate::report::Style;
use crate::report::markdown::{code, span};
use crate::report::printable::printable;
use crate::report::wrap;

/// How many findings of a list are shown, and how many of those that did not change.
const SHOWN: usize = 100;
const SAME: usize = 10;

/// Writes the comparison for a terminal.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn text(
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (label, run) in [("before", before), ("after", after)] {
        writeln!(
            out,
            "{}  {}",
            style.strong(format!("{label:<6}")),
            printable(&line(run))
        )?;
    }
    writeln!(out)?;
    for (title, shown, findings) in lists(difference) {
        if findings.is_empty() {
            continue;
        }
        writeln!(out, "{}", style.strong(title))?;
        for finding in findings.iter().take(shown) {
            item(finding, style, out)?;
        }
        match findings.len().saturating_sub(shown) {
            0 => {}
            more => writeln!(out, "  and {more} more")?,
        }
        writeln!(out)?;
    }
    for remark in remarks(before, after, difference) {
        let lines = wrap::words(&printable(&remark), 96);
        writeln!(out, "{}", lines.join("\n  "))?;
    }
    let word = match difference.judgement {
        Judgement::Worse => style.level(Level::Error, "WORSE"),
        Judgement::Incomplete => style.level(Level::Warning, "INCOMPLETE"),
        Judgement::Same => style.good("SAME"),
        Judgement::Better => style.good("BETTER"),
    };
    writeln!(out, "{word}  {}", summary(difference))
}

/// Writes one finding of a list for a terminal.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn item(finding: &Finding, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let level = style.level(finding.level, format!("{:<8}", finding.level));
    let head = format!("{} · {}", finding.operation, finding.check);
    let id = style.faint(format!("[{}]", printable(&finding.fingerprint)));
    writeln!(out, "  {level} {} {id}", printable(&head))?;
    for line in wrap::words(&printable(&finding.message), 88) {
        writeln!(out, "           {line}")?;
    }
    Ok(())
}

/// Writes the comparison as Markdown, for a comment on a change.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn markdown(
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let word = match difference.judgement {
        Judgement::Worse => "Worse",
        Judgement::Incomplete => "Incomplete",
        Judgement::Same => "Same",
        Judgement::Better => "Better",
    };
    writeln!(out, "### {word}: {}\n", summary(difference))?;
    writeln!(out, "| | run |\n|---|---|")?;
    for (label, run) in [("before", before), ("after", after)] {
        writeln!(out, "| {label} | {} |", code(&line(run)))?;
    }
    for (title, shown, findings) in lists(difference) {
        if findings.is_empty() {
            continue;
        }
        writeln!(out, "\n**{title}**\n")?;
        for finding in findings.iter().take(shown) {
            let head = format!("{} · {}", finding.operation, finding.check);
            let (head, message) = (span(&head), span(&finding.message));
            writeln!(out, "- {}: {head}: {message}", finding.level)?;
        }
        match findings.len().saturating_sub(shown) {
            0 => {}
            more => writeln!(out, "- and {more} more")?,
        }
    }
    let remarks = remarks(before, after, difference);
    if !remarks.is_empty() {
        writeln!(out)?;
    }
    for remark in remarks {
        writeln!(out, "- {}", span(&remark))?;
    }
    Ok(())
}

/// Writes the comparison as a JSON object.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn json(
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let run = |run: &Run| {
        json!({
            "name": run.subject.name,
            "apis": run.subject.apis,
            "contract": run.contract,
            "verdict": run.verdict,
            "exchanges": run.exchanges,
            "release": run.release.as_ref().map(|release| &release.judged_by),
            "named_release": run.release.as_ref().and_then(|release| release.named.as_ref()),
        })
    };
    let report = json!({
        "schema_version": 1,
        "before": run(before),
        "after": run(after),
        "difference": difference,
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

/// The lists of findings, each with its title and how many of it are shown.
fn lists<'d, 'r>(difference: &'d Difference<'r>) -> [(&'static str, usize, &'d [&'r Finding]); 4] {
    [
        ("new", SHOWN, &difference.new),
        ("gone", SHOWN, &difference.gone),
        ("not judged any more", SHOWN, &difference.not_judged),
        ("unchanged", SAME, &difference.same),
    ]
}

fn line(run: &Run) -> String {
    let release = (run.release.as_ref()).map_or(String::new(), |release| {
        format!(", release {}", release.judged_by)
    });
    let counted = run.findings.iter().filter(|it| it.counts).count();
    let findings = plural(counted as u64, "finding");
    let exchanges = plural(run.exchanges, "exchange");
    let apis = run.subject.apis.join(", ");
    format!(
        "{} ({apis}{release}): {findings} in {exchanges}",
        run.subject.name
    )
}

/// What readers must know beside the findings.
fn remarks(before: &Run, after: &Run, difference: &Difference<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if before.contract != after.contract {
        remarks.push(format!(
            "The runs were judged by different contracts: {} before, {} after.",
            before.contract, after.contract
        ));
    }
    if let (false, Some(first), Some(second)) =
        (difference.same_contract, &before.release, &after.release)
        && first.judged_by != second.judged_by
    {
        remarks.push(format!(
            "The runs were judged as different releases, which --release named: {} before, {} after.",
            first.judged_by, second.judged_by
        ));
    }
    for (run, reasons) in [("first", &before.incomplete), ("second", &after.incomplete)] {
        for reason in reasons {
            remarks.push(format!("The {run} run is incomplete: {}", reason.text));
        }
    }
    let amounts = |list: &[Amount<'_>]| -> Vec<String> {
        (list.iter())
            .map(|it| format!("{} ({} of {} {})", it.id, it.after, it.before, it.unit))
            .collect()
    };
    for (text, list) in [
        (
            "Checks that judged less than half in the second run:",
            amounts(&difference.checks_less),
        ),
        (
            "Operations with less than half of the exchanges in the second run:",
            amounts(&difference.operations_less),
        ),
    ] {
        if !list.is_empty() {
            remarks.push(format!("{text} {}.", list.join(", ")));
        }
    }
    remarks
}

fn summary(difference: &Difference<'_>) -> String {
    let mut parts = vec![
        format!("{} new", difference.new.len()),
        format!("{} gone", difference.gone.len()),
        format!("{} unchanged", difference.same.len()),
    ];
    if !difference.not_judged.is_empty() {
        parts.insert(
            2,
            format!("{} not judged any more", difference.not_judged.len()),
        );
    }
    let told = match difference.judgement {
        Judgement::Worse => "the second run has findings that the first does not have",
        Judgement::Incomplete => {
            "no new findings, but not all that the first run judged was judged again, in the same way"
        }
        Judgement::Same => "no new findings, and all that the first run judged was judged again",
        Judgement::Better => "fewer findings, and all that the first run judged was judged again",
    };
    format!("{}; {told}.", parts.join(", "))
}
