//! Releases and upgrades, written for people and for programs.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::upgrade::{Step, Upgrade};
use super::{HISTORY, Known, ReleaseChange};
use crate::base::plural;
use crate::finding::Level;
use crate::report::Style;
use crate::report::printable::printable;
use crate::report::wrap;

/// Where the texts behind a label start.
const INDENT: usize = 19;

/// How many lines of code are shown for one change.
const SHOWN: usize = 10;

/// The word for a level where a release is concerned.
fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "breaking",
        Level::Warning => "behavior",
        Level::Info => "addition",
    }
}

/// Writes the releases, with the changes of each in one line.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn list(known: &[Known], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for known in known {
        let apis: Vec<String> = known.apis().map(|api| api.to_string()).collect();
        let release = style.strong(format!("{:<8}", known.release.to_string()));
        let basis = style.faint(format!("{:<10}", known.basis));
        writeln!(out, "{release} {basis} {}", apis.join(" "))?;
        for change in HISTORY
            .iter()
            .filter(|change| change.since == known.release)
        {
            let level = style.level(change.level, word(change.level));
            writeln!(
                out,
                "         {level}   {}  {}",
                style.code(change.id),
                change.title
            )?;
        }
    }
    writeln!(out)?;
    writeln!(
        out,
        "run: measured on a running site; code, docblock, changelog: read there. \
         `{}` prints one release in full.",
        style.code("memberspec releases RELEASE")
    )
}

/// Writes one release in full.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn one(known: Known, style: Style, out: &mut dyn Write) -> io::Result<()> {
    list_head(known, style, out)?;
    let changes: Vec<&ReleaseChange> = HISTORY
        .iter()
        .filter(|change| change.since == known.release)
        .collect();
    if changes.is_empty() {
        writeln!(out, "Nothing is known that it changed for clients.")?;
    }
    for change in changes {
        writeln!(out)?;
        head(change, style, out)?;
        facts(change, out)?;
        row("do", change.advice, out)?;
    }
    Ok(())
}

fn list_head(known: Known, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let apis: Vec<String> = known.apis().map(|api| api.to_string()).collect();
    let release = style.strong(known.release);
    writeln!(
        out,
        "{release}  {}  known from: {}",
        apis.join(" "),
        known.basis
    )
}

fn head(change: &ReleaseChange, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let level = style.level(change.level, format!("{:<9}", word(change.level)));
    let id = style.faint(format!("[{}]", change.id));
    writeln!(out, "{level} {} {id}", change.title)
}

fn facts(change: &ReleaseChange, out: &mut dyn Write) -> io::Result<()> {
    let since = format!(
        "{}, {} (docs/releases.md#{})",
        change.since,
        change.basis.phrase(),
        change.anchor
    );
    row("since", &since, out)?;
    row("before", change.before, out)?;
    row("after", change.after, out)
}

fn row(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let lines = wrap::words(&printable(text), 100 - INDENT);
    for (at, line) in lines.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        writeln!(out, "          {label:<8} {line}")?;
    }
    Ok(())
}

/// Writes what an upgrade changes.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn text(upgrade: &Upgrade, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Upgrade { from, to, api, .. } = upgrade;
    let title = format!("Upgrade of the plugin from {from} to {to}, for clients of {api}");
    writeln!(out, "{}\n", style.strong(title))?;
    for note in upgrade.notes() {
        writeln!(
            out,
            "{}      {}\n",
            style.strong("note"),
            wrap::words(&note, 90).join("\n          ")
        )?;
    }
    for step in &upgrade.steps {
        head(step.change, style, out)?;
        let has_lines = !step.lines.is_empty();
        if step.change.level == Level::Info && !has_lines {
            continue;
        }
        facts(step.change, out)?;
        if let Some(proof) = &step.proof {
            row("proof", &proof.text(), out)?;
        }
        if let Some((_, calls)) = upgrade.calls {
            let text = match upgrade.hit(step) {
                Some(hit) => format!("{hit} of {}", plural(calls, "recorded call")),
                None => "not counted: recorded calls do not show it".to_owned(),
            };
            row("calls", &text, out)?;
        }
        code(step, upgrade, style, out)?;
        row("do", step.change.advice, out)?;
        writeln!(out)?;
    }
    for other in &upgrade.others {
        let level = style.level(Level::Error, format!("{:<9}", word(Level::Error)));
        writeln!(out, "{level} {}", printable(&other.what))?;
        row(
            "at",
            &format!("{} {}", other.operations.join(", "), other.place),
            out,
        )?;
        if let Some(proof) = &other.proof {
            row("proof", &proof.text(), out)?;
        }
        writeln!(out)?;
    }
    if !upgrade.steps.is_empty() || !upgrade.others.is_empty() {
        writeln!(out)?;
    }
    if let Some((all, of_api)) = upgrade.calls {
        let calls = plural(all, "recorded call");
        let hint = match of_api {
            0 => "; name the version that your client uses with --api",
            _ => "",
        };
        writeln!(out, "{of_api} of {calls} belong to {api}{hint}.")?;
    }
    if let Some((read, skipped)) = upgrade.files {
        let files = plural(read as u64, "file");
        let hint = match read {
            0 => {
                ": there is no PHP, JavaScript, TypeScript or Python file that .gitignore does not exclude"
            }
            _ => "",
        };
        match skipped {
            0 => writeln!(out, "{files} of code searched{hint}.")?,
            _ => writeln!(
                out,
                "{files} of code searched, {skipped} skipped (too large, unreadable or not UTF-8){hint}."
            )?,
        }
    }
    if !upgrade.is_whole() {
        writeln!(out, "Not everything that was given could be used.")?;
    }
    writeln!(
        out,
        "{}, {}, {}.",
        plural(upgrade.count(Level::Error) as u64, "breaking change"),
        match upgrade.count(Level::Warning) {
            1 => "1 change of behavior".to_owned(),
            many => format!("{many} changes of behavior"),
        },
        plural(upgrade.count(Level::Info) as u64, "addition"),
    )
}

