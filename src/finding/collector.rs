use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use indexmap::IndexMap;
use rustc_hash::FxHasher;

use super::sight::KEPT;
use super::{Case, Cause, Confirmation, Example, Finding, Location, Rule, Sight, Tally};

/// Which contract a judgement belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The observed contract: what releases really answer.
    Observed,
    /// The documented contract: what the public documentation promises.
    Documented,
    /// A law that holds under either.
    Both,
}

/// One instance that breaks a rule, as a check states it.
#[derive(Debug, Clone)]
pub struct Violation {
    /// Which contract it breaks.
    pub basis: Basis,
    /// The place, the same for all rows.
    pub location: Location,
    /// What is wrong.
    pub cause: Cause,
    /// Where the contract says so.
    pub source: Option<String>,
}

/// Instances of one cause in one exchange.
#[derive(Debug, Clone)]
pub struct Instances<'a> {
    /// The operation as people name it.
    pub operation: &'a str,
    /// Number of the exchange, from 1.
    pub exchange: usize,
    /// Numbers of the other exchanges that it takes to see them.
    pub before: &'a [usize],
    /// How many there are.
    pub times: u64,
    /// Ids of the catalogue rows that explain them.
    pub known_as: Vec<&'static str>,
    /// Which list the exchange asks for, whatever the page; none for anything else.
    pub list: Option<u64>,
}

/// What makes two instances one finding: everything but the row and the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Identity {
    rule: &'static str,
    basis: Basis,
    operation: String,
    location: Location,
    cause: Cause,
    known_as: Vec<&'static str>,
}

