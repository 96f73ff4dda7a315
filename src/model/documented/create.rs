//! Seed 000.

use utoipa::ToSchema;

use super::MetaData;

/// Body of a create.
#[derive(Debug, ToSchema)]
pub struct UserMembershipCreate {
    /// Id of the customer who gets the membership.
    #[schema(examples(1))]
    pub customer_id: i64,
    /// Id of the plan to which it gives access.
    #[schema(examples(222))]
    pub plan_id: i64,
    /// Status of the new membership.
    #[schema(required = false, default = "active", examples("active"))]
    pub status: String,
    /// Id of the order that granted access.
    #[schema(required = false, examples(47))]
    pub order_id: i64,
    /// Id of the product that granted access.
    #[schema(required = false, examples(55))]
    pub product_id: i64,
    /// Id of the subscription to which the membership is tied.
    #[schema(required = false, examples(50))]
    pub subscription_id: i64,
    /// When it starts, in UTC; by default now.
    #[schema(
        required = false,
        format = DateTime,
        examples("2019-04-17T09:51:02+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub start_date_gmt: String,
    /// When it ends, in UTC; for an expired membership by default now.
    #[schema(
        required = false,
        format = DateTime,
        examples("2020-04-17T09:51:02+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub end_date_gmt: String,
    /// When it was paused, in UTC; for a paused membership by default now.
    #[schema(
        required = false,
        format = DateTime,
        examples("2019-05-17T09:51:02+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub paused_date_gmt: String,
    /// When it was cancelled, in UTC; for a cancelled membership by default now.
    #[schema(
        required = false,
        format = DateTime,
        examples("2019-06-17T09:51:02+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub cancelled_date_gmt: String,
    /// Meta data to store.
    #[schema(required = false)]
    pub meta_data: Vec<MetaData>,
}
