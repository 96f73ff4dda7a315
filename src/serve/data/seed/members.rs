use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::plans::{
    CLUB, DRAFT, FORTNIGHT, INSTALLMENTS, LAST_SEASON, NEWCOMER, NEXT_SEASON, OPEN_SHELF, QUARTER,
    SEASON, STAFF, YEAR, id_of,
};
use super::{DAY, FIRST_CUSTOMER, FIRST_MEMBERSHIP, FIRST_ORDER, FIRST_PRODUCT, after};
use crate::serve::data::{AccessLength, Data, Membership, Meta, Order, Status, Subscription, Unit};

/// How a membership of the seed came to be.
#[derive(Clone, Copy)]
enum Bought {
    /// Added by hand.
    Not,
    /// With an order of the nth product.
    Order(u64),
    /// With an order that has been deleted since.
    DeletedOrder(u64),
    /// With an order and a subscription.
    Subscription(u64),
}

/// Adds the memberships with the orders and subscriptions that they came from.
///
/// The newest was made a day before the anchor and each one before it 5 days, 21 hours and 19
/// seconds earlier, which spreads them over a year.
pub(super) fn enrol(data: &mut Data, anchor: Timestamp) {
    use Bought::{DeletedOrder, Not, Order, Subscription};
    use Status::{
        Active, Cancelled, Complimentary, Delayed, Expired, FreeTrial, Paused, Pending, Trash,
    };
    let mut rows = vec![
        (OPEN_SHELF, Active, Not),
        (QUARTER, Active, Order(0)),
        (OPEN_SHELF, Delayed, Not),
        (OPEN_SHELF, Complimentary, Not),
        (QUARTER, Pending, Not),
        (QUARTER, Paused, Not),
        (OPEN_SHELF, Paused, Not),
        (QUARTER, Expired, Not),
        (OPEN_SHELF, Cancelled, Not),
        (YEAR, Cancelled, Order(1)),
        (CLUB, Active, Subscription(4)),
        (CLUB, FreeTrial, Subscription(6)),
        (INSTALLMENTS, Active, Subscription(5)),
        (YEAR, Active, Order(8)),
        (SEASON, Active, Order(2)),
        (NEXT_SEASON, Delayed, Not),
        (LAST_SEASON, Expired, Not),
        (QUARTER, Active, DeletedOrder(0)),
        (DRAFT, Active, Not),
        (STAFF, Active, Not),
        (OPEN_SHELF, Trash, Not),
        (QUARTER, Active, Not),
    ];
    let statuses = [
        Active,
        Active,
        Expired,
        Complimentary,
        Paused,
        Cancelled,
        Active,
        Pending,
    ];
    let plans = [OPEN_SHELF, NEWCOMER, QUARTER, YEAR, FORTNIGHT];
    rows.extend((0..40).map(|nth| {
        (
            plans[nth % plans.len()],
            statuses[nth % statuses.len()],
            Not,
        )
    }));

    let mut post = FIRST_ORDER;
    let count = rows.len() as i64;
    for (nth, (place, status, bought)) in (0i64..).zip(rows) {
        let created = after(
            anchor,
            -DAY - (count - 1 - nth) * (5 * DAY + 21 * 3_600 + 19),
        );
        let customer_id = FIRST_CUSTOMER + customer_of(nth);
        let mut row = Membership {
            id: FIRST_MEMBERSHIP + nth as u64,
            customer_id,
            plan_id: id_of(place),
            status,
            order_id: None,
            product_id: None,
            subscription_id: None,
            installment_plan: false,
            created,
            start: Some(created),
            end: None,
            paused: None,
            cancelled: None,
            meta: meta_of(nth),
        };
        if let Order(product) | DeletedOrder(product) | Subscription(product) = bought {
            let product_id = FIRST_PRODUCT + product;
            row.product_id = Some(product_id);
            row.order_id = Some(post);
            if !matches!(bought, DeletedOrder(_)) {
                data.orders
                    .push(order(post, customer_id, product_id, created));
            }
            post += 1;
        }
        if let (Subscription(_), Some(order_id)) = (bought, row.order_id) {
            row.subscription_id = Some(post);
            row.installment_plan = place == INSTALLMENTS;
            data.subscriptions
                .push(subscription(post, customer_id, order_id, created));
            post += 1;
        }
        date_by_plan(&mut row, data.plans.get(place).map(|plan| plan.length));
        date_by_status(&mut row, anchor);
        data.memberships.push(row);
    }
}

