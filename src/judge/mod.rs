//! The judge: hands every exchange to every check, asks the catalogue what is known, and sums up.

mod clues;
mod confirm;
mod departures;
mod fold;
mod found;
mod latency;
mod rejected;
mod selection;
mod several;
mod unanswered;
mod verdict;

pub(crate) use clues::Clues;
pub(crate) use confirm::{JudgedAs, Suspicion};
pub(crate) use found::{By, Found};
use rejected::Rejected;
pub use selection::{Selection, UnknownCheck};
pub(crate) use unanswered::Unanswered;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::base::plural;
use crate::checks::{self, Check, ExchangeContext, Extension, Reporter, RunContext, Traffic};
use crate::document::{Edition, Release};
use crate::exchange::Exchange;
use crate::finding::{
    Basis, Class, Collector, Finding, Incomplete, Outcome, Rule, Subject, SubjectKind, Unexercised,
};
use crate::interpret::{Api, Bodies, Content, Credentials, Delivery, Interpreted, Json, Rows};
use crate::redact::{CurlOptions, Secret};
use departures::Departures;

/// The rule with that id: a check's, or one of the judge's own (`answered`, `known-departure`).
#[must_use]
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    let own = [&unanswered::RULE, &latency::RULE, &verdict::KNOWN_DEPARTURE];
    let check = checks::find(id).map(|entry| entry.rule);
    check.or_else(|| own.into_iter().find(|rule| rule.id == id))
}

/// Every rule that can be selected, sorted by id: the checks, and what the judge itself looks at.
#[must_use]
pub(crate) fn rules() -> Vec<&'static Rule> {
    let checks = checks::REGISTRY.iter().map(|entry| entry.rule);
    let mut rules: Vec<&Rule> = checks.chain([&latency::RULE]).collect();
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// Every rule that a finding can have, sorted by id: those, and what the judge adds to any run.
#[must_use]
pub(crate) fn rules_of_findings() -> Vec<&'static Rule> {
    let own: [&'static Rule; 2] = [&unanswered::RULE, &verdict::KNOWN_DEPARTURE];
    let mut rules = rules();
    rules.extend(own);
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// Whether known departures and warnings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Errors count; known departures are only told.
    Lenient,
    /// Warnings and known departures count too.
    Strict,
}

/// Judges exchanges one by one. Keeps what checks must remember, never the exchanges.
pub struct Judge {
    strictness: Strictness,
    run: RunContext,
    checks: Vec<(&'static Rule, Box<dyn Check>)>,
    collector: Collector,
    departures: Departures,
    unexercised: Vec<Unexercised>,
    operations: IndexMap<String, u64>,
    /// The operations that succeeded at least once.
    succeeded: BTreeSet<String>,
    listed: BTreeSet<String>,
    apis: BTreeMap<Api, u64>,
    skipped: BTreeMap<String, u64>,
    judged: u64,
    compared: u64,
    release: Option<Found>,
    /// Whether anything but reads was judged: without it the checks of writes have no part.
    has_writes: bool,
    /// Whether any delivery of a webhook was judged: without it those checks have no part.
    has_deliveries: bool,
    /// Whether any request was judged: without it the checks of requests have no part.
    has_requests: bool,
    number: usize,
    /// What came of asking again what only the end of the run says.
    foretold: Vec<(Suspicion, crate::finding::Confirmation)>,
    bodies: Bodies,
    curl: CurlOptions,
    /// The error code by which something closes the whole REST API to visitors.
    closed_by: Option<String>,
    rejected: Rejected,
    /// None where nobody wants to know of slow responses.
    latencies: Option<latency::Latencies>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge")
            .field("judged", &self.judged)
            .finish_non_exhaustive()
    }
}

/// By what a run judges, known before anything is judged.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether what sites return is the contract, or what the documentation promises.
    pub edition: Edition,
    /// Whether warnings and known departures count.
    pub strictness: Strictness,
    /// The checks that take part.
    pub selection: Selection,
    /// What extends the contract.
    pub extension: Extension,
    /// The release by whose contract is judged; that of the release that was measured without one.
    pub release: Option<Found>,
    /// The names (e-mail address, login) that lead to one and the same customer.
    pub customer: Vec<String>,
    /// The secret that webhooks are signed with, so that signatures can be verified.
    pub webhook_secret: Option<Secret>,
    /// How the run reaches the site, so that the commands that it prints run as printed.
    pub curl: CurlOptions,
    /// Fingerprints of findings that a baseline lists: no other finding is folded into them.
    pub listed: BTreeSet<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            edition: Edition::Observed,
            strictness: Strictness::Lenient,
            selection: Selection::default(),
            extension: Extension::default(),
            release: None,
            customer: Vec::new(),
            webhook_secret: None,
            curl: CurlOptions::default(),
            listed: BTreeSet::new(),
        }
    }
}

