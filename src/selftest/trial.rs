use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error as ThisError;

use crate::document::Release;
use crate::finding::{Finding, Level, Outcome};
use crate::redact::Secret;
use crate::serve::{self, Class, FAULTS, Fault, Needs, Options, Receiver, Topic, Webhook};
use crate::session::{self, Policy, Run, Site, Writing};

/// How long a request of a trial may take: longer than any healthy answer on loopback, shorter
/// than what the slow faults do.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Requests in one trial at most.
const BUDGET: usize = 300;

/// What the webhooks of a trial are signed with.
const WEBHOOK_SECRET: &str = "selftest";

/// How long nothing has to come before a receiver has everything: a delivery on loopback takes a
/// few milliseconds.
const QUIET: Duration = Duration::from_millis(150);

/// How many trials run at once at most: each is a site and a client.
const SIDE_BY_SIDE: usize = 4;

/// One run against the reference site.
#[derive(Debug)]
pub(crate) struct Trial {
    /// The fault that the site had; none for the faultless site.
    pub fault: Option<&'static Fault>,
    /// What was done to the site.
    pub activity: Activity,
    /// How it ended.
    pub result: Result,
    /// Ids of the checks whose findings count, sorted.
    pub spoke: BTreeSet<&'static str>,
    /// Ids of the checks whose findings were folded into those, sorted.
    pub also: BTreeSet<&'static str>,
    /// Ids of the checks of which a finding counts without a repetition, sorted.
    #[cfg(test)]
    pub unconfirmed: BTreeSet<&'static str>,
    /// What was recorded.
    #[cfg(test)]
    pub recording: std::cell::RefCell<Vec<u8>>,
    /// How many findings count.
    pub findings: usize,
    /// How many requests were sent.
    pub requests: u64,
    /// How long it took.
    pub took: Duration,
}

/// What a trial does to its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    /// It asks everything that can be asked without changing anything.
    Reads,
    /// It tests the full life cycle of memberships.
    Writes,
    /// It does so too, and receives the webhooks that come of it.
    Receives,
}

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Result {
    /// The check that should speak did; or nothing was wrong and nothing was found.
    AsNamed,
    /// The check that should speak did, and more findings came than one, for no reason given.
    Manifold,
    /// Other checks spoke, the one that should did not.
    ByOthers,
    /// No check spoke; or something was found where nothing was wrong.
    Wrong,
}

/// Why the self-test could not be run.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// The reference site cannot be started.
    #[error("the reference site cannot be started: {0}")]
    Serve(#[from] serve::Error),
    /// The site cannot be checked.
    #[error(transparent)]
    Session(#[from] session::Error),
    /// The system gives no runtime.
    #[error("the run cannot be set up: {0}")]
    Runtime(#[from] std::io::Error),
}

/// One trial to make.
type Task = (Option<&'static Fault>, Activity);

/// Runs the faultless site and then each fault that shows to who only reads, in registry order,
/// and then the same for who writes and for who receives webhooks. As many trials run at a time as
/// the machine has processors; `tell` hears of each as it ends. With `only`, runs these faults and
/// nothing else.
///
/// # Errors
///
/// When a site or a client cannot be set up.
pub(crate) fn all(
    only: &[&'static Fault],
    tell: &mut dyn FnMut(&Trial),
) -> std::result::Result<Vec<Trial>, Error> {
    let is_wanted = |fault: Option<&Fault>| {
        only.is_empty() || fault.is_some_and(|fault| only.iter().any(|it| it.id == fault.id))
    };
    let tasks: Vec<Task> = [Activity::Reads, Activity::Writes, Activity::Receives]
        .into_iter()
        .flat_map(|activity| {
            let faults = FAULTS.iter().copied().filter(move |it| of(it) == activity);
            let tried = std::iter::once(None).chain(faults.map(Some));
            tried.map(move |fault| (fault, activity))
        })
        .filter(|(fault, _)| is_wanted(*fault))
        .collect();
    let next = AtomicUsize::new(0);
    let (sender, ended) = mpsc::channel();
    let mut trials: BTreeMap<usize, Trial> = BTreeMap::new();
    thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        for _ in 0..workers.min(SIDE_BY_SIDE) {
            let (sender, tasks, next) = (sender.clone(), &tasks, &next);
            scope.spawn(move || work(tasks, next, &sender));
        }
        drop(sender);
        for trial in ended {
            let (index, trial) = trial?;
            tell(&trial);
            trials.insert(index, trial);
        }
        Ok(trials.into_values().collect())
    })
}

type Ended = std::result::Result<(usize, Trial), Error>;

/// Makes trials until none is left, on this thread alone: a judge keeps to its thread.
fn work(tasks: &[Task], next: &AtomicUsize, sender: &mpsc::Sender<Ended>) {
    let tried = || -> std::result::Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((fault, activity)) = tasks.get(index) else {
                return Ok(());
            };
            let faults: Vec<&'static Fault> = fault.iter().copied().collect();
            let trial = runtime.block_on(trial(&faults, *activity))?;
            if sender.send(Ok((index, trial))).is_err() {
                return Ok(());
            }
        }
    };
    if let Err(error) = tried() {
        // Who does not listen any more has heard of another error.
        let _unheard = sender.send(Err(error));
    }
}

