use jiff::Timestamp;
use thiserror::Error as ThisError;

use crate::ledger::Kind;

/// What a site did or showed that does not fit what this run sent to it. The run stops at the
/// first one: from then on an id in a response may lead to somebody else's row.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub(crate) enum Contradiction {
    /// A create succeeded and its response names no usable id.
    #[error("a create succeeded but did not return a positive integer as id")]
    NoId,
    /// A response or a list holds more rows than creates were sent.
    #[error("the run has more {}s than the {creates} that it created", kind.word())]
    MoreThanCreates {
        /// What they are.
        kind: Kind,
        /// How many rows the creates of the run asked for.
        creates: u64,
    },
    /// Two creates returned the same id.
    #[error("two creates returned the same {} {id}", kind.word())]
    SameIdAgain {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// Nobody looked at what was there before, so that nothing can be told from it.
    #[error("{} {id} cannot be proved to be new: the rows that existed before were not read", kind.word())]
    NothingBefore {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// The row was there before the run.
    #[error(
        "{} {id} is not new: ids up to {highest} were in use before this run", kind.word()
    )]
    WasThereBefore {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
        /// The highest id that was in use before.
        highest: u64,
    },
    /// The row had been listed before its create was sent.
    #[error("{} {id} is not new: it was listed before its create was sent", kind.word())]
    WasListed {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// The row's own GET does not show it.
    #[error("GET of {} {id} returned status {status}", kind.word())]
    NotShown {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
        /// The status.
        status: u16,
    },
    /// The row's own GET was sent on to another address.
    #[error("GET of {} {id} was redirected to another address", kind.word())]
    Redirected {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// The row's own GET shows another row.
    #[error("GET of {} {id} shows a row with another id", kind.word())]
    AnotherId {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// The row does not carry the mark of the run.
    #[error("{} {id} does not have the mark of this run", kind.word())]
    NoMark {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// The membership belongs to somebody else.
    #[error("membership {id} does not belong to a customer of this run")]
    AnotherCustomer {
        /// The id.
        id: u64,
    },
    /// The membership is of another plan.
    #[error("membership {id} does not have the plan that was sent")]
    AnotherPlan {
        /// The id.
        id: u64,
    },
    /// The customer has another e-mail address.
    #[error("customer {id} does not have the e-mail address that was sent")]
    AnotherAddress {
        /// The id.
        id: u64,
    },
    /// The row does not say when it was created.
    #[error("{} {id} has no creation time", kind.word())]
    NoTime {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
    },
    /// The row was created outside the run.
    #[error(
        "{} {id} was created at {created}, which is outside this run by the site's clock",
        kind.word()
    )]
    AnotherTime {
        /// What it is.
        kind: Kind,
        /// The id.
        id: u64,
        /// When it was created.
        created: Timestamp,
    },
    /// A list shows a membership of the run without its mark.
    #[error("membership {id} has the mark of this run in its own GET but not in a list")]
    ListedWithoutMark {
        /// The id.
        id: u64,
    },
    /// A membership that was there before has the mark of the run.
    #[error("membership {id}, which existed before this run, has its mark")]
    MarkedBefore {
        /// The id.
        id: u64,
    },
    /// A customer of the run owns a membership that was there before.
    #[error("customer {customer} owns membership {id}, which existed before this run")]
    OwnsEarlierRow {
        /// The customer.
        customer: u64,
        /// The membership.
        id: u64,
    },
}
