use super::{Planner, filters, items};
use crate::exchange::PlannedRequest;

/// The same few items in one list of each version, one right after the other.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    let mut probes = Vec::new();
    let apis = planner.aside.apis.clone();
    if apis.is_empty() {
        planner.cannot(
            "whether the versions of the API agree",
            "the site has no other version, or it is judged by itself",
        );
        return probes;
    }
    for (kind, ids) in [
        ("members", telling(planner)),
        ("plans", telling_plans(planner)),
    ] {
        let Some(ids) = ids else { continue };
        let list = |purpose: &str, path: &str| {
            planner
                .below(purpose, path)
                .with("include", ids.as_str())
                .with("per_page", filters::ROWS)
        };
        probes.push(list("filter include", &planner.path(&format!("/{kind}"))));
        for api in &apis {
            let path = format!("/wc/{api}/memberships/{kind}");
            let purpose = format!("to compare: the same in {api}");
            probes.push(list(&purpose, &path).compared());
        }
    }
    probes
}

/// The members that were read alone, once more in one list, to see whether reading changed them.
pub(super) fn closing(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    let Some(ids) = telling(planner) else {
        planner.cannot(
            "whether reading a membership changes it",
            "no members were listed",
        );
        return Vec::new();
    };
    let again = planner.get("the members that were read, again", "/members");
    vec![
        again
            .with("include", ids)
            .with("per_page", filters::ROWS)
            .repeated(),
    ]
}

/// The members that are read alone, as `include` takes them; none where fewer than two are known.
pub(super) fn telling(planner: &Planner<'_>) -> Option<String> {
    included(&planner.facts.telling_members(items::MEMBERS))
}

/// The same of plans that are listed: a draft is in no list (`docs/observed.md#4`).
pub(super) fn telling_plans(planner: &Planner<'_>) -> Option<String> {
    included(&planner.facts.telling_plans(items::PLANS))
}

fn included(ids: &[i64]) -> Option<String> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    (!ids.is_empty()).then(|| ids.join(","))
}
