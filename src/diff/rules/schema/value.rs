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

/// Null is allowed now or not any more.
pub(in crate::diff) static NULLABLE_CHANGED: Rule = Rule {
    id: "nullable-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "null is allowed now or not any more",
    why: "A client reads null where it expects a value, or its null is refused.",
    remedy: "Handle null, or keep allowing it.",
};

/// The format changed.
pub(in crate::diff) static FORMAT_CHANGED: Rule = Rule {
    id: "format-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the format changed",
    why: "A value is spelled in another way.",
    remedy: "Keep the format.",
};

/// A value is no longer listed.
pub(in crate::diff) static ENUM_VALUE_REMOVED: Rule = Rule {
    id: "enum-value-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a value is no longer listed",
    why: "A request with it is refused; an answer never has it again.",
    remedy: "Keep accepting it.",
};

/// A value is listed besides.
pub(in crate::diff) static ENUM_VALUE_ADDED: Rule = Rule {
    id: "enum-value-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a value is listed besides",
    why: "An answer may hold a value that clients do not know.",
    remedy: "Handle unknown values.",
};

/// Values are listed now.
pub(in crate::diff) static ENUM_ADDED: Rule = Rule {
    id: "enum-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "values are listed now",
    why: "A request with another value is refused.",
    remedy: "List all that was accepted.",
};

/// Values are not listed any more.
pub(in crate::diff) static ENUM_REMOVED: Rule = Rule {
    id: "enum-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "values are not listed any more",
    why: "An answer may hold a value that clients do not know.",
    remedy: "Handle unknown values.",
};
