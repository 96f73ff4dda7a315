use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde_json::Value;

use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext};
use crate::base::plural;
use crate::contract::Presence;
use crate::document::Edition;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Api;

static RULE: Rule = Rule {
    id: "never-seen",
    level: Level::Info,
    class: Class::Shape,
    title: "Every key that the contract declares is seen in at least one response",
    unit: "rows",
    what: "The keys that schemas declare as optional are counted over all lists and single items \
           of a run. A key that never appears, although its object did, is reported once. Keys \
           that exist only with WooCommerce Subscriptions are reported as not exercised.",
    why: "A documented key that no site sends is a promise that clients rely on in vain; a key \
          that this site does not send could not be judged in this run.",
    example: "`subcription_access_length` (the spelling of the documentation) is not in any plan.",
    remedy: "None is needed if the site has no data for it. Otherwise check the release of the \
             plugin, and whether Subscriptions is active.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Never = "never-there": "a documented key", "never there";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<NeverSeen>::default(),
};

#[derive(Default)]
struct NeverSeen {
    presences: BTreeMap<(Api, Edition, String), Counted>,
}

/// The keys of one operation in one edition.
struct Counted {
    presence: Presence,
    serials: HashSet<u64, BuildHasherDefault<FxHasher>>,
    evidence: Arc<Evidence>,
}

impl Check for NeverSeen {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let (Some(address), Some(body)) = (&seen.address, seen.json()) else {
            return;
        };
        if seen.rows().is_none_or(<[_]>::is_empty) && seen.item().is_none() {
            return;
        }
        let mut examined = 0;
        for edition in run.editions() {
            let readings = context.readings(run, *edition);
            let Some(schema) = readings.schema() else {
                continue;
            };
            examined = readings.rows().len();
            let key = (address.api, *edition, context.operation.clone());
            let counted = self.presences.entry(key).or_insert_with(|| Counted {
                presence: Presence::default(),
                serials: HashSet::default(),
                evidence: context.evidence(),
            });
            // A row that was counted before adds nothing.
            let fresh: Vec<&Value> = readings
                .rows()
                .iter()
                .filter(|(_, reading)| counted.serials.insert(reading.serial))
                .filter_map(|(index, _)| body.row(*index))
                .collect();
            for value in fresh {
                schema.count(value, &mut counted.presence);
            }
        }
        report.examined(context, examined);
    }

    fn end(&mut self, run: &RunContext, report: &mut Reporter<'_>) {
        for ((api, edition, operation), counted) in &self.presences {
            let edition = *edition;
            let Some((method, template)) = operation.split_once(' ') else {
                continue;
            };
            let schema = run
                .contract(*api, edition)
                .and_then(|contract| {
                    contract.operation(&crate::exchange::Method::parse(method), template)
                })
                .and_then(|operation| operation.response(200))
                .and_then(|response| response.schema.as_ref());
            let Some(schema) = schema else { continue };
            for (place, objects, requires) in schema.never_seen(&counted.presence) {
                if edition == Edition::Observed {
                    let reason = match requires {
                        Some(plugin) => format!(
                            "not in any response; it requires the plugin \
                                                 {plugin}"
                        ),
                        None => format!("not in any of {}", plural(objects, "response")),
                    };
                    report.unexercised(format!("{operation} {place}"), reason);
                    continue;
                }
                let violation = Violation {
                    basis: Basis::Documented,
                    location: Location::Json(place.clone()),
                    cause: Fault::Never.into(),
                    source: Some(format!("#{}", schema.pointer)),
                };
                report.late(&counted.evidence, violation, place, None, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::plan;
    use crate::checks::testing::{get, judge};
    use serde_json::json;

    #[test]
    fn under_the_observed_contract_it_is_no_finding() {
        let lines = judge(
            &ENTRY,
            &[get("/plans", 200, &json!([plan(20)]))],
            Edition::Observed,
        );
        assert!(
            lines.iter().all(|line| !line.starts_with("$[*].id")),
            "{lines:?}"
        );
    }
}
