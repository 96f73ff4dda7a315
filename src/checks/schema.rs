use std::collections::BTreeMap;

use super::readings::{Occurrences, cause_of};
use super::reported::Reported;
use super::{At, Check, Entry, ExchangeContext, Readings, Reporter, RunContext};
use crate::contract::{Found, JsonPath, SchemaCause};
use crate::finding::{Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Interpreted, Json};

static RULE: Rule = Rule {
    id: "schema",
    level: Level::Error,
    class: Class::Shape,
    title: "Every value has the type and the limits that the contract declares",
    unit: "rows",
    what: "The JSON body of each success is validated against the schema of its operation and \
           status: types, nullability, required keys, enums, limits. An integer has no decimal point \
           and fits into 64 bits: JSON Schema takes 47.0 for one, typed clients do not. The format of dates is judged by \
           date-format.",
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
        EmptyObject = "empty-object":
        "an object with the keys of the contract", "an empty object";
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
    /// The same for objects that are empty, each by the first key that is missing in it.
    reported_empty: Reported,
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
            let empty = empty_objects(seen, readings);
            for first in empty.values() {
                let object = first.first().parent().unwrap_or_else(JsonPath::root);
                let violation = || Violation {
                    basis: (*edition).into(),
                    location: Location::Json(object.pattern()),
                    cause: Fault::EmptyObject.into(),
                    source: Some(first.what.source.clone()),
                };
                let identity = (first.identity(), first.times);
                report.shown(context, &mut self.reported_empty, identity, || {
                    (violation(), object.clone())
                });
            }
            for shown in readings.causes() {
                let cause = &shown.what;
                if is_spelling_of_a_date(cause) {
                    continue;
                }
                if missing_in(shown).is_some_and(|object| empty.contains_key(&object.pattern())) {
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
    // Every object of WordPress may have links.
    let alike = usize::from(members.contains_key("_links"));
    undeclared.filter(|it| is_outer(&it.first())).count() >= members.len() - alike
        && readings
            .causes()
            .iter()
            .any(|it| it.what.found == Found::Missing && is_outer(&it.first()))
}

/// The objects that are empty although the contract asks for several keys, by place for any row,
/// with the first key that is missing: one cause, however many keys it takes along.
fn empty_objects<'r>(
    seen: &Interpreted<'_>,
    readings: &'r Readings,
) -> BTreeMap<String, &'r Occurrences<SchemaCause>> {
    let mut missing: BTreeMap<String, Vec<&Occurrences<SchemaCause>>> = BTreeMap::new();
    for shown in readings.causes() {
        if let Some(object) = missing_in(shown) {
            missing.entry(object.pattern()).or_default().push(shown);
        }
    }
    let is_empty = |object: &JsonPath| {
        let (row, within) = match (seen.json()?, object.split_index()) {
            (Json::List(rows), Some((index, within))) => (rows.get(index)?, within),
            (Json::One(row), None) => (row, object.clone()),
            _ => return None,
        };
        Some(within.find(row.value())?.as_object()?.is_empty())
    };
    let mut found = BTreeMap::new();
    for (place, keys) in missing {
        let [first, others @ ..] = keys.as_slice() else {
            continue;
        };
        // Where other rows lack single keys, each key speaks for itself.
        let is_whole = !others.is_empty() && others.iter().all(|it| it.times == first.times);
        if is_whole && first.first().parent().and_then(|it| is_empty(&it)) == Some(true) {
            found.insert(place, *first);
        }
    }
    found
}

/// The object that a missing key is missing in.
fn missing_in(shown: &Occurrences<SchemaCause>) -> Option<JsonPath> {
    (shown.what.found == Found::Missing)
        .then(|| shown.first().parent())
        .flatten()
}

/// Whether a violation is about how a date is written, which date-format says better.
pub(super) fn is_spelling_of_a_date(cause: &SchemaCause) -> bool {
    cause.about_date && matches!(cause.keyword.as_str(), "pattern" | "format")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, get};
    use crate::exchange::Method;
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
    fn an_item_in_place_of_the_description_is_one_finding() {
        let body = member(19).to_string();
        let item = ask(Method::Options, "/members/19", 200, &body);
        assert_eq!(
            findings(&ENTRY, &[item]),
            ["$: an object with the keys of the contract, an object with none of them found"]
        );
    }

    #[test]
    fn an_empty_object_is_one_finding_and_single_missing_keys_are_one_each() {
        let empty = get("/members", 200, &json!([{}, {}]));
        assert_eq!(
            findings(&ENTRY, &[empty]),
            ["$[*]: an object with the keys of the contract, an empty object found"]
        );
        let mut row = member(19);
        row.as_object_mut().unwrap().shift_remove("plan_id");
        let mixed = findings(&ENTRY, &[get("/members", 200, &json!([{}, row]))]);
        assert!(mixed.len() > 10, "{mixed:?}");
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
