//! Which writes a site must reject, as far as the request shows it (`docs/observed.md#8`, `#9`).

use std::fmt;

use serde_json::{Map, Value};

use super::states::States;
use super::{RunContext, Traffic};
use crate::exchange::Method;
use crate::interpret::{Interpreted, MEMBER_STATUSES, Route};
use crate::scenario::NOBODY;

/// What is wrong with a write: an id for programs and words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reason(&'static str, pub(super) &'static str);

impl fmt::Display for Reason {
    /// Writes the id: that is what tells causes apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Why a write must be rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What is wrong with it.
    pub(super) why: Reason,
    /// The error codes that fit.
    pub(super) codes: Vec<&'static str>,
}

const INVALID: &str = "rest_invalid_param";
const EXISTS: &str = "woocommerce_rest_wc_user_membership_exists";

/// Texts that PHP is known to take for no date.
const NO_DATES: [&str; 2] = ["not a date", "xx"];

/// Why this write must be rejected; none where it need not be, or where two reasons meet so that it
/// is not plain which one the site names.
pub(super) fn refusal(
    seen: &Interpreted<'_>,
    states: &States,
    run: &RunContext,
) -> Option<Refusal> {
    let route = seen.route()?;
    let no_route = |why| {
        Some(Refusal {
            why,
            codes: vec!["rest_no_route"],
        })
    };
    match (&seen.method, route) {
        (method, Route::Plans | Route::Plan(_)) if !method.is_safe() => {
            no_route(Reason("plans-are-read-only", "plans can only be read"))
        }
        (Method::Put | Method::Patch, Route::Members) => {
            no_route(Reason("id-not-in-path", "the id is not in the path"))
        }
        (Method::Delete, Route::Member(id)) if *id >= NOBODY => Some(nothing()),
        (Method::Post, Route::Members) => {
            let body = body(seen)?;
            let early = missing(body).or_else(|| mistyped(body));
            let early = early.map(|(why, code)| Refusal {
                why,
                codes: vec![code],
            });
            early.or_else(|| {
                let found = unfit(body);
                let is_taken = run.traffic() != Traffic::Foreign && is_taken(body, states);
                match (found.as_slice(), is_taken) {
                    ([], true) => Some(Refusal {
                        why: Reason(
                            "already-a-member",
                            "the customer is already a member of the plan",
                        ),
                        codes: vec![EXISTS],
                    }),
                    // A duplicate is looked for among the first.
                    ([(why, code)], _) => Some(Refusal {
                        why: *why,
                        codes: vec![code, EXISTS],
                    }),
                    _ => None,
                }
            })
        }
        (Method::Post | Method::Put | Method::Patch, Route::Member(id)) => {
            let body = body(seen)?;
            if let Some((why, code)) = mistyped(body) {
                return Some(Refusal {
                    why,
                    codes: vec![code],
                });
            }
            if *id >= NOBODY {
                return Some(nothing());
            }
            match unfit(body).as_slice() {
                [(why, code)] => Some(Refusal {
                    why: *why,
                    codes: vec![code],
                }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn nothing() -> Refusal {
    Refusal {
        why: Reason("no-such-membership", "the membership does not exist"),
        codes: vec!["woocommerce_rest_invalid_wc_user_membership_id"],
    }
}

/// The body, where nothing else of the request can hold parameters.
fn body<'a>(seen: &'a Interpreted<'_>) -> Option<&'a Map<String, Value>> {
    let content_type = seen.exchange.request.headers.get("Content-Type")?;
    let is_json = content_type.starts_with("application/json");
    let is_alone = seen
        .query
        .names()
        .iter()
        .all(|name| crate::redact::is_secret_name(name));
    seen.sent
        .as_ref()
        .filter(|_| is_json && is_alone)
        .and_then(Value::as_object)
}

type Coded = (Reason, &'static str);

fn missing(body: &Map<String, Value>) -> Option<Coded> {
    ["customer_id", "plan_id"]
        .iter()
        .any(|name| body.get(*name).is_none_or(Value::is_null))
        .then_some((
            Reason("customer-or-plan-missing", "customer or plan is missing"),
            "rest_missing_callback_param",
        ))
}

fn mistyped(body: &Map<String, Value>) -> Option<Coded> {
    for name in [
        "customer_id",
        "plan_id",
        "order_id",
        "product_id",
        "subscription_id",
    ] {
        let is_wrong = body.get(name).is_some_and(|value| match value {
            Value::String(text) => text.starts_with(|first: char| first.is_ascii_alphabetic()),
            Value::Number(number) => number.as_f64().is_some_and(|id| id.fract() != 0.0),
            Value::Array(_) | Value::Object(_) => true,
            Value::Null | Value::Bool(_) => false,
        });
        if is_wrong {
            return Some((
                Reason("id-not-a-number", "an id is not an integer"),
                INVALID,
            ));
        }
    }
    let is_no_status = body.get("status").is_some_and(|status| match status {
        Value::String(name) => !MEMBER_STATUSES.contains(&name.as_str()),
        Value::Null => false,
        _ => true,
    });
    if is_no_status {
        return Some((
            Reason("no-such-status", "the status does not exist"),
            INVALID,
        ));
    }
    let is_number = |name: &&str| body.get(*name).is_some_and(Value::is_number);
    if ["start_date_gmt", "end_date_gmt"].iter().any(is_number) {
        return Some((Reason("date-is-a-number", "a date is a number"), INVALID));
    }
    let is_no_list = |name: &&str| {
        let value = body.get(*name);
        value.is_some_and(|value| value.is_object() || value.is_string() || value.is_number())
    };
    if ["meta_data", "profile_fields"].iter().any(is_no_list) {
        return Some((Reason("not-a-list", "a list is not an array"), INVALID));
    }
    None
}

/// What the plugin itself must reject.
fn unfit(body: &Map<String, Value>) -> Vec<Coded> {
    let mut reasons = Vec::new();
    let names_nothing = |name: &str| {
        let id = body.get(name).and_then(Value::as_u64);
        id.is_some_and(|id| id >= NOBODY)
    };
    if body.get("status").is_some_and(Value::is_null) {
        reasons.push((
            Reason("status-is-null", "the status is null"),
            "woocommerce_rest_invalid_wc_user_membership_status",
        ));
    }
    for (name, why, code) in [
        (
            "plan_id",
            Reason("no-such-plan", "the plan does not exist"),
            "woocommerce_rest_wc_user_membership_plan_not_found",
        ),
        (
            "customer_id",
            Reason("no-such-customer", "the customer does not exist"),
            "woocommerce_rest_wc_user_membership_invalid_customer_id",
        ),
        (
            "order_id",
            Reason("no-such-order", "the order does not exist"),
            "woocommerce_rest_invalid_wc_user_membership_order_id",
        ),
        (
            "product_id",
            Reason("no-such-product", "the product does not exist"),
            "woocommerce_rest_invalid_wc_user_membership_product_id",
        ),
        (
            "subscription_id",
            Reason("no-such-subscription", "the subscription does not exist"),
            "woocommerce_rest_wc_user_membership_invalid_subscription_data",
        ),
    ] {
        if names_nothing(name) {
            reasons.push((why, code));
        }
    }
    for (name, code) in [
        (
            "start_date_gmt",
            "woocommerce_rest_invalid_wc_user_membership_start_date_gmt",
        ),
        (
            "end_date_gmt",
            "woocommerce_rest_invalid_wc_user_membership_end_date_gmt",
        ),
    ] {
        let text = body.get(name).and_then(Value::as_str);
        if text.is_some_and(is_no_date) {
            reasons.push((Reason("not-a-date", "a date is invalid"), code));
        }
    }
    let metas = body.get("meta_data").and_then(Value::as_array);
    let has_no_key = |meta: &Value| meta.is_object() && meta.get("key").is_none();
    if metas.is_some_and(|metas| metas.iter().any(has_no_key)) {
        reasons.push((
            Reason(
                "meta-without-key",
                "an entry of the an entry of the an entry of the an entry of the meta data has no \
                 key",
            ),
            "woocommerce_rest_wc_user_membership_invalid_meta_data",
        ));
    }
    reasons
}

fn is_no_date(text: &str) -> bool {
    let month = text.get(5..7).and_then(|month| month.parse::<u8>().ok());
    let has_shape = text.len() == 19 && text.as_bytes().get(4) == Some(&b'-');
    NO_DATES.contains(&text) || (has_shape && month.is_some_and(|month| month > 12))
}

/// Whether a membership of this traffic holds the pair already.
fn is_taken(body: &Map<String, Value>, states: &States) -> bool {
    let id = |row: &Value, name: &str| row.get(name).and_then(Value::as_u64).filter(|id| *id > 0);
    let wanted = |name: &str| body.get(name).and_then(Value::as_u64).filter(|id| *id > 0);
    let (Some(customer), Some(plan)) = (wanted("customer_id"), wanted("plan_id")) else {
        return false;
    };
    states
        .rows()
        .any(|row| id(row, "customer_id") == Some(customer) && id(row, "plan_id") == Some(plan))
}
