//! One kind of damage to many properties is one cause: a serializer that writes every number as
//! text is not as many faults as there are numbers.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fold::{Sighted, tail, takes_part};
use crate::finding::{Finding, Sight};

/// From how many properties on they are one cause. Two may well be two faults.
const SEVERAL: usize = 3;

/// What is the same in all of them: the keyword, what is there, what is wanted, and, for keys
/// that are missing, the object and the responses.
type Damage = (String, String, String, String, BTreeSet<usize>);

/// The damage, and whether a baseline lists the finding.
type Kind = (Damage, bool);

/// Folds findings of `schema` that show the same damage at several properties into the first of
/// them. Returns the places of those that it folded.
pub(super) fn fold_several(
    told: &[Sighted],
    into: &mut [Option<usize>],
    is_listed: &[bool],
) -> BTreeSet<usize> {
    let mut damaged: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for (index, (finding, sights)) in told.iter().enumerate() {
        let is_first = into.get(index) == Some(&None);
        if is_first && finding.rule.id == "schema" && takes_part(finding) {
            let is_listed = is_listed.get(index).copied().unwrap_or_default();
            let key = (damage(finding, sights), is_listed);
            damaged.entry(key).or_default().push(index);
        }
    }
    let mut folded = BTreeSet::new();
    for indices in damaged.into_values().filter(|it| it.len() >= SEVERAL) {
        if let [first, others @ ..] = indices.as_slice() {
            for other in others {
                if let Some(place) = into.get_mut(*other) {
                    *place = Some(*first);
                    folded.insert(*other);
                }
            }
        }
    }
    folded
}

/// Folds the findings of one resource that is down as a whole: the same server error at the list
/// and at the items, none of which ever succeeded. Returns the places of those that it folded.
pub(super) fn fold_down(
    told: &[Sighted],
    into: &mut [Option<usize>],
    succeeded: &BTreeSet<String>,
    is_listed: &[bool],
) -> BTreeSet<usize> {
    let mut folded = BTreeSet::new();
    let mut first_of: BTreeMap<(&str, &str, bool), usize> = BTreeMap::new();
    for (index, (finding, _)) in told.iter().enumerate() {
        let status = finding.cause.parameter("found").unwrap_or_default();
        let is_down = finding.rule.id == "status-documented"
            && status.starts_with('5')
            && !succeeded.contains(&finding.operation)
            && takes_part(finding);
        let Some(place) = into.get_mut(index).filter(|it| is_down && it.is_none()) else {
            continue;
        };
        let is_listed = is_listed.get(index).copied().unwrap_or_default();
        match first_of.entry((status, resource(&finding.operation), is_listed)) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(entry) => {
                *place = Some(*entry.get());
                folded.insert(index);
            }
        }
    }
    folded
}

/// What an operation is about, with the version: `/wc/v3/memberships/plans`.
fn resource(operation: &str) -> &str {
    let path = operation
        .split_once(' ')
        .map_or(operation, |(_, path)| path);
    path.strip_suffix("/{id}").unwrap_or(path)
}

fn damage(finding: &Finding, sights: &[Sight]) -> Damage {
    let cause = &finding.cause;
    let (keyword, found) = (cause.id.to_string(), cause.symptom().to_owned());
    if found != "missing" {
        let wanted = without_null(cause.parameter("expected").unwrap_or_default());
        return (keyword, found, wanted, String::new(), BTreeSet::new());
    }
    let place = tail(&finding.location);
    let object = place.rsplit_once('.').map_or("", |(object, _)| object);
    let responses = sights.iter().flat_map(|it| it.numbers.iter().copied());
    let wanted = String::new();
    (
        keyword,
        found,
        wanted,
        object.to_owned(),
        responses.collect(),
    )
}

/// What a schema asks for, apart from null: some of the properties may be null, and others not.
fn without_null(wanted: &str) -> String {
    match serde_json::from_str(wanted) {
        Ok(Value::Array(types)) => {
            let types: Vec<&Value> = types.iter().filter(|it| *it != "null").collect();
            match types.as_slice() {
                [only] => only.to_string(),
                _ => wanted.to_owned(),
            }
        }
        _ => wanted.to_owned(),
    }
}
