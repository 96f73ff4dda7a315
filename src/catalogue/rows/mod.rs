//! The rows themselves, one file per group.

pub(super) mod dates;
pub(super) mod discovery;
pub(super) mod errors;
pub(super) mod filters;
pub(super) mod lifecycle;
pub(super) mod links;
pub(super) mod members;
pub(super) mod meta_data;
pub(super) mod paging;
pub(super) mod parameters;
pub(super) mod plans;
pub(super) mod profile_fields;
pub(super) mod webhooks;
pub(super) mod writes;
