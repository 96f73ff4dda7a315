use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of a profile field, which decides the type of its value (`docs/observed.md#5`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProfileKind {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// One of the options.
    Radio,
    /// One of the options.
    Select,
    /// Yes or no.
    Checkbox,
    /// Some of the options.
    Multiselect,
    /// Some of the options.
    Multicheckbox,
    /// An uploaded file.
    File,
}

/// A profile field that the shop has defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileField {
    /// Slug: how requests and answers name it.
    pub slug: String,
    /// Label.
    pub name: String,
    /// Kind.
    pub kind: ProfileKind,
    /// What may be chosen, for the four kinds that choose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The plans that show it; none means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan_ids: Vec<u64>,
}

/// A value of a profile field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ProfileValue {
    /// Checkbox.
    Flag(bool),
    /// File: an attachment's id.
    File(u64),
    /// Text, text area, radio, select.
    Text(String),
    /// Multiselect and multicheckbox.
    Choices(Vec<String>),
}
