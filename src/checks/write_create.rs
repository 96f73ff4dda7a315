use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::facts;
use super::refusals::refusal;
use super::written::{Deed, Written, written};
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext, Traffic};
use crate::exchange::Method;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{self, Credentials, MEMBER_STATUSES, Paging, Route};

static RULE: Rule = Rule {
    id: "write-create",
    level: Level::Error,
    class: Class::Writes,
    title: "A create returns 200 with the requested membership",
    unit: "memberships made",
    what: "Each successful create, batches included, returns status 200; customer, plan, status, \
           order and product in the response are those that were sent; read-only values (id, \
           view_url, date_created) are not taken from the request. Without a status a membership \
           is active, or delayed if its start is in the future. A valid create of a write run must \
           succeed, and the lists that are read after a create must show the membership: those of \
           its customer, and the newest page of the whole list.",
    why: "A shop's own code grants access by the response to a create. A membership with another \
          plan or status than requested lets the wrong people in or keeps customers out.",
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
        Refused { found: u16 } = "refused": "a membership", "status {found}";
        NotListed = "not-listed": "the new membership in the list", "a list without it";
        Taken = "taken-from-input": "a value chosen by the site", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<WriteCreate>::default(),
};

#[derive(Default)]
struct WriteCreate {
    /// The memberships that were made, with the writes that no exchange had shown by then: after
    /// one more of these (a clean-up) nothing is known of them.
    made: BTreeMap<u64, u64>,
}

impl Check for WriteCreate {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if run.traffic() != Traffic::Foreign {
            refused(context, run, report);
            self.look_for_new(context, run, report);
        }
        for done in written(seen)
            .into_iter()
            .filter(|done| done.deed == Deed::Create)
        {
            report.examined(context, 1);
            self.made.insert(done.id, run.unseen_writes());
            if seen.route() == Some(&Route::Members) && seen.status() != 200 {
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Status,
                    cause: Fault::Status {
                        found: seen.status(),
                    }
                    .into(),
                    source: Some("docs/observed.md#8".into()),
                };
                report.fault(context, violation, At::Whole);
            }
            for (name, fault) in wrong(&done) {
                let path = done.path.key(name);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: fault.into(),
                    source: Some("docs/observed.md#8".into()),
                };
                report.contradiction(context, violation, At::Json(&path), &[], || {
                    vec![
                        facts::sent(seen.number, name, done.sent),
                        facts::member("answered", seen.number, &done.path, name, done.row),
                    ]
                });
            }
        }
    }
}

impl WriteCreate {
    /// Whether a list shows the memberships that were made before it was read.
    fn look_for_new(
        &self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        let (Some(Route::Members), Some(rows)) = (seen.route(), seen.rows()) else {
            return;
        };
        let is_plain = seen.query.names().iter().all(|name| {
            matches!(*name, "page" | "per_page" | "customer" | "context")
                || crate::redact::is_secret_name(name)
        });
        let Some(paging) = Paging::of(seen).filter(|paging| is_plain && paging.page == 1) else {
            return;
        };
        let customer = match seen.query.get("customer").map(str::parse::<i64>) {
            Some(Err(_)) => return,
            Some(Ok(id)) => Some(id),
            None => None,
        };
        let created = |row: &Value| {
            let text = row.get("date_created_gmt").and_then(Value::as_str);
            text.map(str::to_owned)
        };
        let oldest = rows.last().and_then(|row| created(row));
        let is_whole = paging.total.number() == Some(rows.len() as u64);
        let id_of = |row: &Value| row.get("id").and_then(Value::as_u64);
        let listed: BTreeSet<u64> = rows.iter().filter_map(|row| id_of(row)).collect();
        let expected = run.states().rows().filter(|row| {
            let status = row.get("status").and_then(Value::as_str);
            let is_listed = status.is_some_and(|status| MEMBER_STATUSES.contains(&status));
            let owner = row.get("customer_id").and_then(Value::as_i64);
            let is_new = id_of(row).and_then(|id| self.made.get(&id));
            is_listed
                && is_new == Some(&run.unseen_writes())
                && (customer.is_none() || customer == owner)
                && (is_whole || created(row) > oldest)
        });
        for row in expected {
            report.examined(context, 1);
            let Some(id) = id_of(row).filter(|id| !listed.contains(id)) else {
                continue;
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Sequence("lists after a create".into()),
                cause: Fault::NotListed.into(),
                source: None,
            };
            let text = format!("membership {id}");
            report.fault(context, violation, At::Value(&text));
        }
    }
}

