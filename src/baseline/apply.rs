use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Baseline;
use super::file::Listed;
use crate::base::Term;
use crate::finding::{Accepted, Also, BaselineEntry, BaselineUse, EntryState, Outcome, Unjudged};

/// Marks the findings that the baseline lists, which count no longer, and says which entries
/// somebody should look at.
pub(crate) fn apply(baseline: &Baseline, outcome: &mut Outcome, today: Date) {
    let listed: BTreeMap<&str, &Listed> = (baseline.accepted.iter())
        .filter(|entry| entry.contract == outcome.contract)
        .map(|entry| (entry.finding.as_str(), entry))
        .collect();
    let mut seen = BTreeSet::new();
    for finding in &mut outcome.findings {
        // What was folded into another finding is still there.
        seen.extend(finding.also.iter().map(Also::fingerprint));
        let fingerprint = finding.fingerprint();
        let entry = |fingerprint: &str, check: &str| {
            let entry = listed.get(fingerprint).copied();
            // An entry that was edited lists something else.
            entry.filter(|it| it.check == check)
        };
        // The same damage to a property that nobody has listed yet is new.
        let mut peers = finding.also.iter().filter(|it| it.is_peer);
        let entry = entry(&fingerprint, finding.rule.id)
            .filter(|_| peers.all(|it| entry(&it.fingerprint(), it.rule.id).is_some()));
        if let Some(entry) = entry {
            finding.accepted = Some(accepted(entry, today));
            if finding.counts {
                finding.counts = false;
                let tally = outcome.rules.iter_mut();
                for tally in tally.filter(|it| it.rule.id == finding.rule.id) {
                    tally.findings = tally.findings.saturating_sub(1);
                }
            }
        }
        seen.insert(fingerprint);
    }
    let told = baseline.accepted.iter().filter_map(|entry| {
        Some(BaselineEntry {
            state: state(entry, &seen, outcome, today)?,
            fingerprint: entry.finding.clone(),
            check: entry.check.clone(),
            operation: entry.operation.clone(),
            place: entry.place.clone(),
            owner: entry.owner.clone(),
            expires: entry.expires.clone(),
        })
    });
    outcome.baseline = Some(BaselineUse {
        entries: baseline.accepted.len(),
        told: told.collect(),
    });
}

fn accepted(entry: &Listed, today: Date) -> Accepted {
    Accepted {
        first_seen: entry.first_seen.clone(),
        reason: entry.reason.clone(),
        owner: entry.owner.clone(),
        expires: entry.expires.clone(),
        has_expired: Term::of(&entry.expires, today) == Term::Ended,
    }
}

/// Why an entry should be looked at; none where all is well.
fn state(
    entry: &Listed,
    seen: &BTreeSet<String>,
    outcome: &Outcome,
    today: Date,
) -> Option<EntryState> {
    if seen.contains(&entry.finding) {
        let has_ended = Term::of(&entry.expires, today) == Term::Ended;
        return has_ended.then_some(EntryState::Expired);
    }
    let counts_departures = outcome.strict || outcome.contract != "observed";
    let had_data = || {
        let mut cases = outcome.cases.iter();
        cases.any(|case| case.rule.id == entry.check && case.operation == entry.operation)
    };
    let why = if entry.contract != outcome.contract {
        Unjudged::OtherContract
    } else if !entry.departures.is_empty() && !counts_departures {
        Unjudged::Tolerated
    } else if !had_data() {
        Unjudged::NoData
    } else if !outcome.incomplete.is_empty() {
        Unjudged::Incomplete
    } else {
        return Some(EntryState::Vanished);
    };
    Some(EntryState::NotJudged(why))
}
