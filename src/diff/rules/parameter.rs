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
    title: "a parameter is gone",
    why: "What clients send for it is ignored or refused.",
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
    why: "Nobody has to do anything.",
    remedy: "Use it if it suits you.",
};

/// A required parameter was added.
pub(in crate::diff) static REQUIRED_PARAMETER_ADDED: Rule = Rule {
    id: "required-parameter-added",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a required parameter was added",
    why: "Calls without it are refused, and no client sends it yet.",
    remedy: "Make it optional, with the old behaviour as its default.",
};

/// A parameter became required.
pub(in crate::diff) static PARAMETER_BECAME_REQUIRED: Rule = Rule {
    id: "parameter-became-required",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter became required",
    why: "Calls without it are refused.",
    remedy: "Keep it optional, with the old behaviour as its default.",
};

/// A parameter became optional.
pub(in crate::diff) static PARAMETER_BECAME_OPTIONAL: Rule = Rule {
    id: "parameter-became-optional",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a parameter became optional",
    why: "Calls with it go on working.",
    remedy: "Nothing needs to be done.",
};

/// A parameter that was always sent is not sent any more.
pub(in crate::diff) static PARAMETER_WITHDRAWN: Rule = Rule {
    id: "parameter-withdrawn",
    area: Area::Parameter,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter that was always sent is not sent any more",
    why: "Receivers rely on it.",
    remedy: "Go on sending it.",
};

/// A parameter is written in another way.
pub(in crate::diff) static PARAMETER_SERIALIZATION_CHANGED: Rule = Rule {
    id: "parameter-serialization-changed",
    area: Area::Parameter,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter is written in another way",
    why: "The same value is spelled differently, and the old spelling is read wrongly.",
    remedy: "Keep `style`, `explode`, `allowReserved` and the kind of content.",
};

/// The default of a parameter changed.
pub(in crate::diff) static PARAMETER_DEFAULT_CHANGED: Rule = Rule {
    id: "parameter-default-changed",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "the default of a parameter changed",
    why: "Calls that leave the parameter out mean something else now.",
    remedy: "Send the old default explicitly.",
};

/// A parameter has a default now.
pub(in crate::diff) static PARAMETER_DEFAULT_ADDED: Rule = Rule {
    id: "parameter-default-added",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Warning),
    title: "a parameter has a default now",
    why: "Calls that leave the parameter out may mean something else now.",
    remedy: "Check that the default is what happened before.",
};

/// A parameter has no default any more.
pub(in crate::diff) static PARAMETER_DEFAULT_REMOVED: Rule = Rule {
    id: "parameter-default-removed",
    area: Area::Parameter,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter has no default any more",
    why: "Calls that leave the parameter out may mean something else now.",
    remedy: "Send the old default explicitly.",
};

/// A parameter is sent in another place.
pub(in crate::diff) static PARAMETER_MOVED: Rule = Rule {
    id: "parameter-moved",
    area: Area::Parameter,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a parameter is sent in another place",
    why: "It is not found where clients send it.",
    remedy: "Keep reading it from the old place.",
};

/// A path parameter has another name.
pub(in crate::diff) static PARAMETER_RENAMED: Rule = Rule {
    id: "parameter-renamed",
    area: Area::Parameter,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a path parameter has another name",
    why: "Only generated clients see the name; the URL is the same.",
    remedy: "Nothing needs to be done.",
};

/// A request body is gone.
pub(in crate::diff) static BODY_REMOVED: Rule = Rule {
    id: "body-removed",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a request body is gone",
    why: "What clients send is ignored or refused.",
    remedy: "Stop sending a body.",
};

/// An optional request body was added.
pub(in crate::diff) static BODY_ADDED: Rule = Rule {
    id: "body-added",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "an optional request body was added",
    why: "Calls without a body go on working.",
    remedy: "Nothing needs to be done.",
};

/// A required request body was added.
pub(in crate::diff) static REQUIRED_BODY_ADDED: Rule = Rule {
    id: "required-body-added",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a required request body was added",
    why: "Calls without a body are refused.",
    remedy: "Make the body optional.",
};

/// A request body became required.
pub(in crate::diff) static BODY_BECAME_REQUIRED: Rule = Rule {
    id: "body-became-required",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a request body became required",
    why: "Calls without a body are refused.",
    remedy: "Keep the body optional.",
};

/// A request body became optional.
pub(in crate::diff) static BODY_BECAME_OPTIONAL: Rule = Rule {
    id: "body-became-optional",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a request body became optional",
    why: "Calls with a body go on working.",
    remedy: "Nothing needs to be done.",
};

/// A media type is no longer accepted.
pub(in crate::diff) static REQUEST_MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "request-media-type-removed",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a media type is no longer accepted",
    why: "Requests in it are refused.",
    remedy: "Send another media type.",
};

/// A media type is accepted besides.
pub(in crate::diff) static REQUEST_MEDIA_TYPE_ADDED: Rule = Rule {
    id: "request-media-type-added",
    area: Area::Body,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a media type is accepted besides",
    why: "Nobody has to do anything.",
    remedy: "Use it if it suits you.",
};

/// A part of a body is encoded in another way.
pub(in crate::diff) static ENCODING_CHANGED: Rule = Rule {
    id: "encoding-changed",
    area: Area::Body,
    reading: Reading::Both,
    judgement: Judgement::Always(Level::Error),
    title: "a part of a body is encoded in another way",
    why: "The same value is spelled differently, and the old spelling is read wrongly.",
    remedy: "Keep the encoding.",
};
