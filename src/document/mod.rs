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
mod joined;
mod observed;
mod operation;
mod overlay;
mod parameters;
mod paths;
pub(crate) mod profile;
mod resolutions;
mod samples;
mod security;
mod tidy;
mod webhooks;
mod write;

#[cfg(test)]
mod examples_tests;
#[cfg(test)]
mod recordings_tests;
#[cfg(test)]
mod shape_tests;
#[cfg(test)]
mod structs_tests;
#[cfg(test)]
mod validators;

pub(crate) use crate::base::Release;
pub(crate) use aged::openapi_of;
pub(crate) use committed::FILES;
pub use edition::Edition;
pub(crate) use edition::openapi;
pub(crate) use introduction::ABOUT;
pub(crate) use joined::joined;
pub use overlay::{Overlay, OverlayError};
pub use write::{WriteError, to_json, to_yaml};
