use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of ranges of numbers.
pub(super) const RULES: &[&Rule] = &[
    &MINIMUM_CHANGED,
    &MAXIMUM_CHANGED,
    &EXCLUSIVE_MINIMUM_CHANGED,
    &EXCLUSIVE_MAXIMUM_CHANGED,
    &MULTIPLE_OF_CHANGED,
];

/// `minimum` changed.
pub(in crate::diff) static MINIMUM_CHANGED: Rule = Rule {
    id: "minimum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minimum` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `maximum` changed.
pub(in crate::diff) static MAXIMUM_CHANGED: Rule = Rule {
    id: "maximum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maximum` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `exclusiveMinimum` changed.
pub(in crate::diff) static EXCLUSIVE_MINIMUM_CHANGED: Rule = Rule {
    id: "exclusive-minimum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`exclusiveMinimum` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `exclusiveMaximum` changed.
pub(in crate::diff) static EXCLUSIVE_MAXIMUM_CHANGED: Rule = Rule {
    id: "exclusive-maximum-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`exclusiveMaximum` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `multipleOf` changed.
pub(in crate::diff) static MULTIPLE_OF_CHANGED: Rule = Rule {
    id: "multiple-of-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`multipleOf` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};
