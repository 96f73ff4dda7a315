use std::collections::BTreeMap;

use super::arguments::Diff;
use crate::cli::Error;
use crate::config::{self, FailOn, RuleLevel};
use crate::diff::rules;
use crate::finding::Level;

/// The levels that rules are given: those of the file, and over them those of the command line.
/// `None` leaves a rule's changes out.
pub(super) fn given(
    arguments: &Diff,
    file: &config::Diff,
) -> Result<BTreeMap<String, Option<Level>>, Error> {
    let of_file = file
        .levels
        .iter()
        .map(|(rule, level)| ("diff.levels in the configuration", rule, *level));
    let of_line = (arguments.levels.iter()).map(|(rule, level)| ("--level", rule, *level));
    of_file
        .chain(of_line)
        .map(|(place, rule, given)| {
            if rules::find(rule).is_none() {
                return Err(Error::UnknownRule {
                    place: place.to_owned(),
                    id: rule.clone(),
                    nearest: rules::nearest(rule),
                });
            }
            Ok((rule.clone(), level(given)))
        })
        .collect()
}

fn level(given: RuleLevel) -> Option<Level> {
    match given {
        RuleLevel::Error => Some(Level::Error),
        RuleLevel::Warning => Some(Level::Warning),
        RuleLevel::Info => Some(Level::Info),
        RuleLevel::Off => None,
    }
}

/// The least level that fails a run.
pub(super) fn least(fail_on: FailOn) -> Level {
    match fail_on {
        FailOn::Error => Level::Error,
        FailOn::Warning => Level::Warning,
        FailOn::Any => Level::Info,
    }
}
