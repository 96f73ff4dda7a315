use super::{Planner, Probe};
use crate::exchange::Method;

/// The namespace index, and what the site says of each of its routes.
pub(super) fn probes(planner: &Planner<'_>) -> Vec<Probe> {
    let mut probes = vec![Probe::get("discovery", planner.path(""))];
    let mut paths: Vec<&str> = Vec::new();
    for operation in planner.contract.operations() {
        let of_this_api = operation.template.starts_with(&planner.path(""));
        let is_index = operation.template == planner.path("");
        // A path with an id needs one that exists; WordPress describes the route for any.
        if of_this_api
            && !is_index
            && operation.since.is_none()
            && !paths.contains(&&*operation.template)
        {
            paths.push(&operation.template);
        }
    }
    for path in paths {
        probes.push(
            Probe::get("self-description", path.replace("{id}", "1")).method(Method::Options),
        );
    }
    probes
}
