use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of keywords that assert nothing.
pub(super) const RULES: &[&Rule] = &[
    &READ_ONLY_CHANGED,
    &WRITE_ONLY_CHANGED,
    &DEFAULT_CHANGED,
    &DISCRIMINATOR_CHANGED,
    &DISCRIMINATOR_ADDED,
    &DISCRIMINATOR_REMOVED,
    &EXTENSIBLE_ENUM_VALUE_REMOVED,
];

/// A property became readOnly or is no longer readOnly.
pub(in crate::diff) static READ_ONLY_CHANGED: Rule = Rule {
    id: "read-only-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a property became readOnly or is no longer readOnly",
    why: "It applies only to responses, or to requests as well.",
    remedy: "Do not send readOnly properties.",
};

/// A property became writeOnly or is no longer writeOnly.
pub(in crate::diff) static WRITE_ONLY_CHANGED: Rule = Rule {
    id: "write-only-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a property became writeOnly or is no longer writeOnly",
    why: "It applies only to requests, or to responses as well.",
    remedy: "Do not expect writeOnly properties.",
};

/// A default changed.
pub(in crate::diff) static DEFAULT_CHANGED: Rule = Rule {
    id: "default-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a default changed",
    why: "Requests that omit it may have another meaning.",
    remedy: "Send the value explicitly.",
};

/// A discriminator names another property or maps a value elsewhere.
pub(in crate::diff) static DISCRIMINATOR_CHANGED: Rule = Rule {
    id: "discriminator-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Warning),
    title: "a discriminator uses another property or another mapping",
    why: "Code that selects a class by it selects another one.",
    remedy: "Keep the property and the mapping.",
};

/// A discriminator or a mapping was added.
pub(in crate::diff) static DISCRIMINATOR_ADDED: Rule = Rule {
    id: "discriminator-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a discriminator or a mapping was added",
    why: "Code may select a class by it.",
    remedy: "No action is needed.",
};

/// A discriminator is gone.
pub(in crate::diff) static DISCRIMINATOR_REMOVED: Rule = Rule {
    id: "discriminator-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a discriminator was removed",
    why: "Code can no longer select a class by it.",
    remedy: "Distinguish the branches by their content.",
};

/// A value of x-extensible-enum was removed.
pub(in crate::diff) static EXTENSIBLE_ENUM_VALUE_REMOVED: Rule = Rule {
    id: "extensible-enum-value-removed",
    area: Area::Schema,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a value of x-extensible-enum was removed",
    why: "Requests with it may be rejected.",
    remedy: "Keep accepting it.",
};