fn code(step: &Step, upgrade: &Upgrade, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if upgrade.files.is_none() {
        return Ok(());
    }
    if step.change.names.is_empty() {
        return row("code", "not searched: no name in code stands for it", out);
    }
    if step.lines.is_empty() {
        return row("code", "no line names it", out);
    }
    for (at, line) in step.lines.iter().take(SHOWN).enumerate() {
        let label = if at == 0 { "code" } else { "" };
        let place = format!("{}:{}", line.file, line.line);
        writeln!(
            out,
            "          {label:<8} {}  {}",
            style.faint(printable(&place)),
            printable(&line.text)
        )?;
    }
    match step.lines.len().saturating_sub(SHOWN) + step.more {
        0 => Ok(()),
        more => row("", &format!("and {more} more"), out),
    }
}

/// A change of a release as programs read it.
#[derive(Serialize)]
struct Entry {
    id: &'static str,
    since: String,
    effect: &'static str,
    basis: super::Basis,
    title: &'static str,
    before: &'static str,
    after: &'static str,
    advice: &'static str,
    source: String,
}

impl Entry {
    fn of(change: &ReleaseChange) -> Self {
        Self {
            id: change.id,
            since: change.since.to_string(),
            effect: word(change.level),
            basis: change.basis,
            title: change.title,
            before: change.before,
            after: change.after,
            advice: change.advice,
            source: format!("docs/releases.md#{}", change.anchor),
        }
    }
}

/// Writes releases as a JSON array.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn list_json(known: &[Known], out: &mut dyn Write) -> io::Result<()> {
    let releases: Vec<_> = (known.iter())
        .map(|known| {
            let apis: Vec<String> = known.apis().map(|api| api.to_string()).collect();
            let changes: Vec<Entry> = (HISTORY.iter())
                .filter(|change| change.since == known.release)
                .map(Entry::of)
                .collect();
            json!({
                "release": known.release.to_string(),
                "basis": known.basis,
                "apis": apis,
                "changes": changes,
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &releases)?;
    writeln!(out)
}

/// Writes an upgrade as a JSON object.
///
/// # Errors
///
/// Whatever the writer says.
pub(crate) fn json(upgrade: &Upgrade, out: &mut dyn Write) -> io::Result<()> {
    let mut changes = Vec::new();
    for step in &upgrade.steps {
        let mut entry = serde_json::to_value(Entry::of(step.change))?;
        entry["proof"] = json!(step.proof.as_ref().map(|proof| &proof.value));
        entry["calls"] = json!(upgrade.hit(step));
        entry["code"] = json!(step.lines);
        entry["moreCode"] = json!(step.more);
        changes.push(entry);
    }
    let report = json!({
        "version": 1,
        "from": upgrade.from.to_string(),
        "to": upgrade.to.to_string(),
        "api": upgrade.api.to_string(),
        "notes": upgrade.notes(),
        "summary": {
            "breaking": upgrade.count(Level::Error),
            "behavior": upgrade.count(Level::Warning),
            "additions": upgrade.count(Level::Info),
        },
        "changes": changes,
        "unexplained": upgrade.others,
        "calls": upgrade.calls.map(|(all, of_api)| json!({"recorded": all, "ofThisApi": of_api})),
        "files": upgrade.files.map(|(read, skipped)| json!({"read": read, "skipped": skipped})),
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
