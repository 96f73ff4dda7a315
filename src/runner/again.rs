use std::collections::HashMap;
use std::time::Instant;

use super::{Clients, Event, Observer};
use crate::client::Error;
use crate::exchange::{Exchange, PlannedRequest};
use crate::finding::Confirmation;
use crate::judge::{Judge, JudgedAs, Suspicion};
use crate::probe::Scope;

/// Asks again, at once, what was found, so that a shop that changes is not taken for one that is
/// wrong. Bounded: a site that answers everything wrongly is not asked everything twice.
#[derive(Debug)]
pub(super) struct Again<'a> {
    clients: Clients<'a>,
    asked: HashMap<usize, (PlannedRequest, JudgedAs)>,
    /// How many findings are repeated, and with how many requests in all.
    most: (usize, usize),
    findings: usize,
    requests: usize,
    saw_change: bool,
}

impl<'a> Again<'a> {
    pub(super) fn new(clients: Clients<'a>, scope: Scope) -> Self {
        Self {
            clients,
            asked: HashMap::new(),
            most: scope.rechecks(),
            findings: 0,
            requests: 0,
            saw_change: false,
        }
    }

    /// Remembers which request an exchange answered, by the judge's number.
    pub(super) fn remember(&mut self, number: usize, planned: PlannedRequest, judged_as: JudgedAs) {
        self.asked.insert(number, (planned, judged_as));
    }

    /// Asks again what the judge suspects by now; gives the exchanges of it back.
    pub(super) async fn confirm(
        &mut self,
        judge: &mut Judge,
        observer: &mut (impl Observer + ?Sized),
    ) -> Vec<Exchange> {
        let suspicions = judge.suspicions();
        self.ask(suspicions, judge, observer).await
    }

    /// The same for what only the end of the run will say.
    pub(super) async fn confirm_end(
        &mut self,
        judge: &mut Judge,
        observer: &mut (impl Observer + ?Sized),
    ) -> Vec<Exchange> {
        let suspicions = judge.suspicions_at_end();
        self.ask(suspicions, judge, observer).await
    }

    async fn ask(
        &mut self,
        suspicions: Vec<Suspicion>,
        judge: &mut Judge,
        observer: &mut (impl Observer + ?Sized),
    ) -> Vec<Exchange> {
        let mut kept = Vec::new();
        for suspicion in suspicions {
            let questions: Option<Vec<(PlannedRequest, JudgedAs)>> = suspicion
                .evidence
                .iter()
                .map(|number| self.asked.get(number).cloned())
                .collect();
            let Some(questions) = questions else { continue };
            let (findings, requests) = self.most;
            if self.findings >= findings || self.requests + questions.len() > requests {
                // A shop that was seen to change may have changed here too.
                if self.saw_change && suspicion.is_of_several() {
                    judge.confirm(&suspicion, Confirmation::DataChanged);
                }
                continue;
            }
            self.findings += 1;
            if let Some(confirmation) = self
                .settle(&suspicion, &questions, judge, &mut kept, observer)
                .await
            {
                self.saw_change |= confirmation == Confirmation::DataChanged;
                judge.confirm(&suspicion, confirmation);
            }
        }
        kept
    }

    /// Nothing where the budget is spent or the site does not answer.
    async fn settle(
        &mut self,
        suspicion: &Suspicion,
        questions: &[(PlannedRequest, JudgedAs)],
        judge: &mut Judge,
        kept: &mut Vec<Exchange>,
        observer: &mut (impl Observer + ?Sized),
    ) -> Option<Confirmation> {
        let (mut shown, mut asked) = (0, 0);
        loop {
            if let Some(confirmation) = suspicion.settled(shown, asked) {
                return Some(confirmation);
            }
            if self.requests + questions.len() > self.most.1 {
                return suspicion.settled_early(shown, asked);
            }
            let (mut answers, mut repeated) = (Vec::new(), Vec::new());
            for (planned, judged_as) in questions {
                self.requests += 1;
                let started = Instant::now();
                let client = self.clients.of(planned.caller);
                let answer = client.send(&planned.recheck()).await;
                let exchange = match answer {
                    Ok(exchange) => exchange,
                    Err(error) if suspicion.is_unanswered() && !is_ours(&error) => continue,
                    Err(_) => return None,
                };
                observer.hear(&Event::AskedAgain {
                    purpose: planned.purpose.clone(),
                    request: Event::request(&exchange),
                    status: exchange.response.status,
                    took: started.elapsed(),
                });
                kept.push(exchange.clone());
                answers.push((exchange, *judged_as));
                repeated.push(planned);
            }
            asked += 1;
            // What was not answered shows again where it is not answered again.
            shown += usize::from(if suspicion.is_unanswered() {
                answers.is_empty()
            } else {
                judge.shows_again(suspicion, &answers)
            });
            for ((exchange, judged_as), planned) in answers.iter().zip(repeated) {
                if *judged_as == JudgedAs::Judged {
                    judge.see_repeated(exchange);
                    self.remember(judge.number(), planned.clone(), *judged_as);
                }
            }
        }
    }
}

/// Whether a request was not sent at all, which says nothing of the site.
fn is_ours(error: &Error) -> bool {
    error.is_spent() || matches!(error, Error::WriteRefused { .. })
}
