use utoipa::ToSchema;

/// One profile field that is set for the member.
///
/// Profile fields belong to the user, not to the membership: all memberships of one user share
/// them, filtered by plan.
#[derive(Debug, ToSchema)]
pub struct ProfileField {
    /// Label of the field.
    #[schema(
        examples("Nick name"),
        extensions(("x-since" = json!("1.23.0")))
    )]
    pub name: String,
    /// Identifier of the field, unique on the site.
    #[schema(examples("nick-name"))]
    pub slug: String,
    /// Value of the field; its type follows the type of the field.
    pub value: ProfileFieldValue,
}

/// Value of a profile field, by the type of the field.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum ProfileFieldValue {
    /// Text, text area, radio and select fields.
    #[schema(examples("Nick"))]
    Text(String),
    /// Check boxes.
    Checked(bool),
    /// File fields: id of the attachment.
    Attachment(i64),
    /// Fields with several choices.
    Choices(Vec<String>),
}

/// One profile field to set.
#[derive(Debug, ToSchema)]
pub struct ProfileFieldInput {
    /// Identifier of a profile field of the site. An unknown one is rejected.
    #[schema(min_length = 1, examples("nick-name"))]
    pub slug: String,
    /// Value to set, of the type of the field; a similar type is converted (`42` to `"42"`) and
    /// HTML is stripped.
    pub value: ProfileFieldValue,
}
