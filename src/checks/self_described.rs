use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::entities::entities;
use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext};
use crate::contract::{JsonPath, Place};
use crate::document::Edition;
use crate::exchange::Method;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Api, Route};

static RULE: Rule = Rule {
    id: "self-described",
    level: Level::Error,
    class: Class::Semantics,
    title: "OPTIONS names every property and every argument that the contract has",
    unit: "properties and arguments",
    what: "Every key of a membership or plan that the contract declares and that responses hold \
           must be in the `schema` that OPTIONS returns for the route, and every query argument of \
           the contract in its `args` for GET. Properties that no site describes (`customer_data`, \
           `plan_name`, `_links`) are skipped (`docs/observed.md#7`).",
    why: "Clients and generators that read the self-description do not see a property that it \
          omits, and WordPress does not check an argument that is not declared.",
    example: "Memberships have `order_id`, and the schema of OPTIONS has no such property.",
    remedy: "Look for a plugin that changes the schema or the collection parameters \
             (woocommerce_rest_…_item_schema, rest_…_collection_params).",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoProperty = "no-property": "the property in the schema of OPTIONS", "a schema without it";
        NoArgument = "no-argument": "the argument in the args of OPTIONS", "args without it";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<SelfDescribed>::default(),
};

/// Keys that responses have and that no site describes.
const NEVER_DESCRIBED: [&str; 3] = ["customer_data", "plan_name", "_links"];

type About = (Api, bool);

#[derive(Default)]
struct SelfDescribed {
    /// What OPTIONS says of members or plans.
    described: BTreeMap<About, Described>,
    /// The first place of each key that responses hold.
    keys: BTreeMap<About, BTreeMap<String, usize>>,
}

/// The properties that OPTIONS names for the list and for the item, which have one schema.
struct Described {
    by_all: BTreeSet<String>,
    by_any: BTreeSet<String>,
    evidence: Arc<Evidence>,
}

impl Described {
    /// Whether a key is named wherever it must be. Those of Subscriptions come and go with it, so
    /// that in a long recording one description may be older than the other.
    fn names(&self, key: &str) -> bool {
        let is_of_subscriptions = key.starts_with("subscription_") || key.starts_with("has_");
        self.by_all.contains(key) || (is_of_subscriptions && self.by_any.contains(key))
    }
}

impl Check for SelfDescribed {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(address) = seen.address.as_ref().filter(|_| seen.is_success()) else {
            return;
        };
        let about = (address.api, address.route.is_plan());
        if seen.method != Method::Options {
            self.learn(about, context, run, report);
            return;
        }
        let Some(body) = seen
            .object()
            .filter(|_| !matches!(address.route, Route::Batch))
        else {
            return;
        };
        let properties = body
            .pointer("/schema/properties")
            .and_then(Value::as_object);
        if let Some(properties) = properties {
            let names: BTreeSet<String> = properties.keys().cloned().collect();
            match self.described.get_mut(&about) {
                None => {
                    let described = Described {
                        by_any: names.clone(),
                        by_all: names,
                        evidence: context.evidence(),
                    };
                    self.described.insert(about, described);
                }
                Some(known) => {
                    if !known.by_all.is_subset(&names) {
                        known.evidence = context.evidence();
                    }
                    known.by_all.retain(|name| names.contains(name));
                    known.by_any.extend(names);
                }
            }
        }
        let has_subscriptions = properties
            .is_none_or(|it| it.contains_key("subscription_id") || address.route.is_plan());
        let Some(args) = arguments(body) else { return };
        // What the documentation leaves out, and what it says wrongly of arguments, is known.
        let Some(contract) = run.own_contract(address.api, Edition::Observed) else {
            return;
        };
        let Some(operation) = contract.operation(&Method::Get, &address.template()) else {
            return;
        };
        let known = operation.parameters.iter().filter(|it| {
            it.place == Place::Query
                && !it.undeclared
                && !it.name.starts_with('_')
                && (has_subscriptions || it.name != "subscription")
        });
        for parameter in known {
            report.examined(context, 1);
            if args.contains(parameter.name.as_str()) {
                continue;
            }
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Parameter(parameter.name.clone()),
                cause: Fault::NoArgument.into(),
                source: Some("docs/observed.md#7".into()),
            };
            report.fault(context, violation, super::At::Whole);
        }
    }

    fn end(&mut self, _run: &RunContext, report: &mut Reporter<'_>) {
        for (about, keys) in &self.keys {
            let Some(described) = self.described.get(about) else {
                let (api, is_plan) = about;
                let noun = if *is_plan { "plans" } else { "members" };
                report.unexercised(
                    format!("whether OPTIONS describes the {noun} of {api}"),
                    "no self-description was read",
                );
                continue;
            };
            for (key, number) in keys.iter().filter(|(key, _)| !described.names(key)) {
                let path = JsonPath::root().key(key);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: Fault::NoProperty.into(),
                    source: Some("docs/observed.md#7".into()),
                };
                let place = ("schema.properties".to_owned(), None, None);
                report.late_beside(&described.evidence, violation, place, &[*number], Vec::new);
            }
        }
    }
}

