use std::fmt;

/// One reason why a run did not judge everything that was requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// Which kind of reason, for programs.
    pub reason: Reason,
    /// What happened and what to do about it, for people.
    pub text: String,
}

impl Incomplete {
    /// A reason with its text.
    #[must_use]
    pub fn new(reason: Reason, text: impl Into<String>) -> Self {
        Self {
            reason,
            text: text.into(),
        }
    }
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The kinds of reasons for an incomplete run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The number of requests that was allowed is used up.
    RequestBudget,
    /// The time that was allowed is used up.
    TimeBudget,
    /// The site never gave a response.
    SiteUnreachable,
    /// There is no memberships API at the address.
    SiteUnusable,
    /// The site answered at first and then no more.
    SiteStoppedAnswering,
    /// Something in front of the site wants proof that a person asks.
    BotChallenge,
    /// The site limits the number of requests more than the run could wait for.
    RateLimited,
    /// There are no credentials, so only what is public was asked.
    CredentialsMissing,
    /// The site does not accept the credentials.
    CredentialsRefused,
    /// More than a tenth of the bodies of the recording are missing, or bodies of a site are larger than
    /// the limit.
    BodiesMissing,
    /// The recording cannot be read to its end.
    RecordingBroken,
    /// Somebody interrupted the run.
    Interrupted,
    /// Writes were requested and not all of them were made.
    WritesNotDone,
    /// What the run made on the site is not all removed.
    LeftBehind,
    /// What `--require` names was not judged.
    RequirementNotMet,
    /// The traffic of the run could not be recorded.
    NotRecorded,
    /// Requests of a client were not forwarded to the site.
    NotForwarded,
    /// The run could not be set up.
    NotStarted,
}

impl Reason {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 18] = [
        Self::RequestBudget,
        Self::TimeBudget,
        Self::SiteUnreachable,
        Self::SiteUnusable,
        Self::SiteStoppedAnswering,
        Self::BotChallenge,
        Self::RateLimited,
        Self::CredentialsMissing,
        Self::CredentialsRefused,
        Self::BodiesMissing,
        Self::RecordingBroken,
        Self::Interrupted,
        Self::WritesNotDone,
        Self::LeftBehind,
        Self::RequirementNotMet,
        Self::NotRecorded,
        Self::NotForwarded,
        Self::NotStarted,
    ];

    /// The id in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::RequestBudget => "request-budget-spent",
            Self::TimeBudget => "time-budget-spent",
            Self::SiteUnreachable => "site-unreachable",
            Self::SiteUnusable => "site-unusable",
            Self::SiteStoppedAnswering => "site-stopped-answering",
            Self::BotChallenge => "bot-challenge",
            Self::RateLimited => "rate-limited",
            Self::CredentialsMissing => "credentials-missing",
            Self::CredentialsRefused => "credentials-refused",
            Self::BodiesMissing => "bodies-missing",
            Self::RecordingBroken => "recording-broken",
            Self::Interrupted => "interrupted",
            Self::WritesNotDone => "writes-not-done",
            Self::LeftBehind => "rows-left-behind",
            Self::RequirementNotMet => "requirement-not-met",
            Self::NotRecorded => "traffic-not-recorded",
            Self::NotForwarded => "requests-not-forwarded",
            Self::NotStarted => "not-started",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Reason;

    #[test]
    fn every_reason_has_an_id_of_its_own() {
        let ids: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.id()).collect();
        assert_eq!(ids.len(), Reason::ALL.len());
    }
}
