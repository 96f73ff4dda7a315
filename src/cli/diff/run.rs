use std::io::Write;

use super::arguments::{Diff, Format};
use super::{approvals, compare};
use crate::cli::{Context, Error, Exit};
use crate::diff::report::terminal::Wording;
use crate::diff::{Day, report};

/// Compares two documents.
pub(in crate::cli) fn run(arguments: &Diff, context: &mut Context) -> Result<Exit, Error> {
    if arguments.rules {
        report::rules::list(context.style, &mut context.out)?;
        return Ok(Exit::Conforms);
    }
    let today = Day(jiff::Zoned::now().date());
    let mut comparison = compare::documents(arguments, context, today)?;
    comparison.override_levels(&arguments.levels.iter().cloned().collect());
    comparison.approve(&approvals::read(arguments, context)?, today);
    let least = arguments.fail_on.level();
    let out = &mut context.out;
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
    let mut fails = comparison.fails(least);
    if arguments.check_version && comparison.is_raised() != Some(true) {
        fails = true;
        let version =
            |version: &Option<String>| version.clone().unwrap_or_else(|| "none".to_owned());
        writeln!(
            context.err,
            "memberspec: the changes ask for a {} version; it went from {} to {}",
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
