//! Who is asking: WooCommerce's REST authentication in its own order (`docs/observed.md#3`).

mod identity;
mod nonces;
mod oauth;
mod woocommerce;

pub(super) use identity::{Access, Identity, check_key_permission};
pub(super) use nonces::Nonces;
pub(super) use oauth::authorization;
pub(super) use woocommerce::authenticate;
