use thiserror::Error as ThisError;

use super::Contradiction;

/// Why a life must not go on.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub(crate) enum StopReason {
    /// There is no plan to make memberships of.
    #[error("no published plan was found that memberships can be made of")]
    NoPlan,
    /// The run has no customer.
    #[error(
        "no customer could be made; the key needs the right to manage customers, or name an \
         existing one as write.customer in memberspec.toml"
    )]
    NoCustomer,
    /// Other people's memberships change with each write.
    #[error("memberships that this run did not make changed each time it wrote: it wrote no more")]
    OthersChange,
    /// What the site says does not fit what was sent.
    #[error(
        "the site contradicts what was sent to it: {0}; nothing more was written but the clean-up \
         of what is proved to be of this run"
    )]
    Contradiction(#[from] Contradiction),
}
