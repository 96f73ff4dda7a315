use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The status of a user membership, as filters and writes name it.
///
/// Internally WordPress stores it with a `wcm-` in front; the API never shows that prefix.
/// `free_trial` exists only while WooCommerce Subscriptions is active.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MembershipStatus {
    /// The member has access.
    Active,
    /// Access through the free trial of a subscription.
    FreeTrial,
    /// Access starts at a later date.
    Delayed,
    /// Access granted free of charge, permanently.
    Complimentary,
    /// The membership is cancelled when the prepaid term of its subscription ends.
    Pending,
    /// Access is suspended; the end moves on while it lasts.
    Paused,
    /// The end has passed.
    Expired,
    /// The membership was ended manually or by its subscription.
    Cancelled,
}

/// The status of a user membership as responses show it.
///
/// One of the eight membership statuses, or one of WordPress's own: `trash` for a membership in the
/// Trash and `auto-draft` for one whose edit screen was opened and never saved. The last two appear
/// when such a membership is read by its id, and in lists of v4 that do not filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StoredMembershipStatus {
    /// The member has access.
    Active,
    /// Access through the free trial of a subscription.
    FreeTrial,
    /// Access starts at a later date.
    Delayed,
    /// Access granted free of charge, permanently.
    Complimentary,
    /// The membership is about to be cancelled.
    Pending,
    /// Access is suspended.
    Paused,
    /// The end has passed.
    Expired,
    /// The membership was ended.
    Cancelled,
    /// In the Trash.
    Trash,
    /// Never saved.
    #[serde(rename = "auto-draft")]
    AutoDraft,
}

/// The post status of a membership plan, as defined by WordPress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PostStatus {
    /// Public: what lists of plans show by default.
    Publish,
    /// Waits for its publication date.
    Future,
    /// Not published yet.
    Draft,
    /// Waits for a review.
    Pending,
    /// Visible to editors only.
    Private,
    /// In the Trash.
    Trash,
    /// Its editing screen was opened and never saved.
    AutoDraft,
}
