use serde_json::Value;

use super::facts;
use super::written::{Deed, Written, written};
use super::{At, Check, Docket, Entry, Frame, Ground};
use crate::finding::{Basis, Class, Judged, Level, Location, Rule, causes};
use crate::seen::Route;

static RULE: Rule = Rule {
    id: "write-create",
    level: Level::Error,
    class: Class::Writes,
    title: "A create returns 200 with the requested membership",
    unit: "created memberships",
    what: "For each successful create, batches included: the status is 200; customer, plan, \
           status, order and product in the response are those that were sent; read-only \
           properties (id, view_url, date_created) are not taken from the request. Without a \
           status a membership is active, or delayed if it starts in the future.",
    why: "The shop's own code grants access according to the response to a create. A membership \
          with another plan or status than requested lets people in, or keeps them out.",
    example: "POST …/members with `\"status\": \"paused\"` returns `\"status\": \"active\"`.",
    remedy: "Look for filters on wc_memberships_create_user_membership and \
             wc_memberships_rest_api_*; disable other plugins one by one.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Status { found: u16 } = "status": "status 200", "status {found}";
        Id = "id": "the id that was sent", "another value";
        MembershipStatus = "membership-status": "the status that was sent", "another value";
        DefaultStatus = "default-status": "active, or delayed", "another value";
        Taken = "taken-from-input": "a value chosen by the site", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WriteCreate),
};

struct WriteCreate;

impl Check for WriteCreate {
    fn see(&mut self, frame: &Frame<'_>, _ground: &Ground, docket: &mut Docket<'_>) {
        let seen = frame.seen;
        for done in written(seen)
            .into_iter()
            .filter(|done| done.deed == Deed::Create)
        {
            docket.judged(frame, 1);
            if seen.route() == Some(&Route::Members) && seen.status() != 200 {
                let judged = Judged {
                    basis: Basis::Both,
                    location: Location::Status,
                    cause: Fault::Status {
                        found: seen.status(),
                    }
                    .into(),
                    source: Some("docs/observed.md#8".into()),
                };
                docket.fault(frame, judged, At::Whole);
            }
            for (name, fault) in wrong(&done) {
                let path = done.path.key(name);
                let judged = Judged {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: fault.into(),
                    source: Some("docs/observed.md#8".into()),
                };
                docket.contradiction(frame, judged, At::Json(&path), &[], || {
                    vec![
                        facts::sent(seen.number, name, done.sent),
                        facts::member("answered", seen.number, &done.path, name, done.row),
                    ]
                });
            }
        }
    }
}

/// The properties of the answer that do not agree with the request.
fn wrong(done: &Written<'_>) -> Vec<(&'static str, Fault)> {
    let mut wrong = Vec::new();
    for name in ["customer_id", "plan_id", "order_id", "product_id"] {
        let sent = done.sent.get(name).and_then(integer).filter(|id| *id > 0);
        if sent.is_some_and(|sent| done.row.get(name).and_then(integer) != Some(sent)) {
            wrong.push((name, Fault::Id));
        }
    }
    let status = done.row.get("status").and_then(Value::as_str);
    match done.sent.get("status").and_then(Value::as_str) {
        Some(sent) if status != Some(sent) => wrong.push(("status", Fault::MembershipStatus)),
        Some(_) => {}
        None if !matches!(status, Some("active" | "delayed")) => {
            wrong.push(("status", Fault::DefaultStatus));
        }
        None => {}
    }
    for name in ["id", "view_url", "date_created"] {
        let sent = done.sent.get(name).filter(|sent| !sent.is_null());
        if sent.is_some_and(|sent| done.row.get(name) == Some(sent)) {
            wrong.push((name, Fault::Taken));
        }
    }
    wrong
}

/// An id that was sent or answered: a number, or its digits.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, send};
    use crate::exchange::Method;
    use serde_json::json;

    fn create(sent: &Value, status: u16, answer: &Value) -> Vec<String> {
        findings(
            &ENTRY,
            &[send(Method::Post, "/members", sent, status, answer)],
        )
    }

    #[test]
    fn another_status_plan_or_customer_than_sent_is_found() {
        let sent = json!({ "customer_id": 1019, "plan_id": "21", "status": "paused" });
        assert_eq!(
            create(&sent, 200, &member(19)),
            [
                "$.plan_id: the id that was sent, another value found",
                "$.status: the status that was sent, another value found"
            ]
        );
        let sent = json!({ "customer_id": 1019, "plan_id": 20 });
        assert_eq!(
            create(&sent, 201, &member(19)),
            ["status: status 200, status 201 found"]
        );
    }

    #[test]
    fn a_property_that_can_only_be_read_is_not_taken_from_the_request() {
        let mut sent = json!({ "customer_id": 1019, "plan_id": 20, "id": 19 });
        assert_eq!(
            create(&sent, 200, &member(19)),
            ["$.id: a value chosen by the site, another value found"]
        );
        sent["id"] = json!(1);
        assert_eq!(create(&sent, 200, &member(19)), [""; 0]);
    }

    #[test]
    fn items_of_a_batch_are_judged_and_errors_in_it_are_none() {
        let sent = json!({ "create": [
            { "customer_id": 1019, "plan_id": 999_999_999 },
            { "customer_id": 1019, "plan_id": 20, "status": "paused" },
        ] });
        let answer = json!({ "create": [{ "id": 0, "error": { "code": "x" } }, member(19)] });
        let batch = send(Method::Post, "/members/batch", &sent, 200, &answer);
        assert_eq!(
            findings(&ENTRY, &[batch]),
            ["$.create[*].status: the status that was sent, another value found"]
        );
    }
}
