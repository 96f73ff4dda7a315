use super::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of this group.
pub(super) const RULES: &[&Rule] = &[
    &SUCCESS_STATUS_REMOVED,
    &SUCCESS_STATUS_ADDED,
    &ERROR_STATUS_REMOVED,
    &ERROR_STATUS_ADDED,
    &STATUS_NARROWED,
    &STATUS_WIDENED,
    &RESPONSE_MEDIA_TYPE_REMOVED,
    &RESPONSE_MEDIA_TYPE_ADDED,
    &RESPONSE_MEDIA_TYPE_GENERALIZED,
    &RESPONSE_MEDIA_TYPE_SPECIALIZED,
    &REQUIRED_HEADER_REMOVED,
    &OPTIONAL_HEADER_REMOVED,
    &HEADER_ADDED,
    &HEADER_BECAME_OPTIONAL,
    &HEADER_BECAME_REQUIRED,
    &HEADER_SERIALIZATION_CHANGED,
    &LINK_REMOVED,
    &LINK_ADDED,
    &LINK_CHANGED,
];

/// A success status is no longer answered.
pub(in crate::diff) static SUCCESS_STATUS_REMOVED: Rule = Rule {
    id: "success-status-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a success status is no longer returned",
    why: "Clients wait for a status that is no longer returned.",
    remedy: "Continue to return it.",
};

/// A success status was added.
pub(in crate::diff) static SUCCESS_STATUS_ADDED: Rule = Rule {
    id: "success-status-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a success status was added",
    why: "Clients that know only the old statuses may fail.",
    remedy: "Treat every 2xx as success.",
};

/// An error status is no longer described.
pub(in crate::diff) static ERROR_STATUS_REMOVED: Rule = Rule {
    id: "error-status-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "an error status is no longer described",
    why: "Clients must handle any error anyway: the axiom `errors-are-open`.",
    remedy: "No action is needed.",
};

/// An error status was added.
pub(in crate::diff) static ERROR_STATUS_ADDED: Rule = Rule {
    id: "error-status-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "an error status was added",
    why: "Clients must handle any error anyway: the axiom `errors-are-open`.",
    remedy: "Handle it if needed.",
};

/// A range of statuses became some of them.
pub(in crate::diff) static STATUS_NARROWED: Rule = Rule {
    id: "status-narrowed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a range of statuses was reduced to some of them",
    why: "Clients that handle the range handle each of its statuses.",
    remedy: "No action is needed.",
};

/// Some statuses became their whole range.
pub(in crate::diff) static STATUS_WIDENED: Rule = Rule {
    id: "status-widened",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "some statuses were extended to their whole range",
    why: "Clients that compare with the described status may get another one.",
    remedy: "Treat every 2xx as success, and handle errors by their class.",
};

/// A media type is no longer answered.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "response-media-type-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a media type is no longer returned",
    why: "Clients that request it get another one or an error.",
    remedy: "Request another media type.",
};

/// A media type is answered besides.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_ADDED: Rule = Rule {
    id: "response-media-type-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a media type was added to the returned ones",
    why: "Only clients that request it get it.",
    remedy: "Send an `Accept` header.",
};

/// A media type became a range of media types.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_GENERALIZED: Rule = Rule {
    id: "response-media-type-generalized",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a media type became a range of media types",
    why: "Responses may have a type that clients cannot read.",
    remedy: "List the types that are returned.",
};

/// A range of media types became narrower.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_SPECIALIZED: Rule = Rule {
    id: "response-media-type-specialized",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a range of media types became narrower",
    why: "Responses have fewer types.",
    remedy: "No action is needed.",
};

/// A response header that was always sent is gone.
pub(in crate::diff) static REQUIRED_HEADER_REMOVED: Rule = Rule {
    id: "required-header-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a response header that was always sent was removed",
    why: "Clients rely on it.",
    remedy: "Continue to send it.",
};

/// A response header that was sometimes sent is gone.
pub(in crate::diff) static OPTIONAL_HEADER_REMOVED: Rule = Rule {
    id: "optional-header-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a response header that was sometimes sent was removed",
    why: "Clients that use it if present lose it.",
    remedy: "Continue to send it.",
};

/// A response header was added.
pub(in crate::diff) static HEADER_ADDED: Rule = Rule {
    id: "header-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a response header was added",
    why: "Clients that do not know it ignore it.",
    remedy: "No action is needed.",
};

/// A response header is no longer always sent.
pub(in crate::diff) static HEADER_BECAME_OPTIONAL: Rule = Rule {
    id: "header-became-optional",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a response header is no longer always sent",
    why: "Clients rely on it.",
    remedy: "Continue to send it.",
};

/// A response header is always sent now.
pub(in crate::diff) static HEADER_BECAME_REQUIRED: Rule = Rule {
    id: "header-became-required",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a response header is now always sent",
    why: "Clients may rely on it.",
    remedy: "No action is needed.",
};

/// A response header is written in another way.
pub(in crate::diff) static HEADER_SERIALIZATION_CHANGED: Rule = Rule {
    id: "header-serialization-changed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a response header is serialized differently",
    why: "The same value is written differently, and the new form is read incorrectly.",
    remedy: "Keep `explode` and the kind of content.",
};

/// A link is gone.
pub(in crate::diff) static LINK_REMOVED: Rule = Rule {
    id: "link-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a link was removed",
    why: "Tools cannot follow this link any longer.",
    remedy: "Keep the link.",
};

/// A link was added.
pub(in crate::diff) static LINK_ADDED: Rule = Rule {
    id: "link-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a link was added",
    why: "No action is needed.",
    remedy: "Follow it if needed.",
};

/// A link leads elsewhere or passes something else.
pub(in crate::diff) static LINK_CHANGED: Rule = Rule {
    id: "link-changed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a link has another target or other parameters",
    why: "Tools that follow the link call something else.",
    remedy: "Check its target.",
};
