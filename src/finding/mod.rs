//! What a check says: rules, findings and where they point. A failed check is a value.

mod accepted;
mod also;
mod cause;
mod collector;
mod confirmation;
mod fact;
mod fingerprint;
mod incomplete;
mod level;
mod location;
mod outcome;
mod rule;
mod sight;
mod tally;

pub use accepted::{Accepted, BaselineEntry, BaselineUse, EntryState, Unjudged};
pub use also::Also;
pub use cause::Cause;
#[cfg(test)]
pub(crate) use cause::REVERSED;
pub(crate) use cause::causes;
pub(crate) use collector::{Basis, Collector, FindingIndex, Instances, Violation};
pub use confirmation::Confirmation;
pub use fact::Fact;
pub use incomplete::{Incomplete, Reason};
pub use level::Level;
pub(crate) use location::Open;
pub use location::{Example, Excerpt, Location};
pub use outcome::{
    Case, Disagreement, JudgedRelease, Known, Latency, Notified, Outcome, RuleTally,
    SelfDescription, Subject, SubjectKind, Unexercised, UsedProfile, Verdict,
};
pub use rule::{Class, Rule};
pub(crate) use sight::Sight;
pub use tally::Finding;
pub(crate) use tally::Tally;
