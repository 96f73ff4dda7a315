use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of types and listed values.
pub(super) const RULES: &[&Rule] = &[
    &TYPE_CHANGED,
    &NULLABLE_CHANGED,
    &FORMAT_CHANGED,
    &ENUM_VALUE_REMOVED,
    &ENUM_VALUE_ADDED,
    &ENUM_ADDED,
    &ENUM_REMOVED,
];

/// The type changed.
pub(in crate::diff) static TYPE_CHANGED: Rule = Rule {
    id: "type-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the type changed",
    why: "A client reads or sends a value of another type.",
    remedy: "Keep the old type among those that are allowed.",
};

/// Null is now allowed or no longer allowed.
pub(in crate::diff) static NULLABLE_CHANGED: Rule = Rule {
    id: "nullable-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "null is now allowed or no longer allowed",
    why: "A client gets null where it expects a value, or its null is rejected.",
    remedy: "Handle null, or keep allowing it.",
};

/// The format changed.
pub(in crate::diff) static FORMAT_CHANGED: Rule = Rule {
    id: "format-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the format changed",
    why: "Values are written differently.",
    remedy: "Keep the format.",
};

/// A value is no longer listed.
pub(in crate::diff) static ENUM_VALUE_REMOVED: Rule = Rule {
    id: "enum-value-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a value is no longer listed",
    why: "Requests with it are rejected; responses no longer hold it.",
    remedy: "Keep accepting it.",
};

/// A value is listed besides.
pub(in crate::diff) static ENUM_VALUE_ADDED: Rule = Rule {
    id: "enum-value-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a value was added to the list",
    why: "Responses may hold values that clients do not know.",
    remedy: "Handle unknown values.",
};

/// Values are listed now.
pub(in crate::diff) static ENUM_ADDED: Rule = Rule {
    id: "enum-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "values are now listed",
    why: "Requests with other values are rejected.",
    remedy: "List every value that was accepted.",
};

/// Values are no longer listed.
pub(in crate::diff) static ENUM_REMOVED: Rule = Rule {
    id: "enum-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "values are no longer listed",
    why: "Responses may hold values that clients do not know.",
    remedy: "Handle unknown values.",
};
