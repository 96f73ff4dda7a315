use std::collections::{BTreeMap, BTreeSet};

use super::departures::Sighting;
use super::fold;
use super::{By, Closing, Found, Judge, Strictness};
use crate::catalogue::{self, Kind};
use crate::checks::Traffic;
use crate::document::Edition;
use crate::finding::{
    Basis, Cause, Class, Confirmation, Example, Finding, JudgedRelease, Known, Level, Location,
    Outcome, Rule, RuleTally, Sight, Tally,
};

/// The rule under which departures speak that no check finds by itself.
pub(super) static KNOWN_DEPARTURE: Rule = Rule {
    id: "known-departure",
    level: Level::Error,
    class: Class::Semantics,
    title: "Sites behave as documented",
    unit: "answers",
    what: "A row of the catalogue of departures was seen in traffic, but no check reports it: the \
           documented contract does not cover it or cannot express it. Reported only with \
           `--contract documented` or `--strict`.",
    why: "Code that follows the documentation literally fails here.",
    example: "A membership is created with status 200 and no Location header.",
    remedy: "`memberspec deviations ID` explains how to code against it.",
};

/// What makes a finding of one contract the same as a finding of the other.
type Key = (&'static str, String, Location, String);

fn key(finding: &Finding) -> Key {
    (
        finding.rule.id,
        finding.operation.clone(),
        finding.location.clone(),
        finding.cause.symptom().to_owned(),
    )
}

/// Sums a run up.
pub(super) fn outcome(judge: Judge, closing: Closing) -> Outcome {
    let Judge {
        strictness,
        run,
        checks,
        collector,
        departures,
        rejected,
        ..
    } = judge;
    let edition = run.edition();
    let strict = strictness == Strictness::Strict;
    let examined_by_rule = collector.examined_by_rule();
    let cases = collector.cases();
    let mut known: BTreeMap<&'static str, Known> = BTreeMap::new();
    let mut findings: Vec<(Finding, Vec<Sight>)> = Vec::new();
    let mut explained: BTreeSet<&'static str> = BTreeSet::new();
    // What a release no longer does is no excuse on it.
    let of_release = run.release();
    let is_of = |id: &str| catalogue::find(id).is_none_or(|row| row.is_of(of_release));
    let mut judged = collector.into_findings();
    for (_, finding, _) in &mut judged {
        finding.known_as.retain(|id| is_of(id));
    }
    let observed: BTreeSet<Key> = judged
        .iter()
        .filter(|(basis, ..)| *basis != Basis::Documented)
        .map(|(_, finding, _)| key(finding))
        .collect();
    for (basis, mut finding, sights) in judged {
        // What both contracts refuse is one finding, not two.
        if basis == Basis::Documented
            && finding.known_as.is_empty()
            && observed.contains(&key(&finding))
        {
            continue;
        }
        let tolerated = edition == Edition::Observed
            && !strict
            && (basis == Basis::Documented || !finding.known_as.is_empty());
        if tolerated && !finding.known_as.is_empty() {
            for id in &finding.known_as {
                tell(
                    &mut known,
                    id,
                    finding.tally.bad,
                    &finding.operation,
                    &finding.example,
                );
            }
            continue;
        }
        if finding.confirmation == Some(Confirmation::DataChanged) {
            finding.counts = false;
            finding.level = Level::Info;
        }
        explained.extend(finding.known_as.iter().copied());
        if tolerated {
            // The observed contract is met; that the documentation differs is worth knowing.
            finding.counts = false;
            finding.level = Level::Info;
        }
        findings.push((finding, sights));
    }
    let mut findings = fold::fold(findings, &judge.succeeded, &judge.listed);
    let sightings = departures.into_sightings().into_iter();
    for (id, sighting) in sightings.filter(|(id, _)| is_of(id)) {
        let counts = strict || edition == Edition::Documented;
        if counts && !explained.contains(id) {
            findings.push(departure(&sighting));
        } else if !counts {
            let example = example(&sighting);
            for operation in &sighting.operations {
                tell(&mut known, id, 0, operation, &example);
            }
            if let Some(entry) = known.get_mut(id) {
                entry.times = entry.times.max(sighting.times);
            }
        }
    }
    let operations = operations(&run, &judge.apis, &judge.operations);
    sort(&mut findings, &operations);
    let takes_part = |class: Class| match class {
        Class::Writes => judge.has_writes,
        Class::Webhooks => judge.has_deliveries,
        Class::Requests => judge.has_requests && run.traffic() == Traffic::Foreign,
        _ => true,
    };
    let rules = checks
        .iter()
        .filter(|(rule, _)| takes_part(rule.class))
        .map(|(rule, _)| RuleTally {
            rule,
            judged: examined_by_rule.get(rule.id).copied().unwrap_or(0),
            findings: findings
                .iter()
                .filter(|finding| finding.counts && finding.rule.id == rule.id)
                .count() as u64,
        })
        .collect();
    let mut unexercised = judge.unexercised;
    unexercised.sort();
    unexercised.dedup();
    let mut subject = closing.subject;
    subject.apis = judge
        .apis
        .keys()
        .map(|api| api.as_str().to_owned())
        .collect();
    let mut incomplete = closing.incomplete;
    incomplete.extend(rejected.incomplete(run.traffic() != Traffic::Foreign));
    Outcome {
        subject,
        contract: edition.as_str(),
        extension: run.extension().digest(),
        strict,
        profile: None,
        exchanges: judge.judged,
        compared: judge.compared,
        release: judge.release.as_ref().map(release),
        skipped: judge.skipped.into_iter().collect(),
        rules,
        cases,
        operations,
        findings,
        known: known.into_values().collect(),
        unexercised,
        notes: closing.notes,
        incomplete,
        described: None,
        latency: Vec::new(),
        baseline: None,
        notified: None,
    }
}

fn release(found: &Found) -> JudgedRelease {
    let by = match &found.by {
        By::Told => "told",
        By::SystemStatus => "system-status",
        By::Answers(_) => "answers",
        By::Assumed => "assumed",
    };
    JudgedRelease {
        judged_by: found.release.to_string(),
        named: found.named.map(|release| release.to_string()),
        by,
        text: found.to_string(),
    }
}

fn tell(
    known: &mut BTreeMap<&'static str, Known>,
    id: &'static str,
    times: u64,
    operation: &str,
    example: &Example,
) {
    let entry = known.entry(id).or_insert_with(|| Known {
        id,
        title: catalogue::find(id).map_or("", |row| row.title),
        times: 0,
        operations: Vec::new(),
        example: Some(example.clone()),
    });
    entry.times += times;
    if let Err(at) = entry
        .operations
        .binary_search_by(|known| known.as_str().cmp(operation))
    {
        entry.operations.insert(at, operation.to_owned());
    }
}

fn example(sighting: &Sighting) -> Example {
    let evidence = &sighting.first;
    Example {
        exchange: evidence.number,
        label: evidence.label.clone(),
        request: evidence.request.clone(),
        curl: evidence.curl.clone(),
        at: "the response".into(),
        row: None,
        value: None,
        facts: Vec::new(),
        excerpt: None,
        open: None,
    }
}

fn departure(sighting: &Sighting) -> Finding {
    let row = sighting.row;
    Finding {
        rule: &KNOWN_DEPARTURE,
        level: match row.kind {
            Kind::Contradiction | Kind::Fault => Level::Error,
            Kind::Omission => Level::Warning,
        },
        operation: sighting.first.operation.clone(),
        location: Location::Sequence(row.title.to_owned()),
        cause: Cause::new(row.id, Vec::new(), row.documented, row.observed),
        source: Some(format!("catalogue row {}", row.id)),
        known_as: vec![row.id],
        counts: true,
        accepted: None,
        tally: Tally {
            bad: sighting.times,
            judged: sighting.times,
            exchanges: sighting.times,
        },
        evidence: vec![sighting.first.number],
        confirmation: None,
        example: example(sighting),
        also: Vec::new(),
    }
}

/// The operations of the contract in document order, then any others that were seen.
fn operations(
    run: &crate::checks::RunContext,
    apis: &BTreeMap<crate::interpret::Api, u64>,
    seen: &indexmap::IndexMap<String, u64>,
) -> Vec<(String, u64)> {
    let mut counted: Vec<(String, u64)> = Vec::new();
    for api in apis.keys() {
        let contract = run.contract(*api, run.edition());
        for operation in contract
            .into_iter()
            .flat_map(crate::contract::Contract::operations)
        {
            let name = operation.name();
            let count = seen.get(&name).copied().unwrap_or(0);
            counted.push((name, count));
        }
    }
    let mut others: Vec<(String, u64)> = seen
        .iter()
        .filter(|(name, _)| !counted.iter().any(|(known, _)| known == *name))
        .map(|(name, count)| (name.clone(), *count))
        .collect();
    others.sort();
    counted.extend(others);
    counted
}

/// Groups by operation, the operation with the worst finding first, the worst finding first.
fn sort(findings: &mut [Finding], operations: &[(String, u64)]) {
    let places: BTreeMap<&str, usize> = operations
        .iter()
        .enumerate()
        .map(|(place, (name, _))| (name.as_str(), place))
        .collect();
    let place = |name: &str| places.get(name).copied().unwrap_or(operations.len());
    let mut worst: BTreeMap<String, (bool, Level)> = BTreeMap::new();
    for finding in findings.iter() {
        let rank = (finding.counts, finding.level);
        let entry = worst.entry(finding.operation.clone()).or_insert(rank);
        *entry = rank.max(*entry);
    }
    findings.sort_by_cached_key(|finding| {
        let (counts, level) = worst
            .get(&finding.operation)
            .copied()
            .unwrap_or((false, Level::Info));
        (
            std::cmp::Reverse((counts, level)),
            place(&finding.operation),
            finding.operation.clone(),
            std::cmp::Reverse((finding.counts, finding.level)),
            finding.location.to_string(),
            finding.rule.id,
            finding.cause.clone(),
        )
    });
}
