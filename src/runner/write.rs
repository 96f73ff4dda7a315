use std::io;
use std::time::Duration;

use thiserror::Error as ThisError;
use tokio::sync::mpsc;

use super::lead::{LeadEvent, lead};
use super::picture::Since;
use super::tidy::Left;
use super::{Event, Observer, Stop};
use crate::client::Client;
use crate::finding::Incomplete;
use crate::interpret::Credentials;
use crate::judge::Judge;
use crate::ledger::{self, Ledger, Run};
use crate::scenario::{Own, Setting};

/// What a write run needs to know.
#[derive(Debug)]
pub(crate) struct WritePlan {
    /// Which run it is: what its ledger begins with.
    pub run: Run,
    /// What the life is led with.
    pub setting: Setting,
    /// The client, allowed to write what `own` holds.
    pub client: Client,
    /// A client that signs with a read-only key, allowed the same.
    pub reader: Option<Client>,
    /// What the clients may write to.
    pub own: Own,
    /// How long a clean-up waits before it repeats a question.
    pub pause: Duration,
    /// Says whether somebody wants the run to end.
    pub stop: Stop,
}

/// How a write run ended.
#[derive(Debug)]
pub(crate) struct Written {
    /// Why it ended before its end, if it did.
    pub stopped: Option<Incomplete>,
    /// Whether it got so far that something was written, and what is left was looked at.
    pub has_looked: bool,
    /// What could not be removed.
    pub left: Left,
    /// What became of the memberships that were there before; why that cannot be reported, if it
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
    #[error("the run could not be recorded: {0}")]
    Keep(#[from] io::Error),
}

/// Leads a life on a site, hands each response to the judge, and cleans up whatever happens.
///
/// What talks to the site is a task of its own: however long a response is judged, it hears at once
/// that the run is to end, and cleans up.
///
/// # Errors
///
/// A ledger or a recording that cannot be written; what was made until then has been cleaned up as
/// far as could be, and the ledger tells the rest.
pub(crate) async fn write(
    plan: WritePlan,
    judge: &mut Judge,
    ledger: &mut Ledger,
    observer: &mut (impl Observer + ?Sized),
) -> Result<Written, WriteError> {
    let stop = plan.stop.clone();
    let (events, mut heard) = mpsc::unbounded_channel();
    let (failed, has_failed) = Stop::new();
    let book = std::mem::replace(ledger, Ledger::unwritten());
    let leading = tokio::spawn(lead(plan, book, events, has_failed));
    judge.expect_own_traffic();
    // What was read before is not held against what is read from here on: it cannot be asked again.
    judge.note_unseen_write();
    let mut kept = Ok(());
    let mut number = 0;
    while let Some(said) = heard.recv().await {
        // Who wants the run to end does not wait until all is judged.
        let judge = (!stop.is_set()).then_some(&mut *judge);
        if let Err(error) = hear(said, judge, observer, &mut number) {
            failed.stop();
            kept = kept.and(Err(error));
        }
    }
    let (written, book) = leading.await.map_err(io::Error::other)?;
    *ledger = book;
    let written = written?;
    kept?;
    Ok(written)
}

fn hear(
    said: LeadEvent,
    judge: Option<&mut Judge>,
    observer: &mut (impl Observer + ?Sized),
    number: &mut u64,
) -> io::Result<()> {
    let answered = match (said, judge) {
        (LeadEvent::Answered(answered), judge) => {
            observer.keep(&answered.exchange)?;
            if let Some(judge) = judge {
                match Credentials::in_role(answered.exchange.role) {
                    None => judge.see(&answered.exchange),
                    Some(credentials) => judge.see_as(&answered.exchange, credentials),
                }
            }
            answered
        }
        (_, None) => return Ok(()),
        (LeadEvent::Unanswered(lost), Some(judge)) => {
            lost.judge(judge);
            return Ok(());
        }
        (LeadEvent::OwnCustomer(id), Some(judge)) => {
            judge.add_own_customer(id);
            return Ok(());
        }
        (LeadEvent::UnseenWrite, Some(judge)) => {
            judge.note_unseen_write();
            return Ok(());
        }
        (LeadEvent::Unexercised(what, reason), Some(judge)) => {
            judge.unexercised(what, reason);
            return Ok(());
        }
    };
    *number += 1;
    let exchange = &answered.exchange;
    observer.hear(&Event::Answered {
        number: *number,
        planned: *number,
        purpose: answered.purpose,
        request: Event::request(exchange),
        status: exchange.response.status,
        took: answered.took,
    });
    Ok(())
}
