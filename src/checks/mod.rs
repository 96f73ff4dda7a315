//! The checks, one file each. They are synchronous and look at exchanges only, so that a live site
//! and a recording are judged by the same code.

mod check;
mod docket;
mod entities;
mod example;
mod frame;
mod ground;
mod readings;
mod refusals;
mod registry;
mod states;
#[cfg(test)]
pub(crate) mod testing;
mod tickets;
mod written;

mod authentication_required;
mod content_type;
mod credentials_echoed;
mod date_format;
mod date_pair;
mod error_code;
mod error_envelope;
mod filter_sound;
mod filters_agree;
mod filters_complete;
mod foreign_keys;
mod get_stable;
mod ids_unique;
mod item_links;
mod json_body;
mod link_header;
mod list_sequence;
mod never_seen;
mod page_size;
mod page_walk;
mod paging_headers;
mod plan_length;
mod row_equals_item;
mod schema;
mod status_dates;
mod status_documented;
mod subscriptions_together;
mod totals_constant;
mod undocumented_property;
mod versions_equal;
mod webhook_payload;
mod webhook_signature;
mod webhook_topic;
mod write_create;
mod write_dates;
mod write_delete;
mod write_meta;
mod write_permission;
mod write_read_back;
mod write_refusal;
mod write_side_effect;
mod write_status;

pub use check::{Check, Entry};
pub use docket::{At, Docket};
pub use frame::{Frame, Witness};
pub use ground::{Extension, Ground, Moment, Traffic};
pub use readings::{Readings, Shown};
pub use registry::{REGISTRY, find, nearest};
