use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entities::entities;
use super::facts;
use super::{Check, Entry, Evidence, ExchangeContext, ObservedAt, Reporter, RunContext, Traffic};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Foreign, Kind, id_of};

static RULE: Rule = Rule {
    id: "foreign-keys",
    level: Level::Error,
    class: Class::Links,
    title: "Customer, order and product of a membership exist",
    unit: "ids",
    what: "A few ids in `customer_id`, `order_id` and `product_id` are requested from \
           WooCommerce's own routes with `_fields=id`, so that no personal data is sent. If the \
           route reports the id as invalid, the reference is broken: deleting an order or product \
           leaves null, and deleting a user deletes the memberships (`docs/observed.md#5`). Ids \
           are not judged if the key may not read them or if the site does not have the route.",
    why: "Invoices cannot be found and customers cannot be contacted: every report that joins \
          memberships with orders or users silently loses these rows.",
    example: "`customer_id` is 57, and GET /wc/v3/customers/57 returns 404 \
              woocommerce_rest_invalid_id.",
    remedy: "Look for users or orders that were removed without WordPress (by a query, an import \
             or a migration to another order table), and end or reassign the memberships.",
};

causes! {
    /// What the check finds.
    enum Fault {
        LeadsNowhere { kind: &'static str } = "leads-nowhere":
        "the id of an existing {kind}", "an id for which no {kind} exists";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<ForeignKeys>::default(),
};

/// How many different ids are remembered; then memory starts afresh.
const KEPT: usize = 5_000;

#[derive(Default)]
struct ForeignKeys {
    holders: BTreeMap<(Kind, i64), Holder>,
    /// Ids that subscriptions have too: an order may be given as a subscription.
    subscriptions: BTreeSet<i64>,
}

/// Where an id was seen last.
struct Holder {
    evidence: Arc<Evidence>,
    path: String,
    pattern: String,
    row: i64,
    moment: ObservedAt,
}

impl Check for ForeignKeys {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, _report: &mut Reporter<'_>) {
        // What somebody else's program deleted does not show in its recording.
        if run.traffic() == Traffic::Foreign
            || !context
                .seen
                .route()
                .is_some_and(crate::interpret::Route::is_member)
        {
            return;
        }
        for entity in entities(context.seen) {
            let id = |key: &str| entity.value.get(key).and_then(id_of);
            if let Some(id) = id("subscription_id") {
                self.subscriptions.insert(id);
            }
            for kind in Kind::ALL {
                let Some(target) = id(kind.key()).filter(|id| *id > 0) else {
                    continue;
                };
                if self.holders.len() >= KEPT {
                    self.holders.clear();
                }
                let path = entity.path().key(kind.key());
                let holder = Holder {
                    evidence: context.evidence(),
                    path: path.exact(),
                    pattern: path.pattern(),
                    row: entity.id,
                    moment: run.moment(),
                };
                self.holders.insert((kind, target), holder);
            }
        }
    }

    fn see_compared(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        let Some(Foreign { kind, id }) = Foreign::of(&seen.exchange.request.url) else {
            return;
        };
        let Some(holder) = self.holders.get(&(kind, id)) else {
            return;
        };
        if !run.may_compare(&holder.moment) {
            return;
        }
        let code = seen.error_code().unwrap_or_default();
        let is_invalid = seen.status() == 404 && code.ends_with("invalid_id");
        if !seen.is_success() && !is_invalid {
            let reason = match seen.status() {
                401 | 403 => format!("the key may not read {}", kind.plural()),
                404 => format!("the site has no route for {}", kind.plural()),
                status => format!("{} returned status {status}", kind.plural()),
            };
            report.unexercised(format!("whether the id in `{}` exists", kind.key()), reason);
            return;
        }
        report.examined_at(&holder.evidence.operation, 1);
        let is_subscription = kind == Kind::Order && self.subscriptions.contains(&id);
        if is_invalid && !is_subscription {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(holder.pattern.clone()),
                cause: Fault::LeadsNowhere {
                    kind: kind.singular(),
                }
                .into(),
                source: Some("docs/observed.md#5".into()),
            };
            let place = (holder.path.clone(), Some(id.to_string()), Some(holder.row));
            report.late_beside(&holder.evidence, violation, place, &[seen.number], || {
                let code = crate::redact::told_text("code", code);
                let answer = format!("{} {code}", seen.status());
                let label = format!("the {}", kind.singular());
                vec![
                    facts::text(
                        "the membership",
                        Some(holder.evidence.number),
                        &holder.path,
                        &id.to_string(),
                    ),
                    facts::text(&label, Some(seen.number), "status and code", &answer),
                ]
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings_beside, get};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn beside(path: &str, status: u16, code: &str) -> Exchange {
        let body = match status {
            200 => json!({ "id": 1019 }),
            _ => json!({ "code": code, "message": "No.", "data": { "status": status } }),
        };
        let mut exchange = get("", status, &body);
        exchange.request.url = format!("https://shop.example/wp-json/wc/v3{path}?_fields=id")
            .parse()
            .unwrap();
        exchange
    }

    fn lines(answer: Exchange) -> Vec<String> {
        let mut row = member(19);
        row["order_id"] = json!(41);
        row["subscription_id"] = json!(41);
        findings_beside(&ENTRY, &[get("/members", 200, &json!([row]))], &[answer])
    }

    #[test]
    fn a_customer_that_is_not_there_is_found_where_the_membership_names_it() {
        assert_eq!(
            lines(beside(
                "/customers/1019",
                404,
                "woocommerce_rest_invalid_id"
            )),
            [
                "$[*].customer_id: the id of an existing customer, an id for which no customer \
                 exists found"
            ]
        );
    }

    #[test]
    fn what_is_there_and_what_cannot_be_asked_is_silent() {
        for (path, status, code) in [
            ("/customers/1019", 200, ""),
            ("/customers/1019", 401, "woocommerce_rest_cannot_view"),
            ("/customers/1019", 404, "rest_no_route"),
            ("/customers/3", 404, "woocommerce_rest_invalid_id"),
            ("/orders/41", 404, "woocommerce_rest_shop_order_invalid_id"),
        ] {
            assert_eq!(lines(beside(path, status, code)), [""; 0], "{path} {code}");
        }
    }
}
