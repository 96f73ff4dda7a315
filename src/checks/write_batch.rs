use serde_json::Value;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Route, id_of};

static RULE: Rule = Rule {
    id: "write-batch",
    level: Level::Error,
    class: Class::Writes,
    title: "A batch returns one result for each item, in order",
    unit: "items of batches",
    what: "Each successful batch: `create`, `update` and `delete` hold as many results as items \
           were sent, errors included, and in the same order: the id of an update or a delete, the \
           customer and the plan of a create. Items of `delete` that are 0 or not a number are \
           dropped (`docs/observed.md#10`).",
    why: "Clients match results with items by position. If one is missing, every later item gets \
          the result of another.",
    example: "Two creates are sent, one fails, and `create` holds one result.",
    remedy: "Look for filters on the response of the batch that remove errors or sort results.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherNumber = "another-number": "one result for each item", "another number of results";
        AnotherOrder = "another-order": "results in the order of the items", "another order";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WriteBatch),
};

struct WriteBatch;

impl Check for WriteBatch {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let is_batch = seen.route() == Some(&Route::Batch) && !seen.method.is_safe();
        let (Some(sent), Some(body)) = (&seen.sent, seen.json()) else {
            return;
        };
        if !is_batch || !seen.is_success() || seen.is_error_envelope() || seen.is_reshaped() {
            return;
        }
        for kind in ["create", "update", "delete"] {
            let list = |of: &Value| of.get(kind).and_then(Value::as_array).cloned();
            let mut items = list(sent).unwrap_or_default();
            if kind == "delete" {
                items.retain(|item| item.is_object() || id_of(item).is_some_and(|id| id != 0));
            }
            // No result at all is written as an empty list.
            let results = body
                .one()
                .and_then(|body| list(body.value()))
                .unwrap_or_default();
            if items.is_empty() && results.is_empty() {
                continue;
            }
            report.examined(context, items.len());
            let path = JsonPath::root().key(kind);
            let fault = if items.len() != results.len() {
                Fault::AnotherNumber
            } else if items
                .iter()
                .zip(&results)
                .any(|(item, result)| differ(item, result))
            {
                Fault::AnotherOrder
            } else {
                continue;
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(path.pattern()),
                cause: fault.into(),
                source: Some("docs/observed.md#10".into()),
            };
            report.contradiction(context, violation, At::Json(&path), &[], || {
                let number = Some(seen.number);
                let count = |list: &[Value]| list.len().to_string();
                vec![
                    facts::text("items sent", number, "body", &count(&items)),
                    facts::text("results", number, &path.exact(), &count(&results)),
                ]
            });
        }
    }
}

/// Whether a result is plainly not that of the item.
fn differ(item: &Value, result: &Value) -> bool {
    let is_create = item.get("id").is_none() && item.is_object();
    let other = |one: Option<i64>, other: Option<i64>| matches!((one, other), (Some(one), Some(other)) if one != other);
    if !is_create {
        let sent = item.get("id").unwrap_or(item);
        let row = result.get("previous").unwrap_or(result);
        return other(id_of(sent), row.get("id").and_then(id_of));
    }
    // A create that failed has no id, customer or plan to tell it by.
    let key = |of: &Value, name: &str| of.get(name).and_then(id_of).filter(|id| *id != 0);
    ["customer_id", "plan_id"]
        .iter()
        .any(|name| other(key(item, name), key(result, name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, send};
    use crate::exchange::Method;
    use serde_json::json;

    fn batch(sent: &Value, answer: &Value) -> Vec<String> {
        findings(
            &ENTRY,
            &[send(Method::Post, "/members/batch", sent, 200, answer)],
        )
    }

    #[test]
    fn a_result_that_is_missing_and_another_order_are_found() {
        let creates = json!({ "create": [
            { "customer_id": 1019, "plan_id": 20 }, { "customer_id": 1019, "plan_id": 9 }
        ] });
        assert_eq!(
            batch(&creates, &json!({ "create": [member(19)] })),
            ["$.create: one result for each item, another number of results found"]
        );
        let updates = json!({ "update": [{ "id": 18 }, { "id": 19 }] });
        assert_eq!(
            batch(&updates, &json!({ "update": [member(19), member(18)] })),
            ["$.update: results in the order of the items, another order found"]
        );
    }

    #[test]
    fn errors_in_their_places_dropped_items_and_an_empty_batch_are_silent() {
        let failed = |id: i64| json!({ "id": id, "error": { "code": "x" } });
        let sent = json!({
            "create": [{ "customer_id": 1019, "plan_id": 20 }, { "customer_id": 1, "plan_id": 9 }],
            "update": [{ "id": 18 }],
            "delete": [0, "x", 19],
        });
        let answer = json!({
            "create": [member(19), failed(0)],
            "update": [failed(18)],
            "delete": [failed(19)],
        });
        assert_eq!(batch(&sent, &answer), [""; 0]);
        assert_eq!(batch(&json!({ "update": [] }), &json!([])), [""; 0]);
    }
}
