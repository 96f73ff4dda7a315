use super::Planner;
use crate::base::Release;
use crate::exchange::{Method, PlannedRequest};

/// The site's self-description to anybody: its address and its time zone. Nothing else is
/// requested, because the whole index of a large site is long.
pub(super) fn site(planner: &Planner<'_>) -> Vec<PlannedRequest> {
    let fields = "home,url,timezone_string,gmt_offset";
    vec![
        planner
            .below("to compare: the site's address and time zone", "/")
            .with("_fields", fields)
            .compared(),
    ]
}

/// The namespace index.
pub(super) fn index(planner: &Planner<'_>) -> Vec<PlannedRequest> {
    vec![planner.get("discovery", "")]
}

/// The self-description of each route of a site: of those that its index lists, or of those that the
/// contract knows where there was no index. Routes of releases after the one that the contract was
/// measured on are not asked for.
pub(super) fn descriptions(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    let root = planner.path("");
    let release = planner.release();
    let mut known: Vec<String> = Vec::new();
    for operation in planner.contract.operations() {
        let template = &operation.template;
        let is_newer = operation
            .since
            .as_deref()
            .and_then(Release::parse)
            .is_some_and(|since| release.is_some_and(|release| since > release));
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
        .map(|path| planner.below("self-description", &path.replace("{id}", "1")))
        .map(|probe| probe.method(Method::Options))
        .collect()
}
