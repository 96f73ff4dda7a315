//! Webhooks: what is sent when a membership changes, signed and in WooCommerce's order
//! (`docs/observed.md#13`).

mod delivery;
mod rest;
mod subscriber;

pub use subscriber::{Topic, UnknownTopic, Webhook};

pub(super) use delivery::{Delivery, deliver};
pub(super) use rest::{create_webhook, endpoints};
pub(super) use subscriber::Subscribers;
