use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use url::Url;

use super::keeper::Keeper;
use super::site::proxy;
use super::unrecorded::UnrecordedBodies;
use super::{Alone, Error, Policy, told_or};
use crate::base::plural;
use crate::client::{self, Relay, Scheme};
use crate::exchange::{Exchange, Method, Request};
use crate::finding::{Incomplete, Outcome, Reason, Subject, SubjectKind};
use crate::interpret::{Address, Api, Challenge, Query};
use crate::judge::{Closing, Clues, Found, Judge, Options, Unanswered};
use crate::proxy::{Front, Passed, Refusal};
use crate::redact;

/// Exchanges by which the release is found, as in a recording, and bytes of them at most.
const LOOKED_AT: usize = 40;
const LOOKED_AT_BYTES: usize = 32 << 20;
/// Credentials that are learned at most, so that they are masked wherever they stand.
const SECRETS: usize = 64;

/// What became of one call of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The operation, or the method where it is not one of this API.
    pub operation: String,
    /// The status of the answer; none where the site gave none.
    pub status: Option<u16>,
    /// How long the site took for the head of its answer.
    pub took: Duration,
    /// The checks that found something new in it.
    pub findings: BTreeSet<&'static str>,
    /// Why it was not judged.
    pub skipped: Option<&'static str>,
}

/// The way to the site that a proxy stands in front of.
///
/// # Errors
///
/// When the address is none, and when the certificates cannot be read.
pub(crate) fn relay(typed: &str, policy: &Policy) -> Result<Relay, Error> {
    let home = client::address(typed).map_err(Error::Locate)?;
    let settings = client::Settings {
        // Web servers keep connections for at least five seconds, and a write that meets a closed one
        // could not be sent again.
        idle: Duration::from_secs(3),
        concurrency: std::num::NonZeroUsize::new(32).unwrap_or(std::num::NonZeroUsize::MIN),
        // Whoever can reach the proxy would act with it.
        identity: None,
        ..policy.client(Scheme::None, None, proxy(typed), Some(home.clone()))?
    };
    Relay::new(home, settings).map_err(Error::Client)
}

/// Judges what a client and a site said to one another through a proxy, as that of a recording is
/// judged, until the policy's stop is set, and tells of each call.
///
/// # Errors
///
/// When the calls cannot be recorded.
pub(crate) async fn client_calls(
    mut front: Front,
    policy: &Policy,
    mut tell: impl FnMut(&Call),
) -> Result<Outcome, Error> {
    let subject = Subject {
        name: redact::url(&front.home).trim_end_matches('/').to_owned(),
        kind: SubjectKind::Proxy,
        apis: Vec::new(),
    };
    let mut keeper = Keeper::new(policy, &subject, None)?;
    let mut calls = Calls::new(policy);
    loop {
        let passed = tokio::select! {
            passed = front.next() => passed,
            () = policy.stop.wait() => break,
        };
        let Some(passed) = passed else { break };
        tell(&calls.take(passed, &mut keeper)?);
    }
    front.close();
    while let Some(passed) = front.next().await {
        tell(&calls.take(passed, &mut keeper)?);
    }
    for _ in 0..front.under_way() {
        let judge = &mut calls.judge;
        judge.count_skipped("without a complete response when the proxy was stopped");
    }
    keeper.finish()?;
    Ok(calls.finish(subject))
}

/// The calls of a client so far.
struct Calls<'a> {
    policy: &'a Policy,
    judge: Judge,
    clues: Clues,
    found: Found,
    /// What the judge was given first, to be judged anew where it turns out to be of another release;
    /// none once enough was seen.
    first: Option<Vec<Given>>,
    first_bytes: usize,
    unrecorded: UnrecordedBodies,
    /// Requests whose bodies were larger than what is kept.
    sent_larger: u64,
    refused: BTreeMap<Refusal, u64>,
    /// What stands in front of the site and wants proof that a person asks.
    challenged: Option<Challenge>,
    was_answered: bool,
    unreachable: Option<Incomplete>,
    judged: usize,
    /// What the client uses, by operation.
    used: BTreeMap<String, Use>,
    /// Calls after the last that is judged.
    beyond: u64,
    secrets: usize,
}

/// What a client uses of one operation.
#[derive(Debug, Default)]
struct Use {
    calls: u64,
    /// Names of parameters and properties.
    names: BTreeSet<String>,
}

impl Use {
    /// Names of one operation that are kept at most.
    const NAMES: usize = 64;

    /// Takes in a call. Names that look like data are left out.
    fn add(&mut self, request: &Request) {
        self.calls += 1;
        let query = Query::of(&request.url);
        let body = request.body.as_deref().unwrap_or_default();
        let body: Option<Map<String, Value>> = serde_json::from_slice(body).ok();
        let query = query.names().into_iter().map(str::to_owned);
        let names = query.chain(body.into_iter().flatten().map(|(name, _)| name));
        for name in names.filter(|name| redact::is_key(name) && !redact::is_secret_name(name)) {
            if self.names.len() < Self::NAMES && !name.starts_with("oauth_") {
                self.names.insert(name);
            }
        }
    }

