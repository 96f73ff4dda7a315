use super::{Cause, Finding, Location, Rule, Tally};

/// A finding that another one explains: the same cause, seen by another check or at another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// The rule that saw it too.
    pub rule: &'static Rule,
    /// The operation as people name it.
    pub operation: String,
    /// Where in the response.
    pub location: Location,
    /// What is wrong.
    pub cause: Cause,
    /// How often.
    pub tally: Tally,
    /// Number of the exchange that showed it first.
    pub exchange: usize,
    /// Whether it is no consequence but the same fault at another place: a baseline has to list it by
    /// itself.
    pub is_peer: bool,
}

impl From<Finding> for Also {
    fn from(finding: Finding) -> Self {
        Self {
            rule: finding.rule,
            operation: finding.operation,
            location: finding.location,
            cause: finding.cause,
            tally: finding.tally,
            exchange: finding.example.exchange,
            is_peer: false,
        }
    }
}
