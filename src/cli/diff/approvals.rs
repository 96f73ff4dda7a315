use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::arguments::Diff;
use crate::cli::{Context, Error};
use crate::config;
use crate::diff::{APPROVALS, Approval, Approvals, Change, Comparison};
use crate::finding::Level;
use crate::input;

/// What is reported with `--approve`.
struct Told<'a> {
    reason: &'a str,
    owner: &'a str,
    expires: Date,
}

/// The approvals file: that which was named, or that of the current directory.
fn path(arguments: &Diff, file: &config::Diff, context: &Context) -> PathBuf {
    let named = arguments.approvals.as_ref().or(file.approvals.as_ref());
    match named {
        Some(path) => context.directory.join(path),
        None => context.directory.join(APPROVALS),
    }
}

/// Reads the approvals that were named, or those that lie in the current directory.
pub(super) fn read(
    arguments: &Diff,
    file: &config::Diff,
    context: &Context,
) -> Result<Approvals, Error> {
    let path = path(arguments, file, context);
    let named = arguments.approvals.is_some() || file.approvals.is_some();
    let is_made = !arguments.approve.is_empty();
    if !path.exists() && (!named || is_made) {
        return Ok(Approvals::default());
    }
    let text = input::text(&path, input::WRITTEN).map_err(|source| Error::ReadFile {
        path: path.clone(),
        source,
    })?;
    input::toml(&text).map_err(|source| Error::Approvals { path, source })
}

/// Writes approvals of the changes that `--approve` names to the end of the file, whose comments
/// stay, and gives them back.
pub(super) fn add(
    arguments: &Diff,
    file: &config::Diff,
    comparison: &Comparison,
    least: Level,
    context: &mut Context,
) -> Result<Vec<Approval>, Error> {
    let (Some(reason), Some(owner), Some(expires)) =
        (&arguments.reason, &arguments.owner, arguments.expires)
    else {
        return Ok(Vec::new());
    };
    let told = Told {
        reason,
        owner,
        expires,
    };
    let made = named(&arguments.approve, comparison, least, &told)?;
    if made.is_empty() {
        return Ok(made);
    }
    let path = path(arguments, file, context);
    let write = |source| Error::WriteFile {
        path: path.clone(),
        source,
    };
    let before = match input::text(&path, input::WRITTEN) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(write(source)),
    };
    let entries = toml::to_string(&Approvals {
        approved: made.clone(),
    })?;
    let gap = match before.as_str() {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let entries = context.redactor.text(&entries);
    let text = format!("{before}{gap}{entries}");
    input::write(&path, text.as_bytes()).map_err(write)?;
    let count = made.len();
    let plural = if count == 1 { "" } else { "s" };
    writeln!(
        context.err,
        "memberspec: {count} approval{plural} written to {}",
        path.display()
    )?;
    Ok(made)
}

fn named(
    hashes: &[String],
    comparison: &Comparison,
    least: Level,
    told: &Told<'_>,
) -> Result<Vec<Approval>, Error> {
    let failing: Vec<&Change> = (comparison.changes.iter())
        .filter(|change| change.level >= least && change.approved.is_none())
        .collect();
    let mut made: Vec<Approval> = Vec::new();
    for hash in hashes {
        let chosen: Vec<&&Change> = (failing.iter())
            .filter(|change| hash == "all" || change.hash == *hash)
            .collect();
        if chosen.is_empty() && hash != "all" {
            return Err(Error::NothingToApprove { hash: hash.clone() });
        }
        for change in chosen {
            if !made.iter().any(|approval| approval.change == change.hash) {
                made.push(Approval::of(change, told.reason, told.owner, told.expires));
            }
        }
    }
    Ok(made)
}
