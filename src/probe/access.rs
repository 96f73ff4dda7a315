use super::{Planner, Probe};
use crate::exchange::Caller;

/// The same questions by people who may not ask: without credentials, with a key that no site
/// knows, with a wrong secret.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<Probe> {
    let mut probes = Vec::new();
    let mut paths = vec![planner.path("/members"), planner.path("/plans")];
    for (kind, id) in [
        ("members", planner.facts.members.keys().next().copied()),
        ("plans", planner.facts.plans.keys().next().copied()),
    ] {
        match id {
            Some(id) => paths.push(planner.path(&format!("/{kind}/{id}"))),
            None => planner.cannot(
                format!("a single item of {kind} without credentials"),
                format!("no {kind} were listed"),
            ),
        }
    }
    for path in paths {
        probes.push(Probe::get("without credentials", path).by(Caller::Nobody));
    }
    for (caller, purpose) in [
        (Caller::UnknownKey, "with an unknown key"),
        (Caller::WrongSecret, "with a wrong secret"),
    ] {
        probes.push(Probe::get(purpose, planner.path("/members")).by(caller));
    }
    probes
}
