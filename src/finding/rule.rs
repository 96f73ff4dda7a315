use std::fmt;

use super::Level;

/// One check or one diff rule: its id, its level and its documentation.
///
/// Everything that `memberspec checks` and `memberspec explain ID` print stands here, beside the
/// function that does the work, so that the two cannot drift apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case and stable: users write it into configuration (`paging-headers`).
    pub id: &'static str,
    /// The level of its findings where nothing overrides it.
    pub level: Level,
    /// What kind of promise it guards.
    pub class: Class,
    /// One line, no full stop: what must hold.
    pub title: &'static str,
    /// What is counted when it judges, in the plural: "date pairs".
    pub unit: &'static str,
    /// What exactly is judged, in plain sentences.
    pub what: &'static str,
    /// What goes wrong for whom when it does not hold.
    pub why: &'static str,
    /// A short example of a violation.
    pub example: &'static str,
    /// What a person should do about a finding.
    pub remedy: &'static str,
}

/// The kind of promise that a rule guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Status, content type, encoding.
    Protocol,
    /// Keys, types, enumerations.
    Shape,
    /// Dates and time zones.
    Dates,
    /// Pages, totals, `Link`.
    Paging,
    /// List parameters.
    Filters,
    /// `_links` and foreign keys.
    Links,
    /// Error envelopes and codes.
    Errors,
    /// Authentication and what leaks.
    Security,
    /// Meaning across answers.
    Semantics,
    /// What a write does and must not do.
    Writes,
    /// Webhook deliveries.
    Webhooks,
    /// What a client sends.
    Requests,
}

impl Class {
    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Protocol => "protocol",
            Self::Shape => "shape",
            Self::Dates => "dates",
            Self::Paging => "paging",
            Self::Filters => "filters",
            Self::Links => "links",
            Self::Errors => "errors",
            Self::Security => "security",
            Self::Semantics => "semantics",
            Self::Writes => "writes",
            Self::Webhooks => "webhooks",
            Self::Requests => "requests",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
