use url::Url;

use super::Judge;
use crate::exchange::Method;
use crate::finding::{Basis, Cause, Class, Example, Instances, Level, Location, Rule, Violation};
use crate::interpret::Address;
use crate::redact;

/// The rule under which a request speaks that got no response at all.
pub(super) static RULE: Rule = Rule {
    id: "answered",
    level: Level::Error,
    class: Class::Protocol,
    title: "Every request gets a response",
    unit: "requests",
    what: "A request without a response (refused, timed out, redirected to another host, closed \
           before the headers) is a finding; three in a row end the run.",
    why: "Clients cannot use what a site does not serve.",
    example: "GET …/members?per_page=100 times out after 30 s.",
    remedy: "Try the `curl` line of the finding; look at the web server's error log and at the \
             timeouts of proxy and PHP.",
};

/// A request that got no response.
#[derive(Debug, Clone, Copy)]
pub struct Unanswered<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its URL, without credentials.
    pub url: &'a Url,
    /// Why it was asked.
    pub label: &'a str,
    /// What went wrong, for programs: `timeout`.
    pub cause: &'static str,
    /// The same as a sentence without secrets.
    pub why: &'a str,
}

impl Judge {
    /// Notes a request that got no response.
    pub fn unanswered(&mut self, request: &Unanswered<'_>) {
        self.number += 1;
        let operation = match Address::of(request.url) {
            Some(address) => format!("{} {}", request.method, address.template()),
            None => "site".to_owned(),
        };
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Status,
            cause: Cause::new(
                request.cause,
                Vec::new(),
                "a response",
                without_url(request.why),
            ),
            source: None,
        };
        let asked = crate::exchange::Request::new(request.method.clone(), request.url.clone());
        let example = |_: &_| Example {
            exchange: self.number,
            label: Some(request.label.to_owned()),
            request: format!("{} {}", request.method, redact::url(request.url)),
            curl: redact::curl_with(&asked, &self.curl),
            at: "status".into(),
            row: None,
            value: Some(redact::text(request.why)),
            facts: Vec::new(),
            excerpt: None,
            open: None,
        };
        self.collector.examined(&RULE, &operation, 1);
        let instances = Instances {
            operation: &operation,
            exchange: self.number,
            before: &[],
            times: 1,
            known_as: Vec::new(),
            list: None,
        };
        self.collector.add(&RULE, instances, violation, example);
    }
}

/// What went wrong without where, so that the same trouble at two addresses is one cause.
fn without_url(why: &str) -> &str {
    match why.split_once(' ') {
        Some((url, rest)) if url.contains("://") => rest.trim_start_matches(':').trim_start(),
        _ => why,
    }
}
