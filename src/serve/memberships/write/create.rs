use jiff::SignedDuration;

use super::input::Input;
use super::{Happening, Writing, dates, meta, profile, status};
use crate::base::Api;
use crate::serve::data::{AccessLength, Membership, Plan, Status};
use crate::serve::faults::WriteFault;
use crate::serve::memberships::dates::SiteTime;
use crate::serve::memberships::plan::end_from;
use crate::serve::options::Subscriptions;
use crate::serve::store::{MOST_ROWS, Store};
use crate::serve::wordpress::{Answer, ApiRequest, Problem};

/// `POST /members`: 200 with the whole membership, never 201 (`docs/observed.md#8`).
pub(crate) fn create_member(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    input: &Input,
) -> Result<Answer, Problem> {
    let customer_id = input
        .integer("customer_id")
        .ok_or_else(|| missing("customer_id"))?;
    let plan_id = input.integer("plan_id").ok_or_else(|| missing("plan_id"))?;
    let status = input.status()?;
    if plan_id == 0 {
        // A fault of the plugin.
        return Err(Problem::fatal());
    }
    let customer_id = find_customer(writing, customer_id)?;
    let plan = find_plan(writing, plan_id)?.clone();
    if writing.store.members.len() >= MOST_ROWS {
        return Err(Problem::full("memberships", MOST_ROWS));
    }
    let exists = writing
        .store
        .members
        .of_customer(customer_id)
        .any(|row| row.plan_id == plan.id);
    if exists && customer_id != 0 && !writing.suffers(WriteFault::DuplicatesAllowed) {
        return Err(Problem::new(
            400,
            "woocommerce_rest_wc_user_membership_exists",
            format!("A membership already exists for user {customer_id} and plan {plan_id}."),
        ));
    }
    if input.integer("subscription_id") == Some(0) && input.flag("installment_plan") {
        return Err(unlink_and_keep());
    }
    let row = enrol(writing, customer_id, &plan);
    match fill(writing, row.clone(), input, status) {
        Ok(row) => {
            // A subscription that is linked by this very request is not shown yet.
            let shown = Membership {
                subscription_id: None,
                ..row.clone()
            };
            let answer = writing.answer(&shown, request);
            writing.note(Happening::Created, &row, request);
            if status.is_some() {
                writing.note(Happening::Updated, &row, request);
            }
            Ok(Answer::ok(answer))
        }
        Err(problem) => {
            // PHP died before it could remove what it had made.
            if !problem.fatal && !writing.suffers(WriteFault::RefusedCreateStays) {
                writing.store.remove_member(row.id);
            }
            Err(problem)
        }
    }
}

/// Makes an active membership of a plan from now on, or from the plan's own start.
pub(crate) fn enrol(writing: &mut Writing<'_>, customer_id: u64, plan: &Plan) -> Membership {
    let now = writing.time.now;
    let mut row = Membership {
        id: writing.store.next_post_id(),
        customer_id,
        plan_id: plan.id,
        status: Status::Active,
        order_id: None,
        product_id: None,
        subscription_id: None,
        installment_plan: false,
        created: now,
        start: Some(now),
        end: end_from(plan.length, now),
        paused: None,
        cancelled: None,
        meta: Vec::new(),
    };
    if let AccessLength::Fixed { start, .. } = plan.length {
        row.start = Some(start);
        if dates::is_later_day(start, now) {
            row.status = Status::Delayed;
        }
    }
    writing.store.put_member(row.clone());
    row
}

/// Makes a membership of the customer and plan of another, and changes its status a second later.
pub(crate) fn enrol_with_status(
    store: &mut Store,
    time: &SiteTime,
    like: &Membership,
    status: Status,
) -> u64 {
    let mut writing = Writing {
        store,
        time,
        subscriptions: Subscriptions::On,
        version: Api::V3,
        faults: &[],
        events: Vec::new(),
    };
    let Some(plan) = writing.store.plans.get(&like.plan_id).cloned() else {
        return like.id;
    };
    let mut row = enrol(&mut writing, like.customer_id, &plan);
    let later = time
        .now
        .checked_add(SignedDuration::from_secs(1))
        .unwrap_or(time.now);
    status::change(&mut row, status, later);
    let id = row.id;
    store.put_member(row);
    id
}

