use std::io;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use url::Url;

use super::again::Again;
use super::incomplete::{ends_run, incomplete};
use super::{Event, Observer, Stop, ask};
use crate::client::{Ask, Client, Error};
use crate::contract::Contract;
use crate::exchange::{Caller, Exchange};
use crate::finding::{Incomplete, Reason};
use crate::interpret::{Api, Credentials, Interpreted};
use crate::judge::{Judge, JudgedAs, Unanswered};
use crate::probe::{Aside, Planner, Probe};
use crate::redact;

/// How many requests in a row may go unanswered before a run gives up.
const PATIENCE: usize = 3;

/// What one run asks, and of whom.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// The site's REST root: `https://shop.example/wp-json`.
    pub root: Url,
    /// The version of the API.
    pub api: Api,
    /// What is asked is computed from this.
    pub contract: &'a Contract,
    /// What is asked beside that version.
    pub aside: Aside,
    /// Whether the client holds credentials; without them nothing can be read, and who may ask
    /// what cannot be judged.
    pub credentials: Holding,
    /// Responses to requests of this run that were received before it; they are not sent again.
    pub answered: Vec<Exchange>,
    /// Whether the site has answered anything before the run: if not, the first request without a
    /// response ends it.
    pub reached: bool,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Says whether somebody wants the run to end.
    pub stop: Stop,
}

/// Who sends the requests of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clients<'a> {
    /// Signs as configured, or wrongly on purpose.
    pub own: &'a Client,
    /// Signs as a plain customer of the shop.
    pub customer: Option<&'a Client>,
}

impl<'a> Clients<'a> {
    /// The client for a caller.
    pub(super) fn of(self, caller: Caller) -> &'a Client {
        match caller {
            Caller::Customer => self.customer.unwrap_or(self.own),
            _ => self.own,
        }
    }
}

/// Whether a run holds credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holding {
    /// It does.
    Credentials,
    /// It does not.
    Nothing,
}

/// A request without a response, until it is plain whether the site still answers others.
struct Pending {
    probe: Probe,
    question: Ask,
    cause: &'static str,
    why: String,
}

