use std::io::{self, Write};

use crate::finding::{Level, Outcome, Verdict};
use crate::report::printable::printable;
use crate::report::verdict::{self, plural};
use crate::report::{Style, arrange, headline, wrap};

/// How many findings the last screen repeats.
const REPEATED: usize = 5;

/// Writes what a person must know if they read nothing else.
pub(super) fn write(outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", style.faint("─".repeat(wrap::WIDTH)))?;
    let (word, sentence) = (verdict_word(outcome), verdict::sentence(outcome));
    let column = word.len() + 2;
    let word = styled(outcome.verdict(), style, format!("{word:column$}"));
    for (at, line) in wrap::words(&printable(&sentence), wrap::WIDTH - column)
        .iter()
        .enumerate()
    {
        if at == 0 {
            writeln!(out, "{word}{line}")?;
        } else {
            writeln!(out, "{:column$}{line}", "")?;
        }
    }
    write_worst(outcome, style, out)?;
    writeln!(out)?;
    for (label, text) in facts(outcome) {
        const COLUMN: usize = 15;
        let lines = wrap::words(&printable(&text), wrap::WIDTH - COLUMN - 2);
        for (at, line) in lines.iter().enumerate() {
            let label = style.faint(format!("{:<COLUMN$}", if at == 0 { label } else { "" }));
            writeln!(out, "  {label}{line}")?;
        }
    }
    let steps = verdict::advice(outcome);
    if !steps.is_empty() {
        writeln!(out)?;
        let widest = steps
            .iter()
            .map(|step| step.command.len())
            .max()
            .unwrap_or(0);
        for step in steps {
            let command = style.code(format!("{:<widest$}", step.command));
            writeln!(out, "  {command}  {}", step.purpose)?;
        }
    }
    Ok(())
}

/// All but the longest are as wide as `CONFORMS`.
fn verdict_word(outcome: &Outcome) -> &'static str {
    match outcome.verdict() {
        Verdict::Conforms => "CONFORMS",
        Verdict::Fails => "FAILS   ",
        Verdict::Incomplete => "INCOMPLETE",
        Verdict::NothingJudged => "NOTHING ",
    }
}

fn styled(verdict: Verdict, style: Style, word: String) -> String {
    match verdict {
        Verdict::Conforms => style.good(word),
        Verdict::Fails => style.level(Level::Error, word),
        Verdict::Incomplete | Verdict::NothingJudged => style.level(Level::Warning, word),
    }
}

/// The findings that count, one line each, so that nobody has to scroll for them.
fn write_worst(outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let counting: Vec<_> = arrange::by_operation(outcome)
        .into_iter()
        .flat_map(|group| group.findings)
        .filter(|finding| finding.counts)
        .collect();
    if counting.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for finding in counting.iter().take(REPEATED) {
        let level = style.level(finding.level, format!("{:<8}", finding.level));
        let line = format!(
            "{} · {} · {}{}",
            short(&finding.operation),
            finding.rule.id,
            finding.location,
            headline::difference(finding)
        );
        let line: String = printable(&line).into_owned();
        writeln!(out, "  {level}{}", wrap::cut(&line, wrap::WIDTH - 10))?;
    }
    let left = counting.len().saturating_sub(REPEATED);
    if left > 0 {
        writeln!(out, "  {:<8}and {left} more above", "")?;
    }
    Ok(())
}

/// `GET v3/members` for `GET /wc/v3/memberships/members`: the last screen needs the room.
fn short(operation: &str) -> String {
    operation
        .replacen(" /wc/", " ", 1)
        .replacen("/memberships", "", 1)
}

fn facts(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let mut facts = vec![("judged", judged(outcome))];
    if let Some(release) = &outcome.release {
        facts.push(("release", release.text.clone()));
    }
    let skipped: u64 = outcome.skipped.iter().map(|(_, count)| count).sum();
    if skipped > 0 {
        let reasons: Vec<String> = outcome
            .skipped
            .iter()
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        facts.push((
            "skipped",
            format!("{}: {}", plural(skipped, "exchange"), reasons.join(", ")),
        ));
    }
    if !outcome.rules.is_empty() {
        let exercised = outcome
            .rules
            .iter()
            .filter(|tally| tally.judged > 0)
            .count();
        facts.push((
            "checks",
            format!(
                "{exercised} of {} had something to judge",
                outcome.rules.len()
            ),
        ));
        let counts: Vec<String> = outcome
            .rules
            .iter()
            .filter(|tally| tally.judged > 0)
            .map(|tally| format!("{} {} {}", tally.rule.id, tally.judged, tally.rule.unit))
            .collect();
        if !counts.is_empty() {
            facts.push(("instances", counts.join(" · ")));
        }
    }
    let counting = || outcome.findings.iter().filter(|finding| finding.counts);
    let explained = counting()
        .filter(|finding| !finding.known_as.is_empty())
        .count();
    if explained > 0 {
        let all = counting().count();
        facts.push((
            "explained",
            format!("{explained} of {all} by known departures, named above"),
        ));
    }
    if !outcome.known.is_empty() {
        let times: u64 = outcome.known.iter().map(|known| known.times).sum();
        let count = outcome.known.len() as u64;
        facts.push((
            "known",
            format!(
                "{} seen {}, not counted",
                plural(count, "departure"),
                plural(times, "time")
            ),
        ));
    }
    if !outcome.unexercised.is_empty() {
        let count = outcome.unexercised.len() as u64;
        facts.push((
            "not exercised",
            format!("{}, listed above", plural(count, "thing")),
        ));
    }
    facts.extend(outcome.notes.iter().map(|note| ("note", note.clone())));
    let incomplete = outcome.incomplete.iter();
    facts.extend(incomplete.map(|reason| ("incomplete", reason.to_string())));
    facts
}

fn judged(outcome: &Outcome) -> String {
    let asked = outcome
        .operations
        .iter()
        .filter(|(_, count)| *count > 0)
        .count();
    let exchanges = plural(outcome.exchanges, "exchange");
    let compared = match outcome.compared {
        0 => String::new(),
        count => format!(", {count} more compared"),
    };
    match outcome.operations.len() {
        0 => format!("{exchanges}{compared}"),
        all => format!("{exchanges} of {asked} of the contract's {all} operations{compared}"),
    }
}
