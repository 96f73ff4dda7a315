use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::UserMembershipPayload;

/// Response to a delete. The membership is deleted permanently and does not go to the Trash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipDeleted {
    /// Always `true`.
    #[schema(examples(true))]
    pub deleted: bool,
    /// The membership as it was, without `_links`.
    pub previous: UserMembershipPayload,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}
