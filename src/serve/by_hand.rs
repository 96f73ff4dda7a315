//! What somebody does to a site past its API, with the database open. Only a replay does so.

use std::sync::PoisonError;

use jiff::Timestamp;

use super::data::{Data, Membership, Status};
use super::memberships::{self, SiteTime};
use super::site::Site;
use super::store::Store;

impl Site {
    /// The memberships of a customer under a plan.
    pub(super) fn members_of(&self, customer_id: u64, plan_id: u64) -> Vec<u64> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        store
            .members
            .of_customer(customer_id)
            .filter(|row| row.plan_id == plan_id)
            .map(|row| row.id)
            .collect()
    }

    /// Removes a membership past the API, as somebody does with the database open.
    pub(super) fn remove_by_hand(&self, id: u64) {
        self.store
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove_member(id);
    }

    /// Writes a membership past the API. A product or a plan that the row shows to be gone goes too.
    pub(super) fn put_by_hand(&self, row: Membership, plan_is_gone: bool) {
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = store.members.get(row.id)
            && row.product_id.is_none()
            && let Some(product) = before.product_id
        {
            store.products.remove(&product);
        }
        if plan_is_gone {
            store.plans.remove(&row.plan_id);
        }
        store.put_member(row);
    }

    /// When a membership was made, if it is there.
    pub(super) fn created_of(&self, id: u64) -> Option<Timestamp> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        store.members.get(id).map(|row| row.created)
    }

    /// Makes a membership past the API: the customer, plan and creation second of `like`, changed a
    /// second later to `status`. Gives its id.
    pub(super) fn enrol_by_hand(&self, like: &Membership, status: Status) -> u64 {
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        let time = SiteTime {
            now: like.created,
            zone: self.options.time_zone.clone(),
        };
        memberships::enrol_with_status(&mut store, &time, like, status)
    }

    /// Starts again from the data.
    pub(super) fn restore(&self, data: &Data) {
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = Store::new(data.clone());
    }
}
