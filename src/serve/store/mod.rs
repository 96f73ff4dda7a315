//! The site's database in memory: plain tables, and indexes for what lists filter by.

mod change;
mod members;
mod query;

pub(super) use change::{Change, Counters};
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
    counters: Counters,
    changes: Vec<Change>,
}

/// How many memberships the site holds, and how many customers: no more can be made.
pub(in crate::serve) const MOST_ROWS: usize = 100_000;

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
            counters: Counters {
                post: posts.max().unwrap_or_default(),
                meta: meta.map(|row| row.id).max().unwrap_or_default(),
                user: data
                    .customers
                    .iter()
                    .map(|row| row.id)
                    .max()
                    .unwrap_or(ADMINISTRATOR),
            },
            changes: Vec::new(),
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

    /// The highest ids that were ever given.
    pub(super) fn counters(&self) -> Counters {
        self.counters
    }

    /// The same store with ids going on from here.
    pub(super) fn with_counters(mut self, counters: Counters) -> Self {
        self.counters = counters;
        self
    }

    /// What has changed since this was last asked.
    pub(super) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Puts everything back as it was before those changes.
    pub(super) fn undo(&mut self, changes: Vec<Change>) {
        for change in changes.into_iter().rev() {
            match change {
                Change::Member { id, before, .. } => {
                    self.members.remove(id);
                    if let Some(row) = before {
                        self.members.put(*row);
                    }
                }
                Change::Customer { id, before, .. } => {
                    self.customers.remove(&id);
                    if let Some(row) = before {
                        self.customers.insert(id, *row);
                    }
                }
            }
        }
    }

    /// The next free post id.
    pub(super) fn next_post_id(&mut self) -> u64 {
        self.counters.post += 1;
        self.counters.post
    }

    /// The next free id of a row of meta data.
    pub(super) fn next_meta_id(&mut self) -> u64 {
        self.counters.meta += 1;
        self.counters.meta
    }

    /// The next free user id.
    pub(super) fn next_user_id(&mut self) -> u64 {
        self.counters.user += 1;
        self.counters.user
    }

    /// Adds a membership, or replaces the one of that id.
    pub(super) fn put_member(&mut self, row: Membership) {
        self.changes.push(Change::Member {
            id: row.id,
            before: self.members.get(row.id).cloned().map(Box::new),
            after: Some(Box::new(row.clone())),
        });
        self.members.put(row);
    }

    /// Removes a membership permanently.
    pub(super) fn remove_member(&mut self, id: u64) {
        let before = self.members.remove(id).map(Box::new);
        self.changes.push(Change::Member {
            id,
            before,
            after: None,
        });
    }

    /// Adds a customer, or replaces the one of that id.
    pub(super) fn put_customer(&mut self, row: Customer) {
        let before = self.customers.insert(row.id, row.clone()).map(Box::new);
        self.changes.push(Change::Customer {
            id: row.id,
            before,
            after: Some(Box::new(row)),
        });
    }

    /// Removes a customer permanently, with the memberships that are theirs.
    pub(super) fn remove_customer(&mut self, id: u64) -> Vec<Membership> {
        let before = self.customers.remove(&id).map(Box::new);
        self.changes.push(Change::Customer {
            id,
            before,
            after: None,
        });
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
