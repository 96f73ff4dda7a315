use utoipa::ToSchema;

use super::{MembershipStatus, MetaDataInput, ProfileFieldInput};

/// Body of a create: the customer and the plan, and what should differ from the plan's defaults.
///
/// Read-only and unknown properties are ignored without a word. Form fields and query parameters
/// of the same names are accepted too. The plugin applies no rule across dates: an end before the
/// start is stored as it is.
#[derive(Debug, ToSchema)]
pub struct UserMembershipCreate {
    /// Id of the user who gets the membership. `0` is accepted and makes a membership without an
    /// owner.
    #[schema(minimum = 0, examples(7))]
    pub customer_id: i64,
    /// Id of the plan; drafts and plans in the bin are accepted. Never send `0`: the plugin
    /// answers 500.
    #[schema(minimum = 1, examples(22))]
    pub plan_id: i64,
    /// Status of the new membership. `paused` and `cancelled` do not set their dates, unless
    /// these are given.
    #[schema(default = "active")]
    #[schema(required = false)]
    pub status: MembershipStatus,
    /// Id of the order that grants access. `0` and `null` are ignored.
    #[schema(minimum = 0, examples(1042))]
    pub order_id: Option<i64>,
    /// Id of the product, or variation, that grants access. `0` and `null` are ignored.
    #[schema(minimum = 0, examples(84))]
    pub product_id: Option<i64>,
    /// Id of the subscription to which the membership is tied. The answer does not show it yet:
    /// read the membership again. Ignored while Subscriptions is inactive.
    #[schema(
        minimum = 0,
        examples(1043),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    pub subscription_id: Option<i64>,
    /// Whether the subscription pays in instalments; wants a `subscription_id`. No answer shows it.
    #[schema(
        write_only,
        required = false,
        examples(false),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    pub installment_plan: bool,
    /// When access starts, in UTC; now if it is empty or left out. Any text that PHP's `strtotime`
    /// reads is taken, an offset is converted. A start on a later day makes the status `delayed`.
    /// Plans of fixed dates cut it to midnight of the site's day.
    #[schema(examples("2026-03-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub start_date_gmt: Option<String>,
    /// When access ends, in UTC; empty text for no end, the plan's length if it is left out.
    #[schema(examples("2026-06-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub end_date_gmt: Option<String>,
    /// When the membership was paused, in UTC. Empty text is ignored.
    #[schema(examples("2026-04-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub paused_date_gmt: Option<String>,
    /// When the membership was cancelled, in UTC. Empty text is ignored.
    #[schema(examples("2026-05-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub cancelled_date_gmt: Option<String>,
    /// Profile fields to set for the owner. A field of another plan or a choice
    /// that the field does not offer makes the plugin answer 500 and leaves the membership behind.
    #[schema(required = false)]
    pub profile_fields: Vec<ProfileFieldInput>,
    /// Meta data to store.
    #[schema(required = false)]
    pub meta_data: Vec<MetaDataInput>,
}
