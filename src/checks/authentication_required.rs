use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext, Traffic};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Credentials;
use std::sync::Arc;

static RULE: Rule = Rule {
    id: "authentication-required",
    level: Level::Error,
    class: Class::Security,
    title: "Members and plans require authentication",
    unit: "unauthenticated responses",
    what: "A request for members or plans without credentials, or with wrong ones, must be \
           rejected with 401 (or 404 for an id that does not exist), and one by a customer of the \
           shop with 403. The namespace index and OPTIONS are public. A recording is judged only if other requests in it carry \
           credentials, because many recorders remove them.",
    why: "The lists show who bought what. Without authentication they are a data leak.",
    example: "GET …/members without a key returns 200 and 10 rows.",
    remedy: "Look for a plugin that logs requests in by address, a snippet that filters \
             woocommerce_rest_check_permissions, or a cache that serves responses of authenticated \
             requests.",
};

causes! {
    /// What the check finds.
    enum Fault {
        WithoutCredentials = "open-without-credentials":
        "status 401 without credentials", "a success";
        WithWrongCredentials = "open-with-wrong-credentials":
        "status 401 with wrong credentials", "a success";
        AsCustomer = "open-to-customers":
        "status 403 for a customer of the shop", "a success";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<AuthenticationRequired>::default(),
};

#[derive(Default)]
struct AuthenticationRequired {
    any_credentials: bool,
    open: Vec<(Arc<Evidence>, Credentials)>,
}

/// How many open doors are kept until the end; they fold into one finding for each operation.
const KEPT: usize = 64;

impl Check for AuthenticationRequired {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let may_not_see = [Credentials::None, Credentials::Wrong, Credentials::Customer];
        if !may_not_see.contains(&seen.credentials) {
            let request = &seen.exchange.request.headers;
            let is_header = ["Authorization", "Cookie"]
                .iter()
                .any(|name| request.contains(name));
            // Browsers leave these headers out of what they export, and out of all of it.
            self.any_credentials |= is_header || run.traffic() != Traffic::Foreign;
            return;
        }
        let guarded = seen
            .route()
            .is_some_and(|route| route.is_list() || route.is_item())
            && seen.method == crate::exchange::Method::Get;
        if !guarded {
            return;
        }
        if seen.credentials == Credentials::Customer && seen.status() == 401 {
            // Nobody knows this key, so that nothing is said of a customer; the run is incomplete.
            return;
        }
        report.examined(context, 1);
        if seen.is_success() && !seen.is_turned_away() && self.open.len() < KEPT {
            self.open.push((context.evidence(), seen.credentials));
        }
    }

    fn afresh(&self) -> Option<Box<dyn Check>> {
        Some(Box::new(Self {
            any_credentials: self.any_credentials,
            open: Vec::new(),
        }))
    }

    fn end(&mut self, run: &RunContext, report: &mut Reporter<'_>) {
        if !self.any_credentials && !run.has_whole_requests() {
            if !self.open.is_empty() {
                report.unexercised(
                    "authentication",
                    "no request of the recording has an Authorization header or a cookie: the recorder \
                     may have removed them",
                );
            }
            return;
        }
        for (evidence, credentials) in &self.open {
            let fault = match credentials {
                Credentials::Wrong => Fault::WithWrongCredentials,
                Credentials::Customer => Fault::AsCustomer,
                _ => Fault::WithoutCredentials,
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Status,
                cause: fault.into(),
                source: Some("docs/observed.md#3".into()),
            };
            report.late(evidence, violation, "status".into(), None, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, findings, get};
    use serde_json::json;

    #[test]
    fn a_list_that_answers_a_stranger_is_found() {
        let exchanges = [
            get("/plans", 200, &json!([])),
            get("/members", 200, &json!([])).anonymous(),
        ];
        assert_eq!(
            findings(&ENTRY, &exchanges),
            ["status: status 401 without credentials, a success found"]
        );
    }

    #[test]
    fn a_refused_stranger_and_a_recording_without_any_credentials_are_silent() {
        let refused = [
            get("/plans", 200, &json!([])),
            get("/members", 401, &json!({})).anonymous(),
        ];
        assert_eq!(findings(&ENTRY, &refused), [""; 0]);
        let stripped = [get("/members", 200, &json!([])).anonymous()];
        assert_eq!(findings(&ENTRY, &stripped), [""; 0]);
    }
}
