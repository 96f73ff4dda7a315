use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of objects as a whole.
pub(super) const RULES: &[&Rule] = &[
    &MIN_PROPERTIES_CHANGED,
    &MAX_PROPERTIES_CHANGED,
    &PROPERTY_NAMES_CHANGED,
    &PATTERN_PROPERTIES_CHANGED,
    &ADDITIONAL_PROPERTIES_CHANGED,
    &DEPENDENT_REQUIRED_CHANGED,
    &DEPENDENT_SCHEMAS_CHANGED,
    &UNEVALUATED_PROPERTIES_CHANGED,
];

/// `minProperties` changed.
pub(in crate::diff) static MIN_PROPERTIES_CHANGED: Rule = Rule {
    id: "min-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`minProperties` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `maxProperties` changed.
pub(in crate::diff) static MAX_PROPERTIES_CHANGED: Rule = Rule {
    id: "max-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`maxProperties` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `propertyNames` changed.
pub(in crate::diff) static PROPERTY_NAMES_CHANGED: Rule = Rule {
    id: "property-names-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`propertyNames` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `patternProperties` changed.
pub(in crate::diff) static PATTERN_PROPERTIES_CHANGED: Rule = Rule {
    id: "pattern-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`patternProperties` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `additionalProperties` changed.
pub(in crate::diff) static ADDITIONAL_PROPERTIES_CHANGED: Rule = Rule {
    id: "additional-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`additionalProperties` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `dependentRequired` changed.
pub(in crate::diff) static DEPENDENT_REQUIRED_CHANGED: Rule = Rule {
    id: "dependent-required-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`dependentRequired` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `dependentSchemas` changed.
pub(in crate::diff) static DEPENDENT_SCHEMAS_CHANGED: Rule = Rule {
    id: "dependent-schemas-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`dependentSchemas` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};

/// `unevaluatedProperties` changed.
pub(in crate::diff) static UNEVALUATED_PROPERTIES_CHANGED: Rule = Rule {
    id: "unevaluated-properties-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "`unevaluatedProperties` changed",
    why: "A value that was valid is now invalid, or new values can occur.",
    remedy: "Restore the old range, or release the change as a new property or version.",
};
