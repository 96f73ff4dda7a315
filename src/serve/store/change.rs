use crate::serve::data::{Customer, Membership};

/// A row that was written or removed, with what was there before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// A membership.
    Member {
        /// Its id.
        id: u64,
        /// What was there.
        before: Option<Box<Membership>>,
        /// What is there now.
        after: Option<Box<Membership>>,
    },
    /// A customer.
    Customer {
        /// Their id.
        id: u64,
        /// What was there.
        before: Option<Box<Customer>>,
        /// What is there now.
        after: Option<Box<Customer>>,
    },
}

/// The highest ids that were ever given: a deleted row's id is never given again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counters {
    /// Posts.
    pub(crate) post: u64,
    /// Rows of meta data.
    pub(crate) meta: u64,
    /// Users.
    pub(crate) user: u64,
}
