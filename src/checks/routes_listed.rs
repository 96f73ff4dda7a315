use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Api, Route, template_of};

static RULE: Rule = Rule {
    id: "routes-listed",
    level: Level::Error,
    class: Class::Semantics,
    title: "The index of the API lists every route that responds",
    unit: "routes",
    what: "Every route under wc/vN/memberships that responded with a success must be among the \
           `routes` of the index of that version.",
    why: "Clients that discover the API by its index, and security plugins that allow only the \
          listed routes, do not know a route that is missing there.",
    example: "GET …/plans/20 returns 200, but the index has no plans/(?P<id>[\\d]+).",
    remedy: "Look for a plugin that filters rest_route_data or rest_endpoints, and for an index \
             from a cache of an older release.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NotListed = "not-listed": "the route in the index", "an index without it";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<RoutesListed>::default(),
};

#[derive(Default)]
struct RoutesListed {
    listed: BTreeMap<Api, (BTreeSet<String>, usize)>,
    responded: BTreeMap<(Api, String), Arc<Evidence>>,
}

impl Check for RoutesListed {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(address) = seen.address.as_ref().filter(|_| seen.is_success()) else {
            return;
        };
        match address.route {
            Route::Unknown(_) => {}
            Route::Index => {
                let routes = seen
                    .object()
                    .and_then(|body| body.get("routes")?.as_object());
                if let Some(routes) = routes {
                    let templates = routes.keys().map(|regex| template_of(regex)).collect();
                    self.listed.insert(address.api, (templates, seen.number));
                }
            }
            _ if seen.is_error_envelope() => {}
            _ => {
                let key = (address.api, address.template());
                if let std::collections::btree_map::Entry::Vacant(entry) = self.responded.entry(key)
                {
                    report.examined(context, 1);
                    entry.insert(context.evidence());
                }
            }
        }
    }

    fn end(&mut self, _run: &RunContext, report: &mut Reporter<'_>) {
        for ((api, template), evidence) in &self.responded {
            let Some((listed, number)) = self.listed.get(api) else {
                report.unexercised(
                    format!("whether the index of {api} lists every route"),
                    "no index with routes was read",
                );
                continue;
            };
            if listed.contains(template) {
                continue;
            }
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Sequence("routes of the index".into()),
                cause: Fault::NotListed.into(),
                source: Some("docs/observed.md#1".into()),
            };
            let place = (
                "routes".to_owned(),
                Some(Value::from(template.as_str()).to_string()),
                None,
            );
            report.late_beside(evidence, violation, place, &[*number], Vec::new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn with_index(routes: &[&str]) -> Vec<String> {
        let routes: serde_json::Map<String, Value> = routes
            .iter()
            .map(|route| (format!("/wc/v3/memberships{route}"), json!({})))
            .collect();
        let index = get("", 200, &json!({ "routes": routes }));
        findings(
            &ENTRY,
            &[index, get("/plans/20", 200, &json!({ "id": 20 }))],
        )
    }

    #[test]
    fn a_route_that_responds_and_is_not_listed_is_found() {
        assert_eq!(
            with_index(&["/plans"]),
            ["routes of the index: the route in the index, an index without it found"]
        );
    }

    #[test]
    fn listed_routes_and_a_recording_without_an_index_are_silent() {
        assert_eq!(with_index(&["/plans", "/plans/(?P<id>[\\d]+)"]), [""; 0]);
        assert_eq!(findings(&ENTRY, &[get("/plans", 200, &json!([]))]), [""; 0]);
    }
}
