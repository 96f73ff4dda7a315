//! Two OpenAPI documents in, what changed between them and whom it breaks out.

mod approval;
mod change;
mod comparison;
#[cfg(test)]
mod completeness;
mod excerpt;
mod impact;
pub mod load;
mod meaning;
mod operations;
#[cfg(test)]
mod pairs;
pub mod report;
pub mod rules;
mod same;
pub mod schema;
mod since;
mod stack;
pub mod subsume;
#[cfg(test)]
mod truth;
mod version;
mod walk;

pub use approval::{APPROVALS, Approval, Approvals, StaleApproval};
pub use change::{Change, Departure, Spot, Verdict};
pub use comparison::Comparison;
pub use impact::{Counted, Impact};
pub use operations::Operations;
pub use stack::deep;
pub use version::Bump;
pub use walk::{Day, Options, compare, operations};
