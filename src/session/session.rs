use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::keeper::Keeper;
use super::{Attendant, Error, Event, Policy, Target, recording, reference, site};
use crate::exchange::Exchange;
use crate::finding::{Incomplete, Outcome, Reason, Subject};
use crate::judge::{Closing, Judge};

/// How long a session that only reads may take to end when somebody wants it to.
const TO_END: Duration = Duration::from_millis(400);

/// One run: what is judged, and by which policy.
#[derive(Debug)]
pub struct Session {
    target: Target,
    policy: Policy,
    /// What a site answered before there was a judge.
    early: Arc<Mutex<Vec<Exchange>>>,
}

impl Session {
    /// A session that has not begun.
    #[must_use]
    pub fn new(target: Target, policy: Policy) -> Self {
        Self {
            target,
            policy,
            early: Arc::default(),
        }
    }

    /// Judges the target. An error that ends a session that had begun, such as a site that rejects
    /// the credentials, is an outcome: incomplete, with the reason.
    ///
    /// The future is `Send` if the attendant is, so that it can be spawned on a runtime of several
    /// threads.
    ///
    /// # Errors
    ///
    /// What makes a session impossible: a file that is not there, an address that is none, a
    /// recording that cannot be written.
    pub async fn run(&self, attendant: &mut (impl Attendant + ?Sized)) -> Result<Outcome, Error> {
        let judged = tokio::select! {
            biased;
            judged = self.judge(attendant) => Some(judged),
            () = self.overdue() => None,
        };
        let (reason, text) = match judged {
            Some(Ok(outcome)) => return Ok(outcome),
            Some(Err(error)) => {
                let Some(reason) = error.reason() else {
                    return Err(error);
                };
                attendant.hear(&Event::Ended(&error));
                // Reports hold no path.
                let text = match &error {
                    Error::Recording { source, .. } => source.to_string(),
                    error => error.to_string(),
                };
                (reason, text)
            }
            None => {
                attendant.hear(&Event::Interrupted);
                (Reason::Interrupted, "interrupted".to_owned())
            }
        };
        let subject = self.target.subject();
        let mut keeper = Keeper::new(&self.policy, &subject, None)?;
        let early = std::mem::take(&mut *self.early.lock().unwrap_or_else(PoisonError::into_inner));
        for exchange in early {
            keeper.keep(&exchange, attendant).map_err(Error::Kept)?;
        }
        keeper.finish()?;
        let reason = Incomplete::new(reason, text);
        Ok(self.with_profile(unjudged(&self.policy, subject, reason)))
    }

    /// The outcome with the profile, if the target was asked.
    fn with_profile(&self, mut outcome: Outcome) -> Outcome {
        let is_asked = !matches!(self.target, Target::Recording(_));
        outcome.profile = is_asked.then(|| self.policy.used_profile());
        outcome
    }

    /// Waits until somebody wants the session to end, and as long as it should take it to do so: a
    /// site that does not answer is not waited for. What writes has to clean up, however long it
    /// takes.
    async fn overdue(&self) {
        self.policy.stop.wait().await;
        match self.policy.write {
            None => tokio::time::sleep(TO_END).await,
            Some(_) => std::future::pending().await,
        }
    }

    /// The same with every error as such.
    ///
    /// # Errors
    ///
    /// Whatever ends the session before its end.
    pub async fn judge(&self, attendant: &mut (impl Attendant + ?Sized)) -> Result<Outcome, Error> {
        let policy = &self.policy;
        let judged = match &self.target {
            Target::Recording(_) if policy.write.is_some() => Err(Error::WriteToRecording),
            Target::Recording(path) => recording::judge(path, policy),
            Target::Reference => reference::judge(policy, attendant).await,
            Target::Site(typed) => site::judge(typed, policy, &self.early, attendant).await,
        };
        judged.map(|outcome| self.with_profile(outcome))
    }

    /// [`Session::run`] for who has no runtime: one of tokio is made for the session. The judge
    /// keeps to this thread, and another one talks to a site.
    ///
    /// # Errors
    ///
    /// As [`Session::run`], and when the system gives no thread.
    pub fn run_blocking(
        &self,
        attendant: &mut (impl Attendant + ?Sized),
    ) -> Result<Outcome, Error> {
        block_on(self.run(attendant))?
    }

    /// [`Session::judge`] in the same way.
    ///
    /// # Errors
    ///
    /// As [`Session::judge`], and when the system gives no thread.
    pub fn judge_blocking(
        &self,
        attendant: &mut (impl Attendant + ?Sized),
    ) -> Result<Outcome, Error> {
        block_on(self.judge(attendant))?
    }
}

/// The outcome of a run in which nothing was judged, with the reason.
#[must_use]
pub(crate) fn unjudged(policy: &Policy, subject: Subject, reason: Incomplete) -> Outcome {
    Judge::new(policy.judged()).finish(Closing {
        subject,
        notes: Vec::new(),
        incomplete: vec![reason],
    })
}

/// Runs it on this thread, with another one for what talks to a site.
///
/// # Errors
///
/// When the system gives no thread.
pub(crate) fn block_on<T>(run: impl Future<Output = T>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    Ok(runtime.block_on(run))
}
