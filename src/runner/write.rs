use std::io;
use std::time::{Duration, Instant};

use thiserror::Error as ThisError;
use url::Url;

use super::picture::Since;
use super::pulse::Pulse;
use super::tidy::{Left, Tidy, Trust};
use super::{Event, ask, incomplete};
use crate::client::{Client, Error as ClientError};
use crate::exchange::Exchange;
use crate::finding::{Incomplete, Reason};
use crate::judge::{Judge, Unanswered};
use crate::ledger::{self, Claim, Entry, Kind, Ledger, Run};
use crate::life::{Change, Hand, Life, Makes, Own, Setting, Step};
use crate::redact;
use crate::seen::{Credentials, Seen};

/// Requests that are kept back so that a clean-up can always be paid for, beside those for each row.
const RESERVE: u64 = 20;

/// What a write run needs to know.
#[derive(Debug)]
pub struct WritePlan<'a> {
    /// The site's REST root.
    pub root: &'a Url,
    /// What the life is led with.
    pub setting: Setting,
    /// The client, allowed to write what `own` holds.
    pub client: &'a Client,
    /// A client that signs with a key that may only read, allowed the same.
    pub reader: Option<&'a Client>,
    /// What the clients may write to.
    pub own: &'a Own,
    /// How long a clean-up waits before it repeats a question.
    pub pause: Duration,
    /// When the run began.
    pub started: jiff::Timestamp,
}

/// How a write run ended.
#[derive(Debug)]
pub struct Written {
    /// Why it ended before its end, if it did.
    pub stopped: Option<Incomplete>,
    /// What could not be removed.
    pub left: Left,
    /// What became of the memberships that were there before; why that cannot be told, if it
    /// cannot.
    pub since: Result<Since, String>,
}

/// Why a write run ended without telling how.
#[derive(Debug, ThisError)]
pub enum WriteError {
    /// The ledger could not be written.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The exchanges could not be recorded.
    #[error("the run could not be kept: {0}")]
    Keep(#[from] io::Error),
}

/// What a write run tells, and asks, while it is under way.
pub struct Attendants<'a> {
    /// Keeps each exchange.
    pub keep: &'a mut dyn FnMut(&Exchange) -> io::Result<()>,
    /// Hears of each answer.
    pub tell: &'a mut dyn FnMut(&Event),
    /// Says whether somebody wants the run to end.
    pub is_interrupted: &'a dyn Fn() -> bool,
}

/// Leads a life on a site, hands each answer to the judge, and cleans up whatever happens.
///
/// # Errors
///
/// A ledger or a recording that cannot be written; what was made until then has been cleaned up as
/// far as could be, and the ledger tells the rest.
pub async fn write(
    plan: &WritePlan<'_>,
    judge: &mut Judge,
    ledger: &mut Ledger,
    attendants: &mut Attendants<'_>,
) -> Result<Written, WriteError> {
    let setting = &plan.setting;
    let run = Run {
        format: 1,
        root: plan.root.clone(),
        api: setting.api.as_str().to_owned(),
        mark: setting.mark.as_str().to_owned(),
        lent_customer: setting.lent,
        started: plan.started,
    };
    ledger.add(&Entry::Run(run.clone()))?;
    judge.expect_own_traffic();
    // What was read before is not held against what is read from here on: it cannot be asked again.
    judge.note_unseen_write();

    let tidy = Tidy {
        client: plan.client,
        root: plan.root,
        own: plan.own,
        trust: Trust::Ids,
        pause: plan.pause,
    };
    let mut claim = Claim::new(run);
    let before = tidy.picture(&claim).await;
    if let Ok(before) = &before {
        ledger.add(&Entry::Before(before.clone()))?;
        claim.before = Some(before.clone());
    }
    let mut under_way = UnderWay {
        plan,
        judge,
        ledger,
        life: Life::new(setting.clone()),
        claim,
        number: 0,
        planned: 0,
    };
    let ended = under_way.lead(attendants).await;
    let UnderWay {
        judge,
        ledger,
        life,
        mut claim,
        number,
        ..
    } = under_way;
    let left = tidy.run(&mut claim, ledger).await;
    let since = match &before {
        Ok(before) => tidy.since(&claim, before).await,
        Err(trouble) => Err(trouble.clone()),
    };
    judge.note_unseen_write();
    let closing = life.closing();
    let mut under_way = UnderWay {
        plan,
        judge,
        ledger,
        life,
        claim,
        number,
        planned: 0,
    };
    let mut stopped = ended?;
    for step in closing {
        if let Some(why) = under_way
            .take(&step, &mut Pulse::default(), attendants)
            .await?
        {
            stopped.get_or_insert(why);
            break;
        }
    }
    for (what, reason) in under_way.life.into_unexercised() {
        under_way.judge.unexercised(what, reason);
    }
    Ok(Written {
        stopped,
        left,
        since,
    })
}

struct UnderWay<'a, 'p> {
    plan: &'a WritePlan<'p>,
    judge: &'a mut Judge,
    ledger: &'a mut Ledger,
    life: Life,
    claim: Claim,
    number: u64,
    planned: u64,
}

