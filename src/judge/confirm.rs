use super::{Judge, Strictness};
use crate::checks::{self, ExchangeContext, Reporter};
use crate::document::Edition;
use crate::exchange::Exchange;
use crate::finding::{Basis, Collector, Confirmation, Level, Location};
use crate::interpret::{Credentials, Interpreted};

/// A finding that is worth repeating before it is reported.
#[derive(Debug, Clone)]
pub struct Suspicion {
    /// None for what only the end of the run will say.
    place: Option<usize>,
    rule: &'static str,
    operation: String,
    location: Location,
    row: Option<i64>,
    /// Numbers of the exchanges that show it, in the order to ask them in.
    pub evidence: Vec<usize>,
}

/// How the judge looked at an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgedAs {
    /// As at any other.
    Judged,
    /// As at one with credentials of a kind that the exchange does not show.
    By(Credentials),
    /// As at one that is only compared.
    Compared,
}

impl Suspicion {
    /// Whether it is that a request got no response at all.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        self.rule == super::unanswered::RULE.id
    }

    /// Whether it takes several responses to see it.
    #[must_use]
    pub fn is_of_several(&self) -> bool {
        self.evidence.len() > 1
    }

    /// What it means that it showed in so many of so many times that it was repeated; none where
    /// that does not settle it yet. A response that is wrong by itself needs to show once more.
    /// What takes several responses to see must show three times in a row, because a shop that
    /// changes may change again between two of them.
    #[must_use]
    pub fn settled(&self, shown: usize, asked: usize) -> Option<Confirmation> {
        let gone = asked - shown;
        match (self.is_of_several(), shown, gone) {
            (false, 1.., 0) => Some(Confirmation::Deterministic),
            (false, 1.., _) | (false, 0, 2..) | (true, 2.., 1) => Some(Confirmation::Intermittent),
            (true, _, 2..) => Some(Confirmation::DataChanged),
            (true, 3.., 0) => Some(Confirmation::Deterministic),
            _ => None,
        }
    }

    /// The same where nothing more can be asked.
    #[must_use]
    pub fn settled_early(&self, shown: usize, asked: usize) -> Option<Confirmation> {
        match (self.is_of_several(), shown) {
            _ if asked == 0 => None,
            (_, shown) if shown == asked => Some(Confirmation::Deterministic),
            (false, _) => Some(Confirmation::Intermittent),
            (true, _) => Some(Confirmation::DataChanged),
        }
    }
}

impl Judge {
    /// What was found since the last call and would count: not what is known, and not remarks.
    pub fn suspicions(&mut self) -> Vec<Suspicion> {
        let mut collector = std::mem::take(&mut self.collector);
        let suspicions = self.worth_asking(&mut collector);
        self.collector = collector;
        suspicions
    }

    fn worth_asking(&self, collector: &mut Collector) -> Vec<Suspicion> {
        let counts_documented =
            self.run.edition() == Edition::Documented || self.strictness == Strictness::Strict;
        collector
            .fresh()
            .into_iter()
            .filter(|(_, basis, finding)| {
                finding.level >= Level::Warning
                    && finding.known_as.is_empty()
                    && (counts_documented || *basis != Basis::Documented)
            })
            .map(|(place, _, finding)| Suspicion {
                place: Some(place),
                rule: finding.rule.id,
                operation: finding.operation.clone(),
                location: finding.location.clone(),
                row: finding.example.row,
                evidence: finding.evidence.clone(),
            })
            .collect()
    }

    /// Whether the same requests, repeated, show a suspicion again. Nothing of it is counted.
    #[must_use]
    pub fn shows_again(&mut self, suspicion: &Suspicion, answers: &[(Exchange, JudgedAs)]) -> bool {
        let Some(entry) = checks::find(suspicion.rule) else {
            return false;
        };
        let moment = self.run.moment();
        let (mut collector, mut unexercised) = (Collector::default(), Vec::new());
        let mut check = self.afresh(entry);
        for (index, (exchange, judged_as)) in answers.iter().enumerate() {
            let mut seen = self.at_site(Interpreted::new(index + 1, exchange));
            if let JudgedAs::By(credentials) = judged_as {
                seen.credentials = *credentials;
            }
            self.run.advance(&seen);
            let context = ExchangeContext::new(&seen, &self.curl);
            let mut report = Reporter::new(entry.rule, &mut collector, &mut unexercised);
            match judged_as {
                JudgedAs::Compared => check.see_compared(&context, &self.run, &mut report),
                _ => check.see(&context, &self.run, &mut report),
            }
        }
        let mut report = Reporter::new(entry.rule, &mut collector, &mut unexercised);
        check.end(&self.run, &mut report);
        self.run.return_to(moment);
        collector.into_findings().iter().any(|(_, finding, _)| {
            // Another row that disagrees now is another change of the shop.
            let is_same_row = !suspicion.is_of_several() || finding.example.row == suspicion.row;
            finding.operation == suspicion.operation
                && finding.location == suspicion.location
                && is_same_row
        })
    }

