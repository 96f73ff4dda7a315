use super::create::{find_customer, find_plan, link_shop, subscription, unlink_and_keep};
use super::input::Input;
use super::{Happening, Writing, dates, meta, misbehaviour, profile, status};
use crate::serve::data::Membership;
use crate::serve::memberships::member_list::no_member;
use crate::serve::options::Subscriptions;
use crate::serve::wordpress::{Answer, ApiRequest, Problem};

/// `POST`, `PUT` or `PATCH /members/{id}`, which are one (`docs/observed.md#9`). It is not atomic: what
/// was written before an error stays written.
pub(crate) fn update_member(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    id: Option<u64>,
    input: &Input,
) -> Result<Answer, Problem> {
    let before = id
        .and_then(|id| writing.store.members.get(id))
        .cloned()
        .ok_or_else(no_member)?;
    let status = input.status()?;
    if input.integer("subscription_id") == Some(0) && input.flag("installment_plan") {
        return Err(unlink_and_keep());
    }
    let mut row = before.clone();
    if let Some(plan_id) = input.integer("plan_id").filter(|id| *id != 0) {
        row.plan_id = find_plan(writing, plan_id)?.id;
    }
    if let Some(customer_id) = input.integer("customer_id").filter(|id| *id != 0) {
        row.customer_id = find_customer(writing, customer_id)?;
    }
    if row.customer_id != before.customer_id && is_member(writing, &row) {
        return Err(Problem::new(
            500,
            "woocommerce_rest_wc_user_membership_update_error",
            "The selected user to transfer the membership to is already a member.",
        ));
    }
    link_shop(writing, &mut row, input)?;
    dates::apply(&mut row, input, writing)?;
    if let Some(to) = status {
        // A start on a later day has made it delayed; the status asked for wins all the same.
        row.status = before.status;
        status::change(&mut row, to, writing.time.now);
        misbehaviour::spoil_update(writing, &before, &mut row);
    }
    writing.store.put_member(row.clone());
    note_changes(writing, &before, &row, request);
    let linked = subscription(writing, input)?;
    let unlinked =
        input.integer("subscription_id") == Some(0) && writing.subscriptions == Subscriptions::On;
    if linked.is_some() || unlinked {
        row.subscription_id = linked;
        row.installment_plan = linked.is_some() && input.flag("installment_plan");
    }
    meta::apply(&mut row, input.items("meta_data"), writing)?;
    writing.store.put_member(row.clone());
    profile::apply(&row, input.items("profile_fields"), writing)?;
    misbehaviour::after_update(writing, &before, &row);
    // A subscription that is linked by this very request is not shown yet.
    let shown = Membership {
        subscription_id: if unlinked {
            None
        } else {
            before.subscription_id
        },
        ..row
    };
    Ok(Answer::ok(writing.answer(&shown, request)))
}

fn is_member(writing: &Writing<'_>, row: &Membership) -> bool {
    writing
        .store
        .members
        .of_customer(row.customer_id)
        .any(|other| other.plan_id == row.plan_id && other.id != row.id)
}

/// Dates and meta data alone tell nobody (`docs/observed.md#13`).
fn note_changes(
    writing: &mut Writing<'_>,
    before: &Membership,
    after: &Membership,
    request: &ApiRequest,
) {
    let transferred = before.customer_id != after.customer_id;
    if transferred || before.status != after.status || before.plan_id != after.plan_id {
        writing.note(Happening::Updated, after, request);
    }
    if transferred {
        writing.note(Happening::Transferred, after, request);
    }
}
