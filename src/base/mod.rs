//! What all rooms share: versions of the API, releases of the plugin, JSON pointers, suggestions.

mod api;
mod nearest;
pub(crate) mod pointer;
mod release;

pub use api::Api;
pub(crate) use nearest::nearest;
pub use release::{NoRelease, Release};
