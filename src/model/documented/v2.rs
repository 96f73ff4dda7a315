//! Seed 002.

use utoipa::ToSchema;

use super::{MembershipPlanLinks, MetaData, UserMembershipLinks};

/// A user membership: one customer's access to one plan.
#[derive(Debug, ToSchema)]
pub struct UserMembership {
    /// Id of the user membership.
    #[schema(examples(19))]
    pub id: i64,
    /// Id of the customer who owns the membership.
    #[schema(examples(80))]
    pub customer_id: i64,
    /// Id of the plan to which it gives access.
    #[schema(examples(10))]
    pub plan_id: i64,
    /// Current status; which there are is not said.
    #[schema(examples("active"))]
    pub status: String,
    /// Id of the order that may have granted access; `null` without one.
    #[schema(required = true, examples(47))]
    pub order_id: Option<i64>,
    /// Id of the subscription to which it is tied; `null` without one.
    #[schema(examples(50), extensions(("x-requires" = json!("subscriptions"))))]
    pub subscription_id: Option<i64>,
    /// Id of the product that may have granted access; `null` without one.
    #[schema(required = true, examples(55))]
    pub product_id: Option<i64>,
    /// When the membership was created, in the site's time; not always its start.
    #[schema(
        format = DateTime,
        examples("2018-07-07T00:10:40+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub date_created: String,
    /// When the membership was created, in UTC; not always its start.
    #[schema(
        format = DateTime,
        examples("2018-07-06T16:10:40+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub date_created_gmt: String,
    /// When the membership starts, in the site's time.
    #[schema(
        format = DateTime,
        examples("2018-07-06T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub start_date: String,
    /// When the membership starts, in UTC.
    #[schema(
        format = DateTime,
        examples("2018-07-05T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub start_date_gmt: String,
    /// When the membership ends, in the site's time; `null` without an end.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-07-06T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub end_date: Option<String>,
    /// When the membership ends, in UTC; `null` without an end.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-07-05T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub end_date_gmt: Option<String>,
    /// When the membership was last paused, in the site's time; `null` if it never was. A change of
    /// status does not remove it.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-07-06T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub paused_date: Option<String>,
    /// When the membership was last paused, in UTC; `null` if it never was. A change of status does
    /// not remove it.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-07-05T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub paused_date_gmt: Option<String>,
    /// When the membership was cancelled, in the site's time; `null` if it was not.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-07-06T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub cancelled_date: Option<String>,
    /// When the membership was cancelled, in UTC; `null` if it was not.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-07-05T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub cancelled_date_gmt: Option<String>,
    /// WordPress meta data of the membership.
    pub meta_data: Vec<MetaData>,
    /// Links to related resources.
    #[schema(rename = "_links")]
    pub links: UserMembershipLinks,
}

/// A membership plan: the settings by which people get access.
#[derive(Debug, ToSchema)]
pub struct MembershipPlan {
    /// Id of the plan.
    #[schema(examples(55))]
    pub id: i64,
    /// Name of the plan.
    #[schema(examples("Gold Membership Plan"))]
    pub name: String,
    /// Slug of the plan, unique among plans.
    #[schema(examples("gold-membership-plan"))]
    pub slug: String,
    /// Post status of the plan; `publish` and `draft` are the usual ones.
    #[schema(examples("publish"))]
    pub status: String,
    /// How people get access; which ways there are is not said.
    #[schema(examples("purchase"))]
    pub access_method: String,
    /// What determines how long access lasts.
    #[schema(inline, required = false)]
    pub access_length_type: AccessLengthType,
    /// Length of access in words, such as `3 months`; empty if it is unlimited.
    #[schema(examples(""))]
    pub access_length: String,
    /// The same in seconds, roughly, in the site's time; `null` without a length.
    #[schema(required = true, examples(7_776_000))]
    pub access_length_seconds: Option<i64>,
    /// The same in seconds, roughly, in UTC; `null` without a length.
    #[schema(required = true, examples(7_776_000))]
    pub access_length_seconds_gmt: Option<i64>,
    /// Ids of the products that grant access; empty if there are none.
    #[schema(examples(84))]
    pub access_product_ids: Vec<i64>,
    /// Whether a subscription is among the products that grant access.
    #[schema(required = false, examples(false), extensions(("x-requires" = json!("subscriptions"))))]
    pub is_subscription_plan: bool,
    /// Whether a subscription pays for the plan in instalments.
    #[schema(required = false, examples(false), extensions(("x-requires" = json!("subscriptions"))))]
    pub is_subscription_installment_plan: bool,
    /// When access starts: the date of a plan of fixed dates, else now; in the site's time.
    #[schema(
        format = DateTime,
        examples("2018-07-10T08:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub access_start_date: String,
    /// When access starts: the date of a plan of fixed dates, else now; in UTC.
    #[schema(
        format = DateTime,
        examples("2018-07-10T00:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub access_start_date_gmt: String,
    /// When access ends: the date of a plan of fixed dates, else one counted from now; in the
    /// site's time. The examples show empty text.
    #[schema(
        pattern = r"^(|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))$",
        examples(""),
        extensions(("x-timezone" = json!("site")))
    )]
    pub access_end_date: String,
    /// When access ends: the date of a plan of fixed dates, else one counted from now; in UTC. The
    /// examples show empty text.
    #[schema(
        pattern = r"^(|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))$",
        examples(""),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub access_end_date_gmt: String,
    /// When the plan was created, in the site's time.
    #[schema(
        format = DateTime,
        examples("2018-05-08T14:24:11+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub date_created: String,
    /// When the plan was created, in UTC.
    #[schema(
        format = DateTime,
        examples("2018-05-08T06:24:11+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub date_created_gmt: String,
    /// When the plan was last changed, in the site's time.
    #[schema(
        format = DateTime,
        examples("2018-06-06T11:40:11+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub date_modified: String,
    /// When the plan was last changed, in UTC.
    #[schema(
        format = DateTime,
        examples("2018-06-06T03:40:11+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub date_modified_gmt: String,
    /// WordPress meta data of the plan.
    pub meta_data: Vec<MetaData>,
    /// Links to related resources.
    #[schema(rename = "_links")]
    pub links: MembershipPlanLinks,
}

/// What determines how long access lasts.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum AccessLengthType {
    /// A length counted from the start.
    Specific,
    /// From one date to another.
    Fixed,
    /// For ever.
    Unlimited,
}
