use std::fmt;

use serde::Serialize;

/// How many recorded calls a change would hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Impact {
    /// What was counted.
    pub counted: Counted,
    /// Calls that it would hit.
    pub hit: u64,
    /// Calls that it could have hit: those of its operations.
    pub of: u64,
}

/// What of a recorded call a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// The call itself.
    Calls,
    /// A value that requests send.
    RequestsWith,
    /// A value that requests do not send.
    RequestsWithout,
    /// A value, a header or a status that answers carry.
    AnswersWith,
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { counted, hit, of } = self;
        let plural = if *of == 1 { "" } else { "s" };
        match (counted, of) {
            (_, 0) => f.write_str("no call of it was recorded"),
            (Counted::Calls, _) => write!(f, "{hit} recorded call{plural}"),
            (Counted::RequestsWith, _) => {
                write!(f, "{hit} of {of} recorded request{plural} with it")
            }
            (Counted::RequestsWithout, _) => {
                write!(f, "{hit} of {of} recorded request{plural} without it")
            }
            (Counted::AnswersWith, _) => {
                write!(f, "{hit} of {of} recorded response{plural} with it")
            }
        }
    }
}
