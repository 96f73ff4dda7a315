use super::readings::cause_of;
use super::reported::Reported;
use super::{At, Check, Entry, ExchangeContext, Readings, Reporter, RunContext};
use crate::contract::{Found, JsonPath, SchemaCause};
use crate::finding::{Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Interpreted;

static RULE: Rule = Rule {
    id: "schema",
    level: Level::Error,
    class: Class::Shape,
    title: "Every value has the type and the limits that the contract declares",
    unit: "rows",
    what: "The JSON body of each success is validated against the schema of its operation and \
           status: types, nullability, required keys, enums, limits. The format of dates is judged \
           by date-format.",
    why: "A number sent as a string, or a missing key, breaks typed clients immediately and \
          untyped clients later, in unrelated code.",
    example: "`order_id` is \"47\", but the contract requires an integer or null.",
    remedy: "Look for a filter on the plugin's REST responses in the theme or in other plugins \
             (wc_memberships_rest_api_…); if the plugin itself changed, check its release notes \
             and the contract of its release.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherObject = "another-object":
        "an object with the keys of the contract", "an object with none of them";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<Schema>::default(),
};

#[derive(Default)]
struct Schema {
    reported: Reported,
}

impl Check for Schema {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if seen.json().is_none() || !seen.is_success() {
            return;
        }
        report.examined(context, seen.rows().map_or(1, <[_]>::len));
        for edition in run.editions() {
            let readings = context.readings(run, *edition);
            if is_another_object(seen, readings) {
                let violation = Violation {
                    basis: (*edition).into(),
                    location: Location::Json("$".into()),
                    cause: Fault::AnotherObject.into(),
                    source: readings.schema().map(|schema| schema.pointer.clone()),
                };
                report.fault(context, violation, At::Json(&JsonPath::root()));
                continue;
            }
            for shown in readings.causes() {
                let cause = &shown.what;
                if is_spelling_of_a_date(cause) {
                    continue;
                }
                let violation = || Violation {
                    basis: (*edition).into(),
                    location: Location::Json(shown.pattern()),
                    cause: cause_of(cause),
                    source: Some(cause.source.clone()),
                };
                let identity = (shown.identity(), shown.times);
                report.shown(context, &mut self.reported, identity, || {
                    (violation(), shown.first())
                });
            }
        }
    }
}

/// Whether a body is an object that lacks what the contract asks for and holds nothing that it
/// declares: something stands around the response, or in its place.
pub(super) fn is_another_object(seen: &Interpreted<'_>, readings: &Readings) -> bool {
    if readings.undeclared().is_empty() {
        return false;
    }
    let Some(members) = seen.object().and_then(|body| body.as_object()) else {
        return false;
    };
    let is_outer = |path: &JsonPath| path.parent().is_some_and(|it| it.parent().is_none());
    let undeclared = readings.undeclared().iter();
    undeclared.filter(|it| is_outer(&it.first())).count() == members.len()
        && readings
            .causes()
            .iter()
            .any(|it| it.what.found == Found::Missing && is_outer(&it.first()))
}

/// Whether a violation is about how a date is written, which date-format says better.
pub(super) fn is_spelling_of_a_date(cause: &SchemaCause) -> bool {
    cause.about_date && matches!(cause.keyword.as_str(), "pattern" | "format")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    #[test]
    fn a_wrong_type_is_one_finding_for_all_rows() {
        let mut one = member(19);
        one["order_id"] = json!("47");
        let mut other = member(20);
        other["order_id"] = json!("48");
        let lines = findings(&ENTRY, &[get("/members", 200, &json!([one, other]))]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].starts_with("$[*].order_id: integer or null"),
            "{lines:?}"
        );
    }

    #[test]
    fn a_missing_key_and_an_unknown_status_are_found() {
        let mut row = member(19);
        row.as_object_mut().unwrap().shift_remove("plan_id");
        row["status"] = json!("frozen");
        let lines = findings(&ENTRY, &[get("/members/19", 200, &row)]);
        assert_eq!(lines.len(), 2, "{lines:?}");
    }

    #[test]
    fn a_sound_row_an_error_and_a_reshaped_answer_are_silent() {
        let lines = findings(
            &ENTRY,
            &[
                get("/members", 200, &json!([member(19)])),
                get("/members?_fields=id", 200, &json!([{ "id": 19 }])),
                get(
                    "/members/19",
                    200,
                    &json!({ "code": "x", "message": "y", "data": {} }),
                ),
            ],
        );
        assert_eq!(lines, [""; 0]);
    }
}
