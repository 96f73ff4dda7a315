//! The stages of the scenario in order, each made when the one before it has been answered.

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

use super::Scenario;

/// A part of the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
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

impl Stage {
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

    /// The stage's lines, from what is known now.
    pub(super) fn lines(self, scenario: &mut Scenario) -> Vec<Line> {
        match self {
            Self::Before => looks::before(scenario),
            Self::BeforeMore => looks::before_more(scenario),
            Self::People => people::make(scenario),
            Self::Belongings => people::belongings(scenario),
            Self::Canary => canary::first(scenario),
            Self::SecondCanary => canary::second(scenario),
            Self::Verdict => canary::verdict(scenario),
            Self::Sides => sides::lines(scenario),
            Self::Birth => states::birth(scenario),
            Self::States => states::lines(scenario),
            Self::Dates => dates::lines(scenario),
            Self::Meta => meta::lines(scenario),
            Self::Refusals => refusals::lines(scenario),
            Self::Batch => batch::create(scenario),
            Self::BatchMore => batch::change(scenario),
            Self::Permission => permission::lines(scenario),
            Self::Transfer => transfer::lines(scenario),
            Self::Death => transfer::death(scenario),
        }
    }
}
