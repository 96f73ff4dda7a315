use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{AllOfBuilder, Ref, Schema};

use super::presence::{nullable, present};
use super::{
    AccessLengthType, AccessMethod, MembershipPlanLinks, MetaData, PostStatus, SiteTime,
    SubscriptionAccessLengthType, SubscriptionSiteTime, SubscriptionUtcTime, UtcTime,
    UtcTimeOrNever,
};

/// A membership plan: the settings by which people get access. The API only reads plans.
///
/// The eight properties with `x-requires: subscriptions` exist only while WooCommerce
/// Subscriptions is active; all others are always present.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MembershipPlan {
    /// Id of the plan.
    #[schema(read_only, minimum = 1, examples(22))]
    pub id: i64,
    /// Name of the plan.
    #[schema(examples("Gold"))]
    pub name: String,
    /// Slug of the plan, unique among plans; empty for a plan that was never published.
    #[schema(examples("gold"))]
    pub slug: String,
    /// Post status of the plan.
    pub status: PostStatus,
    /// How people get access.
    pub access_method: AccessMethod,
    /// Whether a subscription is among the products that grant access.
    #[schema(
        value_type = bool,
        examples(false),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub has_subscription: Option<bool>,
    /// Whether a subscription pays for the plan in installments, without determining its length.
    #[schema(
        value_type = bool,
        examples(false),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub has_subscription_installment: Option<bool>,
    /// Ids of the products that grant access, in the order of the plan's settings; deleted products
    /// stay in the list. Empty if no product grants access.
    #[schema(examples(84))]
    pub access_product_ids: Vec<i64>,
    /// What determines how long access lasts.
    pub access_length_type: AccessLengthType,
    /// What determines how long access lasts when a subscription grants it.
    #[schema(schema_with = subscription_access_length_type)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_access_length_type: Option<SubscriptionAccessLengthType>,
    /// Length of access in seconds; `null` if it is unlimited. A length in months or years is
    /// counted from the current day, so the number changes from day to day.
    #[schema(required = true, minimum = 0, examples(7_948_800))]
    #[serde(deserialize_with = "nullable")]
    pub access_length: Option<i64>,
    /// Length of access in seconds when a subscription grants it; `null` if it lasts as long as
    /// the subscription or is unlimited.
    #[schema(
        value_type = Option<i64>,
        minimum = 0,
        examples(7_948_800),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_access_length: Option<Option<i64>>,
    /// When access starts on a plan of fixed dates, in the site's time; `null` on others.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub access_start_date: Option<SiteTime>,
    /// When access starts on a plan of fixed dates, in UTC; `null` on others.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub access_start_date_gmt: Option<UtcTime>,
    /// When access ends on a plan of fixed dates, in the site's time; `null` on others.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub access_end_date: Option<SiteTime>,
    /// When access ends on a plan of fixed dates, in UTC; `null` on others.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub access_end_date_gmt: Option<UtcTime>,
    /// When access by a subscription starts on a plan of fixed dates, in the site's time; `null` on
    /// others. It has `+00:00`, which is false: drop the offset before you read it.
    #[schema(value_type = Option<SubscriptionSiteTime>, inline)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_access_start_date: Option<Option<SubscriptionSiteTime>>,
    /// When access by a subscription starts on a plan of fixed dates, in UTC; `null` on others.
    #[schema(value_type = Option<SubscriptionUtcTime>, inline)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_access_start_date_gmt: Option<Option<SubscriptionUtcTime>>,
    /// When access by a subscription ends on a plan of fixed dates, in the site's time; `null` on
    /// others. It has `+00:00`, which is false: drop the offset before you read it.
    #[schema(value_type = Option<SubscriptionSiteTime>, inline)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_access_end_date: Option<Option<SubscriptionSiteTime>>,
    /// When access by a subscription ends on a plan of fixed dates, in UTC; `null` on others.
    #[schema(value_type = Option<SubscriptionUtcTime>, inline)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_access_end_date_gmt: Option<Option<SubscriptionUtcTime>>,
    /// When the plan was created, in the site's time.
    #[schema(inline)]
    pub date_created: SiteTime,
    /// When the plan was created, in UTC. `-0001-11-30T00:00:00` on a draft that was never
    /// published: the plugin shows a date that is not set as a date of the year -1.
    #[schema(inline, read_only)]
    pub date_created_gmt: UtcTimeOrNever,
    /// When the plan was last changed, in the site's time.
    #[schema(inline)]
    pub date_modified: SiteTime,
    /// When the plan was last changed, in UTC. `-0001-11-30T00:00:00` on a draft that was never
    /// published.
    #[schema(inline, read_only)]
    pub date_modified_gmt: UtcTimeOrNever,
    /// Meta data of the plan, without the plugin's own entries.
    pub meta_data: Vec<MetaData>,
    /// Links to related resources.
    #[serde(rename = "_links", default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    #[schema(value_type = MembershipPlanLinks, required = true, read_only)]
    pub links: Option<MembershipPlanLinks>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// The derive writes no extensions on a reference, hence a function.
fn subscription_access_length_type() -> Schema {
    AllOfBuilder::new()
        .description(Some(
            "What determines how long access lasts when a subscription grants it; `subscription` \
             also for plans without any product.",
        ))
        .item(Ref::from_schema_name(SubscriptionAccessLengthType::name()))
        .extensions(Some(
            ExtensionsBuilder::new()
                .add("x-requires", "subscriptions")
                .build(),
        ))
        .build()
        .into()
}
