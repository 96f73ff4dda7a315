//! The seed: 17 plans of every kind and 62 memberships in every status, spread over the twelve
//! months before an anchor so that both sides of daylight saving are there. Every creation second
//! is different, because WordPress does not order rows of one second (`docs/observed.md#4`).

mod members;
mod plans;
mod shop;

use jiff::{SignedDuration, Timestamp};

use super::Data;

/// The first id of each kind of post; the kinds share one sequence and do not overlap.
const FIRST_PRODUCT: u64 = 11;
const FIRST_PLAN: u64 = 20;
const ATTACHMENT: u64 = 37;
const FIRST_ORDER: u64 = 38;
const FIRST_MEMBERSHIP: u64 = 60;
/// User 1 is the administrator whose keys are used.
const FIRST_CUSTOMER: u64 = 2;

const DAY: i64 = 86_400;

impl Data {
    /// The seed around an anchor, which is what the site's clock says when it starts.
    #[must_use]
    pub fn seeded(anchor: Timestamp) -> Self {
        let mut data = Self {
            profile_fields: plans::profile_fields(),
            plans: plans::plans(anchor),
            products: shop::products(),
            customers: shop::customers(anchor),
            attachments: vec![ATTACHMENT],
            ..Self::default()
        };
        members::enrol(&mut data, anchor);
        data
    }
}

/// The instant so many seconds after `from`; `from` itself at the end of time.
fn after(from: Timestamp, seconds: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::serve::data::{Data, PostStatus, ProfileValue, Status};
    use crate::serve::options::default_instant;

    #[test]
    fn the_seed_has_every_status_every_plan_kind_and_distinct_seconds() {
        let data = Data::seeded(default_instant());
        assert_eq!(data.plans.len(), 17);
        for status in [
            PostStatus::Publish,
            PostStatus::Draft,
            PostStatus::Private,
            PostStatus::Trash,
        ] {
            assert!(
                data.plans.iter().any(|plan| plan.status == status),
                "{status:?}"
            );
        }
        for status in Status::LISTED.into_iter().chain([Status::Trash]) {
            assert!(
                data.memberships.iter().any(|row| row.status == status),
                "{status:?}"
            );
        }
        let seconds: BTreeSet<_> = data.memberships.iter().map(|row| row.created).collect();
        assert_eq!(seconds.len(), data.memberships.len());
        assert!(
            (58..=66).contains(&data.memberships.len()),
            "{}",
            data.memberships.len()
        );
    }

    #[test]
    fn ids_are_unique_and_what_rows_point_at_is_there() {
        let data = Data::seeded(default_instant());
        let mut posts = BTreeSet::new();
        let ids = (data.plans.iter().map(|x| x.id))
            .chain(data.products.iter().map(|x| x.id))
            .chain(data.orders.iter().map(|x| x.id))
            .chain(data.subscriptions.iter().map(|x| x.id))
            .chain(data.attachments.iter().copied())
            .chain(data.memberships.iter().map(|x| x.id));
        for id in ids {
            assert!(posts.insert(id), "post {id} is there twice");
        }
        for row in &data.memberships {
            assert!(
                data.customers.iter().any(|x| x.id == row.customer_id),
                "{}",
                row.id
            );
            assert!(data.plans.iter().any(|x| x.id == row.plan_id), "{}", row.id);
        }
        let kinds: BTreeSet<_> = data
            .customers
            .iter()
            .flat_map(|customer| customer.profile.values())
            .map(|value| match value {
                ProfileValue::Flag(_) => "flag",
                ProfileValue::File(_) => "file",
                ProfileValue::Text(_) => "text",
                ProfileValue::Choices(_) => "choices",
            })
            .collect();
        assert_eq!(kinds.len(), 4);
    }
}
