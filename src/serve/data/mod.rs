//! What a site holds, as plain data: the shape of a `--data` file, and the seed.

mod customer;
mod membership;
mod meta;
mod plan;
mod profile;
mod seed;
mod shop;

pub use customer::Customer;
pub use membership::{Membership, Status};
pub use meta::Meta;
pub use plan::{AccessLength, AccessMethod, Plan, PostStatus, SubscriptionLength, Unit};
pub use profile::{ProfileField, ProfileKind, ProfileValue};
pub use shop::{Order, Product, ProductKind, Subscription};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The JSON Schema of a `--data` file.
#[must_use]
pub(crate) fn schema() -> String {
    let schema = schemars::schema_for!(Data);
    format!("{:#}\n", schema.as_value())
}

/// Everything on a site. Plans, products, orders, subscriptions, attachments and memberships are
/// posts and share one sequence of ids, as in WordPress; customers have their own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The profile fields that the shop has defined.
    #[serde(default)]
    pub profile_fields: Vec<ProfileField>,
    /// Membership plans.
    #[serde(default)]
    pub plans: Vec<Plan>,
    /// Products and variations.
    #[serde(default)]
    pub products: Vec<Product>,
    /// The users with a customer's role.
    #[serde(default)]
    pub customers: Vec<Customer>,
    /// Orders.
    #[serde(default)]
    pub orders: Vec<Order>,
    /// Subscriptions.
    #[serde(default)]
    pub subscriptions: Vec<Subscription>,
    /// Ids of uploaded files, which file profile fields point at.
    #[serde(default)]
    pub attachments: Vec<u64>,
    /// User memberships.
    #[serde(default)]
    pub memberships: Vec<Membership>,
}

impl Data {
    /// E-mail address and login of the first customer who holds a membership; empty without one.
    #[must_use]
    pub fn customer_names(&self) -> Vec<String> {
        let holds = |customer: &&Customer| {
            let mut memberships = self.memberships.iter();
            memberships.any(|membership| membership.customer_id == customer.id)
        };
        let holder = self.customers.iter().find(holds);
        holder.map_or_else(Vec::new, |customer| {
            vec![customer.email.clone(), customer.login.clone()]
        })
    }
}
