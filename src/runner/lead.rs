use std::io;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

use super::health::HealthMonitor;
use super::lost::Lost;
use super::tidy::{Left, Tidy};
use super::write::{WriteError, WritePlan, Written};
use super::{Stop, incomplete};
use crate::client::{Client, Error as ClientError};
use crate::exchange::{Caller, Exchange, PlannedRequest};
use crate::finding::{Incomplete, Reason};
use crate::interpret::Interpreted;
use crate::ledger::{Claim, Entry, Kind, Ledger};
use crate::scenario::{Change, Makes, Scenario, Step};

/// Requests that are kept back so that a clean-up can always be paid for, beside those for each row:
/// two passes of searching by address, customer and mark, the rows that were there before, and the
/// lists of the end.
const RESERVE: u64 = 36;

/// For each row: its own GET where it was found by a search, a GET and a PUT before its DELETE in case
/// it is delayed, its DELETE, and a look whether it is gone.
const PER_ROW: u64 = 5;

/// What the task that talks to the site tells the one that judges.
pub(super) enum LeadEvent {
    /// A request was answered.
    Answered(Box<Answered>),
    /// A request was not answered.
    Unanswered(Lost),
    /// The run made a customer.
    OwnCustomer(u64),
    /// Something was written that is not judged.
    UnseenWrite,
    /// Something could not be tried; the reason.
    Unexercised(String, String),
}

/// A response, and the request for it.
pub(super) struct Answered {
    pub(super) exchange: Exchange,
    pub(super) purpose: String,
    pub(super) took: Duration,
}

/// A request on its way.
type Sending = JoinHandle<Result<Exchange, ClientError>>;

/// Leads the life and cleans up; gives the ledger back.
pub(super) async fn lead(
    plan: WritePlan,
    mut ledger: Ledger,
    events: UnboundedSender<LeadEvent>,
    has_failed: Stop,
) -> (Result<Written, WriteError>, Ledger) {
    let written = written(&plan, &mut ledger, events, has_failed).await;
    (written, ledger)
}

async fn written(
    plan: &WritePlan,
    ledger: &mut Ledger,
    events: UnboundedSender<LeadEvent>,
    has_failed: Stop,
) -> Result<Written, WriteError> {
    let setting = &plan.setting;
    let run = plan.run.clone();
    ledger.add(&Entry::Run(run.clone()))?;
    // What the run makes is removed even when its time is over.
    let tidying = plan.client.clone().without_deadline();
    let tidy = Tidy {
        client: &tidying,
        root: &plan.run.root,
        own: &plan.own,
        pause: plan.pause,
        stop: plan.stop.clone(),
    };
    let mut claim = Claim::new(run.clone());
    let before = tokio::select! {
        before = tidy.picture(&claim) => before,
        () = plan.stop.wait() => Err("interrupted before anything was written".to_owned()),
    };
    let before = match before {
        Ok(before) => before,
        // Without it no row of the run could be told from one that was there before.
        Err(trouble) => {
            return Ok(Written {
                stopped: Some(Incomplete::new(
                    Reason::WritesNotDone,
                    format!("nothing was written: the existing rows could not be read ({trouble})"),
                )),
                has_looked: false,
                left: Left::default(),
                since: Err("nothing was written".to_owned()),
            });
        }
    };
    ledger.add(&Entry::Before {
        seal: run.seal(&before),
        before: before.clone(),
    })?;
    plan.own.set_before(&before, run.started);
    claim.before = Some(before.clone());
    let mut under_way = UnderWay {
        plan,
        ledger,
        scenario: Scenario::new(setting.clone(), plan.own.clone()),
        claim,
        number: 0,
        events,
        has_failed,
        unproved: None,
        in_flight: None,
    };
    let ended = under_way.lead().await;
    let in_flight = under_way.in_flight.take();
    let mut left = tidy.run(&mut under_way.claim, under_way.ledger).await;
    if let Some(sending) = in_flight {
        // What the site makes of it after this is looked for once more.
        let _answer = sending.await;
        left = tidy.run(&mut under_way.claim, under_way.ledger).await;
    }
    let since = tidy.since(&under_way.claim, &before).await;
    under_way.tell(LeadEvent::UnseenWrite);
    let mut stopped = ended?;
    let closing = match plan.stop.is_set() {
        true => Vec::new(),
        false => under_way.scenario.closing(),
    };
    for step in closing {
        if let Some(why) = under_way.take(step, &mut HealthMonitor::default()).await? {
            stopped.get_or_insert(why);
            break;
        }
    }
    // The lists of the end may show what those in between did not.
    if let (None, Some(why)) = (&stopped, under_way.scenario.stop_reason()) {
        stopped = Some(Incomplete::new(Reason::WritesNotDone, why.to_string()));
    }
    let UnderWay {
        scenario, events, ..
    } = under_way;
    for (what, reason) in scenario.into_unexercised() {
        let _unheard = events.send(LeadEvent::Unexercised(what, reason));
    }
    Ok(Written {
        stopped,
        has_looked: true,
        left,
        since,
    })
}

struct UnderWay<'a> {
    plan: &'a WritePlan,
    ledger: &'a mut Ledger,
    scenario: Scenario,
    claim: Claim,
    /// How many requests were answered.
    number: u64,
    events: UnboundedSender<LeadEvent>,
    has_failed: Stop,
    /// The create that was answered and whose rows are not proved yet.
    unproved: Option<u64>,
    /// A write that was on its way when the run was told to end.
    in_flight: Option<Sending>,
}

