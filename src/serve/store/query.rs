use std::cmp::Reverse;

use crate::serve::data::{Membership, Status};

/// Which statuses a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StatusFilter {
    /// Every row, including the Trash: what v4 does by default (`docs/observed.md#2`).
    Everything,
    /// Every status of the plugin: what v2 and v3 do by default.
    Listed,
    /// These.
    OneOf(Vec<Status>),
}

/// In which order a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberOrder {
    /// By creation second, the newest first.
    NewestFirst,
    /// By id, the highest first.
    HighestId,
    /// By id, the lowest first.
    LowestId,
    /// As `include` names them.
    AsIncluded,
}

/// What a list of members is filtered by; filters are joined by AND.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberQuery {
    /// Whether a filter names something that cannot exist, so that nothing fits.
    pub(crate) nothing: bool,
    /// Statuses.
    pub(crate) status: StatusFilter,
    /// Plans; empty fits nothing.
    pub(crate) plans: Option<Vec<u64>>,
    /// Plans to skip.
    pub(crate) plans_not: Vec<u64>,
    /// Owner.
    pub(crate) customer: Option<u64>,
    /// Owners; a search finds several.
    pub(crate) customers: Option<Vec<u64>>,
    /// Order.
    pub(crate) order_id: Option<u64>,
    /// Product or variation.
    pub(crate) product_id: Option<u64>,
    /// Subscription.
    pub(crate) subscription_id: Option<u64>,
    /// Only these ids; beats `exclude`.
    pub(crate) include: Option<Vec<u64>>,
    /// Not these ids.
    pub(crate) exclude: Vec<u64>,
    /// The order of the rows.
    pub(crate) order: MemberOrder,
}

impl Default for MemberQuery {
    fn default() -> Self {
        Self {
            nothing: false,
            status: StatusFilter::Listed,
            plans: None,
            plans_not: Vec::new(),
            customer: None,
            customers: None,
            order_id: None,
            product_id: None,
            subscription_id: None,
            include: None,
            exclude: Vec::new(),
            order: MemberOrder::NewestFirst,
        }
    }
}

impl MemberQuery {
    /// Whether a row is in the list.
    pub(super) fn admits(&self, row: &Membership) -> bool {
        let status = match &self.status {
            StatusFilter::Everything => true,
            StatusFilter::Listed => row.status != Status::Trash,
            StatusFilter::OneOf(statuses) => statuses.contains(&row.status),
        };
        let is = |wanted: Option<u64>, has: Option<u64>| wanted.is_none() || wanted == has;
        let among = |wanted: &Option<Vec<u64>>, id: u64| {
            wanted.as_ref().is_none_or(|ids| ids.contains(&id))
        };
        !self.nothing
            && status
            && among(&self.plans, row.plan_id)
            && !self.plans_not.contains(&row.plan_id)
            && is(self.customer, Some(row.customer_id))
            && among(&self.customers, row.customer_id)
            && is(self.order_id, row.order_id)
            && is(self.product_id, row.product_id)
            && is(self.subscription_id, row.subscription_id)
            && match &self.include {
                Some(ids) => ids.contains(&row.id),
                None => !self.exclude.contains(&row.id),
            }
    }

    /// Whether nothing but an index decides which rows are in the list.
    pub(super) fn is_plain(&self) -> bool {
        self.include.is_none()
            && self.exclude.is_empty()
            && self.plans_not.is_empty()
            && self.customers.is_none()
            && self.plans.is_none()
    }

    /// Puts rows, which come newest first, into the wanted order.
    pub(super) fn sort(&self, rows: &mut [&Membership]) {
        match self.order {
            MemberOrder::NewestFirst => {}
            MemberOrder::HighestId => rows.sort_by_key(|row| Reverse(row.id)),
            MemberOrder::LowestId => rows.sort_by_key(|row| row.id),
            MemberOrder::AsIncluded => {
                let place = |id: u64| {
                    self.include
                        .as_ref()
                        .and_then(|ids| ids.iter().position(|wanted| *wanted == id))
                };
                rows.sort_by_key(|row| place(row.id));
            }
        }
    }
}
