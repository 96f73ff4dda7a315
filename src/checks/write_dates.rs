use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::facts;
use super::states::{States, date};
use super::written::{Deed, Written, written};
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Interpreted, instant};

static RULE: Rule = Rule {
    id: "write-dates",
    level: Level::Error,
    class: Class::Writes,
    title: "The stored date is the date that was sent",
    unit: "sent dates",
    what: "For each start, end, paused and cancelled date of a create or update that is written as \
           a plain date-time (which means UTC), with Z or with an offset, the `_gmt` date of the \
           response is that instant. An empty end date removes it. A start some days in the \
           future, without a status, makes the membership delayed. Skipped are dates that a change \
           of status in the same request sets, the end while paused_date is set, dates controlled \
           by a subscription, and plans of fixed dates, which truncate to midnight.",
    why: "A site that treats UTC as its local time ends memberships hours early or late, except in \
          shops whose time zone is UTC.",
    example: "`\"end_date_gmt\": \"2027-01-01T00:00:00\"` is returned as `2027-01-01T05:00:00`.",
    remedy: "Compare the time zone of PHP (date.timezone must be UTC, as WordPress sets it) with \
             that of the site; look for code that calls date_default_timezone_set().",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherInstant = "another-instant": "the instant that was sent", "something else";
        NoNull = "no-null": "null for an empty end", "something else";
        NotDelayed = "not-delayed": "delayed until the start", "something else";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WriteDates),
};

struct WriteDates;

const DATES: [&str; 4] = [
    "start_date_gmt",
    "end_date_gmt",
    "paused_date_gmt",
    "cancelled_date_gmt",
];

impl Check for WriteDates {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        for done in written(seen) {
            let before = run.states().row(done.id, run);
            let mut fault = |name: &str, fault: Fault| {
                let path = done.path.key(name);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: fault.into(),
                    source: Some("docs/observed.md#8, #9".into()),
                };
                report.contradiction(context, violation, At::Json(&path), &[], || {
                    let asked = if name == "status" {
                        "start_date_gmt"
                    } else {
                        name
                    };
                    vec![
                        facts::sent(seen.number, asked, done.sent),
                        facts::member("answered", seen.number, &done.path, name, done.row),
                    ]
                });
            };
            let mut examined = 0;
            for name in DATES {
                match expected(&done, name, before) {
                    Some(Expected::At(instant)) => {
                        examined += 1;
                        if date(done.row, name) != Some(instant) {
                            fault(name, Fault::AnotherInstant);
                        }
                    }
                    Some(Expected::Null) => {
                        examined += 1;
                        if !done.row.get(name).is_some_and(Value::is_null) {
                            fault(name, Fault::NoNull);
                        }
                    }
                    None => {}
                }
            }
            if is_far_start(&done, run.states(), seen) {
                examined += 1;
                if done.row.get("status").and_then(Value::as_str) != Some("delayed") {
                    fault("status", Fault::NotDelayed);
                }
            }
            report.examined(context, examined);
        }
    }
}

enum Expected {
    At(Timestamp),
    Null,
}

/// What a date of the response must be, where that is plain from the request.
fn expected(done: &Written<'_>, name: &str, before: Option<&Value>) -> Option<Expected> {
    let text = done.sent.get(name)?.as_str()?;
    let is_held = done
        .row
        .get("paused_date_gmt")
        .is_some_and(Value::is_string);
    let was_held = match done.deed {
        Deed::Create => false,
        Deed::Update => {
            before.is_none_or(|before| before.get("paused_date_gmt").is_some_and(Value::is_string))
        }
    };
    let changes_status = done.sent.contains_key("status");
    let status = done.sent.get("status").and_then(Value::as_str);
    let is_tied = done
        .row
        .get("subscription_id")
        .is_some_and(Value::is_number)
        || done
            .sent
            .get("subscription_id")
            .is_some_and(Value::is_number);
    let sets_itself = match name {
        // A resume moves it, an expiry cuts it, a pause makes it move with the clock.
        "end_date_gmt" => {
            is_tied || is_held || status == Some("expired") || (changes_status && was_held)
        }
        // A change of status overwrites what was given; a create does not.
        "paused_date_gmt" | "cancelled_date_gmt" => {
            done.deed == Deed::Update && (changes_status || text.is_empty())
        }
        _ => false,
    };
    if sets_itself {
        return None;
    }
    if text.is_empty() {
        return (name == "end_date_gmt").then_some(Expected::Null);
    }
    let instant = plain(text)?;
    // Cut to midnight in site time under a plan of fixed dates.
    let local = done.row.get(name.trim_end_matches("_gmt"))?.as_str();
    let is_midnight = local.is_some_and(|local| local.ends_with("T00:00:00"));
    let is_sent_midnight = text.contains("T00:00:00");
    if is_midnight && !is_sent_midnight {
        return None;
    }
    Some(Expected::At(instant))
}

