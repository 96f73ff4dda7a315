use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::presence::{nullable, present};

/// An error, in WordPress's envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Error {
    /// Code for programs.
    #[schema(
        pattern = "^[a-z0-9_]+$",
        examples("woocommerce_rest_invalid_wc_user_membership_id")
    )]
    pub code: String,
    /// Message for people, in the language of the site.
    #[schema(examples("User Membership invalid or not found."))]
    pub message: String,
    /// Details of the error.
    pub data: ErrorData,
    /// Further errors of the same request.
    #[schema(value_type = Vec<AdditionalError>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub additional_errors: Option<Vec<AdditionalError>>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// A further error of the same request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdditionalError {
    /// Code for programs.
    #[schema(examples("rest_invalid_param"))]
    pub code: String,
    /// Message for people, in the language of the site.
    #[schema(examples("Invalid parameter(s): page"))]
    pub message: String,
    /// Details of the error.
    pub data: ErrorData,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Details of an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorData {
    /// HTTP status of the error.
    #[schema(minimum = 0, maximum = 599, examples(404))]
    pub status: i32,
    /// The missing parameters by name, or a message for each invalid parameter.
    #[schema(value_type = ErrorParams)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub params: Option<ErrorParams>,
    /// The error of each invalid parameter, by name.
    #[schema(value_type = BTreeMap<String, ErrorDetail>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub details: Option<BTreeMap<String, ErrorDetail>>,
    /// PHP's error number for invalid JSON in the body.
    #[schema(value_type = i32, examples(4))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub json_error_code: Option<i32>,
    /// PHP's error message for invalid JSON in the body.
    #[schema(value_type = String, examples("Syntax error"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub json_error_message: Option<String>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// The missing or invalid parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ErrorParams {
    /// Names of missing parameters.
    Missing(Vec<String>),
    /// A message for each invalid parameter, by name.
    Invalid(BTreeMap<String, String>),
}

/// The error of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetail {
    /// Code for programs.
    #[schema(examples("rest_out_of_bounds"))]
    pub code: String,
    /// Message for people, in the language of the site.
    #[schema(examples("per_page must be between 1 (inclusive) and 100 (inclusive)"))]
    pub message: String,
    /// Details of the error of the parameter.
    #[schema(required = true)]
    #[serde(deserialize_with = "nullable")]
    pub data: Option<ErrorDetailData>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Details of the error of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetailData {
    /// Name of the parameter, with the path into it.
    #[schema(value_type = String, examples("per_page"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub param: Option<String>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}
