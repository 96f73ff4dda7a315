use super::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of this group.
pub(super) const RULES: &[&Rule] = &[
    &PARAMETER_REMOVED,
    &PARAMETER_REMOVED_AS_ANNOUNCED,
    &PARAMETER_REMOVED_BEFORE_SUNSET,
    &PARAMETER_ADDED,
    &REQUIRED_PARAMETER_ADDED,
    &PARAMETER_BECAME_REQUIRED,
    &PARAMETER_BECAME_OPTIONAL,
    &PARAMETER_WITHDRAWN,
    &PARAMETER_SERIALIZATION_CHANGED,
    &PARAMETER_DEFAULT_CHANGED,
    &PARAMETER_DEFAULT_ADDED,
    &PARAMETER_DEFAULT_REMOVED,
    &PARAMETER_MOVED,
    &PARAMETER_RENAMED,
    &BODY_REMOVED,
    &BODY_ADDED,
    &REQUIRED_BODY_ADDED,
    &BODY_BECAME_REQUIRED,
    &BODY_BECAME_OPTIONAL,
    &REQUEST_MEDIA_TYPE_REMOVED,
    &REQUEST_MEDIA_TYPE_ADDED,
    &ENCODING_CHANGED,
];

/// A parameter is gone.
pub(in crate::diff) static PARAMETER_REMOVED: Rule = Rule {
    id: "parameter-removed",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Warning),
    title: "a parameter was removed",
    why: "Values that clients send for it are ignored or rejected.",
    remedy: "Stop sending it.",
};

/// A deprecated parameter was removed.
pub(in crate::diff) static PARAMETER_REMOVED_AS_ANNOUNCED: Rule = Rule {
    id: "parameter-removed-as-announced",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a deprecated parameter was removed",
    why: "Clients were told to stop sending it.",
    remedy: "Stop sending it.",
};

/// A deprecated parameter was removed before its sunset date.
pub(in crate::diff) static PARAMETER_REMOVED_BEFORE_SUNSET: Rule = Rule {
    id: "parameter-removed-before-sunset",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a deprecated parameter was removed before its sunset date",
    why: "Clients were promised more time.",
    remedy: "Keep it until the date that was announced.",
};

/// An optional parameter was added.
pub(in crate::diff) static PARAMETER_ADDED: Rule = Rule {
    id: "parameter-added",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "an optional parameter was added",
    why: "No action is needed.",
    remedy: "Use it if needed.",
};

/// A required parameter was added.
pub(in crate::diff) static REQUIRED_PARAMETER_ADDED: Rule = Rule {
    id: "required-parameter-added",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a required parameter was added",
    why: "Calls without it are rejected, and clients do not send it yet.",
    remedy: "Make it optional, with the old behavior as its default.",
};

/// A parameter became required.
pub(in crate::diff) static PARAMETER_BECAME_REQUIRED: Rule = Rule {
    id: "parameter-became-required",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter became required",
    why: "Calls without it are rejected.",
    remedy: "Keep it optional, with the old behavior as its default.",
};

/// A parameter became optional.
pub(in crate::diff) static PARAMETER_BECAME_OPTIONAL: Rule = Rule {
    id: "parameter-became-optional",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a parameter became optional",
    why: "Calls with it continue to work.",
    remedy: "No action is needed.",
};

/// A parameter that was always sent is no longer sent.
pub(in crate::diff) static PARAMETER_WITHDRAWN: Rule = Rule {
    id: "parameter-withdrawn",
    area: Area::Parameter,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter that was always sent is no longer sent",
    why: "Receivers rely on it.",
    remedy: "Continue to send it.",
};

/// A parameter is written in another way.
pub(in crate::diff) static PARAMETER_SERIALIZATION_CHANGED: Rule = Rule {
    id: "parameter-serialization-changed",
    area: Area::Parameter,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter is serialized differently",
    why: "The same value is written differently, and the old form is read incorrectly.",
    remedy: "Keep `style`, `explode`, `allowReserved` and the kind of content.",
};

/// The default of a parameter changed.
pub(in crate::diff) static PARAMETER_DEFAULT_CHANGED: Rule = Rule {
    id: "parameter-default-changed",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "the default of a parameter changed",
    why: "Calls that omit the parameter now have another meaning.",
    remedy: "Send the old default explicitly.",
};

/// A parameter has a default now.
pub(in crate::diff) static PARAMETER_DEFAULT_ADDED: Rule = Rule {
    id: "parameter-default-added",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Warning),
    title: "a default was added to a parameter",
    why: "Calls that omit the parameter may now have another meaning.",
    remedy: "Check that the default matches the earlier behavior.",
};

/// The default of a parameter was removed.
pub(in crate::diff) static PARAMETER_DEFAULT_REMOVED: Rule = Rule {
    id: "parameter-default-removed",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "the default of a parameter was removed",
    why: "Calls that omit the parameter may now have another meaning.",
    remedy: "Send the old default explicitly.",
};

/// A parameter is sent in another place.
pub(in crate::diff) static PARAMETER_MOVED: Rule = Rule {
    id: "parameter-moved",
    area: Area::Parameter,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter moved to another location",
    why: "It is not read where clients send it.",
    remedy: "Continue to read it from the old location.",
};

/// A path parameter has another name.
pub(in crate::diff) static PARAMETER_RENAMED: Rule = Rule {
    id: "parameter-renamed",
    area: Area::Parameter,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a path parameter was renamed",
    why: "Only generated clients see the name; the URL is the same.",
    remedy: "No action is needed.",
};

/// A request body is gone.
pub(in crate::diff) static BODY_REMOVED: Rule = Rule {
    id: "body-removed",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a request body was removed",
    why: "Bodies that clients send are ignored or rejected.",
    remedy: "Stop sending a body.",
};

/// An optional request body was added.
pub(in crate::diff) static BODY_ADDED: Rule = Rule {
    id: "body-added",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "an optional request body was added",
    why: "Calls without a body continue to work.",
    remedy: "No action is needed.",
};

/// A required request body was added.
pub(in crate::diff) static REQUIRED_BODY_ADDED: Rule = Rule {
    id: "required-body-added",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a required request body was added",
    why: "Calls without a body are rejected.",
    remedy: "Make the body optional.",
};

/// A request body became required.
pub(in crate::diff) static BODY_BECAME_REQUIRED: Rule = Rule {
    id: "body-became-required",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a request body became required",
    why: "Calls without a body are rejected.",
    remedy: "Keep the body optional.",
};

/// A request body became optional.
pub(in crate::diff) static BODY_BECAME_OPTIONAL: Rule = Rule {
    id: "body-became-optional",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a request body became optional",
    why: "Calls with a body continue to work.",
    remedy: "No action is needed.",
};

/// A media type is no longer accepted.
pub(in crate::diff) static REQUEST_MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "request-media-type-removed",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a media type is no longer accepted",
    why: "Requests in it are rejected.",
    remedy: "Send another media type.",
};

/// A media type is accepted besides.
pub(in crate::diff) static REQUEST_MEDIA_TYPE_ADDED: Rule = Rule {
    id: "request-media-type-added",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a media type was added to the accepted ones",
    why: "No action is needed.",
    remedy: "Use it if needed.",
};

/// A part of a body is encoded in another way.
pub(in crate::diff) static ENCODING_CHANGED: Rule = Rule {
    id: "encoding-changed",
    area: Area::Body,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a part of a body is encoded differently",
    why: "The same value is written differently, and the old form is read incorrectly.",
    remedy: "Keep the encoding.",
};
