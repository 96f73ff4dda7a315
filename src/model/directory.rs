use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::presence::nullable;
use super::{CustomerData, MetaData, ProfileField};

/// One row of the member directory: what the site shows to visitors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryEntry {
    /// Id of the user membership.
    #[schema(minimum = 1, examples(38))]
    pub id: i64,
    /// Name of the plan.
    #[schema(required = true, examples("Gold"))]
    #[serde(deserialize_with = "nullable")]
    pub plan_name: Option<String>,
    /// Details of the owner.
    pub customer_data: CustomerData,
    /// Profile fields of the owner that the directory shows.
    pub profile_fields: Vec<ProfileField>,
    /// Always empty here.
    #[schema(max_items = 0)]
    pub meta_data: Vec<MetaData>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}
