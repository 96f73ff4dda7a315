use std::fmt;

use serde::Serialize;

/// Who writes the values of a schema: it decides which way a change breaks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// A client writes, the server reads: what was accepted must stay accepted.
    Request,
    /// The server writes, a client reads: what is sent must have been promised.
    Response,
}

impl Direction {
    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }

    /// The other way round: the body of a webhook is written by the server.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
