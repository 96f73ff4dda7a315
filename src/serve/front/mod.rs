//! What a person sees at `/`: where the API is, how to get in, and documentation to try it with.

mod pages;

pub(super) use pages::page;
