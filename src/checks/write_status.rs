use serde_json::Value;

use super::facts;
use super::states::{States, date, is_about};
use super::written::{Deed, Written, written};
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Interpreted;

static RULE: Rule = Rule {
    id: "write-status",
    level: Level::Error,
    class: Class::Writes,
    title: "A change of status takes effect, with the dates that belong to it",
    unit: "status changes",
    what: "The response to each update that sends a status has this status. If the earlier state \
           of the membership is known: pausing sets paused_date to now; resuming clears it and \
           moves the end later by the length of the pause; cancelling sets cancelled_date to now \
           and keeps the end; expiring moves a future end to now; any other change keeps the dates \
           (`docs/observed.md#9`).",
    why: "Members pay for a period of time. A resume that does not add the paused weeks, or a \
          cancellation that ends access immediately, takes away time that was paid for.",
    example: "PUT …/members/12 with `\"status\": \"paused\"` returns `\"paused_date\": null`.",
    remedy: "Look for code that sets the post status itself instead of calling \
             pause_membership(), activate_membership() and the like, and for filters on the end \
             date.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NotTaken = "status-not-taken": "the status that was sent", "something else";
        PauseTime = "pause-time": "the time of the pause", "something else";
        StillPaused = "still-paused": "null after a resume", "something else";
        EndAfterResume = "end-after-resume": "the end moved later by the length of the pause", "something else";
        CancelTime = "cancel-time": "the time of the cancellation", "something else";
        EndMoved = "end-moved": "the unchanged end", "something else";
        ExpiryTime = "expiry-time": "the time of expiry", "something else";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WriteStatus),
};

struct WriteStatus;

impl Check for WriteStatus {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        for done in written(seen)
            .into_iter()
            .filter(|done| done.deed == Deed::Update)
        {
            let Some(to) = done.sent.get("status").and_then(Value::as_str) else {
                continue;
            };
            report.examined(context, 1);
            let mut wrong = Vec::new();
            if done.row.get("status").and_then(Value::as_str) != Some(to) {
                wrong.push(("status", Fault::NotTaken));
            } else if let Some(before) = run.states().row(done.id, run) {
                wrong = changes(run.states(), seen, &done, before, to);
            }
            let before = run.states().row(done.id, run);
            for (name, fault) in wrong {
                let path = done.path.key(name);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: fault.into(),
                    source: Some("docs/observed.md#9".into()),
                };
                report.contradiction(context, violation, At::Json(&path), &[], || {
                    let mut facts = vec![facts::sent(seen.number, "status", done.sent)];
                    if let Some(before) = before.filter(|_| name != "status") {
                        let value = before.get(name).map_or("missing".into(), Value::to_string);
                        facts.push(facts::text("before", None, name, &value));
                    }
                    let here = facts::member("answered", seen.number, &done.path, name, done.row);
                    facts.push(here);
                    facts
                });
            }
        }
    }
}