impl UnderWay<'_> {
    /// Takes step after step; says why it stopped before the end, if it did.
    async fn lead(&mut self) -> Result<Option<Incomplete>, WriteError> {
        let mut health = HealthMonitor::default();
        loop {
            if self.plan.stop.is_set() || self.has_failed.is_set() {
                return Ok(Some(interrupted()));
            }
            let settings = self.plan.client.settings();
            let rows = (self.claim.members.len() + self.claim.customers.len()) as u64;
            if self.plan.client.sent() + RESERVE + PER_ROW * rows >= settings.max_requests {
                let text = format!(
                    "the rest of the request budget of {} is reserved for the clean-up; raise \
                     --max-requests",
                    settings.max_requests
                );
                return Ok(Some(Incomplete::new(Reason::RequestBudget, text)));
            }
            let Some(step) = self.scenario.next_step() else {
                let why = self.scenario.stop_reason();
                return Ok(why.map(|why| Incomplete::new(Reason::WritesNotDone, why.to_string())));
            };
            if let Some(why) = self.take(step, &mut health).await? {
                return Ok(Some(why));
            }
        }
    }

    /// Sends one step and learns from its response; says why the run must end, if it must.
    async fn take(
        &mut self,
        step: Step,
        health: &mut HealthMonitor,
    ) -> Result<Option<Incomplete>, WriteError> {
        let client = match (step.planned.caller, &self.plan.reader) {
            (Caller::ReadOnly, Some(reader)) => reader,
            (Caller::ReadOnly, None) => return Ok(None),
            _ => &self.plan.client,
        };
        let number = self.number + 1;
        self.intend(&step, number)?;
        let begun = Instant::now();
        let mut sending = send(client.clone(), step.planned.clone());
        let answer = tokio::select! {
            answer = &mut sending => answer,
            () = self.plan.stop.wait() => {
                if step.is_write() {
                    self.claim.has_lost_answers |= step.makes != Makes::Nothing;
                    self.in_flight = Some(sending);
                } else {
                    sending.abort();
                }
                return Ok(Some(interrupted()));
            }
        };
        let took = begun.elapsed();
        let exchange = match answer.map_err(io::Error::other)? {
            Ok(exchange) => exchange,
            Err(error) if error.is_spent() || matches!(error, ClientError::WriteRefused { .. }) => {
                return Ok(Some(incomplete(&error, true)));
            }
            Err(error) => {
                self.claim.has_lost_answers |= step.makes != Makes::Nothing;
                self.tell(LeadEvent::Unanswered(Lost::new(step.planned, &error)));
                return Ok(Some(incomplete(&error, true)));
            }
        };
        self.number += 1;
        let changes = self.scenario.learn(&step, &Interpreted::new(0, &exchange));
        self.settle(&step, number, &changes)?;
        let trouble = health.observe(step.is_write(), exchange.response.status, took);
        self.tell(LeadEvent::Answered(Box::new(Answered {
            exchange,
            purpose: step.planned.purpose,
            took,
        })));
        Ok(trouble.map(|why| Incomplete::new(Reason::WritesNotDone, why)))
    }

    /// Writes down what will be sent, before it is sent.
    fn intend(&mut self, step: &Step, number: u64) -> Result<(), WriteError> {
        if step.is_write() {
            let (root, request) = (&self.plan.run.root, &step.planned.request);
            let path = request.url.path();
            let below = path.strip_prefix(root.path().trim_end_matches('/'));
            self.ledger.add(&Entry::Intent {
                number,
                method: request.method.to_string(),
                path: below.unwrap_or(path).to_owned(),
                makes: step.makes.kind(),
                rows: step.rows(),
            })?;
        }
        Ok(())
    }

    /// Writes down what is proved to be the run's or gone.
    fn settle(&mut self, step: &Step, number: u64, changes: &[Change]) -> Result<(), WriteError> {
        let mut settled = Ok(());
        for change in changes {
            let entry = match *change {
                Change::Proved(kind, id) => {
                    self.claim.made(kind, id);
                    if kind == Kind::Customer {
                        self.tell(LeadEvent::OwnCustomer(id));
                    }
                    Entry::Made { kind, id }
                }
                Change::MemberGone(id) => {
                    let kind = Kind::Member;
                    self.claim.gone(kind, id);
                    Entry::Gone { kind, id }
                }
            };
            // Everything is taken in for the clean-up before an error ends the run.
            settled = settled.and(self.ledger.add(&entry));
        }
        if step.makes != Makes::Nothing {
            self.unproved = Some(number);
        }
        if let (Some(number), false) = (self.unproved, self.scenario.awaits_proof()) {
            self.unproved = None;
            settled = settled.and(self.ledger.add(&Entry::Answered { number }));
        }
        Ok(settled?)
    }

    fn tell(&self, said: LeadEvent) {
        // Who judges ends only after this task.
        let _unheard = self.events.send(said);
    }
}

/// Why a run ended that was told to.
fn interrupted() -> Incomplete {
    Incomplete::new(
        Reason::Interrupted,
        "interrupted; everything was cleaned up",
    )
}

/// Sends on a task of its own, so that what is on its way gets there whatever happens here.
fn send(client: Client, planned: PlannedRequest) -> Sending {
    tokio::spawn(async move { client.send(&planned).await })
}
