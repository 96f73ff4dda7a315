//! The reference site: WooCommerce Memberships without WordPress, over real sockets, as faithful to
//! `docs/observed.md` as can be. It imports no model, so that it is able to disagree with the
//! documents.

mod auth;
mod by_hand;
mod clock;
mod connection;
mod data;
#[cfg(test)]
mod disturbance;
mod error;
mod faults;
mod front;
mod http_answer;
mod keys;
mod memberships;
mod options;
mod permit;
mod persistence;
mod php;
mod receiver;
mod recording;
mod release;
mod running;
mod served;
mod site;
mod store;
mod tls;
mod webhooks;
mod woocommerce;
mod wordpress;

pub(crate) use crate::base::Release;
pub use clock::Clock;
pub(crate) use data::schema;
pub use data::{
    AccessLength, AccessMethod, Customer, Data, Membership, Meta, Order, Plan, PostStatus, Product,
    ProductKind, ProfileField, ProfileKind, ProfileValue, Status, Subscription, SubscriptionLength,
    Unit,
};
pub use error::Error;
pub use faults::{Class, FAULTS, Fault, Needs, fault};
pub use keys::{Key, Keys};
pub(crate) use memberships::{Effect, Transition, transitions};
pub use options::{AuthPolicy, Options, Subscriptions, default_instant};
pub use persistence::StoreError;
pub use receiver::Receiver;
pub(crate) use recording::{Agreement, Compared, Fidelity, Kind, harvest, replay};
pub use running::{Running, start};
pub use served::Served;
pub use tls::{Tls, TlsError};
pub use webhooks::{Topic, UnknownTopic, Webhook};

#[cfg(test)]
mod live_test;
