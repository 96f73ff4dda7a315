use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Meta;

/// WordPress's status of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PostStatus {
    /// Public.
    Publish,
    /// Never published: its slug is empty and its UTC dates are invalid (`docs/observed.md#6`).
    Draft,
    /// For the shop's own staff.
    Private,
    /// In the Trash.
    Trash,
}

impl PostStatus {
    /// The name in requests and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Draft => "draft",
            Self::Private => "private",
            Self::Trash => "trash",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Publish, Self::Draft, Self::Private, Self::Trash]
            .into_iter()
            .find(|status| status.as_str() == name)
    }
}

/// How a plan is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccessMethod {
    /// The shop's staff adds members.
    ManualOnly,
    /// Whoever registers becomes a member.
    Signup,
    /// Bought with a product.
    Purchase,
}

impl AccessMethod {
    /// The name in responses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ManualOnly => "manual-only",
            Self::Signup => "signup",
            Self::Purchase => "purchase",
        }
    }
}

/// A unit of a relative length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// 86,400 seconds.
    Days,
    /// Seven days.
    Weeks,
    /// Calendar months, so their length in seconds depends on the day of asking.
    Months,
    /// Calendar years, likewise.
    Years,
}

/// How long a plan gives access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum AccessLength {
    /// Permanently.
    Unlimited,
    /// So long from the day of joining.
    Specific {
        /// How many units.
        amount: u16,
        /// Of what.
        unit: Unit,
    },
    /// Between two days that are the same for everybody.
    Fixed {
        /// The first instant.
        start: Timestamp,
        /// The last.
        end: Timestamp,
    },
}

impl AccessLength {
    /// The name of the kind in responses.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Unlimited => "unlimited",
            Self::Specific { .. } => "specific",
            Self::Fixed { .. } => "fixed",
        }
    }
}

/// How long a plan gives access when a subscription pays for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionLength {
    /// As long as the subscription runs.
    Subscription,
    /// A length of its own: the subscription pays installments.
    Own(AccessLength),
}

/// A membership plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Post id.
    pub id: u64,
    /// Title.
    pub name: String,
    /// Slug; empty for a draft.
    pub slug: String,
    /// WordPress's status.
    pub status: PostStatus,
    /// How it is joined.
    pub access_method: AccessMethod,
    /// The products that grant it, in the shop's order; some may be gone.
    #[serde(default)]
    pub product_ids: Vec<u64>,
    /// How long it gives access.
    pub length: AccessLength,
    /// How long under a subscription.
    pub subscription_length: SubscriptionLength,
    /// Whether the shop marked it as paid by installments.
    #[serde(default)]
    pub installment: bool,
    /// The members' area sections that it shows, by slug.
    #[serde(default)]
    pub sections: Vec<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Meta data beyond what the plugin keeps to itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meta: Vec<Meta>,
}
