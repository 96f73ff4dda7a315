use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Details of the customer behind a membership: personal data.
///
/// Releases up to 1.27.2 fill it on request (`customer_data=1`), later ones only in the
/// directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CustomerData {
    /// First name.
    #[schema(examples("Ada"))]
    pub first_name: String,
    /// Last name.
    #[schema(examples("Lovelace"))]
    pub last_name: String,
    /// E-mail address.
    #[schema(format = "email", examples("ada@shop.example"))]
    pub user_email: String,
    /// Billing address in one line.
    #[schema(examples("12 St James's Square"))]
    pub address: String,
    /// Billing telephone number.
    #[schema(examples("+44 20 7946 0018"))]
    pub phone: String,
    /// Biography from the user's profile; may be empty.
    #[schema(examples("Countess and programmer."))]
    pub bio: String,
    /// URL of the user's picture.
    #[schema(
        format = "uri",
        examples("https://secure.gravatar.com/avatar/0?s=96&d=mm&r=g")
    )]
    pub avatar: String,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}
