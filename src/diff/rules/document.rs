use super::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of this group.
pub(super) const RULES: &[&Rule] = &[
    &VERSION_DECREASED,
    &SERVER_REMOVED,
    &SERVER_ADDED,
    &SERVER_VARIABLE_VALUE_REMOVED,
    &SERVER_VARIABLE_CHANGED,
    &TAG_ADDED,
    &TAG_REMOVED,
    &COMPONENT_ADDED,
    &COMPONENT_REMOVED,
    &COMPONENT_CHANGED,
    &EDIT_WITHOUT_EFFECT,
    &NOT_COMPARED,
    &SCHEMA_DIALECT_CHANGED,
    &DOCUMENTATION_CHANGED,
    &EXTENSION_CHANGED,
];

/// The version of the API was lowered.
pub(in crate::diff) static VERSION_DECREASED: Rule = Rule {
    id: "version-decreased",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Warning),
    title: "the version of the API was lowered",
    why: "Tools that select the newest description by its version select the wrong one.",
    remedy: "Raise `info.version` with every change.",
};

/// A server is gone.
pub(in crate::diff) static SERVER_REMOVED: Rule = Rule {
    id: "server-removed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "a server was removed",
    why: "Clients that call it get no response.",
    remedy: "Keep the old address until clients have migrated.",
};

/// A server was added.
pub(in crate::diff) static SERVER_ADDED: Rule = Rule {
    id: "server-added",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a server was added",
    why: "No action is needed.",
    remedy: "Use it if needed.",
};

/// A value of a server variable is gone.
pub(in crate::diff) static SERVER_VARIABLE_VALUE_REMOVED: Rule = Rule {
    id: "server-variable-value-removed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "a value of a server variable was removed",
    why: "Clients that build their URL with it get no response.",
    remedy: "Keep the value until clients have migrated.",
};

/// A server variable changed.
pub(in crate::diff) static SERVER_VARIABLE_CHANGED: Rule = Rule {
    id: "server-variable-changed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a server variable changed",
    why: "Clients that rely on its default call another address.",
    remedy: "Set the variable yourself.",
};

/// A tag was added.
pub(in crate::diff) static TAG_ADDED: Rule = Rule {
    id: "tag-added",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a tag was added",
    why: "Tools that group operations by tag move this one.",
    remedy: "No action is needed.",
};

/// A tag was removed.
pub(in crate::diff) static TAG_REMOVED: Rule = Rule {
    id: "tag-removed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a tag was removed",
    why: "Tools that group operations by tag move this one.",
    remedy: "No action is needed.",
};

/// A component that no operation uses was added.
pub(in crate::diff) static COMPONENT_ADDED: Rule = Rule {
    id: "component-added",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a component that no operation uses was added",
    why: "Other documents may refer to it; requests and responses do not change.",
    remedy: "No action is needed.",
};

/// A component that nothing uses is gone.
pub(in crate::diff) static COMPONENT_REMOVED: Rule = Rule {
    id: "component-removed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an unused component was removed",
    why: "Generated clients lose a type of that name; requests and responses do not change.",
    remedy: "Remove the type from your code.",
};

/// Only words changed.
pub(in crate::diff) static DOCUMENTATION_CHANGED: Rule = Rule {
    id: "documentation-changed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "only texts changed",
    why: "Requests and responses do not change.",
    remedy: "No action is needed.",
};

/// An extension changed.
pub(in crate::diff) static EXTENSION_CHANGED: Rule = Rule {
    id: "extension-changed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an extension changed",
    why: "Only tools that know the extension are affected.",
    remedy: "No action is needed unless one of your tools reads it.",
};

/// A component that no operation uses changed.
pub(in crate::diff) static COMPONENT_CHANGED: Rule = Rule {
    id: "component-changed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a component that no operation uses changed",
    why: "Other documents may refer to it, and generated code may hold it.",
    remedy: "Compare the documents that use it.",
};

/// An edit means nothing for what is sent.
pub(in crate::diff) static EDIT_WITHOUT_EFFECT: Rule = Rule {
    id: "edit-without-effect",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an edit means nothing for what is sent",
    why: "What is written is another thing than before, and says the same.",
    remedy: "No action is needed.",
};

/// What a part of a document means is not known.
pub(in crate::diff) static NOT_COMPARED: Rule = Rule {
    id: "not-compared",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::ByMeaning(Level::Info),
    title: "a part of a document could not be compared",
    why: "It refers to what does not exist, or is not valid: whatever changed there is not reported.",
    remedy: "Correct the document, and compare again.",
};

/// Schemas are to be read by other rules.
pub(in crate::diff) static SCHEMA_DIALECT_CHANGED: Rule = Rule {
    id: "schema-dialect-changed",
    area: Area::Document,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Warning),
    title: "schemas are written in another dialect of JSON Schema",
    why: "The same keywords may mean something else; schemas are compared as those of 2020-12.",
    remedy: "Compare the meaning of the schemas by hand, or keep the dialect.",
};
