use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{MembershipStatus, MetaDataInput, ProfileFieldInput};

/// Body of an update: only what should change. PUT, PATCH and POST mean the same.
///
/// Nothing is refused on account of the status before. The plugin does not undo the first changes
/// when a later one fails: after an error, read the membership again.
#[derive(Debug, ToSchema)]
pub struct UserMembershipUpdate {
    /// Id of the new owner: the membership is transferred. `0` and `null` are ignored. A user who
    /// is a member of the plan already makes the plugin answer 500.
    #[schema(minimum = 0, examples(8))]
    pub customer_id: Option<i64>,
    /// Id of the new plan; dates are not computed anew. `0` and `null` are ignored.
    #[schema(minimum = 0, examples(23))]
    pub plan_id: Option<i64>,
    /// New status. `paused` and `cancelled` set their dates to now, over a date given; `active`
    /// after a pause moves the end by the length of the pause and drops the pause; `expired`
    /// moves a later end to now.
    #[schema(required = false)]
    pub status: MembershipStatus,
    /// Id of the order. It can be changed, not removed: `0` and `null` are ignored.
    #[schema(minimum = 0, examples(1042))]
    pub order_id: Option<i64>,
    /// Id of the product, or variation. It can be changed, not removed: `0` and `null` are ignored.
    #[schema(minimum = 0, examples(84))]
    pub product_id: Option<i64>,
    /// Id of the subscription; `0` unties the membership. The answer still shows the old value.
    #[schema(
        minimum = 0,
        examples(1043),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    pub subscription_id: Option<i64>,
    /// Whether the subscription pays in instalments; wants a `subscription_id`. No answer shows it.
    #[schema(
        write_only,
        required = false,
        examples(false),
        extensions(("x-requires" = json!("subscriptions")))
    )]
    pub installment_plan: bool,
    /// When access starts, in UTC. A later day makes the status `delayed`; moving it back into
    /// the past leaves it so.
    #[schema(examples("2026-03-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub start_date_gmt: Option<String>,
    /// When access ends, in UTC; empty text for no end.
    #[schema(examples("2026-06-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub end_date_gmt: Option<String>,
    /// When the membership was paused, in UTC. Empty text is ignored.
    #[schema(examples("2026-04-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub paused_date_gmt: Option<String>,
    /// When the membership was cancelled, in UTC. Empty text is ignored: it is never cleared.
    #[schema(examples("2026-05-01T14:30:00"), extensions(("x-timezone" = json!("utc"))))]
    pub cancelled_date_gmt: Option<String>,
    /// Profile fields to set for the owner.
    #[schema(required = false)]
    pub profile_fields: Vec<ProfileFieldInput>,
    /// Meta data to store; entries are found by key, none is ever removed.
    #[schema(required = false)]
    pub meta_data: Vec<MetaDataInput>,
}

/// One update in a batch: an update with the id of its membership (`docs/observed.md#10`).
#[derive(Debug)]
pub struct UserMembershipBatchUpdate;

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
            object.description =
                Some("One update in a batch: what should change, and where.".to_owned());
        }
        schema
    }
}

impl ToSchema for UserMembershipBatchUpdate {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        UserMembershipUpdate::schemas(schemas);
    }
}
