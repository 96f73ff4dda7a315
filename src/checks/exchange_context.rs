use std::cell::OnceCell;
use std::sync::Arc;

use super::{Readings, RunContext};
use crate::catalogue::Conditions;
use crate::document::Edition;
use crate::interpret::{Credentials, Interpreted};
use crate::redact::{self, CurlOptions};

/// How long a request and its command may be to be printed with each finding: servers take no longer
/// address.
const LONG: usize = 16_384;

/// One exchange while the checks look at it, with what is computed once for all of them.
#[derive(Debug)]
pub struct ExchangeContext<'a> {
    /// The exchange.
    pub seen: &'a Interpreted<'a>,
    /// Its operation as people name it.
    pub operation: String,
    /// Which conditions of the catalogue it meets.
    pub conditions: Conditions<'a>,
    curl: &'a CurlOptions,
    evidence: OnceCell<Arc<Evidence>>,
    observed: OnceCell<Readings>,
    documented: OnceCell<Readings>,
}

/// What a check may keep of an exchange after it is gone: enough to point at it, redacted.
#[derive(Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Number of the exchange, from 1.
    pub number: usize,
    /// Its operation as people name it.
    pub operation: String,
    /// Its label, if it has one.
    pub label: Option<String>,
    /// Method and URL without credentials.
    pub request: String,
    /// A `curl` command that asks again.
    pub curl: String,
}

impl<'a> ExchangeContext<'a> {
    /// Sets up the context of one exchange; printed commands reach the site as the run did.
    #[must_use]
    pub fn new(seen: &'a Interpreted<'a>, curl: &'a CurlOptions) -> Self {
        Self {
            seen,
            operation: seen.operation(),
            conditions: Conditions::new(seen),
            curl,
            evidence: OnceCell::new(),
            observed: OnceCell::new(),
            documented: OnceCell::new(),
        }
    }

    /// What the schema of an edition says of the body; computed on first use.
    #[must_use]
    pub fn readings(&self, run: &RunContext, edition: Edition) -> &Readings {
        let cell = match edition {
            Edition::Observed => &self.observed,
            Edition::Documented => &self.documented,
        };
        cell.get_or_init(|| Readings::of(self.seen, run, edition))
    }

    /// What may be kept of this exchange; made on first use.
    #[must_use]
    pub fn evidence(&self) -> Arc<Evidence> {
        Arc::clone(self.evidence.get_or_init(|| {
            let exchange = self.seen.exchange;
            let url = redact::url(&exchange.request.url);
            let curl = redact::curl_with(&exchange.request, self.curl);
            // Another key than that of the run is in variables of its own.
            let owner = match self.seen.credentials {
                Credentials::Customer => "$MEMBERSPEC_CUSTOMER_",
                Credentials::ReadOnly => "$MEMBERSPEC_READ_",
                _ => "$MEMBERSPEC_",
            };
            let curl = ["KEY", "SECRET"].into_iter().fold(curl, |curl, part| {
                curl.replace(&format!("$MEMBERSPEC_{part}"), &format!("{owner}{part}"))
            });
            Arc::new(Evidence {
                number: self.seen.number,
                operation: self.operation.clone(),
                label: exchange.label.as_deref().and_then(redact::label),
                request: match url.char_indices().nth(LONG) {
                    Some((end, _)) => format!("{} {}…", exchange.request.method, &url[..end]),
                    None => format!("{} {url}", exchange.request.method),
                },
                curl: if curl.len() > LONG {
                    format!(
                        "# a command of {} bytes, too long to be printed",
                        curl.len()
                    )
                } else {
                    curl
                },
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::get;
    use serde_json::json;

    #[test]
    fn an_address_that_no_server_takes_is_not_kept_whole() {
        let path = format!("/members?{}", "a=1&".repeat(LONG));
        let exchange = get(&path, 200, &json!([]));
        let seen = Interpreted::new(1, &exchange);
        let evidence = ExchangeContext::new(&seen, &CurlOptions::default()).evidence();
        assert!(evidence.request.ends_with('…') && evidence.request.len() < LONG + 20);
        assert!(evidence.curl.starts_with("# ") && evidence.curl.len() < 100);
    }
}
