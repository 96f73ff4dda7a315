use serde_json::Value;

use super::entities::entities;
use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::instant;

static RULE: Rule = Rule {
    id: "plan-length",
    level: Level::Error,
    class: Class::Semantics,
    title: "The length of a plan agrees with its length type",
    unit: "plans",
    what: "An unlimited plan has no length and no dates; a plan of specific length has a length \
           above 0 and no dates; a plan of fixed dates has both dates, and its length is the \
           number of seconds between them (`docs/observed.md#6`).",
    why: "Integrations compute the end date that they show before a purchase from these fields.",
    example: "`access_length_type` is fixed and `access_end_date` is null.",
    remedy: "Open the plan in WordPress and save it again; look for imports of plans, and for \
             filters that convert seconds to days.",
};

causes! {
    /// What the check finds.
    enum Fault {
        UnlimitedWithLength = "unlimited-with-length":
        "null for an unlimited plan", "a length";
        SpecificWithoutLength = "specific-without-length":
        "a length above 0 for a plan of specific length", "none";
        UnfixedWithDate = "unfixed-with-date": "null for a plan without fixed dates", "a date";
        FixedWithoutDate = "fixed-without-date": "a date for a plan of fixed dates", "null";
        AnotherLength = "another-length":
        "the seconds between the fixed dates", "another length";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(PlanLength),
};

struct PlanLength;

impl Check for PlanLength {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        if !context
            .seen
            .route()
            .is_some_and(crate::interpret::Route::is_plan)
        {
            return;
        }
        for plan in entities(context.seen) {
            let Some(kind) = plan.value.get("access_length_type").and_then(Value::as_str) else {
                continue;
            };
            let Some(verdict) = verdict(plan.value, kind) else {
                continue;
            };
            report.examined(context, 1);
            let Some((key, fault)) = verdict else {
                continue;
            };
            let path = plan.path().key(key);
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(path.pattern()),
                cause: fault.into(),
                source: Some("docs/observed.md#6".into()),
            };
            report.contradiction(context, violation, At::Json(&path), &[], || {
                let of = |label: &str, key: &str| {
                    facts::member(label, context.seen.number, &plan.path(), key, plan.value)
                };
                let mut facts = vec![of("the type", "access_length_type")];
                if kind == "fixed" && key == "access_length" {
                    facts.push(of("the start", "access_start_date_gmt"));
                    facts.push(of("the end", "access_end_date_gmt"));
                }
                facts.push(of("against it", key));
                facts
            });
        }
    }
}

/// The first field that does not fit the type, if there is one; none where it cannot be judged. Absent
/// keys and wrong types are the schema's.
fn verdict(plan: &Value, kind: &str) -> Option<Option<(&'static str, Fault)>> {
    const START: &str = "access_start_date_gmt";
    const END: &str = "access_end_date_gmt";
    let length = plan.get("access_length")?;
    let dates = [(START, plan.get(START)?), (END, plan.get(END)?)];
    let found = match kind {
        "unlimited" if !length.is_null() => Some(("access_length", Fault::UnlimitedWithLength)),
        "specific" if length.as_i64().is_some_and(|seconds| seconds <= 0) || length.is_null() => {
            Some(("access_length", Fault::SpecificWithoutLength))
        }
        "unlimited" | "specific" => dates
            .into_iter()
            .find(|(_, date)| !date.is_null())
            .map(|(key, _)| (key, Fault::UnfixedWithDate)),
        "fixed" => {
            let missing = dates.into_iter().find(|(_, date)| date.is_null());
            if let Some((key, _)) = missing {
                return Some(Some((key, Fault::FixedWithoutDate)));
            }
            let [start, end] = dates.map(|(_, date)| date.as_str().and_then(instant));
            let between = end?.duration_since(start?).as_secs();
            // Which day's midnight the plugin counts from may add or take an hour of daylight
            // saving, so that only more than a day is a fault.
            let off = (length.as_i64()? - between).abs() > 86_400;
            off.then_some(("access_length", Fault::AnotherLength))
        }
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::plan;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn with(kind: &str, length: Value, start: Value, end: Value) -> Vec<String> {
        let mut plan = plan(20);
        plan["access_length_type"] = json!(kind);
        plan["access_length"] = length;
        plan["access_start_date_gmt"] = start;
        plan["access_end_date_gmt"] = end;
        findings(&ENTRY, &[get("/plans/20", 200, &plan)])
    }

    #[test]
    fn fields_that_contradict_the_type_are_found() {
        let (none, day) = (Value::Null, json!("2026-01-01T05:00:00"));
        for (kind, length, start, end, place) in [
            (
                "unlimited",
                json!(86_400),
                none.clone(),
                none.clone(),
                "$.access_length",
            ),
            (
                "specific",
                none.clone(),
                none.clone(),
                none.clone(),
                "$.access_length",
            ),
            (
                "specific",
                json!(60),
                none.clone(),
                day.clone(),
                "$.access_end_date_gmt",
            ),
            (
                "fixed",
                json!(60),
                none.clone(),
                day.clone(),
                "$.access_start_date_gmt",
            ),
            (
                "fixed",
                json!(31),
                day,
                json!("2026-02-01T05:00:00"),
                "$.access_length",
            ),
        ] {
            let lines = with(kind, length, start, end);
            assert_eq!(lines.len(), 1, "{kind}: {lines:?}");
            assert!(lines[0].starts_with(place), "{kind}: {lines:?}");
        }
    }

    #[test]
    fn sound_plans_are_silent() {
        let day = |text: &str| json!(text);
        assert_eq!(
            with("unlimited", Value::Null, Value::Null, Value::Null),
            [""; 0]
        );
        assert_eq!(
            with("specific", json!(7_948_800), Value::Null, Value::Null),
            [""; 0]
        );
        let fixed = with(
            "fixed",
            json!(2_678_400),
            day("2026-01-01T05:00:00"),
            day("2026-02-01T05:00:00"),
        );
        assert_eq!(fixed, [""; 0]);
    }
}
