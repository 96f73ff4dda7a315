//! The site's database in memory: plain tables, and indexes for what lists filter by.

mod members;
mod query;

pub(super) use members::Members;
pub(super) use query::{MemberOrder, MemberQuery, StatusFilter};

use std::collections::{BTreeMap, BTreeSet};

use super::data::{
    Customer, Data, Membership, Order, Plan, Product, ProfileField, ProfileValue, Subscription,
};

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
    /// The highest post id that was ever given.
    last_post: u64,
    /// The highest id of a row of meta data that was ever given.
    last_meta: u64,
    /// The highest user id that was ever given.
    last_user: u64,
}

/// The user whose keys are used.
const ADMINISTRATOR: u64 = 1;

impl Store {
    /// Takes over the data of a site.
    pub(super) fn new(data: Data) -> Self {
        let posts = (data.plans.iter().map(|row| row.id))
            .chain(data.products.iter().map(|row| row.id))
            .chain(data.orders.iter().map(|row| row.id))
            .chain(data.subscriptions.iter().map(|row| row.id))
            .chain(data.attachments.iter().copied())
            .chain(data.memberships.iter().map(|row| row.id));
        let meta = (data.plans.iter().flat_map(|row| &row.meta))
            .chain(data.memberships.iter().flat_map(|row| &row.meta));
        Self {
            last_post: posts.max().unwrap_or_default(),
            last_meta: meta.map(|row| row.id).max().unwrap_or_default(),
            last_user: data
                .customers
                .iter()
                .map(|row| row.id)
                .max()
                .unwrap_or(ADMINISTRATOR),
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

    /// Whether there is such a user: the administrator or a customer.
    pub(super) fn has_user(&self, id: u64) -> bool {
        id == ADMINISTRATOR || self.customers.contains_key(&id)
    }

    /// The next free post id.
    pub(super) fn next_post_id(&mut self) -> u64 {
        self.last_post += 1;
        self.last_post
    }

    /// The next free id of a row of meta data.
    pub(super) fn next_meta_id(&mut self) -> u64 {
        self.last_meta += 1;
        self.last_meta
    }

    /// The next free user id.
    pub(super) fn next_user_id(&mut self) -> u64 {
        self.last_user += 1;
        self.last_user
    }

    /// Adds a membership, or replaces the one of that id.
    pub(super) fn put_member(&mut self, row: Membership) {
        self.members.put(row);
    }

    /// Removes a membership for good.
    pub(super) fn remove_member(&mut self, id: u64) {
        self.members.remove(id);
    }

    /// Adds a customer, or replaces the one of that id.
    pub(super) fn put_customer(&mut self, row: Customer) {
        self.customers.insert(row.id, row);
    }

    /// Removes a customer for good, with the memberships that are theirs.
    pub(super) fn remove_customer(&mut self, id: u64) -> Vec<Membership> {
        self.customers.remove(&id);
        let owned: Vec<Membership> = self.members.of_customer(id).cloned().collect();
        for row in &owned {
            self.remove_member(row.id);
        }
        owned
    }

    /// Sets a profile field of a customer. Nobody and the administrator have none.
    pub(super) fn set_profile(&mut self, id: u64, slug: String, value: ProfileValue) {
        if let Some(mut customer) = self.customers.get(&id).cloned() {
            customer.profile.insert(slug, value);
            self.put_customer(customer);
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
