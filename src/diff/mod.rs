//! Two OpenAPI documents in, what changed between them and whom it breaks out.
//!
//! ```
//! use memberspec::diff::{Comparison, Day, Document, Level, Options};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = |kind: &str| {
//!     format!(
//!         r#"{{ "openapi": "3.1.0", "info": {{ "title": "Shop", "version": "1.0.0" }}, "paths": {{
//!             "/members": {{ "get": {{ "responses": {{ "200": {{ "description": "ok", "content": {{
//!                 "application/json": {{ "schema": {{ "type": "{kind}" }} }} }} }} }} }} }} }} }}"#
//!     )
//! };
//! let old = Document::from_text("old.json", &text("integer"))?;
//! let new = Document::from_text("new.json", &text("string"))?;
//!
//! let today = Day::of(2026, 11, 28).ok_or("no day of the calendar")?;
//! let comparison = Comparison::of(&old, &new, Options { today });
//! assert!(comparison.fails(Level::Error));
//! for change in &comparison.changes {
//!     println!("{} {}", change.level, change.rule.id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A comparison takes its stack from the heap where a document is deep, so that any thread may make
//! one; a question about two schemas that is not settled within a budget is a change that says so.

mod approval;
mod change;
mod comparison;
#[cfg(test)]
mod completeness;
mod excerpt;
mod impact;
pub(crate) mod load;
mod meaning;
mod operations;
#[cfg(test)]
mod pairs;
pub mod report;
pub(crate) mod rules;
mod same;
pub(crate) mod schema;
mod since;
mod stack;
pub(crate) mod subsume;
#[cfg(test)]
mod text_positions;
#[cfg(test)]
mod truth;
mod version;
mod walk;

pub use crate::base::Release;
pub use crate::finding::Level;
pub use approval::{APPROVALS, Approval, Approvals, StaleApproval};
pub use change::{Change, Departure, Spot, Verdict};
pub use comparison::Comparison;
pub use impact::{Counted, Impact};
pub use load::{Document, LoadError, Outside, Remote, Rim, Source};
pub use operations::Operations;
pub use rules::Rule;
pub(crate) use stack::deep;
pub use version::Bump;
pub use walk::{Day, Options};
pub(crate) use walk::{Operation, operation_list, operations};