/// What a run knows beyond the exchanges, for the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// What was judged, without the API versions, which the judge has seen.
    pub subject: Subject,
    /// Remarks for the person who runs it.
    pub notes: Vec<String>,
    /// Why not everything was judged that was requested.
    pub incomplete: Vec<Incomplete>,
}

impl Judge {
    /// A judge for one run.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let mut run = RunContext::new(options.edition);
        run.extend(options.extension);
        run.set_customer(options.customer);
        if let Some(found) = &options.release {
            run.set_release(found.release);
        }
        if let Some(secret) = options.webhook_secret {
            run.set_webhook_secret(secret);
        }
        Self {
            strictness: options.strictness,
            run,
            checks: options
                .selection
                .entries()
                .map(|entry| (entry.rule, (entry.make)()))
                .collect(),
            collector: Collector::default(),
            departures: Departures::default(),
            unexercised: Vec::new(),
            operations: IndexMap::new(),
            succeeded: BTreeSet::new(),
            listed: options.listed,
            apis: BTreeMap::new(),
            skipped: BTreeMap::new(),
            judged: 0,
            compared: 0,
            release: options.release,
            has_writes: false,
            has_deliveries: false,
            has_requests: false,
            number: 0,
            foretold: Vec::new(),
            bodies: Bodies::default(),
            curl: options.curl,
            closed_by: None,
            rejected: Rejected::default(),
            latencies: options
                .selection
                .takes(&latency::RULE)
                .then(latency::Latencies::default),
        }
    }

    /// Says that what will be judged is memberspec's own traffic, recorded.
    pub fn expect_own_traffic(&mut self) {
        self.run.set_traffic(Traffic::Own);
    }

    /// Says that what will be judged was seen as a client sent it: nothing was taken out of it.
    pub fn expect_client_traffic(&mut self) {
        self.run.set_whole_requests();
    }

    /// Says that something closes the whole REST API to visitors, by this error code: that is no
    /// answer of the API to them.
    pub fn expect_closed(&mut self, code: Option<String>) {
        self.closed_by = code;
    }

    /// Says that what will be judged is memberspec's own traffic, asked just now.
    pub fn expect_live_traffic(&mut self) {
        self.run.set_traffic(Traffic::Live);
    }

    /// The release by which is judged, if anything was said of it.
    #[must_use]
    pub fn release(&self) -> Option<Release> {
        self.release.as_ref().map(|found| found.release)
    }

    /// Says that the run wrote something that the judge does not see.
    pub fn note_unseen_write(&mut self) {
        self.run.note_unseen_write();
    }

    /// Says that the run made a customer, whose memberships are nobody else's.
    pub fn add_own_customer(&mut self, id: u64) {
        self.run.note_unseen_write();
        self.run.add_own_customer(id);
    }

    /// Compiles the contracts of these versions now, which is otherwise done when the first
    /// exchange of a version is seen.
    pub fn prepare(&mut self, apis: &[Api]) {
        for api in apis {
            for edition in self.run.editions() {
                // What is compiled stays with the ground.
                let _compiled = self.run.contract(*api, *edition);
            }
        }
    }

    /// Judges one exchange. Traffic that is not of this API is counted and left alone.
    pub fn see(&mut self, exchange: &Exchange) {
        self.number += 1;
        let seen = Interpreted::among(&mut self.bodies, self.number, exchange);
        let seen = self.at_site(seen);
        self.judge(&seen);
    }

    /// Judges one exchange, the body of whose answer was read before. All of a run are read with the
    /// same [`Bodies`], so that rows that repeat are known again.
    pub fn see_read(&mut self, exchange: &Exchange, content: Content) {
        self.number += 1;
        let seen = Interpreted::holding(content, self.number, exchange);
        self.judge(&seen);
    }

    /// Judges an exchange whose credentials are known to be of that kind.
    pub fn see_as(&mut self, exchange: &Exchange, credentials: Credentials) {
        self.number += 1;
        let seen = Interpreted::among(&mut self.bodies, self.number, exchange);
        let seen = self.at_site(seen);
        self.judge(&Interpreted {
            credentials,
            ..seen
        });
    }

    /// Looks at an exchange that is compared with others and not judged by itself: a response of
    /// another version of the API, or of a route of WooCommerce's own.
    pub fn see_compared(&mut self, exchange: &Exchange) {
        self.number += 1;
        self.compared += 1;
        self.compared(&Interpreted::new(self.number, exchange));
    }

    /// Looks at the response to a request that was repeated to confirm a finding.
    pub fn see_repeated(&mut self, exchange: &Exchange) {
        self.number += 1;
        let seen = self.at_site(Interpreted::new(self.number, exchange));
        self.run.advance(&seen);
        let context = ExchangeContext::new(&seen, &self.curl);
        for (rule, check) in &mut self.checks {
            let mut report = Reporter::new(rule, &mut self.collector, &mut self.unexercised);
            check.see_repeated(&context, &self.run, &mut report);
        }
    }

    /// Of memberspec's own traffic it is known that the API is where it asks.
    fn at_site<'a>(&self, seen: Interpreted<'a>) -> Interpreted<'a> {
        match self.run.traffic() {
            Traffic::Foreign => seen,
            Traffic::Own | Traffic::Live => seen.at_site(),
        }
    }

    /// Whether what closes the whole REST API to visitors rejected an anonymous request.
    fn is_shut_out(&self, seen: &Interpreted<'_>) -> bool {
        matches!(seen.credentials, Credentials::None | Credentials::Wrong)
            && matches!(seen.status(), 401 | 403)
            && self.closed_by.is_some()
            && seen.error_code() == self.closed_by.as_deref()
    }

    fn compared(&mut self, seen: &Interpreted<'_>) {
        // A recording of such a run holds the index that was refused to the key.
        let path = seen.exchange.request.url.path().trim_end_matches('/');
        if path.ends_with("/wp-json") && matches!(seen.status(), 401 | 403) {
            let code = seen.error_code().map(str::to_owned);
            self.closed_by = code.or(self.closed_by.take());
        }
        if let (Some(address), 400..) = (&seen.address, seen.status()) {
            let what = format!("{} of {} to compare", address.template(), address.api);
            self.unexercised(what, format!("the site returns status {}", seen.status()));
        }
        self.run.advance(seen);
        self.run.learn_from_compared(seen);
        let context = ExchangeContext::new(seen, &self.curl);
        for (rule, check) in &mut self.checks {
            let mut report = Reporter::new(rule, &mut self.collector, &mut self.unexercised);
            check.see_compared(&context, &self.run, &mut report);
        }
    }

    fn judge(&mut self, seen: &Interpreted<'_>) {
        let Some(address) = &seen.address else {
            if let Some(delivery) = Delivery::of(&seen.exchange.request) {
                self.delivered(seen, &delivery);
                return;
            }
            self.count_skipped("not a request to the Memberships API");
            self.compared(seen);
            return;
        };
        self.judged += 1;
        self.has_requests = true;
        self.has_writes |= !seen.method.is_safe();
        *self.apis.entry(address.api).or_insert(0) += 1;
        self.run.advance(seen);
        let context = ExchangeContext::new(seen, &self.curl);
        match self.operations.get_mut(&context.operation) {
            Some(count) => *count += 1,
            None => {
                self.operations.insert(context.operation.clone(), 1);
            }
        }
        if seen.is_success() && !self.succeeded.contains(&context.operation) {
            self.succeeded.insert(context.operation.clone());
        }
        let is_foreign = self.run.traffic() == Traffic::Foreign;
        self.rejected.count(seen, &context.operation, is_foreign);
        let is_turned_away = self.run.traffic() != Traffic::Foreign
            && (seen.is_turned_away() || self.is_shut_out(seen));
        let is_redirect = seen.redirect().is_some();
        let is_open_to_customer = seen.credentials == Credentials::Customer && seen.is_success();
        for (rule, check) in &mut self.checks {
            // A login page is judged as a refusal, not as an answer of the API.
            if is_turned_away && rule.class != Class::Security {
                continue;
            }
            // A redirect is judged by where it leads: it is no answer either.
            if is_redirect && rule.class != Class::Security && rule.id != checks::REDIRECTS {
                continue;
            }
            // What differs by caller is not held against the answers to the key.
            if is_open_to_customer && rule.class != Class::Security {
                continue;
            }
            let mut report = Reporter::new(rule, &mut self.collector, &mut self.unexercised);
            check.see(&context, &self.run, &mut report);
        }
        if is_turned_away {
            self.unexercised(
                "the form of rejections",
                "unauthenticated requests get a response of something in front of the API, such as a \
                 login page, instead of WooCommerce's 401",
            );
            return;
        }
        if is_redirect {
            return;
        }
        self.departures.see(&context);
        if let Some(Json::List(rows)) = seen.json()
            && rows.left_out() > 0
        {
            let (read, left_out) = (Rows::READ, rows.left_out());
            let what = format!(
                "{} of {}",
                plural(left_out as u64, "row"),
                context.operation
            );
            self.unexercised(
                what,
                format!("they follow the first {read} of one response"),
            );
        }
        self.run.learn(seen);
    }

    /// Judges what a site sent to a receiver of its webhooks. What is of other resources is counted.
    fn delivered(&mut self, seen: &Interpreted<'_>, delivery: &Delivery) {
        if let Delivery::Event(event) = delivery
            && event.is_foreign()
        {
            self.count_skipped("a delivery of a topic that is not about memberships");
            return;
        }
        self.judged += 1;
        self.has_deliveries = true;
        let context = ExchangeContext::new(seen, &self.curl);
        *self
            .operations
            .entry(context.operation.clone())
            .or_insert(0) += 1;
        // The ping that comes once for a new webhook promises nothing.
        if let Delivery::Event(event) = delivery {
            for (rule, check) in &mut self.checks {
                let mut report = Reporter::new(rule, &mut self.collector, &mut self.unexercised);
                check.see_delivery(&context, event, &self.run, &mut report);
            }
        }
        self.departures.see(&context);
    }

    /// Counts an exchange of the input that cannot be judged: it has its number.
    pub fn skip(&mut self, reason: &str) {
        self.number += 1;
        self.count_skipped(reason);
    }

    /// Counts something that was in the input and cannot be judged.
    pub fn count_skipped(&mut self, reason: &str) {
        match self.skipped.get_mut(reason) {
            Some(count) => *count += 1,
            None => {
                self.skipped.insert(reason.to_owned(), 1);
            }
        }
    }

    /// Notes something that the run could not exercise, and why.
    pub fn unexercised(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        self.unexercised.push(Unexercised {
            what: what.into(),
            reason: reason.into(),
        });
    }

    /// The number of the last exchange, judged or not, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// How many findings there are so far, known departures among them.
    #[must_use]
    pub fn found(&self) -> usize {
        self.collector.found()
    }

    /// How many of the findings after the first `known` are no known departures, as far as that is
    /// clear before the end.
    #[must_use]
    pub fn added(&self, known: usize) -> usize {
        self.added_after(known).count()
    }

    /// The checks that have them.
    #[must_use]
    pub fn added_by(&self, known: usize) -> BTreeSet<&'static str> {
        self.added_after(known).map(|it| it.rule.id).collect()
    }

    fn added_after(&self, known: usize) -> impl Iterator<Item = &Finding> {
        let counts_all =
            self.strictness == Strictness::Strict || self.run.edition() == Edition::Documented;
        let added = self.collector.added(known).filter(move |(basis, finding)| {
            counts_all || (*basis != Basis::Documented && finding.known_as.is_empty())
        });
        added.map(|(_, finding)| finding)
    }

    /// How many exchanges of this API were judged so far.
    #[must_use]
    pub fn judged(&self) -> u64 {
        self.judged
    }

    /// Lets every check speak a last time and sums up.
    #[must_use]
    pub fn finish(mut self, closing: Closing) -> Outcome {
        for (rule, check) in &mut self.checks {
            let mut report = Reporter::new(rule, &mut self.collector, &mut self.unexercised);
            check.end(&self.run, &mut report);
        }
        self.confirm_foretold();
        let latency = self.judge_latency();
        let mut outcome = verdict::outcome(self, closing);
        // What is on this machine says nothing of how long a network takes.
        if matches!(outcome.subject.kind, SubjectKind::Site | SubjectKind::Proxy) {
            outcome.latency = latency;
        }
        outcome
    }
}

#[cfg(test)]
mod deliveries;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;
