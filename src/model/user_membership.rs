use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, Schema, Type};

use super::presence::{EmptyList, nullable, present};
use super::{
    CustomerData, MetaData, ProfileField, SiteTime, StoredMembershipStatus, UserMembershipLinks,
    UtcTime,
};

/// A user membership: one customer's access to one plan.
///
/// Every property is always present, `null` where there is no value, with one exception:
/// `subscription_id` exists only while WooCommerce Subscriptions is active. Dates have no offset;
/// each comes twice, in the site's time and in UTC. Other plugins may add properties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembership {
    /// Id of the user membership.
    #[schema(read_only, minimum = 1, examples(38))]
    pub id: i64,
    /// Id of the user who owns the membership; `0` if it was created without an owner. It remains
    /// after the user is deleted.
    #[schema(minimum = 0, examples(7))]
    pub customer_id: i64,
    /// Details of the owner when they were requested.
    #[schema(schema_with = customer_data, required = true)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub customer_data: Option<CustomerDetails>,
    /// Id of the plan to which the membership gives access.
    #[schema(minimum = 0, examples(22))]
    pub plan_id: i64,
    /// Name of the plan; `null` if the plan was deleted.
    #[schema(
        value_type = Option<String>,
        read_only,
        required = true,
        examples("Gold"),
        extensions(("x-since" = json!("1.23.0")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub plan_name: Option<Option<String>>,
    /// Status of the membership, without the `wcm-` prefix of the database.
    pub status: StoredMembershipStatus,
    /// Id of the order that granted access; `null` if there was none or it was deleted.
    #[schema(required = true, minimum = 1, examples(1042))]
    #[serde(deserialize_with = "nullable")]
    pub order_id: Option<i64>,
    /// Id of the product or variation that granted access; `null` if there was none or it was
    /// deleted.
    #[schema(required = true, minimum = 1, examples(84))]
    #[serde(deserialize_with = "nullable")]
    pub product_id: Option<i64>,
    /// Id of the subscription linked to the membership; `null` if there is none. The response to a
    /// create or update still shows the previous value: read the membership again.
    #[schema(
        value_type = Option<i64>,
        minimum = 1,
        examples(1043),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription_id: Option<Option<i64>>,
    /// When the membership was created, in the time zone that the site had at that time.
    #[schema(inline)]
    pub date_created: SiteTime,
    /// When the membership was created, in UTC.
    #[schema(inline, read_only)]
    pub date_created_gmt: UtcTime,
    /// When access starts, in the site's time; `null` if the start is not stored.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub start_date: Option<SiteTime>,
    /// When access starts, in UTC; `null` if the start is not stored.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub start_date_gmt: Option<UtcTime>,
    /// When access ends, in the site's time; `null` if it never ends. While the membership has a
    /// `paused_date` this value moves with the clock: two reads a second apart differ.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub end_date: Option<SiteTime>,
    /// When access ends, in UTC; `null` if it never ends. While the membership has a
    /// `paused_date_gmt` this value moves with the clock.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub end_date_gmt: Option<UtcTime>,
    /// When the membership was paused, in the site's time; `null` if it was not. Cleared when the
    /// membership becomes active (or a free trial) again, kept on any other change.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub paused_date: Option<SiteTime>,
    /// When the membership was paused, in UTC; `null` if it was not.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub paused_date_gmt: Option<UtcTime>,
    /// When the membership was last cancelled, in the site's time; `null` if it never was. Never
    /// cleared, even when the membership is active again.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub cancelled_date: Option<SiteTime>,
    /// When the membership was last cancelled, in UTC; `null` if it never was.
    #[schema(inline, required = true)]
    #[serde(deserialize_with = "nullable")]
    pub cancelled_date_gmt: Option<UtcTime>,
    /// URL of the membership in the member area; empty if the site has no account page. A section
    /// follows the plan id only if the plan has sections.
    #[schema(
        value_type = String,
        read_only,
        required = true,
        format = "uri-reference",
        examples("https://shop.example/my-account/members-area/22/")
    )]
    // Releases up to 1.12.4 leave it out with `context=edit` (`docs/releases.md`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub view_url: Option<String>,
    /// Profile fields of the owner that the plan shows; empty if there are none.
    #[schema(value_type = Vec<ProfileField>, required = true)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub profile_fields: Option<Vec<ProfileField>>,
    /// Meta data of the membership, without the plugin's own entries.
    pub meta_data: Vec<MetaData>,
    /// Links to related resources.
    #[serde(rename = "_links", default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    #[schema(value_type = UserMembershipLinks, required = true, read_only)]
    pub links: Option<UserMembershipLinks>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// The details of the owner, or the empty list that stands for none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CustomerDetails {
    /// They were not asked for.
    None(EmptyList),
    /// They were.
    Some(Box<CustomerData>),
}

/// A choice between an empty list and an object: no Rust type says that to the derive.
fn customer_data() -> Schema {
    OneOfBuilder::new()
        .description(Some(
            "Details of the owner if they were requested, else an empty array: PHP writes an empty \
             map as `[]`, so a client must accept an array here.",
        ))
        .read_only(true)
        .item(
            ArrayBuilder::new()
                .items(ObjectBuilder::new().schema_type(Type::String))
                .max_items(Some(0)),
        )
        .item(Ref::from_schema_name(CustomerData::name()))
        .extensions(Some(
            ExtensionsBuilder::new().add("x-since", "1.23.0").build(),
        ))
        .build()
        .into()
}