    /// It for the report.
    fn told(&self, operation: &str) -> String {
        let calls = plural(self.calls, "call");
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        match names.as_slice() {
            [] => format!("the client uses {operation}: {calls}"),
            names => format!(
                "the client uses {operation}: {calls}, with {}",
                names.join(", ")
            ),
        }
    }
}

/// What a judge is given.
enum Given {
    Exchange(Box<Exchange>, Duration),
    /// With its cause, for programs and as a sentence.
    Unanswered(Method, Url, &'static str, String),
    /// In the recording, and not judged.
    Recorded(&'static str),
    /// Not in the recording.
    Skipped(&'static str),
}

impl<'a> Calls<'a> {
    fn new(policy: &'a Policy) -> Self {
        let clues = Clues::default();
        let found = told_or(policy.release, clues.found());
        Self {
            policy,
            judge: judge(policy, &found),
            clues,
            found,
            first: Some(Vec::new()),
            first_bytes: 0,
            unrecorded: UnrecordedBodies::default(),
            sent_larger: 0,
            refused: BTreeMap::new(),
            challenged: None,
            was_answered: false,
            unreachable: None,
            judged: 0,
            used: BTreeMap::new(),
            beyond: 0,
            secrets: 0,
        }
    }

    /// Judges and records one call.
    fn take(&mut self, passed: Passed, keeper: &mut Keeper) -> Result<Call, Error> {
        let is_of_site = !matches!(passed, Passed::HungUp { .. } | Passed::Refused { .. });
        let is_beyond = is_of_site && self.judged == self.policy.max_requests;
        self.judged += usize::from(is_of_site && !is_beyond);
        let (operation, status, took, given) = match passed {
            Passed::Answered(answered) => {
                let took = answered.took;
                let is_sent_larger = answered.is_sent_larger;
                let exchange = answered.into_exchange();
                let request = &exchange.request;
                self.learn_secrets(request);
                self.was_answered = true;
                let operation = operation(&request.method, &request.url);
                let status = Some(exchange.response.status);
                if is_beyond {
                    return Ok(self.beyond(operation, status, took));
                }
                keeper.keep(&exchange, &mut Alone).map_err(Error::Kept)?;
                let given = self.fit(exchange, took, is_sent_larger);
                (operation, status, took, given)
            }
            Passed::Unanswered { method, url, error } => {
                if !self.was_answered {
                    let reason = crate::runner::incomplete(&error, false);
                    self.unreachable.get_or_insert(reason);
                }
                let operation = operation(&method, &url);
                if is_beyond {
                    return Ok(self.beyond(operation, None, Duration::ZERO));
                }
                let kept = keeper.keep_unanswered(method.clone(), url.clone());
                kept.map_err(Error::Kept)?;
                let given = Given::Unanswered(method, url, error.id(), error.to_string());
                (operation, None, Duration::ZERO, given)
            }
            Passed::Unusable {
                method,
                url,
                cause,
                why,
            } => {
                let operation = operation(&method, &url);
                if is_beyond {
                    return Ok(self.beyond(operation, None, Duration::ZERO));
                }
                let kept = keeper.keep_unanswered(method.clone(), url.clone());
                kept.map_err(Error::Kept)?;
                let given = Given::Unanswered(method, url, cause, why);
                (operation, None, Duration::ZERO, given)
            }
            Passed::HungUp { method, url } => {
                let given = Given::Skipped("whose client hung up before the end of the response");
                (operation(&method, &url), None, Duration::ZERO, given)
            }
            Passed::Refused { method, why } => {
                *self.refused.entry(why).or_default() += 1;
                let given = Given::Skipped(why.subject());
                (method.to_string(), None, Duration::ZERO, given)
            }
        };
        let skipped = match &given {
            Given::Exchange(exchange, _) if Address::of(&exchange.request.url).is_none() => {
                Some("not of the Memberships API")
            }
            Given::Exchange(..) => None,
            Given::Unanswered(..) => Some("no response from the site"),
            Given::Recorded(why) | Given::Skipped(why) => Some(*why),
        };
        let found = self.judge.found();
        self.give(given);
        Ok(Call {
            operation,
            status,
            took,
            findings: self.judge.added_by(found),
            skipped,
        })
    }

    /// A call after the last that is judged.
    fn beyond(&mut self, operation: String, status: Option<u16>, took: Duration) -> Call {
        self.beyond += 1;
        Call {
            operation,
            status,
            took,
            findings: BTreeSet::new(),
            skipped: Some("not judged: --max-requests is reached"),
        }
    }

    /// What the judge is given of an exchange: as with a recording, no bot challenge and no version of
    /// the API that was not requested.
    fn fit(&mut self, exchange: Exchange, took: Duration, is_sent_larger: bool) -> Given {
        if let Some(address) = Address::of(&exchange.request.url) {
            if let Some(by) = Challenge::of(&exchange.response) {
                self.challenged = Some(by);
                return Given::Recorded("a bot challenge instead of a response");
            }
            let used = self
                .used
                .entry(operation(&exchange.request.method, &exchange.request.url));
            used.or_default().add(&exchange.request);
            self.unrecorded.count(&exchange);
            self.sent_larger += u64::from(is_sent_larger);
            let apis = &self.policy.apis;
            if !apis.is_empty() && !apis.contains(&address.api) {
                return Given::Recorded("a version of the API that was not requested");
            }
        }
        Given::Exchange(Box::new(exchange), took)
    }

    /// Gives it to the judge, who judges by the release that the calls show so far. The first calls
    /// need not show it, and a client cannot be asked again: they are kept until enough was seen.
    fn give(&mut self, given: Given) {
        see(&mut self.judge, &given);
        let Some(first) = &mut self.first else {
            return;
        };
        if let Given::Exchange(exchange, _) = &given {
            self.clues.learn(exchange);
            self.first_bytes += exchange.response.body.bytes().len();
        }
        first.push(given);
        let found = told_or(self.policy.release, self.clues.found());
        if found != self.found {
            self.judge = judge(self.policy, &found);
            first.iter().for_each(|given| see(&mut self.judge, given));
            self.found = found;
        }
        if first.len() >= LOOKED_AT || self.first_bytes > LOOKED_AT_BYTES {
            self.first = None;
        }
    }

    /// Has the credentials of the client masked wherever else they stand.
    fn learn_secrets(&mut self, request: &Request) {
        let basic = request.headers.get("Authorization");
        let basic = basic.and_then(|value| value.split_once(' '));
        let basic = basic.and_then(|(_, pair)| STANDARD.decode(pair.trim()).ok());
        let basic = basic.and_then(|pair| String::from_utf8(pair).ok());
        let basic = basic.as_deref().and_then(|pair| pair.split_once(':'));
        let query = request.url.query_pairs();
        let query = query.filter(|(name, _)| redact::is_secret_name(name));
        let texts = query.map(|(_, value)| value.into_owned()).chain(
            basic
                .into_iter()
                // The name of a user is no secret; it may be a word.
                .flat_map(|(key, secret)| [key, secret])
                .filter(|text| text.starts_with("ck_") || basic.is_some_and(|it| it.1 == *text))
                .map(str::to_owned),
        );
        for text in texts {
            let redactor = &self.policy.redactor;
            if self.secrets < SECRETS && redactor.text(&text) == text {
                redactor.learn(&text);
                self.secrets += 1;
            }
        }
    }

    fn finish(self, subject: Subject) -> Outcome {
        let mut notes = self.policy.notes.clone();
        notes.extend(
            self.used
                .iter()
                .map(|(operation, used)| used.told(operation)),
        );
        let mut incomplete: Vec<Incomplete> = self.unreachable.into_iter().collect();
        let release = Some(self.found.release);
        let extension = &self.policy.extension;
        let misfit = extension.misfit(Api::V3, self.policy.edition, release);
        notes.extend(misfit.map(|why| format!("the overlay was ignored: {why}")));
        for (why, count) in self.refused {
            // Who names another host does not mean the proxy.
            if !matches!(
                why,
                Refusal::ForeignHost | Refusal::LastHop | Refusal::Stopping
            ) {
                let (requests, subject) = (plural(count, "request"), why.subject());
                let text = format!("{requests} {subject}; {}", why.advice());
                incomplete.push(Incomplete::new(Reason::NotForwarded, text));
            }
        }
        if let Some(by) = self.challenged {
            incomplete.push(Incomplete::new(
                Reason::BotChallenge,
                format!("the client got bot challenges of {by} instead of responses"),
            ));
        }
        if self.beyond > 0 {
            let most = self.policy.max_requests;
            incomplete.push(Incomplete::new(
                Reason::RequestBudget,
                format!(
                    "{} after the first {most} were forwarded and not judged; raise --max-requests",
                    plural(self.beyond, "call")
                ),
            ));
        }
        let limit = ("are larger than --max-body allows", "raise it");
        (self.unrecorded).finish(limit, &mut incomplete, &mut notes);
        if self.sent_larger > 0 {
            notes.push(format!(
                "{} had a body that is larger than --max-body allows, which was not judged",
                plural(self.sent_larger, "request")
            ));
        }
        self.judge.finish(Closing {
            subject,
            notes,
            incomplete,
        })
    }
}

fn judge(policy: &Policy, found: &Found) -> Judge {
    let mut judge = Judge::new(Options {
        release: Some(found.clone()),
        ..policy.judged()
    });
    judge.expect_client_traffic();
    judge
}

fn see(judge: &mut Judge, given: &Given) {
    match given {
        Given::Exchange(exchange, took) => {
            judge.see(exchange);
            judge.note_latency(exchange, *took);
        }
        Given::Unanswered(method, url, cause, why) => judge.unanswered(&Unanswered {
            method,
            url,
            label: "a call of the client",
            cause,
            why,
        }),
        Given::Recorded(why) => judge.skip(why),
        Given::Skipped(why) => judge.count_skipped(why),
    }
}

/// The operation of a call; of what is not of this API the method alone, since its path may hold
/// anything.
fn operation(method: &Method, url: &Url) -> String {
    match Address::of(url) {
        Some(address) => format!("{method} {}", address.template()),
        None => method.to_string(),
    }
}
