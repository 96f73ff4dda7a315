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

/// Credentials that were enough are not enough any more.
pub(in crate::diff) static SECURITY_TIGHTENED: Rule = Rule {
    id: "security-tightened",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "credentials that were enough are not enough any more",
    why: "Clients that authenticate as before are refused.",
    remedy: "Keep accepting the old credentials as an alternative.",
};

/// Fewer credentials or others besides are enough.
pub(in crate::diff) static SECURITY_LOOSENED: Rule = Rule {
    id: "security-loosened",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "fewer credentials or others besides are enough",
    why: "Clients that authenticate as before go on working.",
    remedy: "Nothing needs to be done.",
};

/// A security scheme works in another way.
pub(in crate::diff) static SECURITY_SCHEME_CHANGED: Rule = Rule {
    id: "security-scheme-changed",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Error),
    title: "a security scheme works in another way",
    why: "Clients that authenticate as before are refused.",
    remedy: "Add a new scheme and keep the old one.",
};

/// A security scheme was added.
pub(in crate::diff) static SECURITY_SCHEME_ADDED: Rule = Rule {
    id: "security-scheme-added",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a security scheme was added",
    why: "Nobody has to use it.",
    remedy: "Use it if it suits you.",
};

/// A security scheme is gone.
pub(in crate::diff) static SECURITY_SCHEME_REMOVED: Rule = Rule {
    id: "security-scheme-removed",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a security scheme is gone",
    why: "Where it was used, the operation says so.",
    remedy: "See the operations that used it.",
};

/// Clients may get their tokens in one more way.
pub(in crate::diff) static OAUTH_FLOW_ADDED: Rule = Rule {
    id: "oauth-flow-added",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "an OAuth flow was added",
    why: "Nobody has to use it.",
    remedy: "Use it if it suits you.",
};

/// An OAuth or OpenID address changed.
pub(in crate::diff) static OAUTH_URL_CHANGED: Rule = Rule {
    id: "oauth-url-changed",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Warning),
    title: "an OAuth or OpenID address changed",
    why: "Clients get their tokens elsewhere.",
    remedy: "Use the new address.",
};

/// A scope is no longer described.
pub(in crate::diff) static OAUTH_SCOPE_REMOVED: Rule = Rule {
    id: "oauth-scope-removed",
    area: Area::Security,
    reading: Reading::Request,
    judgement: Judgement::Always(Level::Info),
    title: "a scope is no longer described",
    why: "Clients that ask for it may be refused.",
    remedy: "Ask for another scope.",
};

/// A scope was added.
pub(in crate::diff) static OAUTH_SCOPE_ADDED: Rule = Rule {
    id: "oauth-scope-added",
    area: Area::Security,
    reading: Reading::None,
    judgement: Judgement::Always(Level::Info),
    title: "a scope was added",
    why: "Nobody has to ask for it.",
    remedy: "Nothing needs to be done.",
};
