use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of arrays.
pub(super) const RULES: &[&Rule] = &[
    &MIN_ITEMS_CHANGED,
    &MAX_ITEMS_CHANGED,
    &UNIQUE_ITEMS_CHANGED,
    &CONTAINS_CHANGED,
    &PREFIX_ITEMS_CHANGED,
    &ITEMS_CHANGED,
    &UNEVALUATED_ITEMS_CHANGED,
];

/// `minItems` changed.
pub(in crate::diff) static MIN_ITEMS_CHANGED: Rule = Rule {
    id: "min-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minItems` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `maxItems` changed.
pub(in crate::diff) static MAX_ITEMS_CHANGED: Rule = Rule {
    id: "max-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maxItems` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `uniqueItems` changed.
pub(in crate::diff) static UNIQUE_ITEMS_CHANGED: Rule = Rule {
    id: "unique-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`uniqueItems` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `contains` changed.
pub(in crate::diff) static CONTAINS_CHANGED: Rule = Rule {
    id: "contains-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`contains` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `prefixItems` changed.
pub(in crate::diff) static PREFIX_ITEMS_CHANGED: Rule = Rule {
    id: "prefix-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`prefixItems` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `items` changed.
pub(in crate::diff) static ITEMS_CHANGED: Rule = Rule {
    id: "items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`items` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `unevaluatedItems` changed.
pub(in crate::diff) static UNEVALUATED_ITEMS_CHANGED: Rule = Rule {
    id: "unevaluated-items-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`unevaluatedItems` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};
