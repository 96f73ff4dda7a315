use utoipa::ToSchema;

use super::{CustomerData, MetaData, ProfileField};

/// One row of the member directory: what the site shows to visitors.
#[derive(Debug, ToSchema)]
pub struct DirectoryEntry {
    /// Id of the user membership.
    #[schema(minimum = 1, examples(38))]
    pub id: i64,
    /// Name of the plan.
    #[schema(required = true, examples("Gold"))]
    pub plan_name: Option<String>,
    /// Details of the owner.
    pub customer_data: CustomerData,
    /// Profile fields of the owner that the directory shows.
    pub profile_fields: Vec<ProfileField>,
    /// Always empty here.
    #[schema(max_items = 0)]
    pub meta_data: Vec<MetaData>,
}
