use super::{Area, Judgement, Reading, Rule};
use crate::finding::Level;

/// The rules of this group.
pub(super) const RULES: &[&Rule] = &[
    &SECURITY_TIGHTENED,
    &SECURITY_LOOSENED,
    &SECURITY_SCHEME_CHANGED,
    &SECURITY_SCHEME_ADDED,
    &SECURITY_SCHEME_REMOVED,
    &OAUTH_FLOW_ADDED,
    &OAUTH_URL_CHANGED,
    &OAUTH_SCOPE_REMOVED,
    &OAUTH_SCOPE_ADDED,
];

/// Credentials that were sufficient are no longer sufficient.
pub(in crate::diff) static SECURITY_TIGHTENED: Rule = Rule {
    id: "security-tightened",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "credentials that were sufficient are no longer sufficient",
    why: "Clients that authenticate as before are rejected.",
    remedy: "Keep accepting the old credentials as an alternative.",
};

/// Fewer credentials or others besides are enough.
pub(in crate::diff) static SECURITY_LOOSENED: Rule = Rule {
    id: "security-loosened",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "fewer or additional credentials are accepted",
    why: "Clients that authenticate as before continue to work.",
    remedy: "No action is needed.",
};

/// A security scheme changed.
pub(in crate::diff) static SECURITY_SCHEME_CHANGED: Rule = Rule {
    id: "security-scheme-changed",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a security scheme changed",
    why: "Clients that authenticate as before are rejected.",
    remedy: "Add a new scheme and keep the old one.",
};

/// A security scheme was added.
pub(in crate::diff) static SECURITY_SCHEME_ADDED: Rule = Rule {
    id: "security-scheme-added",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a security scheme was added",
    why: "Its use is optional.",
    remedy: "Use it if needed.",
};

/// A security scheme is gone.
pub(in crate::diff) static SECURITY_SCHEME_REMOVED: Rule = Rule {
    id: "security-scheme-removed",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a security scheme was removed",
    why: "The operations that used it report their own change.",
    remedy: "See the operations that used it.",
};

/// Clients may get their tokens in one more way.
pub(in crate::diff) static OAUTH_FLOW_ADDED: Rule = Rule {
    id: "oauth-flow-added",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an OAuth flow was added",
    why: "Its use is optional.",
    remedy: "Use it if needed.",
};

/// An OAuth or OpenID address changed.
pub(in crate::diff) static OAUTH_URL_CHANGED: Rule = Rule {
    id: "oauth-url-changed",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Warning),
    title: "an OAuth or OpenID address changed",
    why: "Clients get their tokens from another URL.",
    remedy: "Use the new address.",
};

/// A scope is no longer described.
pub(in crate::diff) static OAUTH_SCOPE_REMOVED: Rule = Rule {
    id: "oauth-scope-removed",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a scope is no longer described",
    why: "Clients that request it may be rejected.",
    remedy: "Request another scope.",
};

/// A scope was added.
pub(in crate::diff) static OAUTH_SCOPE_ADDED: Rule = Rule {
    id: "oauth-scope-added",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a scope was added",
    why: "Its use is optional.",
    remedy: "No action is needed.",
};
