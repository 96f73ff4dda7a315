use utoipa::ToSchema;

use super::UserMembershipPayload;

/// Answer to a delete: the membership is gone for good, it does not pass through the bin.
#[derive(Debug, ToSchema)]
pub struct UserMembershipDeleted {
    /// Always `true`.
    #[schema(examples(true))]
    pub deleted: bool,
    /// The membership as it was, without `_links`.
    pub previous: UserMembershipPayload,
}
