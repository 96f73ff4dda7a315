use thiserror::Error as ThisError;

use super::Contradiction;

/// Why a life must not go on.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub(crate) enum StopReason {
    /// There is no plan to make memberships of.
    #[error("no published plan was found to create memberships in")]
    NoPlan,
    /// The run has no customer.
    #[error(
        "no customer could be created; give the key's user the right to manage customers, or set \
         write.customer in memberspec.toml to an existing one"
    )]
    NoCustomer,
    /// Other people's memberships change with each write.
    #[error(
        "memberships that this run did not create changed each time it wrote: it stopped \
             writing"
    )]
    OthersChange,
    /// The response does not match what was sent.
    #[error(
        "the site contradicts what was sent: {0}; the run stopped writing, except to clean up what \
         provably belongs to it"
    )]
    Contradiction(#[from] Contradiction),
}
