use crate::exchange::Method;

/// One request that a run wants to send. Only GET, HEAD and OPTIONS are ever made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
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
    /// How often the same was asked before: the same question again is a question of its own.
    pub turn: usize,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// The holder of the configured credentials.
    Own,
    /// Nobody: no credentials are sent.
    Nobody,
    /// A holder of a key that no site knows.
    UnknownKey,
    /// The holder of the configured key with a wrong secret.
    WrongSecret,
}

/// How the purpose of a probe begins whose answer is only compared with others.
pub const BESIDE: &str = "to compare: ";

/// How the purpose of a probe begins that is asked again because of what its answer showed.
pub const AGAIN: &str = "asked again: ";

impl Probe {
    /// A GET by the holder of the configured credentials.
    pub(super) fn get(purpose: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            purpose: purpose.into(),
            method: Method::Get,
            path: path.into(),
            query: Vec::new(),
            caller: Caller::Own,
            turn: 0,
        }
    }

    /// The same with one more query parameter.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// The same by somebody else.
    pub(super) fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// The same, asked again.
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
