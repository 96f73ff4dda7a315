use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType};
use utoipa::openapi::{RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// One entry of WordPress meta data.
#[derive(Debug, ToSchema)]
pub struct MetaData {
    /// Id of the entry.
    #[schema(examples(580))]
    pub id: i64,
    /// Key of the entry.
    #[schema(examples("gift_from"))]
    pub key: String,
    /// Value of the entry; lists and objects come as serialized text.
    pub value: MetaValue,
}

/// Value of a meta data entry.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum MetaValue {
    /// Text, also serialized data.
    #[schema(examples("Ada"))]
    Text(String),
    /// An integer.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
}

/// One profile field of the member.
#[derive(Debug, ToSchema)]
pub struct ProfileField {
    /// Identifier of the field.
    #[schema(examples("nick-name"))]
    pub slug: String,
    /// Value of the field.
    pub value: ProfileFieldValue,
}

/// Value of a profile field: text, a number, a boolean or a list of unspecified items.
///
/// A list of types rather than a choice of schemas: from a choice that holds a list of anything,
/// openapi-generator writes Rust that does not compile.
#[derive(Debug)]
pub struct ProfileFieldValue;

impl PartialSchema for ProfileFieldValue {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(SchemaType::AnyValue))
            .schema_type(SchemaType::from_iter([
                Type::String,
                Type::Number,
                Type::Boolean,
                Type::Array,
            ]))
            .description(Some(
                "Value of a profile field: text, a number, a boolean or a list of unspecified \
                 items.",
            ))
            .examples([json!("Nick")])
            .into()
    }
}

impl ToSchema for ProfileFieldValue {}
