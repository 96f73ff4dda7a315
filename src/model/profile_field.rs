use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::presence::present;

/// One profile field that is set for the member.
///
/// Profile fields belong to the user, not to the membership: all memberships of one user share
/// them, filtered by plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProfileField {
    /// Label of the field.
    #[schema(
        value_type = String,
        required = true,
        examples("Nick name"),
        extensions(("x-since" = json!("1.23.0")))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub name: Option<String>,
    /// Identifier of the field, unique on the site.
    #[schema(examples("nick-name"))]
    pub slug: String,
    /// Value of the field; its type follows the type of the field.
    pub value: ProfileFieldValue,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Value of a profile field, by the type of the field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProfileFieldInput {
    /// Identifier of a profile field of the site. An unknown one is rejected.
    #[schema(min_length = 1, examples("nick-name"))]
    pub slug: String,
    /// Value to set, of the type of the field; a similar type is converted (`42` to `"42"`) and
    /// HTML is stripped.
    pub value: ProfileFieldValue,
}
