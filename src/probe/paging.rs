use super::{Planner, Scope};
use crate::exchange::{Method, PlannedRequest};

/// A walk is cut into about this many pages, or into full pages of 100 where that makes more.
const MEMBER_PAGES: u64 = 3;
const PLAN_PAGES: u64 = 2;

/// A walk over all pages of each list, a page past the end, an offset past the end.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    let mut probes = Vec::new();
    let scope = planner.aside.scope;
    // The longest walk; a larger shop is walked in part.
    let longest = scope.longest_walk(planner.aside.budget);
    let lists = [
        (
            "members",
            planner.facts.members_total,
            MEMBER_PAGES.min(longest),
        ),
        ("plans", planner.facts.plans_total, PLAN_PAGES),
    ];
    let lists = match scope {
        Scope::Quick => &lists[..1],
        Scope::Standard | Scope::Thorough => &lists[..],
    };
    for (kind, total, most) in lists.iter().copied() {
        let tail = format!("/{kind}");
        let Some(total) = total else {
            planner.cannot(format!("paging of {kind}"), "the list has no X-WP-Total");
            continue;
        };
        if total < 2 {
            planner.cannot(
                format!("paging of {kind}"),
                format!("the site lists {total} of them"),
            );
        } else {
            let per_page = total.div_ceil(most).clamp(1, 100);
            let pages = total.div_ceil(per_page);
            if pages > longest {
                planner.cannot(
                    format!("paging of {kind}"),
                    format!("walked {longest} of {pages} pages of {per_page}"),
                );
            }
            // Between requests of the same list by GET, with whose totals it must agree.
            if kind == "members" && scope != Scope::Quick {
                let head = planner.get("headers of a list", &tail).method(Method::Head);
                probes.push(head.with("per_page", "1"));
            }
            for page in 1..=pages.min(longest) {
                probes.push(
                    planner
                        .get("walk over pages", &tail)
                        .with("per_page", per_page.to_string())
                        .with("page", page.to_string()),
                );
            }
        }
        if kind == "members" && scope != Scope::Quick {
            let past = total.saturating_add(2).to_string();
            probes.push(planner.get("page past the end", &tail).with("page", past));
        }
    }
    let total = planner.facts.members_total.unwrap_or(0);
    if total > 1 && scope != Scope::Quick {
        probes.push(
            planner
                .get("offset", "/members")
                .with("offset", total.saturating_sub(3).to_string())
                .with("per_page", "5"),
        );
        probes.push(
            planner
                .get("offset past the end", "/members")
                .with("offset", total.saturating_add(1).to_string()),
        );
    }
    probes
}
