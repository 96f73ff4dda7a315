use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::query::{MemberOrder, MemberQuery, StatusFilter};
use crate::serve::data::{Membership, Status};

/// What an index is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Everything,
    Listed,
    Status(Status),
    Plan(u64),
    Customer(u64),
    Order(u64),
    Product(u64),
    Subscription(u64),
}

/// Creation second and id: lists run through an index backwards, the newest first.
type Index = BTreeSet<(Timestamp, u64)>;

/// The memberships, with an index for each value that a list can be filtered by.
#[derive(Debug, Default)]
pub(crate) struct Members {
    rows: BTreeMap<u64, Membership>,
    indexes: HashMap<Key, Index>,
}

impl Members {
    /// The membership of an id.
    pub(crate) fn get(&self, id: u64) -> Option<&Membership> {
        self.rows.get(&id)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// All of them, by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Membership> {
        self.rows.values()
    }

    /// Whether a plan has members.
    pub(crate) fn has_plan(&self, plan_id: u64) -> bool {
        self.indexes.contains_key(&Key::Plan(plan_id))
    }

    /// The memberships of a user, the oldest first.
    pub(crate) fn of_customer(&self, id: u64) -> impl Iterator<Item = &Membership> {
        self.indexes
            .get(&Key::Customer(id))
            .into_iter()
            .flatten()
            .filter_map(|(_, id)| self.rows.get(id))
    }

    /// Adds a membership, or replaces the one of that id.
    pub(crate) fn put(&mut self, row: Membership) {
        self.remove(row.id);
        for key in keys_of(&row) {
            self.indexes
                .entry(key)
                .or_default()
                .insert((row.created, row.id));
        }
        self.rows.insert(row.id, row);
    }

    /// Removes a membership permanently.
    pub(crate) fn remove(&mut self, id: u64) -> Option<Membership> {
        let row = self.rows.remove(&id)?;
        for key in keys_of(&row) {
            if let Some(index) = self.indexes.get_mut(&key) {
                index.remove(&(row.created, id));
                if index.is_empty() {
                    self.indexes.remove(&key);
                }
            }
        }
        Some(row)
    }

    /// The rows of a page, and how many there are in all.
    pub(crate) fn find(
        &self,
        query: &MemberQuery,
        skip: usize,
        take: usize,
    ) -> (Vec<&Membership>, u64) {
        if query.nothing {
            return (Vec::new(), 0);
        }
        let empty = Index::new();
        let (key, exact) = self.narrowest(query);
        let index = self.indexes.get(&key).unwrap_or(&empty);
        if exact && query.order == MemberOrder::NewestFirst {
            let rows = index.iter().rev().skip(skip).take(take);
            let rows = rows.filter_map(|(_, id)| self.rows.get(id)).collect();
            return (rows, index.len() as u64);
        }
        let mut rows: Vec<&Membership> = match &query.include {
            Some(ids) => {
                let ids: BTreeSet<(Timestamp, u64)> = ids
                    .iter()
                    .filter_map(|id| self.rows.get(id))
                    .map(|row| (row.created, row.id))
                    .collect();
                ids.iter()
                    .rev()
                    .filter_map(|(_, id)| self.rows.get(id))
                    .collect()
            }
            None => index
                .iter()
                .rev()
                .filter_map(|(_, id)| self.rows.get(id))
                .collect(),
        };
        rows.retain(|row| query.admits(row));
        query.sort(&mut rows);
        let total = rows.len() as u64;
        (rows.into_iter().skip(skip).take(take).collect(), total)
    }

