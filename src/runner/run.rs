use std::io;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use url::Url;

use super::again::Again;
use super::incomplete::{ends_run, incomplete};
use super::lost::Lost;
use super::{Event, Observer, Stop};
use crate::client::{Client, Error};
use crate::contract::Contract;
use crate::exchange::{Caller, Exchange, PlannedRequest};
use crate::finding::{Incomplete, Reason};
use crate::interpret::{Api, Credentials, Interpreted};
use crate::judge::{Judge, JudgedAs};
use crate::probe::{Aside, Planner};

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
    let mut planner = Planner::new(&plan.root, plan.api, plan.contract, plan.aside.clone());
    let mut again = Again::new(clients, plan.aside.scope);
    let (mut in_plan, mut number) = (0, 0);
    let mut ended = None;
    // Requests without an answer, one after the other, also from round to round; it is not plain yet
    // whether the site still answers others.
    let mut pending: Vec<Lost> = Vec::new();
    'rounds: while let Some(round) = planner.next_round() {
        let round: Vec<PlannedRequest> = round
            .into_iter()
            .filter(|request| may_ask(request, plan))
            .collect();
        in_plan += round.len() as u64;
        // Each request is moved into its future: one that borrowed it could not be sent to another
        // thread, which a runtime of several threads asks for.
        let mut answers = stream::iter(round)
            .map(|planned| async move {
                let started = Instant::now();
                if let Some(exchange) = answered(plan, &planned) {
                    return (planned, Ok(exchange), Duration::ZERO, None);
                }
                let answer = clients.of(planned.caller).send(&planned).await;
                let took = started.elapsed();
                let sent = answer.as_ref().ok().and_then(|it| it.started);
                // Without what the run itself waited before.
                let latency = sent.and_then(|sent| {
                    let now = crate::clock::now_or_epoch();
                    Duration::try_from(now.duration_since(sent)).ok()
                });
                (planned, answer, took, latency)
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
            let Some((planned, answer, took, latency)) = next else {
                break;
            };
            match answer {
                Ok(exchange) => {
                    for lost in pending.drain(..) {
                        note(lost, judge, &mut again);
                    }
                    number += 1;
                    observer.keep(&exchange)?;
                    let seen = Interpreted::new(0, &exchange);
                    let judged_as = match Credentials::in_role(planned.role) {
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
                    planner.learn(&seen);
                    observer.hear(&Event::Answered {
                        number,
                        planned: in_plan,
                        purpose: planned.purpose.clone(),
                        request: Event::request(&exchange),
                        status: exchange.response.status,
                        took,
                    });
                    again.remember(judge.number(), planned, judged_as);
                    for exchange in again.confirm(judge, observer).await {
                        observer.keep(&exchange)?;
                    }
                }
                Err(Error::Challenged { .. }) if planned.caller != Caller::Own => {
                    judge.count_skipped("a bot challenge to an unauthenticated request");
                }
                Err(error) if ends_run(&error) => {
                    ended = Some(incomplete(&error, number > 0));
                    break 'rounds;
                }
                Err(error) => {
                    observer.hear(&Event::Unanswered {
                        purpose: planned.purpose.clone(),
                        why: error.to_string(),
                    });
                    pending.push(Lost::new(planned, &error));
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
            note(lost, judge, &mut again);
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

/// Makes a finding of a request without a response.
fn note(lost: Lost, judge: &mut Judge, again: &mut Again<'_>) {
    lost.judge(judge);
    again.remember(judge.number(), lost.planned, JudgedAs::Judged);
}

/// The response that was received before the run, as if it came now.
fn answered(plan: &Plan<'_>, planned: &PlannedRequest) -> Option<Exchange> {
    let request = &planned.request;
    let known = plan.answered.iter().find(|exchange| {
        let known = &exchange.request;
        // The query that was sent may hold a signature; these requests have no query of their own.
        planned.caller == Caller::Own
            && !planned.is_repeat
            && known.method == request.method
            && request.url.query().is_none()
            && known.url.path() == request.url.path()
    })?;
    Some(Exchange {
        label: Some(planned.purpose.clone()),
        ..known.clone()
    })
}

/// Without credentials a wrong secret cannot be made, and an anonymous client's question is the
/// same as one's own.
fn may_ask(planned: &PlannedRequest, plan: &Plan<'_>) -> bool {
    plan.credentials == Holding::Credentials
        || matches!(planned.caller, Caller::Own | Caller::Nobody)
}