/// Collects what checks say and folds the instances of one cause into one finding.
#[derive(Debug, Default)]
pub struct Collector {
    findings: IndexMap<Identity, Counted>,
    /// Sorted by operation, then by rule id.
    cases: BTreeMap<(String, &'static str), Case>,
    /// Places of findings that nobody has asked for yet.
    fresh: Vec<usize>,
    /// How many findings of a rule there are at an operation.
    told: HashMap<(&'static str, String), usize, BuildHasherDefault<FxHasher>>,
}

/// How many causes of one rule are told apart at one operation, and how many of all rules at all
/// operations; what comes after them is counted together.
const APART: (usize, usize) = (100, 4_000);

/// Which finding of a run it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingIndex(usize);

#[derive(Debug)]
struct Counted {
    finding: Finding,
    basis: Basis,
    last_exchange: usize,
    /// Empty for what the catalogue explains: nothing else need explain it.
    sights: Vec<Sight>,
}

impl Counted {
    fn note(&mut self, before: &[usize], exchange: usize, list: Option<u64>) {
        if self.sights.len() >= KEPT || !self.finding.known_as.is_empty() {
            return;
        }
        let numbers = evidence(before, exchange);
        if self
            .sights
            .last()
            .is_none_or(|last| last.numbers != numbers)
        {
            self.sights.push(Sight { numbers, list });
        }
    }
}

/// The exchanges that it takes to see an instance, in the order in which they were.
fn evidence(before: &[usize], exchange: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = before.iter().copied().chain([exchange]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

impl Collector {
    /// How many findings there are.
    #[must_use]
    pub fn found(&self) -> usize {
        self.findings.len()
    }

    /// The findings after the first `known`.
    pub fn added(&self, known: usize) -> impl Iterator<Item = (Basis, &Finding)> {
        let added = self.findings.values().skip(known);
        added.map(|it| (it.basis, &it.finding))
    }

    /// Notes that `count` instances were judged by `rule` at `operation`, good or bad.
    pub fn examined(&mut self, rule: &'static Rule, operation: &str, count: u64) {
        if count == 0 {
            return;
        }
        self.cases
            .entry((operation.to_owned(), rule.id))
            .or_insert_with(|| Case {
                operation: operation.to_owned(),
                rule,
                judged: 0,
            })
            .judged += count;
    }

    /// Adds bad instances of `exchange`; `example` is called with the location for the first of its
    /// cause only. Answers which finding they belong to.
    pub fn add(
        &mut self,
        rule: &'static Rule,
        instances: Instances<'_>,
        violation: Violation,
        example: impl FnOnce(&Location) -> Example,
    ) -> FindingIndex {
        let Instances {
            operation,
            exchange,
            before,
            times,
            known_as,
            list,
        } = instances;
        let identity = Identity {
            rule: rule.id,
            basis: violation.basis,
            operation: operation.to_owned(),
            location: violation.location,
            cause: violation.cause,
            known_as,
        };
        let at = identity.location.clone();
        let identity = self.apart(identity);
        if let Some(place) = self.findings.get_index_of(&identity) {
            let index = FindingIndex(place);
            if self.count(index, exchange, times) {
                if let Some((_, counted)) = self.findings.get_index_mut(place) {
                    counted.note(before, exchange, list);
                }
            } else if let Some((_, counted)) = self.findings.get_index_mut(place) {
                // What the shop's changing explained once need not explain it again.
                counted.finding.confirmation = None;
                counted.finding.evidence = evidence(before, exchange);
                counted.finding.example = example(&at);
                counted.note(before, exchange, list);
                self.fresh.push(place);
                self.count(index, exchange, times);
            }
            return index;
        }
        let example = example(&at);
        let finding = Finding {
            rule,
            level: rule.level,
            operation: identity.operation.clone(),
            location: identity.location.clone(),
            cause: identity.cause.clone(),
            source: violation.source,
            known_as: identity.known_as.clone(),
            counts: true,
            accepted: None,
            tally: Tally {
                bad: times,
                judged: 0,
                exchanges: 1,
            },
            evidence: evidence(before, exchange),
            confirmation: None,
            example,
            also: Vec::new(),
        };
        let basis = identity.basis;
        let mut counted = Counted {
            finding,
            basis,
            last_exchange: exchange,
            sights: Vec::new(),
        };
        counted.note(before, exchange, list);
        let (place, _) = self.findings.insert_full(identity, counted);
        self.fresh.push(place);
        FindingIndex(place)
    }

    /// The cause itself, or the one that stands for all further ones where many were told apart.
    fn apart(&mut self, identity: Identity) -> Identity {
        if self.findings.contains_key(&identity) {
            return identity;
        }
        let told = (self.told)
            .entry((identity.rule, identity.operation.clone()))
            .or_default();
        if *told < APART.0 && self.findings.len() < APART.1 {
            *told += 1;
            return identity;
        }
        Identity {
            operation: match *told {
                0 => "further operations".to_owned(),
                _ => identity.operation,
            },
            location: Location::Sequence("further places".to_owned()),
            cause: Cause::new(
                "further-places",
                Vec::new(),
                "no more of the kind",
                "more than are listed one by one",
            ),
            ..identity
        }
    }

    /// Adds bad instances of `exchange` to a finding. Answers false, and adds nothing, where the
    /// finding was explained by the shop's changing, so that it has to be looked at again.
    pub fn again(&mut self, index: FindingIndex, exchange: usize, times: u64) -> bool {
        let counts = self.count(index, exchange, times);
        if let (true, Some((_, counted))) = (counts, self.findings.get_index_mut(index.0)) {
            counted.note(&[], exchange, None);
        }
        counts
    }

    /// Says of a finding that other exchanges belong to what shows it: the rest of a walk.
    pub fn rests_on(&mut self, index: FindingIndex, numbers: &[usize], list: Option<u64>) {
        if let (Some((_, counted)), [before @ .., last]) =
            (self.findings.get_index_mut(index.0), numbers)
        {
            counted.note(before, *last, list);
        }
    }

    fn count(&mut self, index: FindingIndex, exchange: usize, times: u64) -> bool {
        let Some((_, counted)) = self.findings.get_index_mut(index.0) else {
            return false;
        };
        if counted.finding.confirmation == Some(Confirmation::DataChanged) {
            return false;
        }
        counted.finding.tally.bad += times;
        if counted.last_exchange != exchange {
            counted.finding.tally.exchanges += 1;
            counted.last_exchange = exchange;
        }
        true
    }

    /// The findings made since the last call: place, basis and finding.
    pub fn fresh(&mut self) -> Vec<(usize, Basis, &Finding)> {
        let places = std::mem::take(&mut self.fresh);
        let at = |place| Some((place, self.findings.get_index(place)?.1));
        places
            .into_iter()
            .filter_map(at)
            .map(|(place, counted)| (place, counted.basis, &counted.finding))
            .collect()
    }

    /// Notes what came of asking again for the finding at a place.
    pub fn confirm(&mut self, place: usize, confirmation: Confirmation) {
        if let Some((_, counted)) = self.findings.get_index_mut(place) {
            counted.finding.confirmation = Some(confirmation);
        }
    }

    /// How many instances each rule judged, over all operations.
    #[must_use]
    pub fn examined_by_rule(&self) -> BTreeMap<&'static str, u64> {
        let mut sums = BTreeMap::new();
        for case in self.cases.values() {
            *sums.entry(case.rule.id).or_insert(0) += case.judged;
        }
        sums
    }

    /// What each rule judged at each operation, by operation and then by rule id.
    #[must_use]
    pub fn cases(&self) -> Vec<Case> {
        self.cases.values().cloned().collect()
    }

    /// The findings with the basis that each was judged on and where it was seen, in the order
    /// first seen.
    #[must_use]
    pub fn into_findings(self) -> Vec<(Basis, Finding, Vec<Sight>)> {
        let cases = self.cases;
        self.findings
            .into_values()
            .map(
                |Counted {
                     mut finding,
                     basis,
                     sights,
                     ..
                 }| {
                    let key = (finding.operation.clone(), finding.rule.id);
                    let judged = cases.get(&key).map_or(0, |case| case.judged);
                    finding.tally.judged = judged.max(finding.tally.bad);
                    (basis, finding, sights)
                },
            )
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_causes_the_first_are_told_apart_and_the_others_counted() {
        let rule = crate::checks::find("schema").unwrap().rule;
        let mut collector = Collector::default();
        for (number, operation) in (0..150_u64).flat_map(|it| [(it, "GET /a"), (it, "GET /b")]) {
            let instances = Instances {
                operation,
                exchange: 1,
                before: &[],
                times: 2,
                known_as: Vec::new(),
                list: None,
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(format!("$.p{number}")),
                cause: Cause::new("type", Vec::new(), "integer", "string"),
                source: None,
            };
            collector.add(rule, instances, violation, |place| Example {
                exchange: 1,
                label: None,
                request: String::new(),
                curl: String::new(),
                at: place.to_string(),
                row: None,
                value: None,
                facts: Vec::new(),
                excerpt: None,
                open: None,
            });
        }
        let findings = collector.into_findings();
        assert_eq!(findings.len(), 2 * (APART.0 + 1));
        let rest: Vec<&Finding> = (findings.iter())
            .map(|(_, finding, _)| finding)
            .filter(|it| it.location.to_string() == "further places")
            .collect();
        assert_eq!(rest.len(), 2);
        assert_eq!((rest[0].tally.bad, &*rest[0].example.at), (100, "$.p100"));
    }
}
