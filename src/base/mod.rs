//! What all rooms share: versions of the API, releases of the plugin, JSON pointers, suggestions,
//! days of expiry, numbers with their nouns.

mod api;
mod nearest;
mod plural;
pub(crate) mod pointer;
mod release;
mod term;

pub use api::Api;
pub(crate) use nearest::nearest;
pub(crate) use plural::plural;
pub use release::{NoRelease, Release};
pub(crate) use term::Term;
