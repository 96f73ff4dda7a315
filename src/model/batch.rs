use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, Type,
};
use utoipa::openapi::{KnownFormat, RefOr, Schema, SchemaFormat};

use super::presence::{EmptyList, present};
use super::{
    ErrorData, UserMembership, UserMembershipBatchUpdate, UserMembershipCreate,
    UserMembershipDeleted,
};

/// Body of a batch: up to 100 items in total, processed in the order create, update, delete.
///
/// Items are not validated against the schema of a single create or update, so their error codes
/// differ from those of single requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipBatch {
    /// Memberships to create.
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub create: Vec<UserMembershipCreate>,
    /// Memberships to update.
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub update: Vec<UserMembershipBatchUpdate>,
    /// Ids of memberships to delete permanently. `0` and non-numbers are ignored.
    #[schema(max_items = 100, examples(40))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delete: Vec<i64>,
}

/// The results of a batch, by kind and in the order of the request; only the kinds that were used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipBatchOutcome {
    /// The memberships created.
    #[schema(value_type = Vec<UserMembershipBatchItem>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub create: Option<Vec<UserMembershipBatchItem>>,
    /// The memberships updated.
    #[schema(value_type = Vec<UserMembershipBatchItem>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub update: Option<Vec<UserMembershipBatchItem>>,
    /// The memberships deleted.
    #[schema(value_type = Vec<UserMembershipBatchDeletion>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub delete: Option<Vec<UserMembershipBatchDeletion>>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// A created or updated membership, or the error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum UserMembershipBatchItem {
    /// It was done.
    Done(Box<UserMembership>),
    /// It failed.
    Failed(Box<UserMembershipBatchFailure>),
}

/// A deleted membership, or the error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum UserMembershipBatchDeletion {
    /// It was done.
    Done(Box<UserMembershipDeleted>),
    /// It failed.
    Failed(Box<UserMembershipBatchFailure>),
}

/// The error of one item of a batch. The batch itself still returns 200.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipBatchFailure {
    /// The requested id: `0` for a create, the given id for an update or delete, `null` if an
    /// update gave none. A delete that was given an object returns that object.
    #[schema(schema_with = asked)]
    pub id: UserMembershipBatchSubject,
    /// The error.
    pub error: UserMembershipBatchError,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// What one item of a batch asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UserMembershipBatchSubject {
    /// An id; `0` for a create.
    Id(i64),
    /// What a delete was given in place of an id.
    Object(Map<String, Value>),
    /// No id was given.
    Nothing,
}

/// The error of one item of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserMembershipBatchError {
    /// Code for programs.
    #[schema(examples("woocommerce_rest_wc_user_membership_exists"))]
    pub code: String,
    /// Message for people, in the language of the site.
    #[schema(examples("A membership already exists for user 7 and plan 22."))]
    pub message: String,
    /// Details of the error; `status` is the one that a single request would have returned.
    pub data: ErrorData,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

fn asked() -> Schema {
    OneOfBuilder::new()
        .description(Some(
            "The requested id: `0` for a create, the given id for an update or delete, `null` if \
             an update gave none. A delete that was given an object returns that object.",
        ))
        .item(
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .examples([0]),
        )
        .item(
            ObjectBuilder::new()
                .schema_type(Type::Object)
                .additional_properties(Some(AdditionalProperties::FreeForm(true))),
        )
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .build()
        .into()
}

/// Answer to a batch: what was done, or an empty list if nothing was asked.
///
/// PHP writes an empty map as `[]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UserMembershipBatchResult {
    /// What was done.
    Outcome(UserMembershipBatchOutcome),
    /// Nothing was asked.
    Nothing(EmptyList),
}

impl PartialSchema for UserMembershipBatchResult {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some(
                "Response to a batch: the results, or an empty array if the request was empty (PHP \
                 writes an empty map as `[]`).",
            ))
            .item(Ref::from_schema_name(UserMembershipBatchOutcome::name()))
            .item(
                ArrayBuilder::new()
                    .items(ObjectBuilder::new().schema_type(Type::String))
                    .max_items(Some(0)),
            )
            .into()
    }
}

impl ToSchema for UserMembershipBatchResult {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((
            UserMembershipBatchOutcome::name().into_owned(),
            UserMembershipBatchOutcome::schema(),
        ));
        UserMembershipBatchOutcome::schemas(schemas);
    }
}
