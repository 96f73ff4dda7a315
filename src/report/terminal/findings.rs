use std::io::{self, Write};

use crate::base::plural;
use crate::finding::{Confirmation, Excerpt, Finding, Level, Outcome};
use crate::report::printable::printable;
use crate::report::verdict::noun;
use crate::report::{Page, arrange, headline, sides, wrap};

/// How far the lines of a finding stand from the edge.
const INDENT: &str = "    ";

/// How many findings of the same cause are named.
const ALSO: usize = 5;

/// Writes every finding under its operation, the worst first.
pub(super) fn write(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
    for mut group in arrange::by_operation(outcome) {
        // What the baseline lists is told in one line each, unless everything is wanted.
        (group.findings).retain(|finding| finding.accepted.is_none() || page.is_full());
        if group.findings.is_empty() {
            continue;
        }
        let counts: Vec<String> = [Level::Error, Level::Warning, Level::Info]
            .into_iter()
            .map(|level| (level, group.count(level)))
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| {
                page.style
                    .level(level, format!("{count} {}", noun(level, count)))
            })
            .collect();
        let operation = page.style.strong(printable(group.operation));
        if counts.is_empty() {
            writeln!(out, "{operation}")?;
        } else {
            writeln!(out, "{operation}  {}", counts.join(", "))?;
        }
        writeln!(out)?;
        for finding in &group.findings {
            write_finding(finding, page, out)?;
        }
    }
    Ok(())
}

fn write_finding(finding: &Finding, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let level = page.style.level(finding.level, finding.level);
    let rule = page.style.code(finding.rule.id);
    let aside = if finding.counts {
        String::new()
    } else {
        page.style.faint(aside(finding))
    };
    writeln!(out, "  {level} {rule}{aside}")?;
    let parts: Vec<String> = headline::parts(finding)
        .iter()
        .map(|part| printable(part).into_owned())
        .collect();
    for line in wrap::pieces(&parts, page.width - INDENT.len()) {
        writeln!(out, "{INDENT}{line}")?;
    }
    if let Some(excerpt) = &finding.example.excerpt {
        write_excerpt(excerpt, finding.level, page, out)?;
    }
    for line in sides::lines(&finding.example.facts, page.width - INDENT.len() - 2) {
        writeln!(
            out,
            "{INDENT}{} {}",
            page.style.faint("="),
            printable(&line)
        )?;
    }
    if let Some(source) = &finding.source {
        write_fact("contract", source, page, out)?;
    }
    if !finding.known_as.is_empty() {
        write_fact("known as", &finding.known_as.join(", "), page, out)?;
    }
    if let Some(accepted) = &finding.accepted {
        write_fact("known", &accepted.words(), page, out)?;
    }
    if let Some(confirmation) = finding.confirmation {
        let text = format!("{confirmation}: {}", confirmation.meaning());
        write_fact("confirmed", &text, page, out)?;
    }
    for (at, also) in finding.also.iter().take(ALSO).enumerate() {
        let label = if at == 0 { "also seen" } else { "" };
        write_fact(label, &format!("by {}", sides::also(also)), page, out)?;
    }
    if let Some(more) = finding
        .also
        .len()
        .checked_sub(ALSO)
        .filter(|more| *more > 0)
    {
        let text = format!("and at {}", plural(more as u64, "more place"));
        write_fact("", &text, page, out)?;
    }
    let label = finding.example.label.as_deref();
    let seen = label.map_or_else(
        || format!("exchange {}", finding.example.exchange),
        |label| format!("exchange {}, {label}", finding.example.exchange),
    );
    write_fact("seen in", &seen, page, out)?;
    // Whole and alone after its label: it is there to be copied.
    let curl = printable(&finding.example.curl).into_owned();
    writeln!(out, "{INDENT}{}  {curl}", page.style.faint("repeat   "))?;
    write_fact("finding", &finding.fingerprint(), page, out)?;
    writeln!(out)
}

/// Why a finding that is shown does not count.
fn aside(finding: &Finding) -> &'static str {
    if finding.accepted.is_some() {
        "  does not count: the baseline lists it"
    } else if finding.confirmation == Some(Confirmation::DataChanged) {
        "  does not count: the shop changed between the responses"
    } else if finding.known_as.is_empty() {
        "  does not count: only the documentation asks for it"
    } else {
        "  does not count: a known departure"
    }
}

fn write_fact(label: &str, text: &str, page: Page, out: &mut dyn Write) -> io::Result<()> {
    const COLUMN: usize = 11;
    let width = page.width - INDENT.len() - COLUMN;
    for (at, line) in wrap::words(&printable(text), width).iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let label = page.style.faint(format!("{label:<COLUMN$}"));
        writeln!(out, "{INDENT}{label}{line}")?;
    }
    Ok(())
}

fn write_excerpt(
    excerpt: &Excerpt,
    level: Level,
    page: Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let bar = page.style.faint("|");
    // A long line is cut so that the mark stays on the page.
    let width = page.width - INDENT.len() - 2;
    let skip = (excerpt.column + excerpt.width.min(width / 2)).saturating_sub(width - 1);
    for (at, line) in excerpt.lines.iter().enumerate() {
        let line = window(line, skip, width);
        writeln!(out, "{INDENT}{bar} {}", printable(&line))?;
        if at == excerpt.marked {
            let column = excerpt.column.saturating_sub(skip);
            let length = excerpt.width.clamp(1, width.saturating_sub(column).max(1));
            let mark = page.style.level(level, "^".repeat(length));
            writeln!(out, "{INDENT}{bar} {}{mark}", " ".repeat(column))?;
        }
    }
    Ok(())
}

/// At most `width` characters of a line from `skip` on, with `…` where something is omitted.
fn window(line: &str, skip: usize, width: usize) -> String {
    let length = line.chars().count();
    let mut shown: Vec<char> = line.chars().skip(skip).take(width).collect();
    if let Some(first) = shown.first_mut().filter(|_| skip > 0) {
        *first = '…';
    }
    if let Some(last) = shown.last_mut().filter(|_| length > skip + width) {
        *last = '…';
    }
    shown.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Detail;

    #[test]
    fn a_long_line_shows_the_part_around_the_mark() {
        let long = format!("{}\"bad\"{}", "a".repeat(300), "b".repeat(300));
        let excerpt = Excerpt {
            lines: vec![long],
            marked: 0,
            column: 300,
            width: 5,
        };
        let mut bytes = Vec::new();
        write_excerpt(
            &excerpt,
            Level::Error,
            Page::plain(Detail::Short),
            &mut bytes,
        )
        .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let at = |line: &str, part: &str| line.find(part).map(|byte| line[..byte].chars().count());
        assert_eq!(at(lines[0], "\"bad\""), at(lines[1], "^^^^^"));
        assert!(lines[0].chars().count() <= wrap::WIDTH);
        assert!(lines[0].contains('…'));
    }
}
