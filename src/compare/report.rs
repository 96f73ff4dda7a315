//! The comparison of two runs, written for people and for programs.

use std::io::{self, Write};

use serde_json::json;

use super::difference::{Amount, WireChange};
use super::{Difference, Judgement};
use crate::base::{Release, plural};
use crate::finding::Level;
use crate::report::markdown::{Bounded, code, span};
use crate::report::printable::printable;
use crate::report::{Annotation, Output, Style, wrap};
use crate::runs::{Finding, Run};

/// How many findings of a list are shown, and how many of those that did not change.
const SHOWN: usize = 100;
const SAME: usize = 10;

/// How many changes on the wire are shown.
const SHOWN_CHANGES: usize = 20;

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
    if !wire(difference).is_empty() {
        writeln!(out, "{}", style.strong("changes on the wire"))?;
    }
    for change in wire(difference).iter().take(SHOWN_CHANGES) {
        let level = style.level(change.level, format!("{:<8}", change.level));
        let head = format!("{} · {}", change.operation, change.place);
        writeln!(out, "  {level} {}", printable(&head))?;
        for line in wrap::words(&printable(&change.what), 88) {
            writeln!(out, "           {line}")?;
        }
    }
    for remark in remarks(before, after, difference) {
        let lines = wrap::words(&printable(&remark), 96);
        writeln!(out, "{}", lines.join("\n  "))?;
    }
    let word = label(difference.judgement, style);
    writeln!(out, "{word}  {}", summary(difference))
}

/// The judgement for a terminal.
pub(crate) fn label(judgement: Judgement, style: Style) -> String {
    let word = judgement.as_str().to_ascii_uppercase();
    match judgement {
        Judgement::Worse => style.level(Level::Error, word),
        Judgement::Incomplete => style.level(Level::Warning, word),
        Judgement::Same | Judgement::Better => style.good(word),
    }
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
    for line in wrap::words(&printable(&crate::redact::text(&finding.message)), 88) {
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
    let out = &mut Bounded::new(out);
    out.add(&format!("### {word}: {}\n", summary(difference)))?;
    out.add("| | run |\n|---|---|")?;
    for (label, run) in [("before", before), ("after", after)] {
        out.add(&format!("| {label} | {} |", code(&line(run))))?;
    }
    for (title, shown, findings) in lists(difference) {
        if findings.is_empty() {
            continue;
        }
        out.add(&format!("\n**{title}**\n"))?;
        let lines = findings.iter().map(|finding| {
            let head = format!("{} · {}", finding.operation, finding.check);
            let (head, message) = (span(&head), span(&finding.message));
            format!("- {}: {head}: {message}", finding.level)
        });
        out.add_all(lines, shown, |left| format!("- and {left} more"))?;
    }
    if !wire(difference).is_empty() {
        out.add("\n**changes on the wire**\n")?;
    }
    let changes = wire(difference).iter().map(|change| {
        let place = span(&format!("{} · {}", change.operation, change.place));
        format!("- {}: {place}: {}", change.level, span(&change.what))
    });
    out.add_all(changes, SHOWN_CHANGES, |left| format!("- and {left} more"))?;
    let remarks = remarks(before, after, difference);
    if !remarks.is_empty() {
        out.add("")?;
    }
    let lines = remarks.iter().map(|remark| format!("- {}", span(remark)));
    out.add_all(lines, SHOWN, |left| format!("- and {left} more"))
}

/// Writes one annotation for each new finding and each that was not judged again, and one notice with
/// the result.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn annotations(
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    annotate("", (before, after), difference, out)?;
    conclusion(difference.judgement, &summary(difference), out)
}

/// One annotation for each new finding, each that was not judged again, and each remark; their titles
/// begin with this text.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn annotate(
    prefix: &str,
    (before, after): (&Run, &Run),
    difference: &Difference<'_>,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let not_judged = (difference.not_judged.iter()).map(|it| (Level::Warning, "not judged", it));
    let new = difference.new.iter().map(|it| (it.level, "new", it));
    for (level, state, finding) in new.chain(not_judged) {
        let (check, operation) = (&finding.check, &finding.operation);
        out.annotation(&Annotation {
            level,
            properties: &[("title", format!("{prefix}{state}: {check}: {operation}"))],
            message: &finding.message,
        })?;
    }
    for remark in remarks(before, after, difference) {
        out.annotation(&Annotation {
            level: Level::Warning,
            properties: &[("title", format!("{prefix}memberspec compare"))],
            message: &remark,
        })?;
    }
    Ok(())
}

