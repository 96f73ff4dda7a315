use crate::exchange::{Caller, Method, Role};

/// One request that a run wants to send. Only GET, HEAD and OPTIONS are ever made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Probe {
    /// Why it is asked, for people: "filter status=paused".
    pub purpose: String,
    /// GET, HEAD or OPTIONS.
    pub method: Method,
    /// The path from the REST root: `/wc/v3/memberships/members`.
    pub path: String,
    /// Query parameters in order, not encoded.
    pub query: Vec<(String, String)>,
    /// Who asks.
    pub caller: Caller,
    /// What its response is for.
    pub role: Role,
    /// How often the same was asked before: the same question again is a question of its own.
    pub turn: usize,
}

impl Probe {
    /// A GET by the holder of the configured credentials.
    pub(super) fn get(purpose: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            purpose: purpose.into(),
            method: Method::Get,
            path: path.into(),
            query: Vec::new(),
            caller: Caller::Own,
            role: Role::Judged,
            turn: 0,
        }
    }

    /// The same with one more query parameter.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// The same, whose answer is only compared with others.
    pub(super) fn compared(mut self) -> Self {
        self.role = Role::Compared;
        self
    }

    /// The same by somebody else.
    pub(super) fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self.role = Role::by(caller);
        self
    }

    /// The same, repeated.
    pub(super) fn again(mut self, turn: usize) -> Self {
        self.turn = turn;
        self
    }

    /// The same with another method.
    pub(super) fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }
}
