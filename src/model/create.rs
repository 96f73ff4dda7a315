use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::presence::present;
use super::{MembershipStatus, MetaDataInput, ProfileFieldInput};

/// Body of a create: the customer and the plan, and what differs from the plan's defaults.
///
/// Read-only and unknown properties are silently ignored. Form fields and query parameters of the
/// same names are accepted too. Dates are not checked against each other: an end before the start
/// is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipCreate {
    /// Id of the user who gets the membership. `0` is accepted and creates a membership without an
    /// owner.
    #[schema(minimum = 0, examples(7))]
    pub customer_id: i64,
    /// Id of the plan; drafts and plans in the Trash are accepted. Never send `0`: it returns 500.
    #[schema(minimum = 1, examples(22))]
    pub plan_id: i64,
    /// Status of the new membership. Without it the plugin decides: `active`, or `delayed` if the
    /// start is on a later day. `paused` and `cancelled` do not set their dates, unless
    /// these are given.
    #[schema(value_type = MembershipStatus)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub status: Option<MembershipStatus>,
    /// Id of the order that grants access. `0` and `null` are ignored.
    #[schema(minimum = 0, examples(1042))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<i64>,
    /// Id of the product, or variation, that grants access. `0` and `null` are ignored.
    #[schema(minimum = 0, examples(84))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<i64>,
    /// Id of the subscription linked to the membership. The response does not show it yet: read the
    /// membership again. Ignored while Subscriptions is inactive.
    #[schema(
        minimum = 0,
        examples(1043),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<i64>,
    /// Whether the subscription pays in installments; requires a `subscription_id`. No response
    /// shows it.
    #[schema(
        write_only,
        value_type = bool,
        examples(false),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub installment_plan: Option<bool>,
    /// When access starts, in UTC; now if empty or absent. Any text that PHP's `strtotime` reads is
    /// accepted, and an offset is converted. A start on a later day sets the status to `delayed`.
    /// Plans with fixed dates round it down to midnight in the site's time.
    #[schema(examples("2026-03-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date_gmt: Option<String>,
    /// When access ends, in UTC; empty text for no end. If absent, the length of the plan applies.
    #[schema(examples("2026-06-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date_gmt: Option<String>,
    /// When the membership was paused, in UTC. Empty text is ignored.
    #[schema(examples("2026-04-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_date_gmt: Option<String>,
    /// When the membership was cancelled, in UTC. Empty text is ignored.
    #[schema(examples("2026-05-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_date_gmt: Option<String>,
    /// Profile fields to set for the owner. A field of another plan, or a choice that the field
    /// does not offer, returns 500 and leaves the new membership behind.
    #[schema(value_type = Vec<ProfileFieldInput>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub profile_fields: Option<Vec<ProfileFieldInput>>,
    /// Meta data to store.
    #[schema(value_type = Vec<MetaDataInput>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub meta_data: Option<Vec<MetaDataInput>>,
}
