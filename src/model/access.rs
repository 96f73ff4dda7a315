use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How people get access to a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccessMethod {
    /// Only manually, by an administrator or through the API.
    ManualOnly,
    /// By registering an account.
    Signup,
    /// By buying one of the plan's products.
    Purchase,
}

/// What determines how long access lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccessLengthType {
    /// Permanently.
    Unlimited,
    /// A length counted from the start of the membership.
    Specific,
    /// From one calendar date to another, the same for all members.
    Fixed,
}

/// What determines how long access lasts when a subscription grants it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionAccessLengthType {
    /// As long as the subscription.
    Subscription,
    /// A length counted from the start of the membership.
    Specific,
    /// From one calendar date to another.
    Fixed,
    /// Permanently.
    Unlimited,
}
