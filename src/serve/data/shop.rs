use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProductKind {
    /// Sold once.
    Simple,
    /// Sold through its variations.
    Variable,
    /// A variation of a variable product.
    Variation,
    /// Sold again and again.
    Subscription,
}

impl ProductKind {
    /// The name in responses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Variable => "variable",
            Self::Variation => "variation",
            Self::Subscription => "subscription",
        }
    }
}

/// A product or a variation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Post id.
    pub id: u64,
    /// Title.
    pub name: String,
    /// Kind.
    pub kind: ProductKind,
    /// The variable product of a variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<u64>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Post id.
    pub id: u64,
    /// Who bought.
    pub customer_id: u64,
    /// The products bought.
    #[serde(default)]
    pub product_ids: Vec<u64>,
    /// When.
    pub created: Timestamp,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Post id.
    pub id: u64,
    /// Who pays.
    pub customer_id: u64,
    /// The order that started it.
    pub order_id: u64,
    /// Its end, where it has one: it is then the end of the membership too (`docs/observed.md#5`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    /// When it was created.
    pub created: Timestamp,
}
