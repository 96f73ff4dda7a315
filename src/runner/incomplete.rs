use crate::client::Error;
use crate::finding::{Incomplete, Reason};

/// The reason for an incomplete run that an error of the client is. `was_answered` says whether the
/// site had given any response before.
#[must_use]
pub(crate) fn incomplete(error: &Error, was_answered: bool) -> Incomplete {
    let reason = match error {
        Error::BudgetSpent { .. } => Reason::RequestBudget,
        Error::TimeSpent { .. } | Error::NoTimeToWait { .. } => Reason::TimeBudget,
        Error::WriteRefused { .. } => Reason::WritesNotDone,
        Error::NoCredentials => Reason::CredentialsMissing,
        Error::SecretInTheClear { .. } | Error::AuthorizationTaken => Reason::CredentialsRefused,
        Error::Challenged { .. } => Reason::BotChallenge,
        Error::TooBusy { .. } | Error::RateLimited { .. } => Reason::RateLimited,
        Error::Certificates { .. } | Error::ClientCertificate { .. } | Error::Setup { .. } => {
            Reason::NotStarted
        }
        _ if was_answered => Reason::SiteStoppedAnswering,
        _ => Reason::SiteUnreachable,
    };
    Incomplete::new(reason, error.to_string())
}

/// Whether nothing more should be asked after this error, whatever was answered before.
pub(super) fn ends_run(error: &Error) -> bool {
    error.is_spent()
        || matches!(
            error,
            Error::Challenged { .. }
                | Error::CertificateRejected { .. }
                | Error::TooBusy { .. }
                | Error::RateLimited { .. }
        )
}
