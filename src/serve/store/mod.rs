//! The site's database in memory: plain tables, and indexes for what lists filter by.

mod members;
mod query;

pub(super) use members::Members;
pub(super) use query::{MemberOrder, MemberQuery, StatusFilter};

use std::collections::{BTreeMap, BTreeSet};

use super::data::{Customer, Data, Order, Plan, Product, ProfileField, Subscription};

/// Everything that the site holds.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// Profile fields as the shop defined them.
    pub(super) profile_fields: Vec<ProfileField>,
    /// Plans by id.
    pub(super) plans: BTreeMap<u64, Plan>,
    /// Products and variations by id.
    pub(super) products: BTreeMap<u64, Product>,
    /// Customers by user id.
    pub(super) customers: BTreeMap<u64, Customer>,
    /// Orders by id.
    pub(super) orders: BTreeMap<u64, Order>,
    /// Subscriptions by id.
    pub(super) subscriptions: BTreeMap<u64, Subscription>,
    /// Uploaded files.
    pub(super) attachments: BTreeSet<u64>,
    /// Memberships.
    pub(super) members: Members,
}

impl Store {
    /// Takes over the data of a site.
    pub(super) fn new(data: Data) -> Self {
        Self {
            profile_fields: data.profile_fields,
            plans: data.plans.into_iter().map(|row| (row.id, row)).collect(),
            products: data.products.into_iter().map(|row| (row.id, row)).collect(),
            customers: data
                .customers
                .into_iter()
                .map(|row| (row.id, row))
                .collect(),
            orders: data.orders.into_iter().map(|row| (row.id, row)).collect(),
            subscriptions: data
                .subscriptions
                .into_iter()
                .map(|row| (row.id, row))
                .collect(),
            attachments: data.attachments.into_iter().collect(),
            members: data.memberships.into_iter().collect(),
        }
    }

    /// Whether any post has that id, whatever its type.
    pub(super) fn has_post(&self, id: u64) -> bool {
        self.members.get(id).is_some()
            || self.plans.contains_key(&id)
            || self.products.contains_key(&id)
            || self.orders.contains_key(&id)
            || self.subscriptions.contains_key(&id)
            || self.attachments.contains(&id)
    }

    /// The customer of a user id in digits, a login name or an e-mail address.
    pub(super) fn find_customer(&self, text: &str) -> Option<u64> {
        if text.is_empty() {
            return None;
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let id = text.parse().ok()?;
            return (id > 0).then_some(id);
        }
        self.customers
            .values()
            .find(|row| row.login == text || row.email.eq_ignore_ascii_case(text))
            .map(|row| row.id)
    }

    /// The plan of a slug. Drafts have none.
    pub(super) fn plan_by_slug(&self, slug: &str) -> Option<u64> {
        self.plans
            .values()
            .find(|plan| !plan.slug.is_empty() && plan.slug == slug)
            .map(|plan| plan.id)
    }
}
