use super::{Class, Effect, Fault, Needs};
use crate::serve::store::{MemberQuery, StatusFilter};
use crate::serve::wordpress::Page;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    change: fn(&mut MemberQuery, &mut Page),
) -> Fault {
    Fault {
        id,
        class: Class::Filters,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect: Effect::List(change),
    }
}

const SOUND: &str = "filter-sound";
const COMPLETE: &str = "filters-complete";

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "status-ignored",
        "a plugin that sets post_status for every query",
        SOUND,
        |query, _| {
            if matches!(query.status, StatusFilter::OneOf(_)) {
                query.status = StatusFilter::Listed;
            }
        },
    ),
    fault(
        "customer-ignored",
        "a filter that drops author from REST queries",
        SOUND,
        |query, _| {
            query.customer = None;
            query.nothing = false;
        },
    ),
    fault(
        "plan-ignored",
        "a cache that keys lists without the plan",
        SOUND,
        |query, _| {
            query.plans = None;
        },
    ),
    fault(
        "order-ignored",
        "a meta query that another plugin replaces",
        SOUND,
        |query, _| {
            query.order_id = None;
        },
    ),
    fault(
        "product-ignored",
        "a meta query that another plugin replaces",
        SOUND,
        |query, _| {
            query.product_id = None;
        },
    ),
    fault(
        "subscription-ignored",
        "Subscriptions deactivated for an upgrade",
        SOUND,
        |query, _| query.subscription_id = None,
    ),
    fault(
        "include-ignored",
        "a plugin that overwrites post__in",
        SOUND,
        |query, _| {
            query.include = None;
        },
    ),
    fault(
        "exclude-ignored",
        "a plugin that overwrites post__not_in",
        SOUND,
        |query, _| {
            query.exclude.clear();
        },
    ),
    fault(
        "plan-off-by-one",
        "a translation plugin that maps a plan to another language's",
        SOUND,
        |query, _| {
            if let Some([plan]) = query.plans.as_deref_mut() {
                *plan += 1;
            }
        },
    ),
    fault(
        "status-list-short",
        "a list cached before the newest member was added",
        "filters-agree",
        |query, _| {
            if matches!(query.status, StatusFilter::OneOf(_)) {
                query.exclude.extend(60..64);
            }
        },
    ),
    fault(
        "plan-left-out-of-all",
        "a plugin that removes members of a hidden plan from the unfiltered list",
        COMPLETE,
        |query, _| {
            let is_whole = query.status == StatusFilter::Listed
                && query.include.is_none()
                && query.plans.is_none()
                && query.customer.is_none()
                && query.order_id.is_none()
                && query.product_id.is_none()
                && query.subscription_id.is_none();
            if is_whole {
                query.plans_not.push(20);
            }
        },
    ),
    fault(
        "unknown-customer-lists-all",
        "a filter that drops a customer who does not exist",
        SOUND,
        |query, _| query.nothing = false,
    ),
    fault(
        "unknown-plan-lists-all",
        "a plan that is looked up by name and ignored where there is none",
        SOUND,
        |query, _| {
            if query.plans.as_deref().is_some_and(<[u64]>::is_empty) {
                query.plans = None;
            }
        },
    ),
    fault(
        "second-filter-ignored",
        "a plugin that rewrites the query and keeps one condition",
        SOUND,
        |query, _| {
            if query.plans.is_some() && matches!(query.status, StatusFilter::OneOf(_)) {
                query.plans = None;
            }
        },
    ),
    fault(
        "two-filters-find-nothing",
        "a join that excludes itself when two conditions meet",
        "filters-agree",
        |query, _| {
            if query.plans.is_some() && matches!(query.status, StatusFilter::OneOf(_)) {
                query.nothing = true;
            }
        },
    ),
    fault(
        "paused-never-listed",
        "a filter of the members' area that also affects the API",
        "filters-agree",
        |query, _| {
            if query.status == StatusFilter::OneOf(vec![crate::serve::data::Status::Paused]) {
                query.nothing = true;
            }
        },
    ),
];
