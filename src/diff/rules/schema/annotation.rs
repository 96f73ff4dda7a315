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

/// A property became readOnly or is not any more.
pub(in crate::diff) static READ_ONLY_CHANGED: Rule = Rule {
    id: "read-only-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a property became readOnly or is not any more",
    why: "It counts only in answers, or in requests too.",
    remedy: "Do not send readOnly properties.",
};

/// A property became writeOnly or is not any more.
pub(in crate::diff) static WRITE_ONLY_CHANGED: Rule = Rule {
    id: "write-only-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a property became writeOnly or is not any more",
    why: "It counts only in requests, or in answers too.",
    remedy: "Do not expect writeOnly properties.",
};

/// A default changed.
pub(in crate::diff) static DEFAULT_CHANGED: Rule = Rule {
    id: "default-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a default changed",
    why: "A request that leaves it out may mean something else.",
    remedy: "Send the value that you mean.",
};

/// A discriminator names another property or maps a value elsewhere.
pub(in crate::diff) static DISCRIMINATOR_CHANGED: Rule = Rule {
    id: "discriminator-changed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Warning),
    title: "a discriminator names another property or maps a value elsewhere",
    why: "Code that picks a class by it picks another one.",
    remedy: "Keep the property and the mapping.",
};

/// A discriminator or a mapping was added.
pub(in crate::diff) static DISCRIMINATOR_ADDED: Rule = Rule {
    id: "discriminator-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a discriminator or a mapping was added",
    why: "Code may pick a class by it.",
    remedy: "Nothing needs to be done.",
};

/// A discriminator is gone.
pub(in crate::diff) static DISCRIMINATOR_REMOVED: Rule = Rule {
    id: "discriminator-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a discriminator is gone",
    why: "Code that picks a class by it cannot any more.",
    remedy: "Tell the branches apart by their content.",
};

/// A value of x-extensible-enum is gone.
pub(in crate::diff) static EXTENSIBLE_ENUM_VALUE_REMOVED: Rule = Rule {
    id: "extensible-enum-value-removed",
    area: Area::Schema,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a value of x-extensible-enum is gone",
    why: "A request with it may be refused.",
    remedy: "Keep accepting it.",
};
