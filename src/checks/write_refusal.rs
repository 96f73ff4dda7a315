use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::facts;
use super::refusals::{Reason, refusal};
use super::written::{Deed, written};
use super::{At, Check, Entry, Evidence, ExchangeContext, Reporter, RunContext, Traffic};
use crate::contract::JsonPath;
use crate::exchange::Method;
use crate::finding::{Basis, Cause, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Content, Credentials, Interpreted, Route, differing};
use crate::redact;

static RULE: Rule = Rule {
    id: "write-refusal",
    level: Level::Error,
    class: Class::Writes,
    title: "Invalid input is rejected and changes nothing",
    unit: "invalid writes",
    what: "If a create or update is clearly invalid (customer or plan missing; ids, statuses, \
           dates and lists of the wrong type; unknown ids; a second membership of a customer in \
           the same plan; writes to plans), the response is an error with the matching code. In \
           memberspec's own traffic the membership is unchanged after a rejected update, and a \
           rejected create leaves no membership behind (`docs/observed.md#8`, `#9`, `#11`).",
    why: "A client that gets an error retries, or tells the user that nothing happened. If the \
          membership exists nevertheless, it is paid for twice or not at all.",
    example: "POST …/members with an order that does not exist returns 404, but the customer is a \
              member now.",
    remedy: "Look for code that creates or changes memberships before it validates its input, and \
             for filters that discard the errors of others.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Accepted { reason: Reason } = "accepted": "an error", "a success";
        AnotherAnswer { reason: Reason } = "another-answer": "an error", "another answer";
        AnotherCode { reason: Reason } = "another-code": "the matching code", "another code";
        LeftBehind = "left-behind": "no membership", "a membership that no other request created";
        Changed = "changed":
        "unchanged after a rejected update", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<WriteRefusal>::default(),
};

#[derive(Default)]
struct WriteRefusal {
    lists: BTreeMap<u64, List>,
    /// The membership, a rejected update of it, and how it was before.
    updates: BTreeMap<u64, (Arc<Evidence>, Value)>,
}

/// The memberships of one customer as they were last listed.
struct List {
    ids: BTreeSet<u64>,
    refused: Option<Arc<Evidence>>,
    has_written: bool,
}

impl Check for WriteRefusal {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let is_allowed = !matches!(
            seen.credentials,
            Credentials::None | Credentials::Wrong | Credentials::ReadOnly
        );
        // Without the body, not even whether the response is an error is known.
        let is_recorded = seen.content != Content::NotRecorded;
        let must = (is_allowed && is_recorded && !matches!(seen.status(), 401 | 403))
            .then(|| refusal(seen, run.states(), run))
            .flatten();
        if let Some(must) = must {
            report.examined(context, 1);
            let code = seen.error_code();
            let is_refused = (400..500).contains(&seen.status()) && seen.is_error_envelope();
            let reason = must.why;
            let wrong = if seen.is_success() && !seen.is_error_envelope() {
                Some((Location::Status, Fault::Accepted { reason }))
            } else if !is_refused {
                Some((Location::Status, Fault::AnotherAnswer { reason }))
            } else if !code.is_some_and(|code| must.codes.contains(&code)) {
                Some((
                    Location::Json("$.code".into()),
                    Fault::AnotherCode { reason },
                ))
            } else {
                None
            };
            if let Some((location, fault)) = wrong {
                let mut cause = Cause::from(fault);
                cause.expected = format!("{}: {}", cause.expected, reason.1);
                let violation = Violation {
                    basis: Basis::Both,
                    location,
                    cause,
                    source: Some("docs/observed.md#8, #9, #11".into()),
                };
                report.contradiction(context, violation, At::Whole, &[], || {
                    let number = Some(seen.number);
                    let code = redact::told_text("code", code.unwrap_or_default());
                    let answer = format!("{} {code}", seen.status());
                    vec![
                        facts::text("must be rejected", number, "body", reason.1),
                        facts::text("answered", number, "status and code", answer.trim_end()),
                    ]
                });
            }
        }
        if run.traffic() != Traffic::Foreign {
            self.look_for_remains(context, run, report);
            self.look_for_changes(context, run, report);
        }
    }
}

