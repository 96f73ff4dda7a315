use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Baseline;
use super::file::Listed;
use crate::finding::{EntryState, Finding, Level, Outcome};

/// What the command line says of entries; empty for nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    pub(crate) reason: String,
    pub(crate) owner: String,
    pub(crate) expires: String,
}

/// How many entries came and went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Updated {
    pub(crate) added: usize,
    pub(crate) removed: usize,
}

/// Adds what counts and can fail a run to the baseline, takes out what has vanished, and fills the
/// fields that are empty. Needs the outcome that the baseline was applied to.
pub(crate) fn update(
    baseline: &mut Baseline,
    outcome: &Outcome,
    today: Date,
    filled: &Filled,
) -> Updated {
    let before = baseline.accepted.len();
    let told = outcome.baseline.iter().flat_map(|it| &it.told);
    let gone: Vec<&str> = told
        .filter(|it| it.state == EntryState::Vanished)
        .map(|it| it.fingerprint.as_str())
        .collect();
    let is_left = |entry: &Listed| !gone.contains(&entry.finding.as_str());
    baseline.accepted.retain(is_left);
    let new: BTreeMap<String, Listed> = (outcome.findings.iter())
        .filter(|it| it.counts && it.level >= Level::Warning)
        .flat_map(|it| listed(it, outcome.contract, today))
        .map(|entry| (entry.finding.clone(), entry))
        .collect();
    let mut new: Vec<Listed> = new.into_values().collect();
    // Properties with the same damage may be listed already, as far as they were there before; an
    // entry that was edited to another check makes way.
    baseline.accepted.retain(|old| {
        let same = |it: &Listed| (&it.finding, &it.contract) == (&old.finding, &old.contract);
        let again = new.iter().position(same);
        let is_whole = again
            .and_then(|at| new.get(at))
            .is_none_or(|it| it.check == old.check);
        if let Some(at) = again.filter(|_| is_whole) {
            new.swap_remove(at);
        }
        is_whole
    });
    let left = baseline.accepted.len();
    baseline.accepted.extend(new);
    let added = baseline.accepted.len() - left;
    for entry in &mut baseline.accepted {
        for (field, given) in [
            (&mut entry.reason, &filled.reason),
            (&mut entry.owner, &filled.owner),
            (&mut entry.expires, &filled.expires),
        ] {
            if field.is_empty() {
                field.clone_from(given);
            }
        }
    }
    baseline.accepted.sort();
    Updated {
        added,
        removed: before - left,
    }
}

/// The entries of a finding: its own, and one for each other property with the same damage.
fn listed(finding: &Finding, contract: &str, today: Date) -> Vec<Listed> {
    let own = Listed {
        check: finding.rule.id.to_owned(),
        operation: finding.operation.clone(),
        place: finding.general_place(),
        finding: finding.fingerprint(),
        contract: contract.to_owned(),
        departures: finding.known_as.iter().map(|&id| id.to_owned()).collect(),
        first_seen: today.to_string(),
        reason: String::new(),
        owner: String::new(),
        expires: String::new(),
    };
    let peers = finding.also.iter().filter(|it| it.is_peer);
    let peers = peers.map(|peer| Listed {
        check: peer.rule.id.to_owned(),
        operation: peer.operation.clone(),
        place: peer.general_place(),
        finding: peer.fingerprint(),
        ..own.clone()
    });
    peers.chain([own.clone()]).collect()
}
