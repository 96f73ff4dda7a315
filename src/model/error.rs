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
    /// Message for people, in the site's language.
    #[schema(examples("User Membership invalid or not found."))]
    pub message: String,
    /// What belongs to the error.
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
    /// Message for people, in the site's language.
    #[schema(examples("Invalid parameter(s): page"))]
    pub message: String,
    /// What belongs to the error.
    pub data: ErrorData,
}

/// What belongs to an error.
#[derive(Debug, ToSchema)]
pub struct ErrorData {
    /// HTTP status of the error.
    #[schema(minimum = 0, maximum = 599, examples(404))]
    pub status: i32,
    /// The parameters at fault: names of missing ones, or a message for each invalid one.
    #[schema(required = false)]
    pub params: ErrorParams,
    /// The error of each invalid parameter, by name.
    #[schema(required = false)]
    pub details: BTreeMap<String, ErrorDetail>,
    /// PHP's number for a fault in the JSON text of the body.
    #[schema(required = false, examples(4))]
    pub json_error_code: i32,
    /// PHP's words for a fault in the JSON text of the body.
    #[schema(required = false, examples("Syntax error"))]
    pub json_error_message: String,
}

/// The parameters at fault.
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
    /// Message for people, in the site's language.
    #[schema(examples("per_page must be between 1 (inclusive) and 100 (inclusive)"))]
    pub message: String,
    /// What belongs to the error of the parameter.
    #[schema(required = true)]
    pub data: Option<ErrorDetailData>,
}

/// What belongs to the error of one parameter.
#[derive(Debug, ToSchema)]
pub struct ErrorDetailData {
    /// Name of the parameter, with the path into it.
    #[schema(required = false, examples("per_page"))]
    pub param: String,
}
