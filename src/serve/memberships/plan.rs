use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::dates::{local_text, utc_text};
use super::member::Rendering;
use crate::serve::data::{AccessLength, Plan, PostStatus, ProductKind, SubscriptionLength, Unit};
use crate::serve::options::Subscriptions;

/// The UTC date that WordPress makes of a draft's missing one (`docs/observed.md#6`).
const NO_DATE: &str = "-0001-11-30T00:00:00";

/// A plan as the API answers it (`docs/observed.md#6`).
pub(crate) fn render_plan(plan: &Plan, rendering: &Rendering<'_>) -> Value {
    let with_subscriptions = rendering.subscriptions == Subscriptions::On;
    let under_subscription = match plan.subscription_length {
        SubscriptionLength::Subscription => None,
        SubscriptionLength::Own(length) => Some(length),
    };
    let now = rendering.time.now;
    let mut body = Map::with_capacity(28);
    body.insert("id".to_owned(), plan.id.into());
    body.insert("name".to_owned(), plan.name.clone().into());
    body.insert("slug".to_owned(), plan.slug.clone().into());
    body.insert("status".to_owned(), plan.status.as_str().into());
    body.insert(
        "access_method".to_owned(),
        plan.access_method.as_str().into(),
    );
    if with_subscriptions {
        body.insert(
            "has_subscription".to_owned(),
            has_subscription(plan, rendering).into(),
        );
        body.insert(
            "has_subscription_installment".to_owned(),
            plan.installment.into(),
        );
    }
    body.insert(
        "access_product_ids".to_owned(),
        plan.product_ids.clone().into(),
    );
    body.insert("access_length_type".to_owned(), plan.length.kind().into());
    if with_subscriptions {
        let kind = under_subscription.map_or("subscription", AccessLength::kind);
        body.insert("subscription_access_length_type".to_owned(), kind.into());
    }
    body.insert("access_length".to_owned(), seconds(plan.length, now).into());
    if with_subscriptions {
        let seconds = under_subscription.and_then(|length| seconds(length, now));
        body.insert("subscription_access_length".to_owned(), seconds.into());
    }
    let (start, end) = fixed_dates(Some(plan.length));
    rendering.put_dates(&mut body, "access_start_date", start);
    rendering.put_dates(&mut body, "access_end_date", end);
    if with_subscriptions {
        let (start, end) = fixed_dates(under_subscription);
        put_atom_dates(
            &mut body,
            "subscription_access_start_date",
            start,
            rendering,
        );
        put_atom_dates(&mut body, "subscription_access_end_date", end, rendering);
    }
    for (name, instant) in [
        ("date_created", plan.created),
        ("date_modified", plan.modified),
    ] {
        rendering.put_dates(&mut body, name, Some(instant));
        if plan.status == PostStatus::Draft {
            body.insert(format!("{name}_gmt"), NO_DATE.into());
        }
    }
    let meta = plan
        .meta
        .iter()
        .map(|meta| json!({"id": meta.id, "key": meta.key, "value": meta.value}));
    body.insert("meta_data".to_owned(), meta.collect());
    body.insert("_links".to_owned(), links(plan, rendering));
    body.into()
}

fn has_subscription(plan: &Plan, rendering: &Rendering<'_>) -> bool {
    plan.product_ids.iter().any(|id| {
        rendering
            .store
            .products
            .get(id)
            .is_some_and(|product| product.kind == ProductKind::Subscription)
    })
}

/// A length in seconds as of now: months and years are as long as they happen to be today.
fn seconds(length: AccessLength, now: Timestamp) -> Option<i64> {
    match length {
        AccessLength::Unlimited => None,
        AccessLength::Fixed { start, end } => Some(end.duration_since(start).as_secs()),
        AccessLength::Specific { .. } => {
            let end = end_from(length, now)?;
            Some(end.duration_since(now).as_secs())
        }
    }
}

/// When access that starts now would end.
pub(crate) fn end_from(length: AccessLength, start: Timestamp) -> Option<Timestamp> {
    match length {
        AccessLength::Unlimited => None,
        AccessLength::Fixed { end, .. } => Some(end),
        AccessLength::Specific { amount, unit } => {
            let amount = i32::from(amount);
            let span = match unit {
                Unit::Days => amount.days(),
                Unit::Weeks => amount.weeks(),
                Unit::Months => amount.months(),
                Unit::Years => amount.years(),
            };
            let end = start.to_zoned(TimeZone::UTC).checked_add(span).ok()?;
            Some(end.timestamp())
        }
    }
}

fn fixed_dates(length: Option<AccessLength>) -> (Option<Timestamp>, Option<Timestamp>) {
    match length {
        Some(AccessLength::Fixed { start, end }) => (Some(start), Some(end)),
        _ => (None, None),
    }
}

/// The four dates that alone carry an offset: always `+00:00`, which is false for site time
/// (`docs/observed.md#6`).
fn put_atom_dates(
    into: &mut Map<String, Value>,
    name: &str,
    instant: Option<Timestamp>,
    rendering: &Rendering<'_>,
) {
    let atom = |text: String| format!("{text}+00:00");
    let local = instant.map(|instant| atom(local_text(instant, &rendering.time.zone)));
    into.insert(name.to_owned(), local.into());
    let utc = instant.map(|instant| atom(utc_text(instant)));
    into.insert(format!("{name}_gmt"), utc.into());
}

fn links(plan: &Plan, rendering: &Rendering<'_>) -> Value {
    let mut links = Map::with_capacity(3);
    let own = rendering.url(&format!("/memberships/plans/{}", plan.id));
    links.insert(
        "self".to_owned(),
        json!([{"href": own, "targetHints": {"allow": ["GET"]}}]),
    );
    links.insert(
        "collection".to_owned(),
        json!([{"href": rendering.url("/memberships/plans")}]),
    );
    let products: Vec<Value> = plan
        .product_ids
        .iter()
        .filter(|id| rendering.store.products.contains_key(id))
        .map(|id| json!({"href": rendering.url(&format!("/products/{id}"))}))
        .collect();
    if !products.is_empty() {
        links.insert("products".to_owned(), products.into());
    }
    links.into()
}
