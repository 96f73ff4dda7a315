use std::collections::BTreeMap;

use utoipa::ToSchema;

/// An error, in WordPress's envelope.
#[derive(Debug, ToSchema)]
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
    #[schema(required = false)]
    pub additional_errors: Vec<AdditionalError>,
}

/// A further error of the same request.
#[derive(Debug, ToSchema)]
pub struct AdditionalError {
    /// Code for programs.
    #[schema(examples("rest_invalid_param"))]
    pub code: String,
    /// Message for people, in the language of the site.
    #[schema(examples("Invalid parameter(s): page"))]
    pub message: String,
    /// Details of the error.
    pub data: ErrorData,
}

/// Details of an error.
#[derive(Debug, ToSchema)]
pub struct ErrorData {
    /// HTTP status of the error.
    #[schema(minimum = 0, maximum = 599, examples(404))]
    pub status: i32,
    /// The missing parameters by name, or a message for each invalid parameter.
    #[schema(required = false)]
    pub params: ErrorParams,
    /// The error of each invalid parameter, by name.
    #[schema(required = false)]
    pub details: BTreeMap<String, ErrorDetail>,
    /// PHP's error number for invalid JSON in the body.
    #[schema(required = false, examples(4))]
    pub json_error_code: i32,
    /// PHP's error message for invalid JSON in the body.
    #[schema(required = false, examples("Syntax error"))]
    pub json_error_message: String,
}

/// The missing or invalid parameters.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum ErrorParams {
    /// Names of missing parameters.
    Missing(Vec<String>),
    /// A message for each invalid parameter, by name.
    Invalid(BTreeMap<String, String>),
}

/// The error of one parameter.
#[derive(Debug, ToSchema)]
pub struct ErrorDetail {
    /// Code for programs.
    #[schema(examples("rest_out_of_bounds"))]
    pub code: String,
    /// Message for people, in the language of the site.
    #[schema(examples("per_page must be between 1 (inclusive) and 100 (inclusive)"))]
    pub message: String,
    /// Details of the error of the parameter.
    #[schema(required = true)]
    pub data: Option<ErrorDetailData>,
}

/// Details of the error of one parameter.
#[derive(Debug, ToSchema)]
pub struct ErrorDetailData {
    /// Name of the parameter, with the path into it.
    #[schema(required = false, examples("per_page"))]
    pub param: String,
}