    /// A check to judge repeated responses by.
    fn afresh(&self, entry: &'static checks::Entry) -> Box<dyn checks::Check> {
        let own = self
            .checks
            .iter()
            .find(|(rule, _)| rule.id == entry.rule.id);
        own.and_then(|(_, check)| check.afresh())
            .unwrap_or_else(|| (entry.make)())
    }

    /// What the checks will say after the last exchange and would count, so that it can be repeated
    /// before. Nothing of it is counted yet.
    pub fn suspicions_at_end(&mut self) -> Vec<Suspicion> {
        let (mut collector, mut unexercised) = (Collector::default(), Vec::new());
        for (rule, check) in &mut self.checks {
            let mut report = Reporter::new(rule, &mut collector, &mut unexercised);
            check.end(&self.run, &mut report);
        }
        let mut suspicions = self.worth_asking(&mut collector);
        for suspicion in &mut suspicions {
            suspicion.place = None;
        }
        suspicions
    }

    /// Notes what came of asking again.
    pub fn confirm(&mut self, suspicion: &Suspicion, confirmation: Confirmation) {
        match suspicion.place {
            Some(place) => self.collector.confirm(place, confirmation),
            None => self.foretold.push((suspicion.clone(), confirmation)),
        }
    }

    /// Gives the findings of the end what came of asking them again before.
    pub(super) fn confirm_foretold(&mut self) {
        let foretold = std::mem::take(&mut self.foretold);
        let found: Vec<(usize, Confirmation)> = self
            .collector
            .fresh()
            .into_iter()
            .filter_map(|(place, _, finding)| {
                let is_it = |(it, _): &&(Suspicion, Confirmation)| {
                    it.rule == finding.rule.id
                        && it.operation == finding.operation
                        && it.location == finding.location
                        && it.evidence == finding.evidence
                };
                Some((place, foretold.iter().find(is_it)?.1))
            })
            .collect();
        for (place, confirmation) in found {
            self.collector.confirm(place, confirmation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Headers, Method, Request, Response};
    use crate::judge::tests::closing;
    use crate::judge::{Options, Selection};
    use serde_json::json;

    fn answer(path: &str, status: &str) -> Exchange {
        let url = format!("https://shop.example/wp-json/wc/v3/memberships{path}");
        let member = json!({ "id": 19, "status": status });
        let body = if path.ends_with("19") {
            member
        } else {
            json!([member])
        };
        let headers: Headers = [("Content-Type", "application/json")].into_iter().collect();
        Exchange {
            label: None,
            role: Default::default(),
            started: Some(jiff::Timestamp::UNIX_EPOCH),
            request: Request::new(Method::Get, url.parse().unwrap()),
            response: Response {
                status: 200,
                headers,
                body: body.to_string().as_str().into(),
            },
        }
    }

    fn selected() -> Options {
        Options {
            selection: Selection::of(&["row-equals-item".to_owned()], &[]).unwrap(),
            ..Options::default()
        }
    }

    fn pair(row: &str, item: &str) -> [(Exchange, JudgedAs); 2] {
        [("/members", row), ("/members/19", item)]
            .map(|(path, status)| (answer(path, status), JudgedAs::Judged))
    }

    #[test]
    fn a_pair_that_agrees_when_asked_again_was_data_that_changed_and_does_not_count() {
        let mut judge = Judge::new(selected());
        for (exchange, _) in pair("active", "expired") {
            judge.see(&exchange);
        }
        let suspicions = judge.suspicions();
        let [suspicion] = suspicions.as_slice() else {
            panic!("{suspicions:?}");
        };
        assert_eq!(suspicion.evidence, [1, 2]);
        assert!(judge.shows_again(suspicion, &pair("active", "expired")));
        assert!(!judge.shows_again(suspicion, &pair("expired", "expired")));
        assert_eq!(suspicion.settled(0, 2), Some(Confirmation::DataChanged));
        assert_eq!(suspicion.settled(1, 1), None);
        assert_eq!(suspicion.settled(3, 3), Some(Confirmation::Deterministic));
        judge.confirm(suspicion, Confirmation::DataChanged);
        assert!(judge.suspicions().is_empty());
        let outcome = judge.finish(closing());
        assert!(!outcome.fails(), "{:?}", outcome.findings);
        assert_eq!(
            outcome.findings[0].confirmation,
            Some(Confirmation::DataChanged)
        );
    }

    #[test]
    fn what_the_shop_explained_once_is_suspected_anew_when_it_shows_again() {
        let mut judge = Judge::new(selected());
        for (exchange, _) in pair("active", "expired") {
            judge.see(&exchange);
        }
        let first = judge.suspicions().remove(0);
        judge.confirm(&first, Confirmation::DataChanged);
        for (exchange, _) in pair("active", "cancelled") {
            judge.see(&exchange);
        }
        let again = judge.suspicions();
        assert!(again.iter().any(|it| it.evidence == [3, 4]), "{again:?}");
        assert!(judge.finish(closing()).fails());
    }
}
