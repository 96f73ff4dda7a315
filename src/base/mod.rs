//! What all rooms share: versions of the API, releases of the plugin, JSON pointers, suggestions, days of
//! expiry.

mod api;
mod nearest;
pub(crate) mod pointer;
mod release;
mod term;

pub use api::Api;
pub(crate) use nearest::nearest;
pub use release::{NoRelease, Release};
pub(crate) use term::Term;