    /// The smallest index that holds every row of the response, and whether it holds nothing else.
    fn narrowest(&self, query: &MemberQuery) -> (Key, bool) {
        let mut keys = vec![match &query.status {
            StatusFilter::Everything => Key::Everything,
            StatusFilter::Listed => Key::Listed,
            StatusFilter::OneOf(statuses) => match statuses.as_slice() {
                [only] => Key::Status(*only),
                _ => Key::Everything,
            },
        }];
        if let Some([only]) = query.plans.as_deref() {
            keys.push(Key::Plan(*only));
        }
        keys.extend(query.customer.map(Key::Customer));
        keys.extend(query.order_id.map(Key::Order));
        keys.extend(query.product_id.map(Key::Product));
        keys.extend(query.subscription_id.map(Key::Subscription));
        let is_everything =
            keys.as_slice() == [Key::Everything] && query.status != StatusFilter::Everything;
        let exact = keys.len() == 1 && !is_everything && query.is_plain();
        let size = |key: &Key| self.indexes.get(key).map_or(0, BTreeSet::len);
        let narrowest = keys.into_iter().min_by_key(size);
        (narrowest.unwrap_or(Key::Everything), exact)
    }
}

impl FromIterator<Membership> for Members {
    fn from_iter<I: IntoIterator<Item = Membership>>(rows: I) -> Self {
        let mut members = Self::default();
        for row in rows {
            members.put(row);
        }
        members
    }
}

fn keys_of(row: &Membership) -> impl Iterator<Item = Key> + use<> {
    [
        Some(Key::Everything),
        (row.status != Status::Trash).then_some(Key::Listed),
        Some(Key::Status(row.status)),
        Some(Key::Plan(row.plan_id)),
        Some(Key::Customer(row.customer_id)),
        row.order_id.map(Key::Order),
        row.product_id.map(Key::Product),
        row.subscription_id.map(Key::Subscription),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::data::Data;
    use crate::serve::options::default_instant;

    fn members() -> Members {
        Data::seeded(default_instant())
            .memberships
            .into_iter()
            .collect()
    }

    fn ids(members: &Members, query: &MemberQuery) -> Vec<u64> {
        let (rows, total) = members.find(query, 0, 1_000);
        assert_eq!(rows.len() as u64, total);
        rows.iter().map(|row| row.id).collect()
    }

    /// Every combination of two filters gives what a scan over all rows gives.
    #[test]
    fn indexes_agree_with_a_scan() {
        let members = members();
        let statuses = Status::LISTED
            .into_iter()
            .map(|status| StatusFilter::OneOf(vec![status]))
            .chain([StatusFilter::Listed, StatusFilter::Everything]);
        for status in statuses {
            for plan in [None, Some(20), Some(22), Some(999)] {
                let query = MemberQuery {
                    status: status.clone(),
                    plans: plan.map(|id| vec![id]),
                    ..MemberQuery::default()
                };
                let mut scanned: Vec<&Membership> =
                    members.iter().filter(|row| query.admits(row)).collect();
                scanned.sort_by_key(|row| std::cmp::Reverse((row.created, row.id)));
                let scanned: Vec<u64> = scanned.iter().map(|row| row.id).collect();
                assert_eq!(ids(&members, &query), scanned, "{query:?}");
            }
        }
    }

    #[test]
    fn a_removed_row_leaves_every_index() {
        let mut members = members();
        let row = members.get(61).cloned().unwrap();
        members.remove(61);
        let by_plan = MemberQuery {
            plans: Some(vec![row.plan_id]),
            ..MemberQuery::default()
        };
        assert!(!ids(&members, &by_plan).contains(&61));
        let by_order = MemberQuery {
            order_id: row.order_id,
            ..MemberQuery::default()
        };
        assert!(ids(&members, &by_order).is_empty());
    }

    #[test]
    fn pages_of_a_list_follow_each_other_newest_first() {
        let members = members();
        let query = MemberQuery::default();
        let whole = ids(&members, &query);
        let mut walked = Vec::new();
        for page in 0..20 {
            walked.extend(members.find(&query, page * 7, 7).0.iter().map(|row| row.id));
        }
        assert_eq!(walked, whole);
        let seconds: Vec<_> = walked
            .iter()
            .filter_map(|id| members.get(*id))
            .map(|row| row.created)
            .collect();
        assert!(seconds.is_sorted_by(|one, next| one > next));
    }
}
