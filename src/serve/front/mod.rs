//! What a person sees at `/`: where the API is, how to get in, and documentation to try it with.

mod lines;
mod pages;
#[cfg(feature = "site-docs")]
mod viewer;
#[cfg(not(feature = "site-docs"))]
#[path = "no_viewer.rs"]
mod viewer;

pub(super) use pages::page;
