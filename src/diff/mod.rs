//! Two OpenAPI documents in, what changed between them and whom it breaks out.

mod change;
pub mod load;
pub mod rules;
mod same;
pub mod schema;
pub mod subsume;
mod walk;

pub use change::{Change, Spot, Verdict};
pub use walk::{Day, Options, compare};
