//! What is known of each release of the plugin: how it became known, and what the release changed
//! for clients (`docs/releases.md`).

mod call;
mod code;
mod history;
mod known;
pub(crate) mod report;
mod upgrade;

pub(crate) use call::{Call, Part};
pub(crate) use code::{CodeError, Line, Search};
pub(crate) use history::{HISTORY, ReleaseChange};
pub(crate) use known::{Basis, KNOWN, Known};
pub(crate) use upgrade::Upgrade;
