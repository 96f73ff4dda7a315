use crate::exchange::Method;
use crate::finding::{Incomplete, Reason};
use crate::interpret::{Credentials, Interpreted};

/// The reads of members and plans that were rejected although their sender may see them: what they ask
/// for was not judged.
#[derive(Debug, Default)]
pub(super) struct Rejected {
    /// Reads with the key that were answered, and that were rejected.
    answered: u64,
    rejected: u64,
    /// The first that was rejected.
    first: Option<String>,
    /// Reads with the key of a customer that the site does not know.
    unknown_customer: u64,
}

impl Rejected {
    pub(super) fn count(&mut self, seen: &Interpreted<'_>, operation: &str, is_foreign: bool) {
        let is_guarded = seen
            .route()
            .is_some_and(|route| route.is_list() || route.is_item());
        if !is_guarded || !matches!(seen.method, Method::Get | Method::Head) {
            return;
        }
        let is_rejected = matches!(seen.status(), 401 | 403);
        match seen.credentials {
            Credentials::Customer => self.unknown_customer += u64::from(seen.status() == 401),
            // Recorders leave credentials out.
            Credentials::None if !is_foreign => {}
            Credentials::Wrong | Credentials::ReadOnly => {}
            _ if is_rejected => {
                self.rejected += 1;
                let number = seen.number;
                self.first
                    .get_or_insert_with(|| format!("{operation}, exchange {number}"));
            }
            _ => self.answered += u64::from(seen.is_success()),
        }
    }

    /// Why the run is not complete because of them. Who sends the requests of somebody's recording is
    /// not known, so that only a recording without any other response counts.
    pub(super) fn incomplete(self, is_own: bool) -> Vec<Incomplete> {
        let Self {
            answered,
            rejected,
            first,
            unknown_customer,
        } = self;
        let all = answered + rejected;
        let key = (rejected > 0 && (is_own || answered == 0)).then(|| {
            format!(
                "{rejected} of {all} reads with the key were rejected with 401 or 403, and nothing that \
                 they ask for was judged; the first is {}",
                first.unwrap_or_default()
            )
        });
        let customer = (unknown_customer > 0).then(|| {
            "the site does not accept the key of --customer-credentials (status 401), so what a \
             customer may see was not judged"
                .to_owned()
        });
        let reasons = key.into_iter().chain(customer);
        reasons
            .map(|text| Incomplete::new(Reason::CredentialsRefused, text))
            .collect()
    }
}
