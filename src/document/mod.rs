//! Operations, components, security, webhooks, links and examples put together as one OpenAPI
//! document per API version and edition; profiles of it for other tools; canonical bytes.

mod aged;
mod committed;
mod components;
mod documented;
mod edition;
mod errors;
mod example;
mod headers;
mod info;
mod introduction;
mod observed;
mod operation;
mod overlay;
mod parameters;
mod paths;
pub mod profile;
mod resolutions;
mod samples;
mod security;
mod tidy;
mod webhooks;
mod write;

#[cfg(test)]
mod examples_tests;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod recordings_tests;
#[cfg(test)]
mod shape_tests;
#[cfg(test)]
mod structs_tests;

pub use crate::base::{NoRelease, Release};
pub use aged::openapi_of;
pub use committed::{FILES, Kept, committed};
pub use edition::{Edition, openapi};
pub use overlay::{Overlay, OverlayError};
pub use resolutions::{Resolution, Rule, resolutions};
pub use write::{WriteError, to_json, to_yaml};