/// A create that has nothing wrong in it, by who may, and that was rejected.
fn refused(context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
    let seen = context.seen;
    let is_create = seen.route() == Some(&Route::Members) && seen.method == Method::Post;
    let may_write = !matches!(
        seen.credentials,
        Credentials::None | Credentials::Wrong | Credentials::ReadOnly
    );
    // Who may not write at all is told so by the run.
    let is_refused = seen.status() >= 400 && !matches!(seen.status(), 401 | 403);
    if !(is_create && may_write && is_refused) || refusal(seen, run.states(), run).is_some() {
        return;
    }
    let id = |name: &str| seen.sent.as_ref()?.get(name)?.as_i64();
    if id("customer_id").is_none_or(|id| id <= 0) || id("plan_id").is_none_or(|id| id <= 0) {
        return;
    }
    // In a recording the mask may stand for the mistake.
    let sent = seen.sent.as_ref().and_then(Value::as_object);
    let mut texts = sent.into_iter().flatten().filter_map(|it| it.1.as_str());
    if texts.any(crate::redact::is_masked) {
        return;
    }
    report.examined(context, 1);
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Status,
        cause: Fault::Refused {
            found: seen.status(),
        }
        .into(),
        source: Some("docs/observed.md#8".into()),
    };
    report.fault(context, violation, At::Whole);
}

/// The properties of the response that do not agree with the request.
fn wrong(done: &Written<'_>) -> Vec<(&'static str, Fault)> {
    let mut wrong = Vec::new();
    for name in ["customer_id", "plan_id", "order_id", "product_id"] {
        let sent = done
            .sent
            .get(name)
            .and_then(interpret::id_of)
            .filter(|id| *id > 0);
        if sent.is_some_and(|sent| done.row.get(name).and_then(interpret::id_of) != Some(sent)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{With, findings, get, send};
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
    fn a_create_with_nothing_wrong_in_it_that_is_refused_is_found() {
        let sent = json!({ "customer_id": 1019, "plan_id": 20 });
        let error = json!({ "code": "x", "message": "x", "data": { "status": 400 } });
        assert_eq!(
            create(&sent, 400, &error),
            ["status: a membership, status 400 found"]
        );
        let masked = json!({ "customer_id": 1019, "plan_id": 20, "start_date_gmt": "redacted-1f" });
        assert_eq!(create(&masked, 400, &error), [""; 0]);
        let unfit = json!({ "customer_id": 1019, "plan_id": 20, "status": "no such status" });
        assert_eq!(create(&unfit, 400, &error), [""; 0]);
    }

    #[test]
    fn a_list_that_does_not_show_what_was_made_before_it_is_found() {
        let sent = json!({ "customer_id": 1019, "plan_id": 20 });
        let made = || send(Method::Post, "/members", &sent, 200, &member(19));
        let list = |rows: Value| {
            let total = rows.as_array().map_or(0, Vec::len) as u64;
            get("/members?customer=1019", 200, &rows).paged(total, 1)
        };
        assert_eq!(
            findings(&ENTRY, &[made(), list(json!([]))]),
            ["lists after a create: the new membership in the list, a list without it found"]
        );
        assert_eq!(
            findings(&ENTRY, &[made(), list(json!([member(19)]))]),
            [""; 0]
        );
        assert_eq!(findings(&ENTRY, &[list(json!([])), made()]), [""; 0]);
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
