use serde_json::Value;

use super::{Planner, Probe};
use crate::exchange::Method;

/// The namespace index.
pub(super) fn index(planner: &Planner<'_>) -> Vec<Probe> {
    vec![Probe::get("discovery", planner.path(""))]
}

/// What the site says of each of its routes: of those that its index lists, or of those that the
/// contract knows where there was no index. Routes of releases after the one that the contract was
/// measured on are not asked for.
pub(super) fn descriptions(planner: &mut Planner<'_>) -> Vec<Probe> {
    let root = planner.path("");
    let release = planner
        .contract
        .document()
        .pointer("/info/version")
        .and_then(Value::as_str);
    let release = release.unwrap_or_default().to_owned();
    let mut known: Vec<String> = Vec::new();
    for operation in planner.contract.operations() {
        let template = &operation.template;
        let is_newer = operation
            .since
            .as_deref()
            .is_some_and(|since| later(since, &release));
        let of_this_api = template.starts_with(&root) && *template != root;
        if of_this_api && !is_newer && !known.contains(template) {
            known.push(template.clone());
        }
    }
    let announced = std::mem::take(&mut planner.facts.routes);
    let mut paths = Vec::new();
    for template in &known {
        if announced.is_empty() || announced.contains(template) {
            paths.push(template.clone());
        } else {
            planner.cannot(template.as_str(), "the site's index does not list it");
        }
    }
    // A path with an id needs none that exists: WordPress describes the route for any.
    paths
        .into_iter()
        .map(|path| {
            Probe::get("self-description", path.replace("{id}", "1")).method(Method::Options)
        })
        .collect()
}

/// Whether a release comes after another: `1.27.3` after `1.27.2`.
fn later(one: &str, other: &str) -> bool {
    let parts = |text: &str| -> Vec<u64> {
        text.split('.')
            .map(|part| part.parse().unwrap_or(0))
            .collect()
    };
    parts(one) > parts(other)
}

#[cfg(test)]
mod tests {
    use super::later;

    #[test]
    fn releases_compare_by_number() {
        assert!(later("1.27.3", "1.27.2") && later("1.28", "1.27.2"));
        assert!(!later("1.9", "1.27.2") && !later("1.27.2", "1.27.2"));
    }
}
