use serde_json::Value;

use super::facts;
use super::states::State;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::exchange::Method;
use crate::finding::{Basis, Class, Fact, Level, Location, Rule, Violation, causes};
use crate::interpret::{Content, Interpreted, Route, differing};

static RULE: Rule = Rule {
    id: "write-delete",
    level: Level::Error,
    class: Class::Writes,
    title: "A delete returns the membership, which is then gone",
    unit: "deletes and later reads",
    what: "Each successful DELETE returns `deleted: true` and, in `previous`, the membership as it \
           was, without `_links`. Afterwards GET and a second DELETE of the id return 404, and no \
           list shows it; the same holds for an id that a batch reports as deleted \
           (`docs/observed.md#10`).",
    why: "Moving a row to the Trash does not satisfy the right to erasure. And a client that \
          cannot tell whether a delete worked may retry it or never do so.",
    example: "GET …/members/12 after its DELETE returns 200 with `\"status\": \"trash\"`.",
    remedy: "Look for plugins that move deleted rows to the Trash (filters on pre_delete_post), \
             and for filters on the response to the delete.",
};

causes! {
    /// What the check finds.
    enum Fault {
        StillListed = "still-listed": "lists without the deleted membership", "a list that shows it";
        StillThere { found: u16 } = "still-there":
        "status 404 for what was deleted", "status {found}";
        NotDeleted = "not-deleted": "true", "something else";
        NoPrevious = "no-previous": "the membership as it was", "no membership";
        AnotherId = "another-id": "the id that was deleted", "another id";
        AnotherValue = "another-value": "the value before the delete", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WriteDelete),
};

struct WriteDelete;

impl Check for WriteDelete {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if seen.route() == Some(&Route::Members) {
            lists(context, run, report);
        }
        if let Some(Route::Member(id)) = seen.route() {
            let known = run.states().of(*id, run);
            let was_deleted = known.is_some_and(|state| state.row().is_none());
            let is_delete = seen.method == Method::Delete;
            let is_recorded = seen.content != Content::NotRecorded;
            if is_delete && seen.is_success() && !was_deleted && is_recorded {
                report.examined(context, 1);
                answer(context, *id, known.and_then(State::row), report);
            }
            let asks = is_delete || seen.method == Method::Get;
            if was_deleted && asks {
                report.examined(context, 1);
                if seen.is_success() {
                    let violation = Violation {
                        basis: Basis::Both,
                        location: Location::Status,
                        cause: Fault::StillThere {
                            found: seen.status(),
                        }
                        .into(),
                        source: Some("docs/observed.md#10".into()),
                    };
                    report.fault(context, violation, At::Whole);
                }
            }
        }
    }
}

/// Judges the rows of a list: none may be of a membership that was deleted.
fn lists(context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
    for (index, row) in context.seen.rows().unwrap_or_default().iter().enumerate() {
        let id = row.get("id").and_then(Value::as_u64);
        let state = id.and_then(|id| run.states().of(id, run));
        // Rows that were not written are nothing to judge here.
        let Some(state) = state else { continue };
        report.examined(context, 1);
        if state.row().is_some() {
            continue;
        }
        let path = JsonPath::root().index(index).key("id");
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Json(path.pattern()),
            cause: Fault::StillListed.into(),
            source: Some("docs/observed.md#10".into()),
        };
        report.fault(context, violation, At::Json(&path));
    }
}

