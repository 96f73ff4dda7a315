use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row of post meta. WordPress stores text or nothing; keys may repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// The row's id, from a sequence that all posts share.
    pub id: u64,
    /// The key. One that starts with `_` is shown like any other.
    pub key: String,
    /// The stored text; null where null was written.
    pub value: Option<String>,
}
