//! Rows of a response read back into what the database must have held.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use crate::serve::data::{
    AccessLength, AccessMethod, Membership, Meta, Plan, PostStatus, Status, SubscriptionLength,
    Unit,
};

/// A date in UTC without offset, or with the `+00:00` that four plan dates carry.
pub(super) fn instant(row: &Value, name: &str) -> Option<Timestamp> {
    let text = row.get(name)?.as_str()?;
    let moment: DateTime = text.trim_end_matches("+00:00").parse().ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

fn meta(row: &Value) -> Vec<Meta> {
    row.get("meta_data")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|meta| {
            Some(Meta {
                id: meta.get("id")?.as_u64()?,
                key: meta.get("key")?.as_str()?.to_owned(),
                value: meta.get("value").and_then(Value::as_str).map(str::to_owned),
            })
        })
        .collect()
}

/// A membership from its row in a response of that second. The end that is shown while a paused
/// date exists is moved back to the one that is stored.
pub(super) fn membership(row: &Value, now: Timestamp) -> Option<Membership> {
    let id = |name: &str| row.get(name).and_then(Value::as_u64);
    let status = match row.get("status")?.as_str()? {
        "trash" => Status::Trash,
        name => Status::parse(name)?,
    };
    let paused = instant(row, "paused_date_gmt");
    let shown_end = instant(row, "end_date_gmt");
    let end = match (paused, shown_end) {
        (Some(paused), Some(end)) => end.checked_sub(now.duration_since(paused)).ok(),
        _ => shown_end,
    };
    Some(Membership {
        id: id("id")?,
        customer_id: id("customer_id")?,
        plan_id: id("plan_id")?,
        status,
        order_id: id("order_id"),
        product_id: id("product_id"),
        subscription_id: id("subscription_id"),
        installment_plan: false,
        created: instant(row, "date_created_gmt")?,
        start: instant(row, "start_date_gmt"),
        end,
        paused,
        cancelled: instant(row, "cancelled_date_gmt"),
        meta: meta(row),
    })
}

/// A plan from its row in a response of that second.
pub(super) fn plan(row: &Value, now: Timestamp, time_zone: &TimeZone) -> Option<Plan> {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let status = PostStatus::parse(text("status")?)?;
    let created =
        instant(row, "date_created_gmt").or_else(|| local(row, "date_created", time_zone))?;
    let under_subscription = match text("subscription_access_length_type") {
        None | Some("subscription") => SubscriptionLength::Subscription,
        Some(kind) => SubscriptionLength::Own(length(row, kind, "subscription_access", now)?),
    };
    Some(Plan {
        id: row.get("id")?.as_u64()?,
        name: text("name")?.to_owned(),
        slug: text("slug")?.to_owned(),
        status,
        access_method: match text("access_method")? {
            "signup" => AccessMethod::Signup,
            "purchase" => AccessMethod::Purchase,
            _ => AccessMethod::ManualOnly,
        },
        product_ids: row
            .get("access_product_ids")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect(),
        length: length(row, text("access_length_type")?, "access", now)?,
        subscription_length: under_subscription,
        installment: row.get("has_subscription_installment") == Some(&Value::Bool(true)),
        sections: Vec::new(),
        created,
        modified: instant(row, "date_modified_gmt")
            .or_else(|| local(row, "date_modified", time_zone))
            .unwrap_or(created),
        meta: meta(row),
    })
}

/// A date in site time: a draft has no other.
fn local(row: &Value, name: &str, time_zone: &TimeZone) -> Option<Timestamp> {
    let moment: DateTime = row.get(name)?.as_str()?.parse().ok()?;
    time_zone.to_timestamp(moment).ok()
}

fn length(row: &Value, kind: &str, stem: &str, now: Timestamp) -> Option<AccessLength> {
    match kind {
        "fixed" => Some(AccessLength::Fixed {
            start: instant(row, &format!("{stem}_start_date_gmt"))?,
            end: instant(row, &format!("{stem}_end_date_gmt"))?,
        }),
        "specific" => specific(row.get(format!("{stem}_length"))?.as_i64()?, now),
        _ => Some(AccessLength::Unlimited),
    }
}

/// The units that make that many seconds from now: whole months and years first, then days.
fn specific(seconds: i64, now: Timestamp) -> Option<AccessLength> {
    let start = now.to_zoned(TimeZone::UTC);
    let months = (1..=120_i32).find(|months| {
        start
            .checked_add(months.months())
            .is_ok_and(|end| end.timestamp().duration_since(now).as_secs() == seconds)
    });
    let (amount, unit) = match months {
        Some(months) if months % 12 == 0 => (i64::from(months / 12), Unit::Years),
        Some(months) => (i64::from(months), Unit::Months),
        None => (seconds / 86_400, Unit::Days),
    };
    let amount = u16::try_from(amount).ok()?;
    Some(AccessLength::Specific { amount, unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_read_as_the_units_that_make_them_today() {
        let now: Timestamp = "2026-11-20T23:00:00Z".parse().unwrap();
        let units = |seconds| match specific(seconds, now) {
            Some(AccessLength::Specific { amount, unit }) => (amount, unit),
            other => panic!("{other:?}"),
        };
        assert_eq!(units(7_948_800), (3, Unit::Months));
        assert_eq!(units(31_536_000), (1, Unit::Years));
        assert_eq!(units(1_209_600), (14, Unit::Days));
    }
}
