use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;

use serde_json::Value;

use super::readings::cause_of;
use super::reported::Reported;
use super::schema::is_spelling_of_a_date;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::document::Edition;
use crate::finding::{Basis, Cause, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Spelling;

static RULE: Rule = Rule {
    id: "date-format",
    level: Level::Error,
    class: Class::Dates,
    title: "Dates have the format of the contract and exist in the calendar",
    unit: "rows",
    what: "Each date of a membership or a plan is compared with the format that the contract \
           declares: releases since 1.19.1 write `2026-11-20T18:20:36`, without an offset, both in \
           site time and in UTC; the documentation promises Atom dates with an offset. The day \
           must exist in the calendar.",
    why: "A date without an offset is read as local time by one client and as UTC by the next. \
          When the format changes with a release, parsers that worked stop working.",
    example: "`start_date_gmt` is `2026-11-20T23:20:36+00:00` on a site of release 1.27.",
    remedy: "Compare the plugin's release with the table of releases; look for a plugin that \
             filters REST dates.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoSuchDate = "no-such-date": "a day that exists in the calendar", "a date that does not exist";
        NeverSet = "date-never-set": "a date", "a date that was never set, written as year -1";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<DateFormat>::default(),
};

/// How many rows without an impossible date are remembered.
const KEPT: usize = 65_536;

#[derive(Default)]
struct DateFormat {
    reported: Reported,
    sound: HashSet<u64, BuildHasherDefault<FxHasher>>,
}

impl Check for DateFormat {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if seen.is_reshaped() || !seen.is_success() {
            return;
        }
        let readings = context.readings(run, run.edition());
        report.examined(context, readings.rows().len());
        for edition in run.editions() {
            for shown in context.readings(run, *edition).causes() {
                let cause = &shown.what;
                if !is_spelling_of_a_date(cause) {
                    continue;
                }
                let violation = || Violation {
                    basis: (*edition).into(),
                    location: Location::Json(shown.pattern()),
                    cause: match edition {
                        Edition::Observed => cause_of(cause),
                        Edition::Documented => Cause {
                            expected: "an Atom date-time with an offset".into(),
                            ..cause_of(cause)
                        },
                    },
                    source: Some(cause.source.clone()),
                };
                let identity = (shown.identity(), shown.times);
                report.shown(context, &mut self.reported, identity, || {
                    (violation(), shown.first())
                });
            }
        }
        let Some(body) = seen.json() else { return };
        let is_plan = seen.route().is_some_and(crate::interpret::Route::is_plan);
        for (index, reading) in readings.rows() {
            // A row that was looked at before has the same dates.
            if self.sound.contains(&reading.serial) {
                continue;
            }
            let Some(row) = body.row(*index) else {
                continue;
            };
            let root = JsonPath::root();
            let at = index.map_or_else(JsonPath::root, |index| root.index(index));
            let impossible = impossible_dates(row, is_plan);
            if impossible.is_empty() && self.sound.len() < KEPT {
                self.sound.insert(reading.serial);
            }
            for (key, fault) in impossible {
                let path = at.key(key);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: fault.into(),
                    source: None,
                };
                report.fault(context, violation, At::Json(&path));
            }
        }
    }
}

/// The keys of a row that hold a date in a form that the contract allows and that is not a date.
fn impossible_dates(row: &Value, is_plan: bool) -> Vec<(&str, Fault)> {
    // The contract allows the year -1 for the UTC dates of plans, where it stands for a date that is
    // not set (`docs/observed.md#6`): that is so until a plan is published, and never after.
    let is_published = row.get("status").and_then(Value::as_str) == Some("publish");
    let must_be_set = |key: &str| {
        is_plan && is_published && matches!(key, "date_created_gmt" | "date_modified_gmt")
    };
    row.as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| is_date_key(key))
        .filter_map(|(key, value)| match Spelling::of(value.as_str()?) {
            Spelling::NoSuchDate => Some((key.as_str(), Fault::NoSuchDate)),
            Spelling::BeforeYearOne if must_be_set(key) => Some((key.as_str(), Fault::NeverSet)),
            _ => None,
        })
        .collect()
}

/// Whether a key of a membership or a plan holds a date (`docs/observed.md#5`, `#6`).
pub(super) fn is_date_key(key: &str) -> bool {
    let key = key.strip_suffix("_gmt").unwrap_or(key);
    key.ends_with("_date") || matches!(key, "date_created" | "date_modified")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, plan};
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn with(key: &str, value: &str) -> Vec<String> {
        let mut row = member(19);
        row[key] = json!(value);
        findings(&ENTRY, &[get("/members/19", 200, &row)])
    }

    #[test]
    fn an_offset_and_a_day_that_does_not_exist_are_found() {
        let lines = with("start_date_gmt", "2026-11-20T23:20:36+00:00");
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].ends_with("a date-time with an offset found"),
            "{lines:?}"
        );
        assert_eq!(
            with("start_date_gmt", "2026-02-30T00:00:00"),
            [
                "$.start_date_gmt: a day that exists in the calendar, a date that does not exist \
              found"
            ]
        );
    }

    #[test]
    fn only_a_plan_that_was_never_published_may_have_no_date() {
        let found = |status: &str| {
            let mut row = plan(21);
            row["status"] = json!(status);
            row["date_created_gmt"] = json!("-0001-11-30T00:00:00");
            findings(&ENTRY, &[get("/plans/21", 200, &row)])
        };
        assert_eq!(found("draft"), [""; 0]);
        assert_eq!(
            found("publish"),
            ["$.date_created_gmt: a date, a date that was never set, written as year -1 found"]
        );
    }

    #[test]
    fn plain_dates_are_silent() {
        assert_eq!(
            findings(&ENTRY, &[get("/members/19", 200, &member(19))]),
            [""; 0]
        );
    }
}