impl WriteRefusal {
    /// Memberships of a customer that nobody made but a create that was rejected.
    fn look_for_remains(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        let customer = customer_of_create(seen);
        if let Some(customer) = customer {
            let is_refused = seen.status() >= 400;
            let list = self.lists.get_mut(&customer);
            match list {
                Some(list) if is_refused => {
                    list.refused.get_or_insert_with(|| context.evidence());
                }
                Some(list) => list.has_written = true,
                None => {}
            }
        } else if !seen.method.is_safe() && seen.is_success() {
            for list in self.lists.values_mut() {
                list.has_written = true;
            }
        }
        let asked = seen
            .query
            .get("customer")
            .and_then(|id| id.parse::<u64>().ok());
        let (Some(customer), Some(rows)) = (asked, seen.rows()) else {
            return;
        };
        let id =
            |row: &std::sync::Arc<crate::interpret::Row>| row.get("id").and_then(Value::as_u64);
        let ids: BTreeSet<u64> = rows.iter().filter_map(id).collect();
        if let Some(before) = self.lists.get(&customer)
            && let (Some(evidence), false) = (&before.refused, before.has_written)
        {
            report.examined_at(&evidence.operation, 1);
            for left in ids
                .difference(&before.ids)
                .filter(|id| !run.states().knows(**id))
            {
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Sequence("after a rejected create".into()),
                    cause: Fault::LeftBehind.into(),
                    source: Some("docs/observed.md#8".into()),
                };
                report.late(
                    evidence,
                    violation,
                    "the list after it".into(),
                    None,
                    i64::try_from(*left).ok(),
                );
            }
        }
        let list = List {
            ids,
            refused: None,
            has_written: false,
        };
        self.lists.insert(customer, list);
    }

    /// Memberships that a rejected update changed.
    fn look_for_changes(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        let Some(Route::Member(id)) = seen.route() else {
            for done in written(seen) {
                self.updates.remove(&done.id);
            }
            return;
        };
        if seen.method.is_safe() {
            let Some(item) = seen.item().filter(|_| !seen.is_reshaped()) else {
                return;
            };
            if let Some((evidence, before)) = self.updates.remove(id) {
                report.examined_at(&evidence.operation, 1);
                for name in differing(&before, item) {
                    let violation = Violation {
                        basis: Basis::Both,
                        location: Location::Json(JsonPath::root().key(&name).pattern()),
                        cause: Fault::Changed.into(),
                        source: Some("docs/observed.md#9".into()),
                    };
                    let place = (
                        JsonPath::root().key(&name).pattern(),
                        None,
                        i64::try_from(*id).ok(),
                    );
                    report.late_beside(&evidence, violation, place, &[seen.number], || {
                        let root = JsonPath::root();
                        let mut was = facts::member("before the update", 0, &root, &name, &before);
                        was.exchange = None;
                        let now = facts::member("after it", seen.number, &root, &name, item);
                        vec![was, now]
                    });
                }
            }
        } else if seen.is_success() {
            self.updates.remove(id);
        } else if let Some(before) = run.states().row(*id, run) {
            // More than one property at once: what came before the bad one may stay
            // (`docs/observed.md#9`).
            let is_single = seen
                .sent
                .as_ref()
                .and_then(Value::as_object)
                .is_none_or(|sent| sent.len() <= 1);
            if is_single && !self.updates.contains_key(id) {
                self.updates
                    .insert(*id, (context.evidence(), before.clone()));
            }
        }
    }
}

