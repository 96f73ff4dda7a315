use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::presence::present;
use super::{MembershipStatus, MetaDataInput, ProfileFieldInput};

/// Body of an update: only what changes. PUT, PATCH and POST mean the same.
///
/// Any status can follow any other. The plugin does not undo the first changes
/// when a later one fails: after an error, read the membership again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipUpdate {
    /// Id of the new owner: transfers the membership. `0` and `null` are ignored. Returns 500 if
    /// the user already has a membership of the plan.
    #[schema(minimum = 0, examples(8))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<i64>,
    /// Id of the new plan; dates are not recalculated. `0` and `null` are ignored.
    #[schema(minimum = 0, examples(23))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<i64>,
    /// New status. `paused` and `cancelled` set their dates to now and override a given date;
    /// `active` after a pause moves the end by the length of the pause and clears the pause;
    /// `expired` moves a later end to now.
    #[schema(value_type = MembershipStatus)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub status: Option<MembershipStatus>,
    /// Id of the order. It can be changed, not removed: `0` and `null` are ignored.
    #[schema(minimum = 0, examples(1042))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<i64>,
    /// Id of the product, or variation. It can be changed, not removed: `0` and `null` are ignored.
    #[schema(minimum = 0, examples(84))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<i64>,
    /// Id of the subscription; `0` unlinks the membership. The response still shows the old value.
    #[schema(
        minimum = 0,
        examples(1043),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<i64>,
    /// Whether the subscription pays in installments; requires a `subscription_id`. No response
    /// shows it.
    #[schema(
        write_only,
        value_type = bool,
        examples(false),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub installment_plan: Option<bool>,
    /// When access starts, in UTC. A later day sets the status to `delayed`; moving the start back
    /// into the past keeps that status.
    #[schema(examples("2026-03-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date_gmt: Option<String>,
    /// When access ends, in UTC; empty text for no end.
    #[schema(examples("2026-06-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date_gmt: Option<String>,
    /// When the membership was paused, in UTC. Empty text is ignored.
    #[schema(examples("2026-04-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_date_gmt: Option<String>,
    /// When the membership was cancelled, in UTC. Empty text is ignored: the date cannot be
    /// cleared.
    #[schema(examples("2026-05-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_date_gmt: Option<String>,
    /// Profile fields to set for the owner.
    #[schema(value_type = Vec<ProfileFieldInput>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub profile_fields: Option<Vec<ProfileFieldInput>>,
    /// Meta data to store; entries are matched by key and never removed.
    #[schema(value_type = Vec<MetaDataInput>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub meta_data: Option<Vec<MetaDataInput>>,
}

/// One update in a batch: an update with the id of its membership (`docs/observed.md#10`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserMembershipBatchUpdate {
    /// Id of the membership to update.
    pub id: i64,
    /// What should change.
    #[serde(flatten)]
    pub update: UserMembershipUpdate,
}

impl PartialSchema for UserMembershipBatchUpdate {
    fn schema() -> RefOr<Schema> {
        let mut schema = UserMembershipUpdate::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let id = ObjectBuilder::new()
                .schema_type(utoipa::openapi::Type::Integer)
                .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                    utoipa::openapi::KnownFormat::Int64,
                )))
                .minimum(Some(1))
                .description(Some("Id of the membership to update."))
                .examples([38])
                .build();
            object
                .properties
                .shift_insert(0, "id".to_owned(), id.into());
            object.required = vec!["id".to_owned()];
            object.description = Some("One update in a batch.".to_owned());
        }
        schema
    }
}

impl ToSchema for UserMembershipBatchUpdate {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        UserMembershipUpdate::schemas(schemas);
    }
}