/// How a fault is tried.
#[must_use]
pub(crate) fn of(fault: &Fault) -> Activity {
    match (fault.needs, fault.class) {
        (_, Class::Webhooks) => Activity::Receives,
        (Needs::Reads, _) => Activity::Reads,
        (Needs::Writes, _) => Activity::Writes,
    }
}

/// Tries a site with these faults; the first is the one that the trial is called by.
pub(super) async fn trial(
    faults: &[&'static Fault],
    activity: Activity,
) -> std::result::Result<Trial, Error> {
    let started = Instant::now();
    let fault = faults.first().copied();
    let mut options = Options {
        faults: faults.to_vec(),
        ..Options::default()
    };
    let mut receiver = match activity {
        Activity::Receives => Some(Receiver::listen((Ipv4Addr::LOCALHOST, 0).into()).await?),
        Activity::Reads | Activity::Writes => None,
    };
    if let Some(receiver) = &receiver {
        options.webhooks = webhooks(receiver);
    }
    let policy = policy(options.data.customer_names(), activity != Activity::Reads);
    let site = serve::start(options).await?;
    #[cfg(not(test))]
    let mut attendant = crate::session::Alone;
    #[cfg(test)]
    let mut attendant = super::recorded::Recorder::new();
    let mut run = Run::begin(Site::of_reference(&site, &policy)?, &policy, &mut attendant).await?;
    match activity {
        Activity::Reads => run.read(&mut attendant).await?,
        Activity::Writes | Activity::Receives => run.write(&mut attendant).await?,
    }
    if let Some(receiver) = &mut receiver {
        for delivery in receiver.until_quiet(QUIET).await {
            run.judge(&delivery);
        }
    }
    site.stop().await;
    let requests = run.requests();
    let outcome = run.finish(&mut attendant)?;
    let (spoke, also) = (spoke(&outcome), also(&outcome));
    let findings = outcome.count(Level::Error) + outcome.count(Level::Warning);
    let found_by = fault.map_or("", |fault| fault.found_by);
    // A machine under load lets a request time out, which is no finding about the fault.
    let timed_out = |it: &&Finding| it.counts && it.rule.id == "answered" && it.rule.id != found_by;
    let of_site = findings - outcome.findings.iter().filter(timed_out).count();
    let result = match fault {
        None if findings == 0 => Result::AsNamed,
        Some(fault) if spoke.contains(fault.found_by) => match (of_site, fault.apart) {
            (1, _) | (_, Some(_)) => Result::AsNamed,
            _ => Result::Manifold,
        },
        Some(_) if !spoke.is_empty() => Result::ByOthers,
        _ => Result::Wrong,
    };
    Ok(Trial {
        fault,
        activity,
        result,
        spoke,
        also,
        #[cfg(test)]
        unconfirmed: unconfirmed(&outcome),
        #[cfg(test)]
        recording: attendant.finish().into(),
        findings,
        requests,
        took: started.elapsed(),
    })
}

/// What a trial asks, and how patient it is.
pub(super) fn policy(customer: Vec<String>, writes: bool) -> Policy {
    Policy {
        // A fault must not make the site look like another release's.
        release: Some(Release::MEASURED),
        customer,
        timeout: TIMEOUT,
        longest_wait: TIMEOUT,
        concurrency: 1,
        max_requests: BUDGET,
        write: writes.then(|| Writing {
            pause: Some(Duration::from_millis(10)),
            ..Writing::default()
        }),
        webhook_secret: Some(Secret::new(WEBHOOK_SECRET)),
        ..Policy::default()
    }
}

/// Webhooks of every topic that a write of ours can fire.
fn webhooks(receiver: &Receiver) -> Vec<Webhook> {
    ["created", "updated", "transferred", "deleted"]
        .into_iter()
        .map(|event| Webhook {
            topic: Topic {
                resource: "user_membership".into(),
                event: event.into(),
            },
            url: receiver.url.clone(),
            secret: WEBHOOK_SECRET.into(),
        })
        .collect()
}

#[cfg(test)]
fn unconfirmed(outcome: &Outcome) -> BTreeSet<&'static str> {
    let findings = outcome.findings.iter();
    findings
        .filter(|it| it.counts && it.level >= Level::Warning && it.confirmation.is_none())
        .map(|it| it.rule.id)
        .collect()
}

/// The checks that saw what another finding tells.
fn also(outcome: &Outcome) -> BTreeSet<&'static str> {
    let findings = outcome.findings.iter().filter(|finding| finding.counts);
    findings
        .flat_map(|finding| finding.also.iter().map(|also| also.rule.id))
        .collect()
}

fn spoke(outcome: &Outcome) -> BTreeSet<&'static str> {
    outcome
        .findings
        .iter()
        .filter(|finding| finding.counts && finding.level >= Level::Warning)
        .map(|finding| finding.rule.id)
        .collect()
}
