use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::facts;
use super::written::written;
use super::{At, Check, Entry, Evidence, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::differing;

static RULE: Rule = Rule {
    id: "write-read-back",
    level: Level::Error,
    class: Class::Writes,
    title: "The next read returns what the write returned",
    unit: "writes read back",
    what: "A membership that was created or changed is compared with its next GET, if there is no \
           other write to it in between. Ignored are the end while paused_date is set, because it \
           moves with the clock, and a subscription that was linked by the same request, which the \
           response does not show yet (`docs/observed.md#5`, `#8`).",
    why: "Clients trust the response. If the next request returns something else, the write was \
          lost, or one of two servers lags behind.",
    example: "PUT returns `\"status\": \"paused\"`, the next GET returns `active`.",
    remedy: "Look for reads from a delayed database replica, an object cache that writes do not \
             invalidate, and code on save_post that reverts the membership.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Lost = "lost":
        "what the write returned", "the state before the write";
        AnotherValue = "another-value": "what the write returned", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<WriteReadBack>::default(),
};

#[derive(Default)]
struct WriteReadBack {
    unread: BTreeMap<u64, Unread>,
}

struct Unread {
    evidence: Arc<Evidence>,
    links_subscription: bool,
    /// The membership before the write, if it is known.
    before: Option<Value>,
}

impl Check for WriteReadBack {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let item = seen
            .item()
            .filter(|_| !seen.is_reshaped() && !seen.query.has("customer_data"));
        if let Some(item) = item
            && let Some(id) = item.get("id").and_then(Value::as_u64)
            && seen.route().is_some_and(crate::interpret::Route::is_member)
            && let Some(unread) = self.unread.remove(&id)
            && let Some(answered) = run.states().row(id, run)
        {
            report.examined_at(&unread.evidence.operation, 1);
            let mut names = differing(answered, item);
            names.retain(|name| {
                !(unread.links_subscription
                    && matches!(name.as_str(), "subscription_id" | "_links"))
            });
            // A write that left everything as it was is one cause, whatever it sent.
            let is_lost = unread
                .before
                .as_ref()
                .is_some_and(|before| differing(before, item).is_empty());
            if is_lost {
                names.truncate(1);
            }
            for name in names {
                let root = JsonPath::root();
                let path = root.key(&name);
                let violation = Violation {
                    basis: Basis::Both,
                    location: if is_lost {
                        Location::Sequence("a write and the read after it".into())
                    } else {
                        Location::Json(path.pattern())
                    },
                    cause: if is_lost {
                        Fault::Lost
                    } else {
                        Fault::AnotherValue
                    }
                    .into(),
                    source: Some("docs/observed.md#8, #9".into()),
                };
                report.contradiction(context, violation, At::Json(&path), &[], || {
                    let number = unread.evidence.number;
                    vec![
                        facts::member("the write returned", number, &root, &name, answered),
                        facts::member("the read returned", seen.number, &root, &name, item),
                    ]
                });
            }
        }
        for done in written(seen) {
            let before = match self.unread.remove(&done.id) {
                Some(unread) => unread.before,
                None => run.states().row(done.id, run).cloned(),
            };
            let unread = Unread {
                evidence: context.evidence(),
                links_subscription: done.sent.contains_key("subscription_id"),
                before,
            };
            self.unread.insert(done.id, unread);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get, send};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    fn paused() -> Value {
        let mut row = member(19);
        row["status"] = json!("paused");
        row
    }

    fn put(sent: &Value) -> Exchange {
        send(Method::Put, "/members/19", sent, 200, &paused())
    }

    #[test]
    fn a_write_that_is_lost_is_found() {
        let read = get("/members/19", 200, &member(19));
        assert_eq!(
            findings(&ENTRY, &[put(&json!({ "status": "paused" })), read.clone()]),
            ["$.status: what the write returned, another value found"]
        );
        assert_eq!(findings(&ENTRY, &[read]), [""; 0]);
    }

    #[test]
    fn a_subscription_that_the_answer_does_not_show_yet_is_silent() {
        let mut later = paused();
        later["subscription_id"] = json!(50);
        let exchanges = [
            put(&json!({ "subscription_id": 50 })),
            get("/members/19", 200, &later),
        ];
        assert_eq!(findings(&ENTRY, &exchanges), [""; 0]);
    }

    #[test]
    fn what_somebody_reads_after_the_next_write_is_compared_with_that() {
        let back = send(
            Method::Put,
            "/members/19",
            &json!({ "status": "active" }),
            200,
            &member(19),
        );
        let exchanges = [
            put(&json!({ "status": "paused" })),
            back,
            get("/members/19", 200, &member(19)),
        ];
        assert_eq!(findings(&ENTRY, &exchanges), [""; 0]);
    }
}
