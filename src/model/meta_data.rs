use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::presence::nullable;

/// One meta data entry as responses show it.
///
/// Keys may repeat. Keys with a leading underscore are shown too, except the plugin's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MetaData {
    /// Id of the entry.
    #[schema(minimum = 1, examples(1096))]
    pub id: i64,
    /// Key of the entry.
    #[schema(examples("gift_from"))]
    pub key: String,
    /// Value of the entry, always as text: `true` is returned as `"1"`, `false` as `""`, `7` as
    /// `"7"`, and a list or object as text in PHP's `serialize` format. `null` stays `null`.
    #[schema(required = true, examples("Ada"))]
    #[serde(deserialize_with = "nullable")]
    pub value: Option<String>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// One meta data entry to store.
///
/// The entry is found by its key alone; an `id` is ignored, and nothing removes an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MetaDataInput {
    /// Key of the entry. Keys of the plugin itself, such as `_start_date`, can be overwritten:
    /// avoid keys with a leading underscore.
    #[schema(min_length = 1, examples("gift_from"))]
    pub key: String,
    /// Value to store. Everything except `null` is returned as text; backslashes are stripped.
    #[schema(value_type = MetaDataInputValue, nullable)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<MetaDataInputValue>,
}

/// A value to store in a meta data entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum MetaDataInputValue {
    /// Text, stored as it is.
    Text(String),
    /// A number, stored as text.
    Number(f64),
    /// `true` is stored as `1`, `false` as empty text.
    Boolean(bool),
    /// A list of texts, stored in PHP's `serialize` format.
    List(Vec<String>),
}