/// The annotation with the result.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn conclusion(
    judgement: Judgement,
    summary: &str,
    out: &mut Output<'_>,
) -> io::Result<()> {
    out.annotation(&Annotation {
        level: match judgement {
            Judgement::Worse | Judgement::Incomplete => Level::Error,
            Judgement::Same | Judgement::Better => Level::Info,
        },
        properties: &[("title", "memberspec compare".to_owned())],
        message: summary,
    })
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
    let report = json!({
        "schema_version": 1,
        "before": side(before),
        "after": side(after),
        "difference": difference,
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

/// A run in the JSON report.
pub(crate) fn side(run: &Run) -> serde_json::Value {
    json!({
        "name": run.subject.name,
        "apis": run.subject.apis,
        "contract": run.contract,
        "verdict": run.verdict,
        "exchanges": run.exchanges,
        "release": run.release.as_ref().map(|release| &release.judged_by),
        "named_release": run.release.as_ref().and_then(|release| release.named.as_ref()),
    })
}

/// The lists of findings, each with its title and how many of it are shown.
pub(crate) fn lists<'d, 'r>(
    difference: &'d Difference<'r>,
) -> [(&'static str, usize, &'d [&'r Finding]); 4] {
    [
        ("new", SHOWN, &difference.new),
        ("gone", SHOWN, &difference.gone),
        ("not judged any more", SHOWN, &difference.not_judged),
        ("unchanged", SAME, &difference.same),
    ]
}

pub(super) fn line(run: &Run) -> String {
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
pub(crate) fn remarks(before: &Run, after: &Run, difference: &Difference<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if before.contract != after.contract {
        remarks.push(format!(
            "The runs were judged by different contracts: {} before, {} after.",
            before.contract, after.contract
        ));
    }
    if before.extension != after.extension {
        let text = "The runs were judged with different documents or overlays: only what both contracts \
                    hold can be compared.";
        remarks.push(text.to_owned());
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
    if let (Some((from, to)), true) = (another_release(before, after), difference.same_contract) {
        remarks.push(match (from.parse::<Release>(), to.parse::<Release>()) {
            (Ok(from), Ok(to)) if from < to => format!(
                "The release changed from {from} to {to}: `memberspec upgrade --from {from} --to {to}` \
                 lists what that changes for clients."
            ),
            _ => format!("The release changed from {from} to {to}."),
        });
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
    match difference.wire.as_ref().map(Vec::len) {
        Some(0) => remarks.push("The two recordings show no changes on the wire.".to_owned()),
        Some(count) => remarks.push(format!(
            "The recordings show {} on the wire; `memberspec diff` of both explains them.",
            plural(count as u64, "change")
        )),
        None => {}
    }
    remarks
}

/// The releases by which the runs were judged, if they differ.
pub(crate) fn another_release<'r>(before: &'r Run, after: &'r Run) -> Option<(&'r str, &'r str)> {
    let (before, after) = (before.release.as_ref()?, after.release.as_ref()?);
    (before.judged_by != after.judged_by).then_some((&*before.judged_by, &*after.judged_by))
}

/// What changed on the wire, as far as it is known.
pub(super) fn wire<'d>(difference: &'d Difference<'_>) -> &'d [WireChange] {
    difference.wire.as_deref().unwrap_or_default()
}

pub(super) fn summary(difference: &Difference<'_>) -> String {
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
        Judgement::Incomplete if !difference.new.is_empty() => {
            "the first run judged nothing, so it is unknown which findings are new"
        }
        Judgement::Incomplete => {
            "no new findings, but not everything that the first run judged was judged again in the same way"
        }
        Judgement::Same => {
            "no new findings, and everything that the first run judged was judged again"
        }
        Judgement::Better => {
            "fewer findings, and everything that the first run judged was judged again"
        }
    };
    format!("{}; {told}.", parts.join(", "))
}
