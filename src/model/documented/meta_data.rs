use utoipa::ToSchema;

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
    /// A whole number.
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

/// Value of a profile field.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum ProfileFieldValue {
    /// Text.
    #[schema(examples("Nick"))]
    Text(String),
    /// A number, whole or not.
    Number(f64),
    /// A truth value.
    Boolean(bool),
    /// A list; of what is not said.
    #[schema(value_type = Vec<Value>)]
    List(Vec<String>),
}
