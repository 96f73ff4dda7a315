//! The chapters of a life in order, each made when the one before it has been answered.

mod batch;
mod canary;
mod dates;
mod line;
mod looks;
mod meta;
mod people;
mod permission;
mod refusals;
mod sides;
mod states;
mod transfer;

pub(super) use line::Line;
pub(super) use people::customers;

use super::Life;

/// A part of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chapter {
    /// What the shop holds before anything is written.
    Before,
    /// The rest of the pages of that.
    BeforeMore,
    /// The customers of the run.
    People,
    /// What those customers belong to without the run's doing.
    Belongings,
    /// One membership made, changed and deleted, with looks at everybody else's in between.
    Canary,
    /// The same again, with many looks, if somebody else's changed.
    SecondCanary,
    /// Whether the run may go on after that.
    Verdict,
    /// Memberships that begin in other ways.
    Sides,
    /// The membership that lives through everything.
    Birth,
    /// Its statuses.
    States,
    /// Its dates.
    Dates,
    /// Its meta data.
    Meta,
    /// Input that must be rejected.
    Refusals,
    /// Several at once.
    Batch,
    /// The update and the deletes of that.
    BatchMore,
    /// Writes by those who may not.
    Permission,
    /// Another owner, another plan.
    Transfer,
    /// The end.
    Death,
}

impl Chapter {
    /// All of them in order.
    pub(super) const ALL: [Self; 18] = [
        Self::Before,
        Self::BeforeMore,
        Self::People,
        Self::Belongings,
        Self::Canary,
        Self::SecondCanary,
        Self::Verdict,
        Self::Sides,
        Self::Birth,
        Self::States,
        Self::Dates,
        Self::Meta,
        Self::Refusals,
        Self::Batch,
        Self::BatchMore,
        Self::Permission,
        Self::Transfer,
        Self::Death,
    ];

    /// The chapter's lines, from what is known now.
    pub(super) fn lines(self, life: &mut Life) -> Vec<Line> {
        match self {
            Self::Before => looks::before(life),
            Self::BeforeMore => looks::before_more(life),
            Self::People => people::make(life),
            Self::Belongings => people::belongings(life),
            Self::Canary => canary::first(life),
            Self::SecondCanary => canary::second(life),
            Self::Verdict => canary::verdict(life),
            Self::Sides => sides::lines(life),
            Self::Birth => states::birth(life),
            Self::States => states::lines(life),
            Self::Dates => dates::lines(life),
            Self::Meta => meta::lines(life),
            Self::Refusals => refusals::lines(life),
            Self::Batch => batch::create(life),
            Self::BatchMore => batch::change(life),
            Self::Permission => permission::lines(life),
            Self::Transfer => transfer::lines(life),
            Self::Death => transfer::death(life),
        }
    }
}
