use serde_json::Value;

use super::entities::entities;
use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};

static RULE: Rule = Rule {
    id: "status-dates",
    level: Level::Warning,
    class: Class::Semantics,
    title: "An active membership has no `paused_date`",
    unit: "active memberships",
    what: "Every change of status to `active` or `free_trial` removes `paused_date` \
           (`docs/observed.md#9`), so a membership of that status with a `paused_date` was not \
           produced by a change of status. Dates that were set by a write in the same traffic are \
           skipped, because the API allows it. Nothing else is judged: `cancelled_date` stays \
           after a reactivation, an expired membership may end in the future, and a delayed one \
           may have started.",
    why: "While `paused_date` is set, the site moves `end_date` with the clock \
          (`docs/observed.md#5`): the membership stays active, never ends, and is not paid for.",
    example: "`status` active, `paused_date` 2026-02-01T00:00:00; `end_date` advances by one \
              second every second.",
    remedy: "Pause the membership and resume it, which removes the date and fixes the end; then \
             find the import or query that bypassed the plugin when it set the status.",
};

causes! {
    /// What the check finds.
    enum Fault {
        PausedDate = "paused-date": "null while the membership is active", "a date";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<StatusDates>::default(),
};

#[derive(Default)]
struct StatusDates {
    /// Memberships whose date was written in this traffic.
    written: Vec<i64>,
}

impl Check for StatusDates {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if !seen
            .route()
            .is_some_and(|route| route.is_member() || *route == crate::interpret::Route::Batch)
        {
            return;
        }
        let writes_date = seen.sent.as_ref().is_some_and(sets_date);
        let mut examined = 0;
        for entity in entities(seen) {
            let text = |key: &str| entity.value.get(key).and_then(Value::as_str);
            let is_running = matches!(text("status"), Some("active" | "free_trial"));
            if !is_running {
                continue;
            }
            if writes_date && text("paused_date").is_some() {
                self.written.push(entity.id);
            }
            examined += 1;
            if text("paused_date").is_none() || self.written.contains(&entity.id) {
                continue;
            }
            let place = entity.path().key("paused_date");
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(place.pattern()),
                cause: Fault::PausedDate.into(),
                source: Some("docs/observed.md#5, #9".into()),
            };
            report.contradiction(context, violation, At::Json(&place), &[], || {
                let of = |label: &str, key: &str| {
                    facts::member(label, seen.number, &entity.path(), key, entity.value)
                };
                vec![of("the status", "status"), of("the date", "paused_date")]
            });
        }
        report.examined(context, examined);
    }
}

/// Whether a request body, or an item of a batch, sets the date by name.
fn sets_date(sent: &Value) -> bool {
    match sent {
        Value::Object(members) => {
            ["paused_date", "paused_date_gmt"]
                .iter()
                .any(|name| members.contains_key(*name))
                || members.values().any(sets_date)
        }
        Value::Array(items) => items.iter().any(sets_date),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, get};
    use crate::exchange::Method;
    use serde_json::json;

    fn paused(status: &str) -> Value {
        let mut row = member(19);
        row["status"] = json!(status);
        row["paused_date"] = json!("2026-02-01T00:00:00");
        row
    }

    #[test]
    fn a_paused_date_on_an_active_membership_is_found() {
        assert_eq!(
            findings(
                &ENTRY,
                &[get("/members", 200, &json!([member(18), paused("active")]))]
            ),
            ["$[*].paused_date: null while the membership is active, a date found"]
        );
    }

    #[test]
    fn other_statuses_and_what_the_traffic_wrote_itself_are_silent() {
        for status in [
            "paused",
            "cancelled",
            "expired",
            "complimentary",
            "delayed",
            "pending",
        ] {
            let lines = findings(&ENTRY, &[get("/members/19", 200, &paused(status))]);
            assert_eq!(lines, [""; 0], "{status}");
        }
        let mut write = ask(
            Method::Put,
            "/members/19",
            200,
            &paused("active").to_string(),
        );
        write.request.body = Some(r#"{"paused_date_gmt":"2026-02-01T05:00:00"}"#.into());
        let exchanges = [write, get("/members/19", 200, &paused("active"))];
        assert_eq!(findings(&ENTRY, &exchanges), [""; 0]);
    }
}
