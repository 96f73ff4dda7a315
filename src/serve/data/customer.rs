use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileValue;

/// A user with a customer's role. Profile fields belong to the user, not to a membership.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// User id.
    pub id: u64,
    /// Login name.
    pub login: String,
    /// E-mail address.
    pub email: String,
    /// First name.
    #[serde(default)]
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: String,
    /// First line of the billing address.
    #[serde(default)]
    pub address: String,
    /// Billing telephone.
    #[serde(default)]
    pub phone: String,
    /// When the account was made.
    pub created: Timestamp,
    /// Profile field values by slug.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub profile: IndexMap<String, ProfileValue>,
}