fn fill(
    writing: &mut Writing<'_>,
    mut row: Membership,
    input: &Input,
    status: Option<Status>,
) -> Result<Membership, Problem> {
    dates::apply(&mut row, input, writing)?;
    if let Some(status) = status.filter(|_| !writing.suffers(WriteFault::CreateIgnoresStatus)) {
        // Set as it is, without what a change of status does; only an end still to come is cut.
        row.status = status;
        if status == Status::Expired {
            status::cut_end(&mut row, writing.time.now);
        }
    }
    link_shop(writing, &mut row, input)?;
    if let Some(id) = subscription(writing, input)? {
        row.subscription_id = Some(id);
        row.installment_plan = input.flag("installment_plan");
    }
    meta::apply(&mut row, input.items("meta_data"), writing)?;
    writing.store.put_member(row.clone());
    profile::apply(&row, input.items("profile_fields"), writing)?;
    Ok(row)
}

/// Links order and product, if they are named and there; 0 and null are ignored.
pub(super) fn link_shop(
    writing: &Writing<'_>,
    row: &mut Membership,
    input: &Input,
) -> Result<(), Problem> {
    if let Some(id) = input.id("order_id") {
        let store = &writing.store;
        if !store.orders.contains_key(&id) && !store.subscriptions.contains_key(&id) {
            // The plugin forgets to name the order.
            return Err(Problem::new(
                404,
                "woocommerce_rest_invalid_wc_user_membership_order_id",
                "Order  invalid or not found.",
            ));
        }
        row.order_id = Some(id);
    }
    if let Some(id) = input.id("product_id") {
        if !writing.store.products.contains_key(&id) {
            return Err(Problem::new(
                404,
                "woocommerce_rest_invalid_wc_user_membership_product_id",
                "Product invalid or not found.",
            ));
        }
        row.product_id = Some(id);
    }
    Ok(())
}

/// The subscription that is requested. Without Subscriptions the argument is unknown.
pub(super) fn subscription(writing: &Writing<'_>, input: &Input) -> Result<Option<u64>, Problem> {
    let Some(id) = input
        .id("subscription_id")
        .filter(|_| writing.subscriptions == Subscriptions::On)
    else {
        return Ok(None);
    };
    if writing.store.subscriptions.contains_key(&id) {
        Ok(Some(id))
    } else {
        Err(Problem::new(
            404,
            INVALID_SUBSCRIPTION,
            format!("Subscription {id} invalid or not found."),
        ))
    }
}

const INVALID_SUBSCRIPTION: &str = "woocommerce_rest_wc_user_membership_invalid_subscription_data";

/// Unlinking a subscription and keeping its installments contradict each other.
pub(super) fn unlink_and_keep() -> Problem {
    Problem::new(
        400,
        INVALID_SUBSCRIPTION,
        "Cannot unlink a subscription from a membership and keep an installment plan flag at the same time.",
    )
}

fn missing(name: &str) -> Problem {
    Problem::new(
        400,
        format!("woocommerce_rest_wc_user_membership_missing_{name}"),
        format!("Required {name} is missing."),
    )
}

/// The user of an id. 0 is let through: the membership has no owner (`docs/observed.md#8`).
pub(super) fn find_customer(writing: &Writing<'_>, id: i64) -> Result<u64, Problem> {
    let known = u64::try_from(id)
        .ok()
        .filter(|id| *id == 0 || writing.store.has_user(*id));
    known.ok_or_else(|| {
        Problem::new(
            404,
            "woocommerce_rest_wc_user_membership_invalid_customer_id",
            format!("Customer {id} invalid or not found."),
        )
    })
}

/// The plan of an id, drafts and trash included.
pub(super) fn find_plan<'w>(writing: &'w Writing<'_>, id: i64) -> Result<&'w Plan, Problem> {
    u64::try_from(id)
        .ok()
        .and_then(|id| writing.store.plans.get(&id))
        .ok_or_else(|| {
            Problem::new(
                404,
                "woocommerce_rest_wc_user_membership_plan_not_found",
                format!("Membership Plan {id} invalid or not found."),
            )
        })
}
