use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use thiserror::Error as ThisError;

use super::visit::{reads, writes};
use crate::client;
use crate::contract::{self, Contract};
use crate::document::{self, Edition};
use crate::finding::{Level, Outcome, Subject, SubjectKind};
use crate::judge::{self, Closing, Judge, Selection, Strictness};
use crate::runner;
use crate::seen::Api;
use crate::serve::{self, Class, FAULTS, Fault, Needs, Options};

/// How many trials run at once at most: each is a site and a client.
const SIDE_BY_SIDE: usize = 4;

/// One run against the reference site.
#[derive(Debug)]
pub struct Trial {
    /// The fault that the site had; none for the faultless site.
    pub fault: Option<&'static Fault>,
    /// What was done to the site.
    pub hand: Hand,
    /// How it ended.
    pub result: Result,
    /// Ids of the checks whose findings count, sorted.
    pub spoke: BTreeSet<&'static str>,
    /// How many findings count.
    pub findings: usize,
    /// How many requests were sent.
    pub requests: u64,
    /// How long it took.
    pub took: Duration,
}

/// What a trial does to its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// It asks everything that can be asked without changing anything.
    Reads,
    /// It leads memberships through their lives.
    Writes,
}

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Result {
    /// The check that should speak did; or nothing was wrong and nothing was found.
    AsNamed,
    /// Other checks spoke, the one that should did not.
    ByOthers,
    /// No check spoke; or something was found where nothing was wrong.
    Wrong,
    /// The fault names a check that does not exist yet.
    NoCheckYet,
}

/// Why the self-test could not be run.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The reference site cannot be started.
    #[error("the reference site cannot be started: {0}")]
    Serve(#[from] serve::Error),
    /// It has no usable address.
    #[error("the reference site has no usable address: {0}")]
    Address(#[from] url::ParseError),
    /// The client cannot be set up.
    #[error(transparent)]
    Client(#[from] client::Error),
    /// Our own document cannot be compiled.
    #[error("the contract cannot be used: {0}")]
    Contract(#[from] contract::Error),
    /// No ledger is written here, so nothing can fail to be.
    #[error(transparent)]
    Write(#[from] runner::WriteError),
    /// Nothing is recorded here, so nothing can fail to be.
    #[error("the run could not be kept: {0}")]
    Keep(#[from] std::io::Error),
}

/// Runs the faultless site and then each fault that shows to who only reads, in registry order,
/// and then the same for who writes. Trials run side by side, one on each of a few threads; `tell`
/// hears of each as it ends.
///
/// # Errors
///
/// When a site or a client cannot be set up.
pub fn all(tell: &mut dyn FnMut(&Trial)) -> std::result::Result<Vec<Trial>, Error> {
    let planned: Vec<(Option<&'static Fault>, Hand)> = [Hand::Reads, Hand::Writes]
        .into_iter()
        .flat_map(|hand| {
            let faults = FAULTS
                .iter()
                .copied()
                .filter(move |fault| of(fault) == Some(hand));
            std::iter::once(None)
                .chain(faults.map(Some))
                .map(move |fault| (fault, hand))
        })
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let next = AtomicUsize::new(0);
    let (sender, ended) = mpsc::channel();
    let mut trials: Vec<(usize, Trial)> = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..threads.min(SIDE_BY_SIDE) {
            let (sender, next, planned) = (sender.clone(), &next, &planned);
            scope.spawn(move || work(planned, next, &sender));
        }
        drop(sender);
        for result in ended {
            let (place, trial) = result?;
            tell(&trial);
            trials.push((place, trial));
        }
        Ok(())
    })
    .map(|()| {
        trials.sort_by_key(|(place, _)| *place);
        trials.into_iter().map(|(_, trial)| trial).collect()
    })
}

type Sent = std::result::Result<(usize, Trial), Error>;

/// Takes one trial after the other until none is left or nobody listens any more.
fn work(
    planned: &[(Option<&'static Fault>, Hand)],
    next: &AtomicUsize,
    sender: &mpsc::Sender<Sent>,
) {
    let ready = || -> std::result::Result<_, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let document = document::openapi(Api::V3, Edition::Observed).unwrap_or_default();
        Ok((runtime, Contract::compile(document)?))
    };
    let (runtime, contract) = match ready() {
        Ok(ready) => ready,
        Err(error) => {
            // Who listened has heard of another error before.
            let _unheard = sender.send(Err(error));
            return;
        }
    };
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some((fault, hand)) = planned.get(place) else {
            return;
        };
        let ended = runtime.block_on(trial(*fault, *hand, &contract));
        let is_over = ended.is_err();
        if sender.send(ended.map(|trial| (place, trial))).is_err() || is_over {
            return;
        }
    }
}

/// How a fault is tried; none if it is not tried yet. A fault of webhooks shows to a receiver of
/// deliveries, whom no trial has.
#[must_use]
pub fn of(fault: &Fault) -> Option<Hand> {
    match (fault.needs, fault.class) {
        (_, Class::Webhooks) => None,
        (Needs::Reads, _) => Some(Hand::Reads),
        (Needs::Writes, _) => Some(Hand::Writes),
    }
}

async fn trial(
    fault: Option<&'static Fault>,
    hand: Hand,
    contract: &Contract,
) -> std::result::Result<Trial, Error> {
    let started = Instant::now();
    let options = Options {
        faults: fault.into_iter().collect(),
        ..Options::default()
    };
    let customer = options.data.customer_names();
    let site = serve::start(options).await?;
    let mut judge = Judge::new(
        Edition::Observed,
        Strictness::Lenient,
        &Selection::default(),
    );
    let requests = match hand {
        Hand::Reads => reads(&site, contract, customer, &mut judge).await?,
        Hand::Writes => writes(&site, &mut judge).await?,
    };
    site.stop().await;
    let subject = Subject {
        name: "reference site".into(),
        kind: SubjectKind::Reference,
        apis: Vec::new(),
    };
    let outcome = judge.finish(Closing {
        subject,
        notes: Vec::new(),
        stopped: None,
    });
    let spoke = spoke(&outcome);
    let findings = outcome.count(Level::Error) + outcome.count(Level::Warning);
    let result = match fault {
        None if findings == 0 => Result::AsNamed,
        Some(fault) if spoke.contains(fault.found_by) => Result::AsNamed,
        Some(fault) if judge::rule(fault.found_by).is_none() => Result::NoCheckYet,
        Some(_) if !spoke.is_empty() => Result::ByOthers,
        _ => Result::Wrong,
    };
    Ok(Trial {
        fault,
        hand,
        result,
        spoke,
        findings,
        requests,
        took: started.elapsed(),
    })
}

fn spoke(outcome: &Outcome) -> BTreeSet<&'static str> {
    outcome
        .findings
        .iter()
        .filter(|finding| finding.counts && finding.level >= Level::Warning)
        .map(|finding| finding.rule.id)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_that_shows_to_a_reader_is_found_by_the_check_it_names() {
        let trials = all(&mut |_| {}).unwrap();
        let wrong: Vec<String> = trials
            .iter()
            .filter(|trial| trial.result != Result::AsNamed)
            .map(|trial| {
                let id = trial.fault.map_or("(none)", |fault| fault.id);
                let named = trial.fault.map_or("nothing", |fault| fault.found_by);
                format!("{id}: {named} should speak, {:?} did", trial.spoke)
            })
            .collect();
        assert!(
            wrong.is_empty(),
            "{} of {}: {wrong:#?}",
            wrong.len(),
            trials.len()
        );
    }
}
