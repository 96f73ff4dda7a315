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
    title: "a success status is no longer answered",
    why: "Clients wait for a status that never comes.",
    remedy: "Keep answering it.",
};

/// A success status was added.
pub(in crate::diff) static SUCCESS_STATUS_ADDED: Rule = Rule {
    id: "success-status-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a success status was added",
    why: "Clients that know only the old statuses may be surprised.",
    remedy: "Treat every 2xx as success.",
};

/// An error status is no longer described.
pub(in crate::diff) static ERROR_STATUS_REMOVED: Rule = Rule {
    id: "error-status-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "an error status is no longer described",
    why: "Clients must be ready for any error anyway: the axiom `errors-are-open`.",
    remedy: "Nothing needs to be done.",
};

/// An error status was added.
pub(in crate::diff) static ERROR_STATUS_ADDED: Rule = Rule {
    id: "error-status-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "an error status was added",
    why: "Clients must be ready for any error anyway: the axiom `errors-are-open`.",
    remedy: "Handle it if it tells you something.",
};

/// A range of statuses became some of them.
pub(in crate::diff) static STATUS_NARROWED: Rule = Rule {
    id: "status-narrowed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a range of statuses became some of them",
    why: "Clients that are ready for the range are ready for each of its statuses.",
    remedy: "Nothing needs to be done.",
};

/// Some statuses became their whole range.
pub(in crate::diff) static STATUS_WIDENED: Rule = Rule {
    id: "status-widened",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "some statuses became their whole range",
    why: "Clients that compare with the one status that was described may meet another.",
    remedy: "Treat every 2xx as success, and read errors by their class.",
};

/// A media type is no longer answered.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "response-media-type-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a media type is no longer answered",
    why: "Clients that ask for it get another one or an error.",
    remedy: "Ask for another media type.",
};

/// A media type is answered besides.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_ADDED: Rule = Rule {
    id: "response-media-type-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a media type is answered besides",
    why: "Only clients that ask for it get it.",
    remedy: "Send `Accept` if you do not yet.",
};

/// A media type became a range of media types.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_GENERALIZED: Rule = Rule {
    id: "response-media-type-generalized",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a media type became a range of media types",
    why: "Answers may come in a type that clients cannot read.",
    remedy: "Name the types that are answered.",
};

/// A range of media types became narrower.
pub(in crate::diff) static RESPONSE_MEDIA_TYPE_SPECIALIZED: Rule = Rule {
    id: "response-media-type-specialized",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a range of media types became narrower",
    why: "Answers come in fewer types.",
    remedy: "Nothing needs to be done.",
};

/// A response header that was always sent is gone.
pub(in crate::diff) static REQUIRED_HEADER_REMOVED: Rule = Rule {
    id: "required-header-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a response header that was always sent is gone",
    why: "Clients rely on it.",
    remedy: "Go on sending it.",
};

/// A response header that was sometimes sent is gone.
pub(in crate::diff) static OPTIONAL_HEADER_REMOVED: Rule = Rule {
    id: "optional-header-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a response header that was sometimes sent is gone",
    why: "Clients that use it when it is there lose it.",
    remedy: "Go on sending it.",
};

/// A response header was added.
pub(in crate::diff) static HEADER_ADDED: Rule = Rule {
    id: "header-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a response header was added",
    why: "Clients that do not know it ignore it.",
    remedy: "Nothing needs to be done.",
};

/// A response header is not always sent any more.
pub(in crate::diff) static HEADER_BECAME_OPTIONAL: Rule = Rule {
    id: "header-became-optional",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a response header is not always sent any more",
    why: "Clients rely on it.",
    remedy: "Go on sending it.",
};

/// A response header is always sent now.
pub(in crate::diff) static HEADER_BECAME_REQUIRED: Rule = Rule {
    id: "header-became-required",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a response header is always sent now",
    why: "Clients may rely on it.",
    remedy: "Nothing needs to be done.",
};

/// A response header is written in another way.
pub(in crate::diff) static HEADER_SERIALIZATION_CHANGED: Rule = Rule {
    id: "header-serialization-changed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a response header is written in another way",
    why: "The same value is spelled differently, and the new spelling is read wrongly.",
    remedy: "Keep `explode` and the kind of content.",
};

/// A link is gone.
pub(in crate::diff) static LINK_REMOVED: Rule = Rule {
    id: "link-removed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a link is gone",
    why: "Tools that follow links cannot go on from here.",
    remedy: "Keep the link.",
};

/// A link was added.
pub(in crate::diff) static LINK_ADDED: Rule = Rule {
    id: "link-added",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a link was added",
    why: "Nobody has to do anything.",
    remedy: "Follow it if it suits you.",
};

/// A link leads elsewhere or passes something else.
pub(in crate::diff) static LINK_CHANGED: Rule = Rule {
    id: "link-changed",
    area: Area::Response,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Warning),
    title: "a link leads elsewhere or passes something else",
    why: "Tools that follow links call something else.",
    remedy: "Check where it leads.",
};