impl UnderWay<'_, '_> {
    /// Takes step after step; says why it stopped before the end, if it did.
    async fn lead(
        &mut self,
        attendants: &mut Attendants<'_>,
    ) -> Result<Option<Incomplete>, WriteError> {
        let mut pulse = Pulse::default();
        loop {
            if (attendants.is_interrupted)() {
                return Ok(Some(Incomplete::new(
                    Reason::Interrupted,
                    "interrupted; it was cleaned up",
                )));
            }
            let settings = self.plan.client.settings();
            let rows = (self.claim.members.len() + self.claim.customers.len()) as u64;
            if self.plan.client.sent() + RESERVE + 3 * rows >= settings.max_requests {
                let text = format!(
                    "what is left of the budget of {} requests is needed to clean up; raise \
                     --max-requests",
                    settings.max_requests
                );
                return Ok(Some(Incomplete::new(Reason::RequestBudget, text)));
            }
            let Some(step) = self.life.next_step() else {
                let why = self.life.stop_reason();
                return Ok(why.map(|why| Incomplete::new(Reason::WritesNotDone, why)));
            };
            if let Some(why) = self.take(&step, &mut pulse, attendants).await? {
                return Ok(Some(why));
            }
        }
    }

    /// Sends one step and learns from its answer; says why the run must end, if it must.
    async fn take(
        &mut self,
        step: &Step,
        pulse: &mut Pulse,
        attendants: &mut Attendants<'_>,
    ) -> Result<Option<Incomplete>, WriteError> {
        let client = match (step.hand, self.plan.reader) {
            (Hand::Reader, Some(reader)) => reader,
            (Hand::Reader, None) => return Ok(None),
            _ => self.plan.client,
        };
        let number = self.intend(step)?;
        let question = ask::of_step(step, self.plan.root);
        let begun = Instant::now();
        let answer = client.send(&question).await;
        let took = begun.elapsed();
        self.planned += 1;
        let exchange = match answer {
            Ok(exchange) => exchange,
            Err(error @ (ClientError::BudgetSpent { .. } | ClientError::WriteRefused { .. })) => {
                return Ok(Some(incomplete(&error, true)));
            }
            Err(error) => {
                self.claim.has_lost_answers |= step.makes != Makes::Nothing;
                self.judge.unanswered(&Unanswered {
                    method: &question.method,
                    url: &question.url,
                    label: &step.purpose,
                    why: &error.to_string(),
                });
                return Ok(Some(incomplete(&error, true)));
            }
        };
        (attendants.keep)(&exchange)?;
        self.number += 1;
        let changes = self.life.learn(step, &Seen::new(0, &exchange));
        self.settle(step, number, &changes)?;
        match step.hand {
            Hand::Own | Hand::Nobody => self.judge.see(&exchange),
            Hand::UnknownKey | Hand::WrongSecret => self.judge.see_impostor(&exchange),
            Hand::Reader => self.judge.see_as(&exchange, Credentials::ReadOnly),
        }
        (attendants.tell)(&Event::Answered {
            number: self.number,
            planned: self.planned,
            purpose: step.purpose.clone(),
            request: format!(
                "{} {}",
                exchange.request.method,
                redact::url(&exchange.request.url)
            ),
            status: exchange.response.status,
            took,
        });
        let felt = pulse.feel(step.is_write(), exchange.response.status, took);
        Ok(felt.map(|why| Incomplete::new(Reason::WritesNotDone, why)))
    }

    /// Writes down what will be sent, before it is sent.
    fn intend(&mut self, step: &Step) -> Result<u64, WriteError> {
        let number = self.number + 1;
        if step.is_write() {
            self.ledger.add(&Entry::Intent {
                number,
                method: step.method.to_string(),
                path: step.path.clone(),
                makes: match step.makes {
                    Makes::Nothing => None,
                    Makes::Members => Some(Kind::Member),
                    Makes::Customer(_) => Some(Kind::Customer),
                },
            })?;
        }
        Ok(number)
    }

    /// Writes down what came to be or is gone.
    fn settle(&mut self, step: &Step, number: u64, changes: &[Change]) -> Result<(), WriteError> {
        let mut settled = Ok(());
        for change in changes {
            let entry = match *change {
                Change::Member(id) => {
                    self.plan.own.add_member(id);
                    self.claim.made(Kind::Member, id);
                    let kind = Kind::Member;
                    Entry::Made { kind, id }
                }
                Change::Customer(id) => {
                    self.plan.own.add_customer(id);
                    self.claim.made(Kind::Customer, id);
                    self.judge.add_own_customer(id);
                    let kind = Kind::Customer;
                    Entry::Made { kind, id }
                }
                Change::MemberGone(id) => {
                    self.claim.gone(Kind::Member, id);
                    let kind = Kind::Member;
                    Entry::Gone { kind, id }
                }
            };
            // Everything is taken in for the clean-up before an error ends the run.
            settled = settled.and(self.ledger.add(&entry));
        }
        if step.makes != Makes::Nothing {
            settled = settled.and(self.ledger.add(&Entry::Answered { number }));
        }
        Ok(settled?)
    }
}
