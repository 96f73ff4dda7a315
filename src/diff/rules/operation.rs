use super::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of this group.
pub(super) const RULES: &[&Rule] = &[
    &OPERATION_REMOVED,
    &OPERATION_REMOVED_AFTER_SUNSET,
    &OPERATION_REMOVED_BEFORE_SUNSET,
    &OPERATION_ADDED,
    &OPERATION_ID_CHANGED,
    &OPERATION_ID_ADDED,
    &WEBHOOK_REMOVED,
    &WEBHOOK_ADDED,
    &CALLBACK_REMOVED,
    &CALLBACK_ADDED,
    &DEPRECATED,
    &DEPRECATION_WITHDRAWN,
    &SUNSET_INVALID,
    &SUNSET_REMOVED,
    &SUNSET_BROUGHT_FORWARD,
    &SUNSET_CHANGED,
    &STABILITY_DECREASED,
    &STABILITY_INCREASED,
    &STABILITY_INVALID,
];

/// An operation is gone.
pub(in crate::diff) static OPERATION_REMOVED: Rule = Rule {
    id: "operation-removed",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "an operation was removed",
    why: "Clients that call it get an error.",
    remedy: "Deprecate it first, with a date, and remove it after that date.",
};

/// A deprecated operation was removed as announced.
pub(in crate::diff) static OPERATION_REMOVED_AFTER_SUNSET: Rule = Rule {
    id: "operation-removed-after-sunset",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a deprecated operation was removed as announced",
    why: "Clients had until its sunset date.",
    remedy: "Stop calling it.",
};

/// A deprecated operation was removed before its sunset date.
pub(in crate::diff) static OPERATION_REMOVED_BEFORE_SUNSET: Rule = Rule {
    id: "operation-removed-before-sunset",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "a deprecated operation was removed before its sunset date",
    why: "Clients were promised more time.",
    remedy: "Keep it until the date that was announced.",
};

/// An operation was added.
pub(in crate::diff) static OPERATION_ADDED: Rule = Rule {
    id: "operation-added",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an operation was added",
    why: "No action is needed.",
    remedy: "Use it if needed.",
};

/// An operationId changed or is gone.
pub(in crate::diff) static OPERATION_ID_CHANGED: Rule = Rule {
    id: "operation-id-changed",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Warning),
    title: "an operationId was changed or removed",
    why: "Generated clients rename or lose a function; requests and responses do not change.",
    remedy: "Keep the operationId, or release a new major version of generated clients.",
};

/// An operationId was added.
pub(in crate::diff) static OPERATION_ID_ADDED: Rule = Rule {
    id: "operation-id-added",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an operationId was added",
    why: "Generated clients name a function after it.",
    remedy: "No action is needed.",
};

/// A webhook is gone.
pub(in crate::diff) static WEBHOOK_REMOVED: Rule = Rule {
    id: "webhook-removed",
    area: Area::Operation,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a webhook was removed",
    why: "Receivers wait for deliveries that are no longer sent.",
    remedy: "Announce the end of the webhook and keep sending until then.",
};

/// A webhook was added.
pub(in crate::diff) static WEBHOOK_ADDED: Rule = Rule {
    id: "webhook-added",
    area: Area::Operation,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a webhook was added",
    why: "No action is needed.",
    remedy: "Subscribe if needed.",
};

/// A callback is gone.
pub(in crate::diff) static CALLBACK_REMOVED: Rule = Rule {
    id: "callback-removed",
    area: Area::Operation,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Error),
    title: "a callback was removed",
    why: "Clients wait for a call that is no longer made.",
    remedy: "Announce the end of the callback and keep calling until then.",
};

/// A callback was added.
pub(in crate::diff) static CALLBACK_ADDED: Rule = Rule {
    id: "callback-added",
    area: Area::Operation,
    reading: Reading::Response,
    judgement: Judgement::Always(Level::Info),
    title: "a callback was added",
    why: "Clients that do not provide a URL for it are not called.",
    remedy: "No action is needed.",
};

/// Something was marked as deprecated.
pub(in crate::diff) static DEPRECATED: Rule = Rule {
    id: "deprecated",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "something was marked as deprecated",
    why: "It will be removed in the future.",
    remedy: "Plan to migrate away from it.",
};

/// Something is no longer deprecated.
pub(in crate::diff) static DEPRECATION_WITHDRAWN: Rule = Rule {
    id: "deprecation-withdrawn",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "something is no longer deprecated",
    why: "It stays.",
    remedy: "No action is needed.",
};

/// A sunset date cannot be read.
pub(in crate::diff) static SUNSET_INVALID: Rule = Rule {
    id: "sunset-invalid",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "a sunset date is invalid",
    why: "It is unknown how long the deprecated element stays.",
    remedy: "Write `x-sunset` as a date: 2026-01-31.",
};

/// The sunset date of something deprecated is gone.
pub(in crate::diff) static SUNSET_REMOVED: Rule = Rule {
    id: "sunset-removed",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "the sunset date of something deprecated was removed",
    why: "Clients were promised a date.",
    remedy: "Keep `x-sunset`, or withdraw the deprecation.",
};

/// The sunset date of something deprecated was brought forward.
pub(in crate::diff) static SUNSET_BROUGHT_FORWARD: Rule = Rule {
    id: "sunset-brought-forward",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "the sunset date of something deprecated was brought forward",
    why: "Clients were promised more time.",
    remedy: "Keep the date or postpone it.",
};

/// A sunset date was announced or postponed.
pub(in crate::diff) static SUNSET_CHANGED: Rule = Rule {
    id: "sunset-changed",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "the sunset date of something deprecated was announced or postponed",
    why: "It stays until that date.",
    remedy: "Migrate by that date.",
};

/// Something became less stable.
pub(in crate::diff) static STABILITY_DECREASED: Rule = Rule {
    id: "stability-decreased",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "something became less stable",
    why: "Clients were promised that it stays unchanged.",
    remedy: "Keep the stability level, or release it under another path.",
};

/// Something became more stable.
pub(in crate::diff) static STABILITY_INCREASED: Rule = Rule {
    id: "stability-increased",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "something became more stable",
    why: "Clients may rely on it now.",
    remedy: "No action is needed.",
};

/// A stability level is not known.
pub(in crate::diff) static STABILITY_INVALID: Rule = Rule {
    id: "stability-invalid",
    area: Area::Operation,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Error),
    title: "a stability level is unknown",
    why: "It is unknown what clients may rely on.",
    remedy: "Use draft, alpha, beta or stable.",
};
