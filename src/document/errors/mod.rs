//! The rejections of the API, one file per kind.

mod invalid;
mod known;
mod missing;
mod refused;
mod shared;
mod too_large;

pub(super) use shared::shared;
