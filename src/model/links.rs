use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::presence::present;

/// A link to a resource of the same site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// Absolute URL of the resource. Host and scheme follow the request.
    #[schema(
        format = "uri",
        examples("https://shop.example/wp-json/wc/v3/memberships/members")
    )]
    pub href: String,
    /// What the caller may do with the resource. Only on `self` links.
    #[serde(rename = "targetHints")]
    #[schema(value_type = TargetHints)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub target_hints: Option<TargetHints>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// What the caller may do with the target of a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetHints {
    /// HTTP methods that the credentials of this request allow on the target.
    #[schema(examples("GET"))]
    pub allow: Vec<String>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Links of a user membership, by relation.
///
/// Each relation is an array, usually of one link. A file uploaded in a profile field adds a
/// relation named after the slug of that field, to the attachment in `wp/v2/media`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipLinks {
    /// The membership itself.
    #[serde(rename = "self")]
    pub this: Vec<Link>,
    /// The list of memberships.
    pub collection: Vec<Link>,
    /// The customer who owns the membership.
    pub customer: Vec<Link>,
    /// The order that granted access; only with an order.
    #[schema(value_type = Vec<Link>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub order: Option<Vec<Link>>,
    /// The product that granted access; only with a product. The URL that it gives
    /// (`memberships/products/{id}`) does not exist: use `/wc/v3/products/{id}`.
    #[schema(value_type = Vec<Link>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub product: Option<Vec<Link>>,
    /// The subscription; only with one. The URL that it gives (`wc/v1/subscriptions/{id}`) does not
    /// exist: use `/wc/v3/subscriptions/{id}`.
    #[schema(value_type = Vec<Link>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub subscription: Option<Vec<Link>>,
    /// One relation for each file in the profile fields, named after the slug of the field.
    #[serde(flatten)]
    pub files: BTreeMap<String, Vec<Link>>,
}

/// Links of a membership plan, by relation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MembershipPlanLinks {
    /// The plan itself.
    #[serde(rename = "self")]
    pub this: Vec<Link>,
    /// The list of plans.
    pub collection: Vec<Link>,
    /// The products that grant access; present only if at least one of them still exists.
    #[schema(value_type = Vec<Link>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub products: Option<Vec<Link>>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}
