use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// JSON types, without null.
pub(super) type Types = BTreeSet<&'static str>;

/// What one voice (the document, the site, the values) says of each place: `$.order_id`,
/// `$.meta_data[*].key`.
pub(super) type Statements = BTreeMap<String, Statement>;

/// What one voice says of one property or argument. What it does not speak of is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Statement {
    /// Its types; none where any will do (`mixed`).
    pub(super) types: Option<Types>,
    /// Whether it may be null.
    pub(super) null: Option<bool>,
    /// How its text is spelled.
    pub(super) format: Option<Format>,
    /// The values that it takes.
    pub(super) options: Option<BTreeSet<String>>,
    /// Whether clients may only read it.
    pub(super) read_only: Option<bool>,
    /// Whether it is always there; of an argument, whether it required.
    pub(super) required: Option<bool>,
    /// What it is when it is not sent.
    pub(super) default: Option<Value>,
    /// Its least and its greatest number.
    pub(super) limits: Option<(Option<i64>, Option<i64>)>,
    /// Whether it needs another plugin.
    pub(super) requires: bool,
    /// Whether sites take it without announcing it.
    pub(super) undeclared: bool,
    /// How many objects stood there, of values.
    pub(super) objects: u64,
}

/// How a text is spelled, as far as dates go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Format {
    /// `2026-11-20T18:20:36`.
    Local,
    /// The same with an offset or `Z`.
    Instant,
    /// Anything else.
    Text,
}

impl Format {
    /// The format that a schema names, if it is about dates.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "date-time" => Some(Self::Instant),
            "date-time-local" => Some(Self::Local),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Local => "date-time-local",
            Self::Instant => "date-time",
            Self::Text => "no date",
        }
    }
}

/// JSON Schema's own word for a type, if it is one; null is not a type here.
pub(super) fn known_type(name: &str) -> Option<&'static str> {
    ["boolean", "integer", "number", "string", "array", "object"]
        .into_iter()
        .find(|known| *known == name)
}

/// The place that a place is in: `$.meta_data[*].key` is in `$.meta_data[*]`.
pub(super) fn parent(path: &str) -> &str {
    let cut = path.rfind(['.', '[']).unwrap_or(0);
    &path[..cut]
}