/// Judges the response to a delete.
fn answer(
    context: &ExchangeContext<'_>,
    id: u64,
    before: Option<&Value>,
    report: &mut Reporter<'_>,
) {
    let seen: &Interpreted<'_> = context.seen;
    let body = seen.object().unwrap_or(&Value::Null);
    let previous = body.get("previous").filter(|it| it.is_object());
    let mut fault = |path: JsonPath, fault: Fault, against: Option<Fact>| {
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Json(path.pattern()),
            cause: fault.into(),
            source: Some("docs/observed.md#10".into()),
        };
        report.contradiction(context, violation, At::Json(&path), &[], || {
            let here = |against| {
                let value = seen.json().and_then(|body| path.find(body.one()?));
                vec![
                    against,
                    facts::value("the delete returned", seen.number, &path, value),
                ]
            };
            against.map(here).unwrap_or_default()
        });
    };
    let root = JsonPath::root();
    if body.get("deleted") != Some(&Value::Bool(true)) {
        fault(root.key("deleted"), Fault::NotDeleted, None);
    }
    let Some(previous) = previous else {
        fault(root.key("previous"), Fault::NoPrevious, None);
        return;
    };
    if previous.get("id").and_then(Value::as_u64) != Some(id) {
        let path = root.key("previous").key("id");
        let asked = facts::text("asked for", Some(seen.number), "path", &id.to_string());
        fault(path, Fault::AnotherId, Some(asked));
    }
    let names = before.map(|before| differing(before, previous));
    for name in names.into_iter().flatten().filter(|name| name != "_links") {
        let path = root.key("previous").key(&name);
        let known = before.and_then(|before| before.get(&name));
        let mut was = facts::value("before it", seen.number, &root.key(&name), known);
        was.exchange = None;
        fault(path, Fault::AnotherValue, Some(was));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, findings_in_a_recording, get, send};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn delete(body: &Value) -> Exchange {
        ask(Method::Delete, "/members/19", 200, &body.to_string())
    }

    fn sound() -> Value {
        let mut previous = member(19);
        previous.as_object_mut().unwrap().shift_remove("_links");
        json!({ "deleted": true, "previous": previous })
    }

    fn gone(method: Method) -> Exchange {
        let body = json!({ "code": "x", "message": "x", "data": { "status": 404 } });
        ask(method, "/members/19", 404, &body.to_string())
    }

    #[test]
    fn what_was_asked_before_the_delete_is_silent_wherever_it_stands() {
        let mut deletion = delete(&sound());
        deletion.started = deletion
            .started
            .map(|at| at + jiff::SignedDuration::from_secs(1));
        let exchanges = [deletion, get("/members/19", 200, &member(19))];
        assert_eq!(findings_in_a_recording(&ENTRY, &exchanges), [""; 0]);
    }

    #[test]
    fn what_is_there_after_a_delete_is_found() {
        let mut trashed = member(19);
        trashed["status"] = json!("trash");
        assert_eq!(
            findings(
                &ENTRY,
                &[delete(&sound()), get("/members/19", 200, &trashed)]
            ),
            ["status: status 404 for what was deleted, status 200 found"]
        );
        let sound = [delete(&sound()), gone(Method::Get), gone(Method::Delete)];
        assert_eq!(findings(&ENTRY, &sound), [""; 0]);
    }

    #[test]
    fn a_list_that_still_shows_what_was_deleted_is_found() {
        let list = || get("/members", 200, &json!([member(19)]));
        assert_eq!(
            findings(&ENTRY, &[delete(&sound()), list()]),
            ["$[*].id: lists without the deleted membership, a list that shows it found"]
        );
        assert_eq!(findings(&ENTRY, &[list(), delete(&sound())]), [""; 0]);
    }

    #[test]
    fn an_answer_without_the_membership_as_it_was_is_found() {
        assert_eq!(
            findings(&ENTRY, &[delete(&json!({ "deleted": true }))]),
            ["$.previous: the membership as it was, no membership found"]
        );
        let made = send(
            Method::Post,
            "/members",
            &json!({ "customer_id": 1019, "plan_id": 20 }),
            200,
            &member(19),
        );
        let mut other = sound();
        other["previous"]["status"] = json!("expired");
        assert_eq!(
            findings(&ENTRY, &[made, delete(&other)]),
            ["$.previous.status: the value before the delete, another value found"]
        );
    }
}
