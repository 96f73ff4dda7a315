use serde_json::Value;

/// A REST answer before it becomes HTTP.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// Headers that the endpoint set, in order. Numbers stay numbers: `_envelope` shows them so.
    pub(crate) headers: Vec<(&'static str, Value)>,
    /// The body.
    pub(crate) body: Value,
}

impl Answer {
    /// A JSON answer without headers of its own.
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }

    /// A 200.
    pub(crate) fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    /// Adds a header after the others.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
