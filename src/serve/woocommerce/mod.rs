//! The little of WooCommerce's own API that links of memberships lead to, and the report on the
//! site's software.

mod customer_writes;
mod customers;
mod indexes;
mod routes;
mod shop;
mod system_status;

pub(super) use customer_writes::{create_customer, delete_customer};
pub(super) use customers::{get_customer, list_customers};
pub(super) use indexes::{index_args, root_index};
pub(super) use routes::{root_route, routes};
pub(super) use shop::{get_order, get_product, get_subscription};
pub(super) use system_status::system_status;