type Wrong = Vec<(&'static str, Fault)>;

/// What is wrong about the dates after a change of status.
fn changes(
    states: &States,
    seen: &Interpreted<'_>,
    done: &Written<'_>,
    before: &Value,
    to: &str,
) -> Wrong {
    let row = done.row;
    let from = before
        .get("status")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let others = ["start_date_gmt", "end_date_gmt", "plan_id", "customer_id"];
    let is_alone = others.iter().all(|name| !done.sent.contains_key(*name));
    // A subscription rules the dates of what it pays for (`docs/observed.md#5`).
    let is_tied = [before, row]
        .iter()
        .any(|row| row.get("subscription_id").is_some_and(Value::is_number));
    if from == to || !is_alone || is_tied {
        return Wrong::new();
    }
    let mut wrong = Wrong::new();
    let now = states.now(seen);
    let is_now = |name| match (date(row, name), now) {
        (Some(date), Some(now)) => is_about(date, now),
        (Some(_), None) => true,
        (None, _) => false,
    };
    let (end_before, end) = (date(before, "end_date_gmt"), date(row, "end_date_gmt"));
    // While there is a paused_date the end is shown as it would be after a resume now.
    let is_end_kept = match (end_before, end) {
        (Some(before), Some(after)) => is_about(before, after),
        (before, after) => before == after,
    };
    let was_held = before.get("paused_date_gmt").is_some_and(Value::is_string);
    match to {
        "paused" if !is_now("paused_date_gmt") => {
            wrong.push(("paused_date_gmt", Fault::PauseTime));
        }
        "paused" => {}
        "active" if was_held => {
            if !row.get("paused_date_gmt").is_some_and(Value::is_null) {
                wrong.push(("paused_date_gmt", Fault::StillPaused));
            }
            if !is_end_kept {
                wrong.push(("end_date_gmt", Fault::EndAfterResume));
            }
        }
        "cancelled" => {
            if !is_now("cancelled_date_gmt") {
                wrong.push(("cancelled_date_gmt", Fault::CancelTime));
            }
            if !is_end_kept {
                wrong.push(("end_date_gmt", Fault::EndMoved));
            }
        }
        "expired" => {
            let was_to_come = matches!((end_before, now), (Some(end), Some(now)) if end > now);
            if was_to_come && !was_held && !is_now("end_date_gmt") {
                wrong.push(("end_date_gmt", Fault::ExpiryTime));
            }
        }
        // A trial drops the end together with the pause.
        "free_trial" if was_held => {}
        _ if !is_end_kept => wrong.push(("end_date_gmt", Fault::EndMoved)),
        _ => {}
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, send};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    /// A membership is made with `before`, then a status is sent, which returns `after`.
    fn change(before: &Value, status: &str, after: &Value) -> Vec<String> {
        let with = |changes: &Value| {
            let mut row = member(19);
            for (name, value) in changes.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        let create = send(
            Method::Post,
            "/members",
            &json!({ "customer_id": 1019, "plan_id": 20 }),
            200,
            &with(before),
        );
        let mut after = with(after);
        after["status"] = json!(status);
        let put: Exchange = send(
            Method::Put,
            "/members/19",
            &json!({ "status": status }),
            200,
            &after,
        );
        findings(&ENTRY, &[create, put])
    }

    const END: &str = "2027-03-01T00:00:00";
    const NOW: &str = "2026-01-10T12:00:19";

    #[test]
    fn a_pause_without_its_date_is_found() {
        assert_eq!(
            change(&json!({}), "paused", &json!({})),
            ["$.paused_date_gmt: the time of the pause, something else found"]
        );
        let paused = json!({ "paused_date_gmt": NOW });
        assert_eq!(change(&json!({}), "paused", &paused), [""; 0]);
    }

    #[test]
    fn a_resume_that_does_not_give_the_pause_back_is_found() {
        let before = json!({
            "status": "paused",
            "paused_date_gmt": "2025-12-20T00:00:00",
            "end_date_gmt": END,
        });
        let kept = json!({ "end_date_gmt": "2027-02-07T12:00:00" });
        assert_eq!(
            change(&before, "active", &kept),
            [
                "$.end_date_gmt: the end moved later by the length of the pause, something else found"
            ]
        );
        let moved = json!({ "end_date_gmt": "2027-03-01T00:00:02" });
        assert_eq!(change(&before, "active", &moved), [""; 0]);
    }

    #[test]
    fn a_cancellation_that_clears_the_end_is_found() {
        let before = json!({ "end_date_gmt": END });
        let cleared = json!({ "cancelled_date_gmt": NOW });
        assert_eq!(
            change(&before, "cancelled", &cleared),
            ["$.end_date_gmt: the unchanged end, something else found"]
        );
        let kept = json!({ "cancelled_date_gmt": NOW, "end_date_gmt": END });
        assert_eq!(change(&before, "cancelled", &kept), [""; 0]);
    }

    #[test]
    fn a_status_that_is_not_taken_is_found_and_one_that_was_there_sets_nothing() {
        let put = |answer: &Value| {
            let sent = json!({ "status": "paused" });
            findings(
                &ENTRY,
                &[send(Method::Put, "/members/19", &sent, 200, answer)],
            )
        };
        assert_eq!(
            put(&member(19)),
            ["$.status: the status that was sent, something else found"]
        );
        // Nothing is known of it from before: it may have been paused without a date.
        let mut paused = member(19);
        paused["status"] = json!("paused");
        assert_eq!(put(&paused), [""; 0]);
    }
}
