//! Stands between a client and one site: sends on what the client sends, gives back what the site
//! answers, both unchanged and while they arrive, and hands a copy of each exchange to whoever
//! judges.

mod addressed;
mod client_end;
mod copied;
mod fields;
mod forward;
mod front;
mod passing;
mod refusal;

pub(crate) use front::{Error, Front};
pub(crate) use passing::Passed;
pub(crate) use refusal::Refusal;
