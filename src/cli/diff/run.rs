use std::io::Write;

use super::arguments::{Diff, Format};
use super::{approvals, compare, levels};
use crate::cli::{Context, Error, Exit, configuration};
use crate::diff::report::terminal::Wording;
use crate::diff::{Day, report};

/// Compares two documents.
pub(in crate::cli) fn run(arguments: &Diff, context: &mut Context) -> Result<Exit, Error> {
    if arguments.rules {
        let out = &mut context.out;
        out.speak(arguments.format.dialect())?;
        match arguments.format {
            Format::Text => report::rules::list(context.style, out)?,
            Format::Json => report::rules::json(out)?,
            _ => return Err(Error::FormatOfRules),
        }
        return Ok(Exit::Conforms);
    }
    let file = configuration::read(arguments.config.as_deref(), context)?.diff;
    let levels = levels::given(arguments, &file)?;
    // By the same clock everywhere: an approval expires on all machines at once.
    let today = Day(crate::clock::now()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date());
    let least = levels::least(arguments.fail_on.or(file.fail_on).unwrap_or_default());
    let mut comparison = compare::documents(arguments, context, today)?;
    comparison.override_levels(&levels);
    let mut approvals = approvals::read(arguments, &file, context)?;
    comparison.approve(&approvals, today);
    let made = approvals::add(arguments, &file, &comparison, least, context)?;
    if !made.is_empty() {
        approvals.approved.extend(made);
        comparison.approve(&approvals, today);
    }
    let out = &mut context.out;
    out.speak(arguments.format.dialect())?;
    match arguments.format {
        Format::Text => {
            let wording = if arguments.all {
                Wording::Told
            } else {
                Wording::Counted
            };
            report::terminal::write(&comparison, wording, context.style, out)?;
        }
        Format::Markdown => report::markdown::write(&comparison, out)?,
        Format::Json => report::json::write(&comparison, out)?,
        Format::Junit => report::junit::write(&comparison, least, out)?,
        Format::Github => report::github::write(&comparison, out)?,
        Format::Sarif => report::sarif::write(&comparison, out)?,
        Format::Html => report::html::write(&comparison, out)?,
    }
    out.flush()?;
    let mut fails = comparison.fails(least);
    let check_version = arguments.check_version || file.check_version == Some(true);
    if check_version && comparison.is_raised() != Some(true) {
        fails = true;
        let version =
            |version: &Option<String>| version.clone().unwrap_or_else(|| "none".to_owned());
        writeln!(
            context.err,
            "memberspec: the changes require a {} version; it changed from {} to {}",
            comparison.bump(),
            version(&comparison.old_version),
            version(&comparison.new_version)
        )?;
    }
    Ok(if fails {
        Exit::Findings
    } else {
        Exit::Conforms
    })
}
