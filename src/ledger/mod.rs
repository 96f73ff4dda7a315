//! The ledger of a write run: a file of JSON lines that says before each write what will be sent
//! and keeps each returned id, so that whatever ends a run, its rows can be found and removed.

mod book;
mod claim;
mod entry;
mod error;
mod run;

pub(crate) use book::Ledger;
pub(crate) use claim::Claim;
pub use claim::read;
pub use entry::{Before, Entry, Kind};
pub(crate) use error::Error;
pub use run::Run;
