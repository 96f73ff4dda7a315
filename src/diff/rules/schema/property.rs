use crate::diff::rules::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of single properties.
pub(super) const RULES: &[&Rule] = &[
    &PROPERTY_ADDED,
    &REQUIRED_PROPERTY_ADDED,
    &PROPERTY_REMOVED,
    &PROPERTY_REMOVED_AS_ANNOUNCED,
    &WRITE_ONLY_PROPERTY_REMOVED,
    &PROPERTY_BECAME_REQUIRED,
    &PROPERTY_BECAME_OPTIONAL,
    &PROPERTY_WITHHELD,
];

/// A property was added.
pub(in crate::diff) static PROPERTY_ADDED: Rule = Rule {
    id: "property-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property was added",
    why: "Clients ignore unknown properties, unless the schema was closed.",
    remedy: "Ignore properties that you do not know.",
};

/// A required property was added.
pub(in crate::diff) static REQUIRED_PROPERTY_ADDED: Rule = Rule {
    id: "required-property-added",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a required property was added",
    why: "Requests without it are rejected; responses hold more than before.",
    remedy: "Make it optional.",
};

/// A property is gone.
pub(in crate::diff) static PROPERTY_REMOVED: Rule = Rule {
    id: "property-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Warning),
    title: "a property was removed",
    why: "Clients no longer receive it; values that they send for it are ignored or rejected.",
    remedy: "Stop relying on it.",
};

/// A deprecated property was removed as announced.
pub(in crate::diff) static PROPERTY_REMOVED_AS_ANNOUNCED: Rule = Rule {
    id: "property-removed-as-announced",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Info),
    title: "a deprecated property was removed as announced",
    why: "Clients had until its sunset date.",
    remedy: "Stop relying on it.",
};

/// A property that is never sent this way is gone.
pub(in crate::diff) static WRITE_ONLY_PROPERTY_REMOVED: Rule = Rule {
    id: "write-only-property-removed",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property that is never sent in this direction was removed",
    why: "Nothing changes in this direction.",
    remedy: "No action is needed.",
};

/// A property became required.
pub(in crate::diff) static PROPERTY_BECAME_REQUIRED: Rule = Rule {
    id: "property-became-required",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property became required",
    why: "Requests without it are rejected.",
    remedy: "Keep it optional.",
};

/// A property became optional.
pub(in crate::diff) static PROPERTY_BECAME_OPTIONAL: Rule = Rule {
    id: "property-became-optional",
    area: Area::Schema,
    reading: Reading::Both,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a property became optional",
    why: "Responses may omit it.",
    remedy: "Handle its absence.",
};

/// A property became writeOnly: it is no longer returned.
pub(in crate::diff) static PROPERTY_WITHHELD: Rule = Rule {
    id: "property-withheld",
    area: Area::Schema,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a property became writeOnly: it is no longer returned",
    why: "Clients no longer receive it.",
    remedy: "Stop relying on it.",
};