/// An instant from the spellings that leave no doubt: `2026-01-02T03:04:05`, the same with Z or
/// with an offset. The first second of 1970 is rejected (`docs/observed.md#8`).
fn plain(text: &str) -> Option<Timestamp> {
    let is_long_enough = text.len() >= 19 && text.as_bytes().get(10) == Some(&b'T');
    let has_fraction = text.contains('.');
    instant(text)
        .filter(|instant| is_long_enough && !has_fraction && *instant != Timestamp::UNIX_EPOCH)
}

/// Whether a start without a status lies so far ahead that no time zone makes it today.
fn is_far_start(done: &Written<'_>, states: &States, seen: &Interpreted<'_>) -> bool {
    let text = done.sent.get("start_date_gmt").and_then(Value::as_str);
    let now = match done.deed {
        Deed::Create => date(done.row, "date_created_gmt"),
        Deed::Update => states.now(seen),
    };
    let (Some(start), Some(now)) = (text.and_then(plain), now) else {
        return false;
    };
    !done.sent.contains_key("status") && start.duration_since(now) > SignedDuration::from_hours(72)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, send};
    use crate::exchange::Method;
    use serde_json::json;

    fn create(sent: &Value, answer: &Value) -> Vec<String> {
        let mut body = json!({ "customer_id": 1019, "plan_id": 20 });
        let mut row = member(19);
        for (into, from) in [(&mut body, sent), (&mut row, answer)] {
            for (name, value) in from.as_object().unwrap() {
                into[name] = value.clone();
            }
        }
        findings(&ENTRY, &[send(Method::Post, "/members", &body, 200, &row)])
    }

    #[test]
    fn utc_that_is_taken_for_site_time_is_found() {
        let answer = |utc: &str, local: &str| json!({ "end_date_gmt": utc, "end_date": local });
        let late = answer("2027-01-01T15:00:00", "2027-01-01T10:00:00");
        for sent in [
            "2027-01-01T10:00:00",
            "2027-01-01T10:00:00Z",
            "2027-01-01T05:00:00-05:00",
        ] {
            assert_eq!(
                create(&json!({ "end_date_gmt": sent }), &late),
                ["$.end_date_gmt: the instant that was sent, something else found"],
                "{sent}"
            );
            let right = answer("2027-01-01T10:00:00", "2027-01-01T05:00:00");
            assert_eq!(create(&json!({ "end_date_gmt": sent }), &right), [""; 0]);
        }
    }

    #[test]
    fn a_plan_of_fixed_dates_cuts_to_midnight() {
        let cut =
            json!({ "end_date_gmt": "2027-01-01T05:00:00", "end_date": "2027-01-01T00:00:00" });
        let sent = json!({ "end_date_gmt": "2027-01-01T10:00:00" });
        assert_eq!(create(&sent, &cut), [""; 0]);
    }

    #[test]
    fn an_end_while_paused_and_words_are_left_alone() {
        let moving = json!({
            "status": "paused",
            "paused_date_gmt": "2026-01-01T00:00:00",
            "end_date_gmt": "2027-01-11T10:00:00",
            "end_date": "2027-01-11T05:00:00",
        });
        let sent = json!({ "status": "paused", "end_date_gmt": "2027-01-01T10:00:00" });
        assert_eq!(create(&sent, &moving), [""; 0]);
        assert_eq!(
            create(&json!({ "end_date_gmt": "next friday" }), &moving),
            [""; 0]
        );
    }

    #[test]
    fn a_start_to_come_makes_it_delayed() {
        let sent = json!({ "start_date_gmt": "2026-06-01T10:00:00" });
        let mut answer = json!({
            "start_date_gmt": "2026-06-01T10:00:00",
            "start_date": "2026-06-01T06:00:00",
        });
        assert_eq!(
            create(&sent, &answer),
            ["$.status: delayed until the start, something else found"]
        );
        answer["status"] = json!("delayed");
        assert_eq!(create(&sent, &answer), [""; 0]);
    }
}