/// Two memberships of one customer in a few places, a customer of its own everywhere else.
fn customer_of(nth: i64) -> u64 {
    let owner = match nth {
        20 => 1,
        33 => 4,
        47 => 9,
        _ => nth,
    };
    owner as u64
}

fn order(id: u64, customer_id: u64, product_id: u64, created: Timestamp) -> Order {
    Order {
        id,
        customer_id,
        product_ids: vec![product_id],
        created: after(created, -2),
    }
}

fn subscription(id: u64, customer_id: u64, order_id: u64, created: Timestamp) -> Subscription {
    Subscription {
        id,
        customer_id,
        order_id,
        end: None,
        created: after(created, -1),
    }
}

/// Start and end as the plan gives them when somebody joins.
fn date_by_plan(row: &mut Membership, length: Option<AccessLength>) {
    match length {
        Some(AccessLength::Specific { amount, unit }) => {
            let amount = i32::from(amount);
            let span = match unit {
                Unit::Days => amount.days(),
                Unit::Weeks => amount.weeks(),
                Unit::Months => amount.months(),
                Unit::Years => amount.years(),
            };
            let end = row.created.to_zoned(TimeZone::UTC).checked_add(span);
            row.end = end.ok().map(|zoned| zoned.timestamp());
        }
        Some(AccessLength::Fixed { start, end }) => {
            row.start = Some(start);
            row.end = Some(end);
        }
        Some(AccessLength::Unlimited) | None => {}
    }
}

/// What the status has left behind in the dates, as `docs/observed.md#9` tells it. Nothing lies after
/// the anchor but a start and an end.
fn date_by_status(row: &mut Membership, anchor: Timestamp) {
    let later = |days: i64| after(row.created, days * DAY + 4_321).min(after(anchor, -60));
    match row.status {
        Status::Delayed if row.start.is_some_and(|start| start <= anchor) => {
            row.start = Some(after(anchor, 40 * DAY));
        }
        Status::Expired => {
            let cut = later(9);
            row.end = Some(row.end.map_or(cut, |end| end.min(cut)));
        }
        Status::Paused => row.paused = Some(later(3)),
        Status::Cancelled => row.cancelled = Some(later(6)),
        Status::Active | Status::Complimentary | Status::Pending => {
            // Whoever is in force now must not have run out: those rows have been prolonged.
            if row.end.is_some_and(|end| end < anchor) {
                row.end = Some(after(anchor, 35 * DAY + (row.id as i64) * 977));
            }
        }
        Status::Delayed | Status::FreeTrial | Status::Trash => {}
    }
}

/// Meta data of every shape on one membership, one row on another.
fn meta_of(nth: i64) -> Vec<Meta> {
    let rows: Vec<(&str, Option<&str>)> = match nth {
        3 => vec![
            ("flag_yes", Some("1")),
            ("flag_no", Some("")),
            ("count", Some("7")),
            ("ratio", Some("1.5")),
            ("note", Some("hello")),
            ("list", Some(r#"a:2:{i:0;s:3:"one";i:1;b:1;}"#)),
            ("json", Some(r#"{"x":1}"#)),
            ("_internal_note", Some("shown all the same")),
            ("note", Some("the same key again")),
            ("nothing", None),
        ],
        21 => vec![("source", Some("letter"))],
        _ => Vec::new(),
    };
    (1_000 + 20 * nth as u64..)
        .zip(rows)
        .map(|(id, (key, value))| Meta {
            id,
            key: key.to_owned(),
            value: value.map(str::to_owned),
        })
        .collect()
}
