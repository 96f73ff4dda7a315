use std::collections::BTreeMap;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::Operation;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Api, Paging, Route};

static RULE: Rule = Rule {
    id: "filters-complete",
    level: Level::Error,
    class: Class::Filters,
    title: "The lists of all statuses together are the whole list",
    unit: "statuses",
    what: "If a run requests the list of every status that the filter accepts, and the whole list \
           before and after, the totals of the statuses must add up to the total. If the whole \
           list changed meanwhile, the shop has sold something, and nothing is judged. v4 is \
           skipped, because its unfiltered list includes memberships in the Trash \
           (`docs/observed.md#2`).",
    why: "A member who is not in the list of any status is missing from every report.",
    example: "The total of status=any is 60; the eight statuses add up to 58.",
    remedy: "Look for a cache with outdated lists, and for a plugin that restricts one status \
             (pre_get_posts, posts_where).",
};

causes! {
    /// What the check finds.
    enum Fault {
        Fewer = "fewer-members": "statuses that add up to the whole list", "fewer members";
        More = "more-members": "statuses that add up to the whole list", "more members";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<FiltersComplete>::default(),
};

/// A collection that takes longer says nothing: a shop may have sold and cancelled.
const WINDOW: std::time::Duration = std::time::Duration::from_secs(60);

#[derive(Default)]
struct FiltersComplete {
    seen: BTreeMap<Api, Collected>,
}

#[derive(Default)]
struct Collected {
    whole: Vec<u64>,
    whole_in: Option<usize>,
    statuses: BTreeMap<String, u64>,
    epoch: u64,
    since: Option<jiff::Timestamp>,
    numbers: Vec<usize>,
}

impl Check for FiltersComplete {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(address) = &seen.address else { return };
        let is_list = address.route == Route::Members && address.api != Api::V4;
        let only_status = seen.query.names().iter().all(|name| {
            matches!(*name, "status" | "per_page" | "page") || crate::redact::is_secret_name(name)
        });
        if !is_list || !only_status {
            return;
        }
        let Some(total) = Paging::of(seen).and_then(|paging| paging.total.number()) else {
            return;
        };
        let moment = run.moment();
        let collected = self.seen.entry(address.api).or_default();
        let is_live = run.traffic() == super::Traffic::Live;
        let late = match (moment.at, collected.since) {
            // What does not add up is asked again before it counts.
            _ if is_live => false,
            (Some(now), Some(then)) => now.duration_since(then).unsigned_abs() > WINDOW,
            _ => false,
        };
        if collected.epoch != moment.epoch || late {
            *collected = Collected {
                epoch: moment.epoch,
                ..Collected::default()
            };
        }
        if collected.since.is_none() {
            collected.since = moment.at;
        }
        collected.numbers.push(seen.number);
        match seen.query.get("status") {
            None | Some("any") => {
                collected.whole.push(total);
                collected.whole_in = Some(seen.number);
            }
            Some(status) => {
                collected.statuses.insert(status.to_owned(), total);
            }
        }
        let statuses = run
            .operation(seen, run.edition())
            .or_else(|| run.operation(seen, crate::document::Edition::Observed))
            .map(statuses)
            .unwrap_or_default();
        let complete = !statuses.is_empty()
            && statuses
                .iter()
                .all(|status| collected.statuses.contains_key(status));
        if !complete || collected.whole.len() < 2 {
            return;
        }
        let done = std::mem::take(collected);
        let whole = done.whole[0];
        if done.whole.iter().any(|total| *total != whole) {
            return;
        }
        report.examined(context, done.statuses.len());
        let sum = (done.statuses.values()).fold(0_u64, |sum, total| sum.saturating_add(*total));
        if sum != whole {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Parameter("status".into()),
                cause: if sum < whole {
                    Fault::Fewer
                } else {
                    Fault::More
                }
                .into(),
                source: None,
            };
            let numbers = format!("{sum} over the statuses, {whole} in the whole list");
            report.contradiction(
                context,
                violation,
                At::Value(&numbers),
                &done.numbers,
                || {
                    let total = "header X-WP-Total";
                    let label = format!("{} statuses together", done.statuses.len());
                    vec![
                        facts::text("the whole list", done.whole_in, total, &whole.to_string()),
                        facts::text(&label, None, "", &sum.to_string()),
                    ]
                },
            );
        }
    }
}

/// The statuses that the filter takes, without `any`.
fn statuses(operation: &Operation) -> Vec<String> {
    operation
        .query("status")
        .and_then(|parameter| parameter.schema.get("enum")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|status| status.as_str())
        .filter(|status| *status != "any")
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, findings, get};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn totals(totals: &[(&str, u64)]) -> Vec<Exchange> {
        totals
            .iter()
            .map(|(query, total)| {
                get(&format!("/members?{query}"), 200, &json!([])).paged(*total, total.div_ceil(10))
            })
            .collect()
    }

    fn run(whole: (u64, u64), paused: u64) -> Vec<String> {
        findings(
            &ENTRY,
            &totals(&[
                ("per_page=10", whole.0),
                ("status=active", 40),
                ("status=free_trial", 1),
                ("status=delayed", 2),
                ("status=complimentary", 3),
                ("status=pending", 4),
                ("status=paused", paused),
                ("status=expired", 3),
                ("status=cancelled", 2),
                ("status=any", whole.1),
            ]),
        )
    }

    #[test]
    fn a_status_that_hides_a_member_is_found() {
        assert_eq!(
            run((60, 60), 4),
            ["parameter status: statuses that add up to the whole list, fewer members found"]
        );
    }

    #[test]
    fn a_whole_that_adds_up_and_one_that_changed_are_silent() {
        assert_eq!(run((60, 60), 5), [""; 0]);
        assert_eq!(run((60, 61), 5), [""; 0]);
    }
}
