use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Meta;

/// A membership's status without the `wcm-` of its post status.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In force.
    Active,
    /// A subscription's trial; known only while Subscriptions is active.
    FreeTrial,
    /// Starts later.
    Delayed,
    /// In force without payment.
    Complimentary,
    /// Being cancelled at the end of the paid term.
    Pending,
    /// Held.
    Paused,
    /// Over.
    Expired,
    /// Ended by a person.
    Cancelled,
    /// In WordPress's trash: no status of the plugin, yet it can be read by id.
    Trash,
}

impl Status {
    /// The statuses of the plugin, in the order in which it lists them.
    pub const LISTED: [Self; 8] = [
        Self::Active,
        Self::FreeTrial,
        Self::Delayed,
        Self::Complimentary,
        Self::Pending,
        Self::Paused,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The name in requests and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::FreeTrial => "free_trial",
            Self::Delayed => "delayed",
            Self::Complimentary => "complimentary",
            Self::Pending => "pending",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Trash => "trash",
        }
    }

    /// The listed status of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::LISTED
            .into_iter()
            .find(|status| status.as_str() == name)
    }
}

/// A user membership as the database holds it. Dates are instants; what the API computes from them
/// (site time, the end while paused) is computed when it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Post id.
    pub id: u64,
    /// The user who owns it; 0 for nobody. The user may be gone.
    pub customer_id: u64,
    /// The plan; it may be gone.
    pub plan_id: u64,
    /// The status.
    pub status: Status,
    /// The order that granted access; it may be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<u64>,
    /// The product or variation bought; it may be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<u64>,
    /// The subscription that pays for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<u64>,
    /// Whether the subscription only pays installments and does not rule the end.
    #[serde(default)]
    pub installment_plan: bool,
    /// When the row was made.
    pub created: Timestamp,
    /// When access starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// The stored end; none for an unlimited membership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    /// When it was paused. It outlives the pause (`docs/observed.md#9`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Timestamp>,
    /// When it was last cancelled. It is never cleared (`docs/observed.md#9`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Timestamp>,
    /// Meta data beyond what the plugin keeps to itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meta: Vec<Meta>,
}