/// Asks everything that the planner wants to know and hands each response to the judge, in the
/// order of the plan, whatever the order in which answers arrive. Says why the run ended before its
/// end, if it did.
///
/// A request without a response is a finding where the site continues to response others. Where it
/// answers no more, the run is incomplete, and what it did not answer last is not a finding.
///
/// # Errors
///
/// Only what the observer reports: the exchanges could not be recorded.
pub(crate) async fn run(
    clients: Clients<'_>,
    plan: &Plan<'_>,
    judge: &mut Judge,
    observer: &mut (impl Observer + ?Sized),
) -> io::Result<Option<Incomplete>> {
    judge.expect_live_traffic();
    let mut planner = Planner::new(plan.api, plan.contract, plan.aside.clone());
    let mut again = Again::new(clients, &plan.root, plan.aside.scope);
    let (mut planned, mut number) = (0, 0);
    let mut ended = None;
    // Requests without an answer, one after the other, also from round to round.
    let mut pending: Vec<Pending> = Vec::new();
    'rounds: while let Some(round) = planner.next_round() {
        let round: Vec<Probe> = round
            .into_iter()
            .filter(|probe| may_ask(probe, plan))
            .collect();
        planned += round.len() as u64;
        let root = &plan.root;
        let mut answers = stream::iter(&round)
            .map(|probe| async move {
                let question = ask::of(probe, root);
                let started = Instant::now();
                if let Some(exchange) = answered(plan, probe, &question) {
                    return (probe, Ok(exchange), Duration::ZERO, None, question);
                }
                let answer = clients.of(probe.caller).send(&question).await;
                let took = started.elapsed();
                let sent = answer.as_ref().ok().and_then(|it| it.started);
                // Without what the run itself waited before.
                let latency = sent.and_then(|sent| {
                    let now = crate::clock::now_or_epoch();
                    Duration::try_from(now.duration_since(sent)).ok()
                });
                (probe, answer, took, latency, question)
            })
            .buffered(plan.concurrency);
        loop {
            let next = tokio::select! {
                biased;
                () = plan.stop.wait() => {
                    ended = Some(Incomplete::new(Reason::Interrupted, "interrupted"));
                    break 'rounds;
                }
                next = answers.next() => next,
            };
            let Some((probe, answer, took, latency, question)) = next else {
                break;
            };
            match answer {
                Ok(exchange) => {
                    for lost in pending.drain(..) {
                        lost.judge(judge, &mut again);
                    }
                    number += 1;
                    observer.keep(&exchange)?;
                    let seen = Interpreted::new(0, &exchange);
                    let judged_as = match Credentials::in_role(probe.role) {
                        _ if planner.is_compared(&seen) => JudgedAs::Compared,
                        Some(credentials) => JudgedAs::By(credentials),
                        None => JudgedAs::Judged,
                    };
                    match judged_as {
                        JudgedAs::Compared => judge.see_compared(&exchange),
                        JudgedAs::Judged => judge.see(&exchange),
                        JudgedAs::By(credentials) => judge.see_as(&exchange, credentials),
                    }
                    if let Some(took) = latency.filter(|_| judged_as == JudgedAs::Judged) {
                        judge.note_latency(&exchange, took);
                    }
                    again.remember(judge.number(), probe, judged_as);
                    planner.learn(&seen);
                    observer.hear(&Event::Answered {
                        number,
                        planned,
                        purpose: probe.purpose.clone(),
                        request: format!(
                            "{} {}",
                            exchange.request.method,
                            redact::url(&exchange.request.url)
                        ),
                        status: exchange.response.status,
                        took,
                    });
                    for exchange in again.confirm(judge, observer).await {
                        observer.keep(&exchange)?;
                    }
                }
                Err(Error::Challenged { .. }) if probe.caller != Caller::Own => {
                    judge.count_skipped("a bot challenge to an unauthenticated request");
                }
                Err(error) if ends_run(&error) => {
                    ended = Some(incomplete(&error, number > 0));
                    break 'rounds;
                }
                Err(error) => {
                    observer.hear(&Event::Unanswered {
                        purpose: probe.purpose.clone(),
                        why: error.to_string(),
                    });
                    pending.push(Pending {
                        probe: probe.clone(),
                        question,
                        cause: error.id(),
                        why: error.to_string(),
                    });
                    if pending.len() >= PATIENCE || (number == 0 && !plan.reached) {
                        ended = Some(incomplete(&error, number > 0));
                        break 'rounds;
                    }
                }
            }
        }
    }
    if ended.as_ref().is_none_or(|it: &Incomplete| {
        matches!(it.reason, Reason::RequestBudget | Reason::TimeBudget)
    }) {
        for lost in pending {
            lost.judge(judge, &mut again);
        }
    }
    // A site that does not answer is not asked again.
    if ended.is_none() {
        for exchange in again.confirm_end(judge, observer).await {
            observer.keep(&exchange)?;
        }
    }
    for (what, reason) in planner.into_unexercised() {
        judge.unexercised(what, reason);
    }
    Ok(ended)
}

impl Pending {
    /// Makes a finding of it.
    fn judge(self, judge: &mut Judge, again: &mut Again<'_>) {
        judge.unanswered(&Unanswered {
            method: &self.question.method,
            url: &self.question.url,
            label: &self.probe.purpose,
            cause: self.cause,
            why: &self.why,
        });
        again.remember(judge.number(), &self.probe, JudgedAs::Judged);
    }
}

/// The response that was received before the run, as if it came now.
fn answered(plan: &Plan<'_>, probe: &Probe, question: &Ask) -> Option<Exchange> {
    let known = plan.answered.iter().find(|exchange| {
        let request = &exchange.request;
        // The query that was sent may hold a signature; these requests have no query of their own.
        probe.caller == Caller::Own
            && probe.turn == 0
            && request.method == question.method
            && question.url.query().is_none()
            && request.url.path() == question.url.path()
    })?;
    Some(Exchange {
        label: question.label.clone(),
        ..known.clone()
    })
}

/// Without credentials a wrong secret cannot be made, and an anonymous client's question is the
/// same as one's own.
fn may_ask(probe: &Probe, plan: &Plan<'_>) -> bool {
    plan.credentials == Holding::Credentials || matches!(probe.caller, Caller::Own | Caller::Nobody)
}
