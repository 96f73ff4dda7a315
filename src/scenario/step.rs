use serde_json::Value;

use super::unknown::UnknownId;
use super::{Candidate, Person};
use crate::exchange::PlannedRequest;
use crate::ledger::Kind;

/// One request of a write run, ready to be sent, and what the run expects of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// What is sent.
    pub planned: PlannedRequest,
    /// What it makes if it succeeds.
    pub makes: Makes,
    /// The part that what it makes plays from then on.
    pub(super) slot: Option<Slot>,
    /// What it is requested, beyond being judged.
    pub(super) asks: Asks,
}

/// What a GET is requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asks {
    /// Only what it answers.
    Nothing,
    /// Whether this row is the run's.
    Proof(Candidate),
    /// Whether this id names nothing.
    Absence(UnknownId),
}

/// What a request makes if it succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Makes {
    /// Nothing.
    Nothing,
    /// Memberships.
    Members,
    /// A customer.
    Customer(Person),
}

impl Makes {
    /// What kind of row that is.
    #[must_use]
    pub(crate) const fn kind(self) -> Option<Kind> {
        match self {
            Self::Nothing => None,
            Self::Members => Some(Kind::Member),
            Self::Customer(_) => Some(Kind::Customer),
        }
    }
}

/// What a response proves to be of the run, or says is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// This row is proved to be the run's.
    Proved(Kind, u64),
    /// The site says that it deleted this membership.
    MemberGone(u64),
}

/// The parts that memberships play in a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// The first one, by which it is seen whether writes stay where they belong.
    Canary,
    /// Made with every property.
    Full,
    /// Lives through all statuses.
    Main,
    /// Made paused, with the pause some weeks back.
    Held,
    /// Made with another status.
    Gift,
    /// Made with a start to come.
    Later,
    /// Has a profile field.
    Profiled,
    /// Made by a batch.
    Batched,
}

impl From<PlannedRequest> for Step {
    fn from(planned: PlannedRequest) -> Self {
        Self {
            planned,
            makes: Makes::Nothing,
            slot: None,
            asks: Asks::Nothing,
        }
    }
}

impl Step {
    pub(super) fn makes(mut self, makes: Makes) -> Self {
        self.makes = makes;
        self
    }

    pub(super) fn plays(mut self, slot: Slot) -> Self {
        self.slot = Some(slot);
        self
    }

    pub(super) fn asks(mut self, asks: Asks) -> Self {
        self.asks = asks;
        self
    }

    /// The JSON body, if there is one.
    pub(super) fn body(&self) -> Option<Value> {
        serde_json::from_slice(self.planned.request.body.as_deref()?).ok()
    }

    /// How many rows it asks for, at most.
    #[must_use]
    pub(crate) fn rows(&self) -> u64 {
        let body = self.body();
        let items = body.as_ref().and_then(|body| body.get("create"));
        match (self.makes, items.and_then(Value::as_array)) {
            (Makes::Nothing, _) => 0,
            (_, Some(items)) => items.len() as u64,
            (_, None) => 1,
        }
    }

    /// Whether it could change the site.
    #[must_use]
    pub(crate) fn is_write(&self) -> bool {
        !self.planned.request.method.is_safe()
    }
}
