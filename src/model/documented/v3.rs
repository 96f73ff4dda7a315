//! Seeds 001 (memberships) and 003 (plans).

use utoipa::ToSchema;

use super::{MembershipPlanLinks, MetaData, ProfileField, UserMembershipLinks};

/// A user membership: one customer's access to one plan.
#[derive(Debug, ToSchema)]
pub struct UserMembership {
    /// Id of the user membership.
    #[schema(read_only, examples(19))]
    pub id: i64,
    /// Id of the customer who owns the membership.
    #[schema(examples(80))]
    pub customer_id: i64,
    /// Id of the plan to which it gives access.
    #[schema(examples(10))]
    pub plan_id: i64,
    /// Current status; the values are not listed.
    #[schema(examples("active"))]
    pub status: String,
    /// Id of the order that may have granted access; `null` without one.
    #[schema(required = true, examples(47))]
    pub order_id: Option<i64>,
    /// Id of the product that may have granted access; `null` without one.
    #[schema(required = true, examples(55))]
    pub product_id: Option<i64>,
    /// Id of the subscription to which it is tied; `null` without one.
    #[schema(examples(50), extensions(("x-requires" = json!("subscriptions"))))]
    pub subscription_id: Option<i64>,
    /// When the membership was created, in the site's time; not always its start.
    #[schema(
        read_only,
        format = DateTime,
        examples("2018-07-07T00:10:40+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub date_created: String,
    /// When the membership was created, in UTC; not always its start.
    #[schema(
        read_only,
        format = DateTime,
        examples("2018-07-06T16:10:40+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub date_created_gmt: String,
    /// When the membership starts, in the site's time.
    #[schema(
        read_only,
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
        read_only,
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
        read_only,
        required = true,
        format = DateTime,
        examples("2018-07-06T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub paused_date: Option<String>,
    /// When the membership was last paused, in UTC; `null` if it never was. A change of status does
    /// not remove it.
    #[schema(
        read_only,
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
    /// Page of the member's area for the owner.
    #[schema(
        read_only,
        format = "uri",
        examples("http://shop.example/my-account/members-area/10/my-membership-content/")
    )]
    pub view_url: String,
    /// Profile fields set on the membership.
    #[schema(required = false)]
    pub profile_fields: Vec<ProfileField>,
    /// WordPress meta data of the membership.
    pub meta_data: Vec<MetaData>,
    /// Links to related resources.
    #[schema(rename = "_links", read_only)]
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
    /// How people get access; the ways are not listed.
    #[schema(examples("purchase"))]
    pub access_method: String,
    /// Whether a subscription is among the products that grant access.
    #[schema(required = false, examples(false), extensions(("x-requires" = json!("subscriptions"))))]
    pub has_subscription: bool,
    /// Whether a subscription pays for the plan in instalments.
    #[schema(required = false, examples(false), extensions(("x-requires" = json!("subscriptions"))))]
    pub has_subscription_installment: bool,
    /// Ids of the products that grant access; empty if there are none.
    #[schema(examples(84))]
    pub access_product_ids: Vec<i64>,
    /// What determines how long access lasts.
    #[schema(inline)]
    pub access_length_type: AccessLengthType,
    /// What decides how long access lasts when a subscription grants it: `subscription`,
    /// `specific`, `fixed` or `unlimited`.
    #[schema(required = false, pattern = "^(subscription|specific|fixed|unlimited)$", examples("subscription"), extensions(("x-requires" = json!("subscriptions"))))]
    pub subscription_access_length_type: String,
    /// Length of access in seconds; `null` without a set end.
    #[schema(required = true, examples(7_776_000))]
    pub access_length: Option<i64>,
    /// Length of access in seconds when a subscription grants it; `null` if it lasts as long as
    /// the subscription, or no subscription grants it.
    #[schema(examples(7_776_000), extensions(("x-requires" = json!("subscriptions"))))]
    pub subscription_access_length: Option<i64>,
    /// When access starts on a plan of fixed dates; `null` on others.
    #[schema(
        required = true,
        format = DateTime,
        examples("2019-01-01T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub access_start_date: Option<String>,
    /// The same in UTC; a footnote says that it needs Subscriptions.
    #[schema(
        format = DateTime,
        examples("2018-12-31T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")), ("x-requires" = json!("subscriptions")))
    )]
    pub access_start_date_gmt: Option<String>,
    /// When access ends on a plan of fixed dates; `null` on others.
    #[schema(
        required = true,
        format = DateTime,
        examples("2019-01-01T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub access_end_date: Option<String>,
    /// When access ends on a plan of fixed dates, in UTC; `null` on others.
    #[schema(
        required = true,
        format = DateTime,
        examples("2018-12-31T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub access_end_date_gmt: Option<String>,
    /// When access by a subscription starts on a plan of fixed dates; `null` on others.
    #[schema(
        format = DateTime,
        examples("2019-01-01T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")), ("x-requires" = json!("subscriptions")))
    )]
    pub subscription_access_start_date: Option<String>,
    /// When access by a subscription starts on a plan of fixed dates, in UTC; `null` on others.
    #[schema(
        format = DateTime,
        examples("2018-12-31T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")), ("x-requires" = json!("subscriptions")))
    )]
    pub subscription_access_start_date_gmt: Option<String>,
    /// When access by a subscription ends on a plan of fixed dates; `null` on others.
    #[schema(
        format = DateTime,
        examples("2019-01-01T00:00:00+00:00"),
        extensions(("x-timezone" = json!("site")), ("x-requires" = json!("subscriptions")))
    )]
    pub subscription_access_end_date: Option<String>,
    /// When access by a subscription ends on a plan of fixed dates, in UTC; `null` on others.
    #[schema(
        format = DateTime,
        examples("2018-12-31T16:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")), ("x-requires" = json!("subscriptions")))
    )]
    pub subscription_access_end_date_gmt: Option<String>,
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
    /// Permanently.
    Unlimited,
}
