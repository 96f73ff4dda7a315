use jiff::civil::DateTime;
use jiff::{Span, ToSpan};
use serde_json::{Map, Value};

use super::{Class, Distortion, Effect, Fault, Needs, Place, Row};

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    change: fn(&mut Map<String, Value>, Row, Place, &Distortion<'_>),
) -> Fault {
    Fault {
        id,
        class: Class::Dates,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect: Effect::Row(change),
    }
}

const DATES: [&str; 5] = [
    "date_created",
    "start_date",
    "end_date",
    "paused_date",
    "cancelled_date",
];

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "dates-with-offset",
        "a release before 1.19.1, which wrote +00:00 after every date",
        "date-format",
        |row, kind, _, _| rewrite(row, kind, |text| format!("{text}+00:00")),
    ),
    fault(
        "dates-with-z",
        "a filter that makes dates RFC 3339",
        "date-format",
        |row, kind, _, _| rewrite(row, kind, |text| format!("{text}Z")),
    ),
    fault(
        "dates-as-stored",
        "dates as stored in the database, with a space",
        "date-format",
        |row, kind, _, _| rewrite(row, kind, |text| text.replace('T', " ")),
    ),
    fault(
        "dates-with-fraction",
        "a plugin that formats dates with microseconds",
        "date-format",
        |row, kind, _, _| rewrite(row, kind, |text| format!("{text}.000000")),
    ),
    fault(
        "dates-localised",
        "a filter that formats dates as the site displays them",
        "date-format",
        |row, kind, _, _| {
            rewrite(row, kind, |text| {
                let mut parts = text.get(..10).unwrap_or_default().split('-');
                let (year, month, day) = (parts.next(), parts.next(), parts.next());
                [month, day, year].map(Option::unwrap_or_default).join("/")
            });
        },
    ),
    fault(
        "local-is-utc",
        "a filter that writes UTC into both dates of a pair",
        "date-pair",
        |row, kind, _, _| {
            if kind == Row::Member {
                for name in DATES {
                    if let Some(utc) = row.get(&format!("{name}_gmt")).cloned() {
                        row.insert(name.to_owned(), utc);
                    }
                }
            }
        },
    ),
    fault(
        "no-daylight-saving",
        "a site set to a fixed offset after its dates were written",
        "date-pair",
        |row, kind, _, _| {
            if kind == Row::Member {
                for name in DATES {
                    from_utc(row, name, 5.hours());
                }
            }
        },
    ),
    fault(
        "one-date-an-hour-off",
        "an import that converted one column twice",
        "date-pair",
        |row, kind, _, _| {
            if kind == Row::Member {
                shift(row, "start_date", 1.hours());
            }
        },
    ),
    fault(
        "some-rows-shifted",
        "memberships imported from a shop in another zone",
        "date-pair",
        |row, kind, _, _| {
            let id = row.get("id").and_then(Value::as_u64).unwrap_or_default();
            if kind == Row::Member && id % 9 == 0 {
                shift(row, "date_created", 3.hours());
            }
        },
    ),
    fault(
        "plan-dates-a-day-off",
        "fixed dates that a date picker saved in the browser's zone",
        "date-pair",
        |row, kind, _, _| {
            if kind == Row::Plan {
                shift(row, "access_start_date", 1.days());
            }
        },
    ),
];

/// Rewrites the creation date of a membership, local and UTC: always there, never null.
fn rewrite(row: &mut Map<String, Value>, kind: Row, write: impl Fn(&str) -> String) {
    if kind != Row::Member {
        return;
    }
    for name in ["date_created", "date_created_gmt"] {
        if let Some(Value::String(text)) = row.get_mut(name) {
            *text = write(text);
        }
    }
}

fn shift(row: &mut Map<String, Value>, name: &str, by: Span) {
    if let Some(Value::String(text)) = row.get_mut(name)
        && let Ok(moment) = text.parse::<DateTime>()
        && let Ok(moved) = moment.checked_add(by)
    {
        *text = moved.to_string();
    }
}

/// Writes the local date as UTC less a fixed offset.
fn from_utc(row: &mut Map<String, Value>, name: &str, offset: Span) {
    let utc = row.get(&format!("{name}_gmt")).and_then(Value::as_str);
    let moved = utc
        .and_then(|text| text.parse::<DateTime>().ok())
        .and_then(|moment| moment.checked_sub(offset).ok());
    if let Some(moment) = moved {
        row.insert(name.to_owned(), moment.to_string().into());
    }
}
