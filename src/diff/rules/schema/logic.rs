use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of schemas put together from schemas.
pub(super) const RULES: &[&Rule] = &[
    &ALL_OF_CHANGED,
    &NOT_CHANGED,
    &CONDITIONAL_CHANGED,
    &ALTERNATIVE_ADDED,
    &ALTERNATIVE_REMOVED,
    &ALTERNATIVES_CHANGED,
    &SCHEMA_CHANGED,
    &SCHEMA_ADDED,
    &SCHEMA_REMOVED,
];

/// `allOf` changed.
pub(in crate::diff) static ALL_OF_CHANGED: Rule = Rule {
    id: "all-of-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`allOf` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `not` changed.
pub(in crate::diff) static NOT_CHANGED: Rule = Rule {
    id: "not-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`not` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// `if, then or else` changed.
pub(in crate::diff) static CONDITIONAL_CHANGED: Rule = Rule {
    id: "conditional-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`if, then or else` changed",
    why: "A value that was good before is not any more, or one that never came comes now.",
    remedy: "Give back the old range, or release it as a new property or version.",
};

/// A branch of anyOf or oneOf was added.
pub(in crate::diff) static ALTERNATIVE_ADDED: Rule = Rule {
    id: "alternative-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a branch of anyOf or oneOf was added",
    why: "An answer may have a form that clients do not know.",
    remedy: "Handle unknown forms.",
};

/// A branch of anyOf or oneOf is gone.
pub(in crate::diff) static ALTERNATIVE_REMOVED: Rule = Rule {
    id: "alternative-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a branch of anyOf or oneOf is gone",
    why: "A request of that form is refused.",
    remedy: "Keep accepting it.",
};

/// The schema has branches now, or none any more.
pub(in crate::diff) static ALTERNATIVES_CHANGED: Rule = Rule {
    id: "alternatives-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the schema has branches now, or none any more",
    why: "A form of values came or went.",
    remedy: "Compare the forms before and after.",
};

/// The schema means something else.
pub(in crate::diff) static SCHEMA_CHANGED: Rule = Rule {
    id: "schema-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the schema means something else",
    why: "A value is good under one schema and bad under the other.",
    remedy: "Look at the counter-example.",
};

/// A schema was added where there was none.
pub(in crate::diff) static SCHEMA_ADDED: Rule = Rule {
    id: "schema-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a schema was added where there was none",
    why: "A request that does not satisfy it is refused.",
    remedy: "Accept what was accepted before.",
};

/// A schema is gone where there was one.
pub(in crate::diff) static SCHEMA_REMOVED: Rule = Rule {
    id: "schema-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a schema is gone where there was one",
    why: "An answer may hold anything now.",
    remedy: "Describe what is answered.",
};