/// The customer that a create is for.
fn customer_of_create(seen: &Interpreted<'_>) -> Option<u64> {
    let is_create = seen.method == Method::Post && seen.route() == Some(&Route::Members);
    if !is_create {
        return None;
    }
    let by_answer = written(seen)
        .into_iter()
        .find(|done| done.deed == Deed::Create)
        .and_then(|done| done.row.get("customer_id")?.as_u64());
    let sent = seen
        .sent
        .as_ref()
        .and_then(|sent| sent.get("customer_id")?.as_u64());
    by_answer.or(sent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get, send};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn refused(method: Method, path: &str, sent: &Value, status: u16, code: &str) -> Exchange {
        let body = json!({ "code": code, "message": "x", "data": { "status": status } });
        send(method, path, sent, status, &body)
    }

    fn sound(plan: u64) -> Value {
        json!({ "customer_id": 1019, "plan_id": plan })
    }

    fn with(name: &str, value: &Value) -> Value {
        let mut body = sound(20);
        body[name] = value.clone();
        body
    }

    #[test]
    fn what_must_be_refused_and_is_not_is_found() {
        for (body, why) in [
            (
                json!({ "customer_id": 1019 }),
                "customer or plan is missing",
            ),
            (
                with("customer_id", &Value::Null),
                "customer or plan is missing",
            ),
            (with("plan_id", &json!("abc")), "an id is not an integer"),
            (with("status", &json!("bogus")), "the status does not exist"),
            (with("status", &Value::Null), "the status is null"),
            (
                with("start_date_gmt", &json!("not a date")),
                "a date is invalid",
            ),
            (
                with("end_date_gmt", &json!("2027-13-01T00:00:00")),
                "a date is invalid",
            ),
            (with("end_date_gmt", &json!(5)), "a date is a number"),
            (
                with("order_id", &json!(999_999_999)),
                "the order does not exist",
            ),
            (
                with("meta_data", &json!([{ "value": 1 }])),
                "an entry of the an entry of the an entry of the an entry of the meta data has no \
                 key",
            ),
        ] {
            let taken = send(Method::Post, "/members", &body, 200, &member(19));
            assert_eq!(
                findings(&ENTRY, &[taken]),
                [format!("status: an error: {why}, a success found")]
            );
        }
        let good = send(
            Method::Post,
            "/members",
            &with("start_date_gmt", &json!("next friday")),
            200,
            &member(19),
        );
        assert_eq!(findings(&ENTRY, &[good]), [""; 0]);
    }

    #[test]
    fn a_second_membership_in_the_same_plan_is_found() {
        let create = |id| send(Method::Post, "/members", &sound(20), 200, &member(id));
        assert_eq!(
            findings(&ENTRY, &[create(19), create(19)]),
            ["status: an error: the customer is already a member of the plan, a success found"]
        );
        let code = "woocommerce_rest_wc_user_membership_exists";
        let exists = refused(Method::Post, "/members", &sound(20), 400, code);
        assert_eq!(findings(&ENTRY, &[create(19), exists]), [""; 0]);
    }

    #[test]
    fn another_code_is_found() {
        let answer = refused(
            Method::Post,
            "/members",
            &json!({}),
            400,
            "rest_invalid_param",
        );
        assert_eq!(
            findings(&ENTRY, &[answer]),
            ["$.code: the matching code: customer or plan is missing, another code found"]
        );
    }

    #[test]
    fn a_membership_that_a_refused_create_leaves_is_found() {
        let list = |rows: &Value| get("/members?customer=1019", 200, rows);
        let code = "woocommerce_rest_invalid_wc_user_membership_order_id";
        let body = with("order_id", &json!(999_999_999));
        let create = refused(Method::Post, "/members", &body, 404, code);
        let exchanges = [list(&json!([])), create.clone(), list(&json!([member(19)]))];
        assert_eq!(
            findings(&ENTRY, &exchanges),
            [
                "after a rejected create: no membership, a membership that no other request \
                 created found"
            ]
        );
        assert_eq!(
            findings(&ENTRY, &[list(&json!([])), create, list(&json!([]))]),
            [""; 0]
        );
    }

    #[test]
    fn a_refused_update_that_changes_something_is_found() {
        let mut changed = member(19);
        changed["status"] = json!("paused");
        let made = send(Method::Post, "/members", &sound(20), 200, &member(19));
        let body = json!({ "plan_id": 999_999_999 });
        let code = "woocommerce_rest_wc_user_membership_plan_not_found";
        let update = refused(Method::Put, "/members/19", &body, 404, code);
        assert_eq!(
            findings(
                &ENTRY,
                &[
                    made.clone(),
                    update.clone(),
                    get("/members/19", 200, &changed)
                ]
            ),
            ["$.status: unchanged after a rejected update, another value found"]
        );
        let same = [made, update, get("/members/19", 200, &member(19))];
        assert_eq!(findings(&ENTRY, &same), [""; 0]);
    }
}
