use std::io::{self, Write};

use crate::base::plural;
use crate::finding::{Class, EntryState, Level, Outcome, RuleTally, SubjectKind, Verdict};
use crate::report::printable::printable;
use crate::report::verdict;
use crate::report::{Page, Style, arrange, headline, wrap};

/// How many findings the last screen repeats.
const REPEATED: usize = 5;

/// Writes what a person must know if they read nothing else.
pub(super) fn write(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", page.style.faint("─".repeat(page.width)))?;
    let (word, sentence) = (verdict_word(outcome), verdict::sentence(outcome));
    let column = word.len() + 2;
    let word = styled(outcome.verdict(), page.style, format!("{word:column$}"));
    for (at, line) in wrap::words(&printable(&sentence), page.width - column)
        .iter()
        .enumerate()
    {
        if at == 0 {
            writeln!(out, "{word}{line}")?;
        } else {
            writeln!(out, "{:column$}{line}", "")?;
        }
    }
    write_worst(outcome, page, out)?;
    writeln!(out)?;
    for (label, text) in facts(outcome, page) {
        const COLUMN: usize = 15;
        let lines = wrap::words(&printable(&text), page.width - COLUMN - 2);
        for (at, line) in lines.iter().enumerate() {
            let label = page
                .style
                .faint(format!("{:<COLUMN$}", if at == 0 { label } else { "" }));
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
            let command = page.style.code(format!("{:<widest$}", step.command));
            if widest + step.purpose.chars().count() + 4 <= page.width {
                writeln!(out, "  {command}  {}", step.purpose)?;
                continue;
            }
            writeln!(out, "  {command}")?;
            for line in wrap::words(&step.purpose, page.width - 4) {
                writeln!(out, "    {line}")?;
            }
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

/// The findings that count, one line each, so that they are visible without scrolling.
fn write_worst(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
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
        let level = page
            .style
            .level(finding.level, format!("{:<8}", finding.level));
        let line = format!(
            "{} · {} · {}{}",
            short(&finding.operation),
            finding.rule.id,
            finding.location,
            headline::difference(finding)
        );
        let line: String = printable(&line).into_owned();
        writeln!(out, "  {level}{}", wrap::cut(&line, page.width - 10))?;
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

fn facts(outcome: &Outcome, page: Page) -> Vec<(&'static str, String)> {
    let mut facts = vec![("judged", judged(outcome))];
    if let Some(release) = &outcome.release {
        facts.push(("release", release.text.clone()));
    }
    if let Some(profile) = &outcome.profile {
        facts.push(("profile", profile.to_string()));
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
        let exercised = || outcome.rules.iter().filter(|tally| tally.judged > 0);
        let all = outcome.rules.len();
        let left_out = if reads_only(outcome) {
            "; writes need --write, webhooks `memberspec listen`"
        } else {
            ""
        };
        let text = format!("{} of {all} had data{left_out}", exercised().count());
        facts.push(("checks", text));
        let counts: Vec<String> = exercised()
            .map(|tally| format!("{} {} {}", tally.rule.id, tally.judged, tally.rule.unit))
            .collect();
        if page.is_full() && !counts.is_empty() {
            facts.push(("instances", counts.join(" · ")));
        }
    }
    let slowest = outcome.latency.iter().max_by_key(|it| it.slowest);
    if let Some(slowest) = slowest {
        let routes = outcome
            .latency
            .iter()
            .map(|it| format!("{} {} ms", it.operation, it.median.as_millis()));
        let text = format!(
            "median of {}; slowest {} ms ({})",
            routes.collect::<Vec<_>>().join(", "),
            slowest.slowest.as_millis(),
            slowest.operation,
        );
        facts.push(("latency", text));
    }
    if let Some(described) = &outcome.described {
        let unknown = match described.unknown {
            0 => String::new(),
            count => format!(", {count} in other ways"),
        };
        let text = format!(
            "{} of the site's self-description (OPTIONS): {} agree, {} differ, as \
             they do on every site{unknown}",
            plural(described.compared as u64, "statement"),
            described.agree,
            described.known,
        );
        facts.push(("compared", text));
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
        let count = plural(outcome.known.len() as u64, "known departure");
        let listed = if page.lists_known() {
            "listed above"
        } else {
            "--known lists them"
        };
        facts.push(("known", format!("{count}, not counted ({listed})")));
    }
    facts.extend(baseline(outcome).map(|text| ("baseline", text)));
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

/// How the findings and the entries of the baseline meet.
fn baseline(outcome: &Outcome) -> Option<String> {
    let baseline = outcome.baseline.as_ref()?;
    let known = (outcome.findings.iter())
        .filter(|finding| finding.accepted.is_some())
        .count();
    let mut text = format!(
        "{}, not counted; places listed: {}",
        plural(known as u64, "known finding"),
        baseline.entries
    );
    for (count, word) in [
        (baseline.count(|it| it == EntryState::Expired), "expired"),
        (baseline.count(|it| it == EntryState::Vanished), "vanished"),
        (
            baseline.count(|it| matches!(it, EntryState::NotJudged(_))),
            "not judged",
        ),
    ] {
        if count > 0 {
            text.push_str(&format!("; {count} {word}"));
        }
    }
    Some(text)
}

/// Whether a live site was only read: then what was not asked for is reported.
fn reads_only(outcome: &Outcome) -> bool {
    let is_live = matches!(
        outcome.subject.kind,
        SubjectKind::Site | SubjectKind::Reference
    );
    let writes = |tally: &RuleTally| tally.rule.class == Class::Writes;
    is_live && !outcome.rules.iter().any(writes)
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