impl SelfDescribed {
    /// Takes in the keys of the first item of a response, except for those that memberspec's own
    /// contract does not declare: of those undocumented-property speaks, and what a plugin adds and
    /// was learned need not be described.
    fn learn(
        &mut self,
        about: About,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let items = entities(context.seen);
        let Some((item, keys)) = items
            .first()
            .and_then(|item| Some((item, item.value.as_object()?)))
        else {
            return;
        };
        let known = self.keys.entry(about).or_default();
        if keys.keys().all(|key| known.contains_key(key)) {
            return;
        }
        let seen = context.seen;
        let contract = run.own_contract(about.0, run.edition());
        let address = seen.address.as_ref();
        let response = contract.as_ref().zip(address).and_then(|(contract, it)| {
            let operation = contract.operation(&seen.method, &it.template())?;
            operation.response(seen.status())
        });
        let Some(schema) = response.and_then(|it| it.schema.as_ref()) else {
            return;
        };
        let undeclared = schema.undeclared(item.value);
        for key in keys.keys() {
            let is_told = NEVER_DESCRIBED.contains(&key.as_str())
                || undeclared.contains(&JsonPath::root().key(key).pattern());
            if !is_told && !known.contains_key(key) {
                report.examined(context, 1);
                known.insert(key.clone(), context.seen.number);
            }
        }
    }
}

/// The arguments of GET; none where the description names no endpoint for it.
fn arguments(body: &Value) -> Option<BTreeSet<&str>> {
    let endpoints = body.get("endpoints")?.as_array()?;
    let of_get = endpoints.iter().find(|endpoint| {
        let methods = endpoint.get("methods").and_then(Value::as_array);
        methods.is_some_and(|list| list.iter().any(|method| method == "GET"))
    })?;
    // PHP writes no arguments as an empty list.
    let names = of_get.get("args").and_then(Value::as_object);
    Some(
        names
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, get};
    use serde_json::json;

    fn described(leave_out: &str) -> Vec<String> {
        let mut properties = member(19);
        let mut args: Value = [
            "context",
            "page",
            "per_page",
            "search",
            "include",
            "exclude",
            "offset",
            "status",
            "plan",
            "customer",
            "order",
            "product",
            "subscription",
        ]
        .into_iter()
        .map(|name| (name.to_owned(), json!({})))
        .collect::<serde_json::Map<String, Value>>()
        .into();
        for map in [&mut properties, &mut args] {
            map.as_object_mut().unwrap().shift_remove(leave_out);
        }
        let body = json!({
            "endpoints": [{ "methods": ["GET"], "args": args }],
            "schema": { "properties": properties }
        });
        findings(
            &ENTRY,
            &[
                ask(Method::Options, "/members", 200, &body.to_string()),
                get("/members/19", 200, &member(19)),
            ],
        )
    }

    #[test]
    fn a_property_and_an_argument_that_are_left_out_are_found() {
        assert_eq!(
            described("order_id"),
            ["$.order_id: the property in the schema of OPTIONS, a schema without it found"]
        );
        assert_eq!(
            described("customer"),
            ["parameter customer: the argument in the args of OPTIONS, args without it found"]
        );
    }

    #[test]
    fn what_is_described_and_what_no_site_describes_are_silent() {
        for name in ["nothing", "plan_name"] {
            assert_eq!(described(name), [""; 0]);
        }
    }
}
