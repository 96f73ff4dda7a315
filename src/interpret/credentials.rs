use crate::exchange::{Request, Role};

/// How a request was authenticated. Never holds the credentials themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credentials {
    /// Not at all.
    None,
    /// HTTP Basic.
    Basic,
    /// `consumer_key` and `consumer_secret` in the query.
    Query,
    /// OAuth 1.0a, in the query or in `Authorization`.
    OAuth,
    /// Deliberately wrong ones: a key that no site knows, or a wrong secret.
    Wrong,
    /// Those of a key that may only read.
    ReadOnly,
    /// Those of a customer, who may not see memberships.
    Customer,
    /// Something else in `Authorization`, or a cookie.
    Other,
}

impl Credentials {
    /// What the sender of a request is known to hold, where the request does not show it.
    #[must_use]
    pub(crate) fn in_role(role: Role) -> Option<Self> {
        match role {
            Role::Judged | Role::Compared | Role::Recheck => None,
            Role::WrongCredentials => Some(Self::Wrong),
            Role::ReadOnly => Some(Self::ReadOnly),
            Role::Customer => Some(Self::Customer),
        }
    }

    /// Looks at header and query.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        if let Some(value) = request.headers.get("Authorization") {
            return if value.contains("oauth_") || starts_with(value, "OAuth ") {
                Self::OAuth
            } else if starts_with(value, "Basic ") {
                Self::Basic
            } else {
                Self::Other
            };
        }
        for (name, _) in request.url.query_pairs() {
            match &*name {
                "consumer_key" | "consumer_secret" => return Self::Query,
                "oauth_consumer_key" | "oauth_signature" => return Self::OAuth,
                _ => {}
            }
        }
        if request.headers.contains("Cookie") || request.headers.contains("X-WP-Nonce") {
            return Self::Other;
        }
        Self::None
    }
}

fn starts_with(value: &str, scheme: &str) -> bool {
    value
        .get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
