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
    title: "The index of the API lists the routes that respond, and no others",
    unit: "routes",
    what: "Every route under wc/vN/memberships that responded with a success must be among the \
           `routes` of the index of that version, and a list that is among them must not be \
           rejected with 404 `rest_no_route`.",
    why: "Clients that discover the API by its index, and security plugins that allow only the \
          listed routes, do not know a route that is missing there, and rely on one that is.",
    example: "GET …/plans/20 returns 200, but the index has no plans/(?P<id>[\\d]+).",
    remedy: "Look for a plugin that filters rest_route_data or rest_endpoints, and for an index \
             from a cache of an older release.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NotListed = "not-listed": "the route in the index", "an index without it";
        NotServed { resource: String } = "not-served":
        "a response of {resource}, which the index lists", "404 rest_no_route";
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
    /// Where WordPress knows no route, the first time and the numbers of all, by route.
    refused: BTreeMap<(Api, String), (Arc<Evidence>, Vec<usize>)>,
}

/// How many rejections of one route are kept as evidence.
const TOLD: usize = 50;

impl Check for RoutesListed {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(address) = &seen.address else { return };
        let key = || (address.api, address.template());
        let is_unknown = seen.status() == 404 && seen.error_code() == Some("rest_no_route");
        if is_unknown && seen.method.is_safe() && !matches!(address.route, Route::Unknown(_)) {
            let first = || (context.evidence(), Vec::new());
            let (_, numbers) = self.refused.entry(key()).or_insert_with(first);
            if numbers.len() < TOLD {
                numbers.push(seen.number);
            }
        }
        if !seen.is_success() {
            return;
        }
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
                if let std::collections::btree_map::Entry::Vacant(entry) =
                    self.responded.entry(key())
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
        self.report_not_served(report);
    }
}

impl RoutesListed {
    /// A list without a route takes its items along, which are one cause with it; an item alone may
    /// be rejected so for an id that does not exist, which error-code reports.
    fn report_not_served(&self, report: &mut Reporter<'_>) {
        for ((api, template), (evidence, numbers)) in &self.refused {
            let Some((listed, index)) = self.listed.get(api) else {
                continue;
            };
            let is_list = !template.ends_with("/{id}");
            if !is_list
                || !listed.contains(template)
                || self.responded.contains_key(&(*api, template.clone()))
            {
                continue;
            }
            report.examined_at(&evidence.operation, 1);
            let items = self.refused.get(&(*api, format!("{template}/{{id}}")));
            let mut others = vec![*index];
            others.extend(numbers.iter().skip(1));
            others.extend(items.into_iter().flat_map(|(_, numbers)| numbers));
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Sequence("routes of the index".into()),
                cause: Fault::NotServed {
                    resource: template.clone(),
                }
                .into(),
                source: Some("docs/observed.md#1".into()),
            };
            let place = (
                "routes".to_owned(),
                Some(Value::from(template.as_str()).to_string()),
                None,
            );
            report.late_beside(evidence, violation, place, &others, Vec::new);
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
    fn a_list_of_the_index_without_a_route_is_found_and_an_unknown_id_is_not() {
        let listed = |route: &str| format!("/wc/v3/memberships{route}");
        let routes = ["/plans", "/plans/(?P<id>[\\d]+)"].map(listed);
        let routes: serde_json::Map<String, Value> =
            routes.into_iter().map(|it| (it, json!({}))).collect();
        let none = json!({ "code": "rest_no_route", "message": "No route.", "data": {} });
        let lines = |answers: &[(&str, u16)]| {
            let mut exchanges = vec![get("", 200, &json!({ "routes": routes }))];
            exchanges.extend(answers.iter().map(|(path, status)| match status {
                200 => get(path, 200, &json!([])),
                _ => get(path, 404, &none),
            }));
            findings(&ENTRY, &exchanges)
        };
        let found = lines(&[("/plans", 404), ("/plans/20", 404), ("/members", 404)]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("404 rest_no_route found"), "{found:?}");
        assert_eq!(lines(&[("/plans/20", 404)]), [""; 0]);
        assert_eq!(lines(&[("/plans", 200), ("/plans", 404)]), [""; 0]);
    }

    #[test]
    fn listed_routes_and_a_recording_without_an_index_are_silent() {
        assert_eq!(with_index(&["/plans", "/plans/(?P<id>[\\d]+)"]), [""; 0]);
        assert_eq!(findings(&ENTRY, &[get("/plans", 200, &json!([]))]), [""; 0]);
    }
}
