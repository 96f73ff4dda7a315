use utoipa::ToSchema;

use super::UserMembershipPayload;

/// Response to a delete. The membership is deleted permanently and does not go to the Trash.
#[derive(Debug, ToSchema)]
pub struct UserMembershipDeleted {
    /// Always `true`.
    #[schema(examples(true))]
    pub deleted: bool,
    /// The membership as it was, without `_links`.
    pub previous: UserMembershipPayload,
}
