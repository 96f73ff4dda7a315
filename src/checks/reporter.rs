use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::reported::{Identity, Reported};
use super::{Evidence, ExchangeContext, example};
use crate::catalogue;
use crate::contract::JsonPath;
use crate::finding::{Collector, Fact, FindingIndex, Instances, Rule, Unexercised, Violation};
use crate::interpret::Interpreted;

/// Where a check puts what it has to say.
#[derive(Debug)]
pub struct Reporter<'a> {
    rule: &'static Rule,
    collector: &'a mut Collector,
    unexercised: &'a mut Vec<Unexercised>,
}

/// Where exactly an instance is, for its example.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// The location says it all.
    Whole,
    /// A place in the JSON body.
    Json(&'a JsonPath),
    /// A value of ours that is not in the JSON body: a count.
    Value(&'a str),
    /// A text of the response that is not in the JSON body, with the name of what holds it.
    Outside(&'a str, &'a str),
    /// A link of the response that is not in the JSON body.
    Link(&'a str),
}

impl<'a> Reporter<'a> {
    /// A reporter for one rule.
    pub fn new(
        rule: &'static Rule,
        collector: &'a mut Collector,
        unexercised: &'a mut Vec<Unexercised>,
    ) -> Self {
        Self {
            rule,
            collector,
            unexercised,
        }
    }

    /// Notes that instances were judged, good or bad.
    pub fn examined(&mut self, context: &ExchangeContext<'_>, count: usize) {
        self.examined_at(&context.operation, count);
    }

    /// Notes that instances of an operation were judged, good or bad.
    pub fn examined_at(&mut self, operation: &str, count: usize) {
        self.collector.examined(self.rule, operation, count as u64);
    }

    /// One bad instance in the exchange at hand.
    pub fn fault(&mut self, context: &ExchangeContext<'_>, violation: Violation, at: At<'_>) {
        self.faults(context, violation, at, 1);
    }

    /// Several bad instances of one cause in the exchange at hand; `at` is the first.
    pub fn faults(
        &mut self,
        context: &ExchangeContext<'_>,
        violation: Violation,
        at: At<'_>,
        times: u64,
    ) {
        self.fault_of(context, violation, at, (times, &[]), Vec::new);
    }

    /// One bad instance that shows only together with exchanges of before, given by number.
    pub fn fault_beside(
        &mut self,
        context: &ExchangeContext<'_>,
        violation: Violation,
        at: At<'_>,
        before: &[usize],
    ) {
        self.fault_of(context, violation, at, (1, before), Vec::new);
    }

    /// One bad instance with the values that contradict each other, which are computed where the
    /// finding is new; `before` are the exchanges of before that it takes to see it.
    pub fn contradiction(
        &mut self,
        context: &ExchangeContext<'_>,
        violation: Violation,
        at: At<'_>,
        before: &[usize],
        facts: impl FnOnce() -> Vec<Fact>,
    ) -> FindingIndex {
        self.fault_of(context, violation, at, (1, before), facts)
    }

    /// Says of a finding that other exchanges belong to what shows it.
    pub fn rests_on(
        &mut self,
        index: FindingIndex,
        context: &ExchangeContext<'_>,
        numbers: &[usize],
    ) {
        self.collector
            .rests_on(index, numbers, list_of(context.seen));
    }

    fn fault_of(
        &mut self,
        context: &ExchangeContext<'_>,
        violation: Violation,
        at: At<'_>,
        times: (u64, &[usize]),
        facts: impl FnOnce() -> Vec<Fact>,
    ) -> FindingIndex {
        let explained = catalogue::explain(
            self.rule.id,
            &violation,
            &context.operation,
            Some(&context.conditions),
        );
        self.add(context, violation, at, times, explained.ids, facts)
    }

    fn add(
        &mut self,
        context: &ExchangeContext<'_>,
        violation: Violation,
        at: At<'_>,
        (times, before): (u64, &[usize]),
        known_as: Vec<&'static str>,
        facts: impl FnOnce() -> Vec<Fact>,
    ) -> FindingIndex {
        let instances = Instances {
            operation: &context.operation,
            exchange: context.seen.number,
            before,
            times,
            list: known_as.is_empty().then(|| list_of(context.seen)).flatten(),
            known_as,
        };
        self.collector
            .add(self.rule, instances, violation, |location| {
                let mut example =
                    example::of(&context.evidence(), context.seen, location.to_string(), at);
                example.facts = facts();
                example
            })
    }

    /// Several bad instances of something that other responses show as well; `violation` and its first
    /// place are computed where it is new.
    pub(super) fn shown(
        &mut self,
        context: &ExchangeContext<'_>,
        reported: &mut Reported,
        shown: (Identity, u64),
        violation: impl FnOnce() -> (Violation, JsonPath),
    ) {
        let (identity, times) = shown;
        if let Some(index) = reported.get(&context.operation, &identity)
            && self.collector.again(index, context.seen.number, times)
        {
            return;
        }
        let (violation, first) = violation();
        let explained = catalogue::explain(
            self.rule.id,
            &violation,
            &context.operation,
            Some(&context.conditions),
        );
        let index = self.add(
            context,
            violation,
            At::Json(&first),
            (times, &[]),
            explained.ids,
            Vec::new,
        );
        if !explained.of_exchange {
            reported.keep(&context.operation, identity, index);
        }
    }

    /// One bad instance that shows only now, in an exchange of before.
    pub fn late(
        &mut self,
        evidence: &Arc<Evidence>,
        violation: Violation,
        at: String,
        value: Option<String>,
        row: Option<i64>,
    ) {
        self.late_beside(evidence, violation, (at, value, row), &[], Vec::new);
    }

    /// The same, where it shows only together with other exchanges, given by number; `place` is
    /// where, the value, and the id of the row, `facts` the values that contradict each other.
    pub fn late_beside(
        &mut self,
        evidence: &Arc<Evidence>,
        violation: Violation,
        place: (String, Option<String>, Option<i64>),
        others: &[usize],
        facts: impl FnOnce() -> Vec<Fact>,
    ) {
        let (at, value, row) = place;
        let known = catalogue::explain(self.rule.id, &violation, &evidence.operation, None).ids;
        let instances = Instances {
            operation: &evidence.operation,
            exchange: evidence.number,
            before: others,
            times: 1,
            known_as: known,
            list: None,
        };
        self.collector.add(self.rule, instances, violation, |_| {
            let mut example = example::late(evidence, at, value, row);
            example.facts = facts();
            example
        });
    }

    /// Something that could not be looked at, and why.
    pub fn unexercised(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        let entry = Unexercised {
            what: what.into(),
            reason: reason.into(),
        };
        if !self.unexercised.contains(&entry) {
            self.unexercised.push(entry);
        }
    }
}

/// Tells lists apart: everything that was requested but the place in the list.
fn list_of(seen: &Interpreted<'_>) -> Option<u64> {
    let address = seen.address.as_ref().filter(|it| it.route.is_list())?;
    let mut parts: Vec<(&str, &str)> = seen
        .query
        .iter()
        .filter(|(name, _)| {
            !matches!(*name, "page" | "per_page" | "offset") && !crate::redact::is_secret_name(name)
        })
        .collect();
    parts.sort_unstable();
    let mut hasher = FxHasher::default();
    (address.root.as_str(), address.template(), parts).hash(&mut hasher);
    Some(hasher.finish())
}
