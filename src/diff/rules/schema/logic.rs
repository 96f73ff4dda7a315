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
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `not` changed.
pub(in crate::diff) static NOT_CHANGED: Rule = Rule {
    id: "not-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`not` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `if, then or else` changed.
pub(in crate::diff) static CONDITIONAL_CHANGED: Rule = Rule {
    id: "conditional-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`if, then or else` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// A branch of anyOf or oneOf was added.
pub(in crate::diff) static ALTERNATIVE_ADDED: Rule = Rule {
    id: "alternative-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a branch of anyOf or oneOf was added",
    why: "Responses may have a form that clients do not know.",
    remedy: "Handle unknown forms.",
};

/// A branch of anyOf or oneOf is gone.
pub(in crate::diff) static ALTERNATIVE_REMOVED: Rule = Rule {
    id: "alternative-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a branch of anyOf or oneOf was removed",
    why: "Requests of this form are rejected.",
    remedy: "Keep accepting it.",
};

/// Branches were added to the schema or removed from it.
pub(in crate::diff) static ALTERNATIVES_CHANGED: Rule = Rule {
    id: "alternatives-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "branches were added to the schema or removed from it",
    why: "A form of values was added or removed.",
    remedy: "Compare the forms before and after.",
};

/// The schema means something else.
pub(in crate::diff) static SCHEMA_CHANGED: Rule = Rule {
    id: "schema-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "the meaning of the schema changed",
    why: "A value is valid under one schema and invalid under the other.",
    remedy: "Look at the counter-example.",
};

/// A schema was added where there was none.
pub(in crate::diff) static SCHEMA_ADDED: Rule = Rule {
    id: "schema-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a schema was added where none existed",
    why: "Requests that do not satisfy it are rejected.",
    remedy: "Continue to accept what was accepted before.",
};

/// A schema is gone where there was one.
pub(in crate::diff) static SCHEMA_REMOVED: Rule = Rule {
    id: "schema-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a schema was removed",
    why: "Responses may now hold anything.",
    remedy: "Describe what is returned.",
};
