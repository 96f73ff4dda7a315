use std::collections::BTreeSet;

use serde_json::Value;

use super::{Planner, Scope, items, versions};
use crate::base::Release;
use crate::contract::Place;
use crate::exchange::PlannedRequest;
use crate::interpret::{Api, MEMBER_STATUSES, NOBODY, id_of};

/// How many rows of a filtered list are looked at.
pub(super) const ROWS: &str = "20";

/// Each documented filter of both lists, with values taken from the site's own rows.
pub(super) fn probes(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    if planner.aside.scope == Scope::Quick {
        return quick(planner);
    }
    // Asked for already where the run was given names.
    let mut probes = items::names(planner);
    for kind in ["members", "plans"] {
        for name in parameters(planner, kind) {
            let values = match kind {
                "members" => of_members(planner, &name),
                _ => of_plans(planner, &name),
            };
            let tail = format!("/{kind}");
            for value in values {
                let mut probe = planner
                    .get(format!("filter {name}"), &tail)
                    .with(&name, value)
                    .with("per_page", ROWS);
                // `any` narrows nothing, so that it needs no list of its own.
                if kind == "members" && name == "exclude" && planner.api != Api::V4 {
                    probe = probe.with("status", "any");
                }
                probes.push(probe);
            }
        }
    }
    probes.extend(combined(planner));
    probes.extend(fitting_nobody(planner));
    probes
}

/// One status that the site has.
fn quick(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    let seen = planner.facts.values("status");
    let status = MEMBER_STATUSES
        .into_iter()
        .find(|known| seen.iter().any(|it| it == known));
    let Some(status) = status else {
        planner.cannot("filter status", "no members were listed");
        return Vec::new();
    };
    let probe = planner.get("filter status", "/members");
    vec![probe.with("status", status).with("per_page", ROWS)]
}

/// Two filters together, of which each alone lists more: some members have the plan and another
/// status, some the status and another plan.
fn combined(planner: &mut Planner<'_>) -> Option<PlannedRequest> {
    let of = |member: &Value| {
        let status = member.get("status").and_then(Value::as_str)?;
        let known = MEMBER_STATUSES.into_iter().find(|it| *it == status)?;
        Some((id_of(member.get("plan_id")?)?, known))
    };
    let pairs: BTreeSet<(i64, &str)> = planner.facts.members.values().filter_map(of).collect();
    let tells = |(plan, status): &&(i64, &str)| {
        let is_partner = |(other, of): &(i64, &str)| (other == plan) != (of == status);
        let partners = || pairs.iter().filter(|it| is_partner(it));
        partners().any(|(other, _)| other == plan) && partners().any(|(_, of)| of == status)
    };
    let Some((plan, status)) = pairs.iter().find(tells) else {
        planner.cannot(
            "two filters together",
            "no two listed members have the same plan or status and differ in the other",
        );
        return None;
    };
    let probe = planner.get("two filters together", "/members");
    Some(
        probe
            .with("plan", plan.to_string())
            .with("status", *status)
            .with("per_page", ROWS),
    )
}

/// Values that no member can have, so that each of the lists must be empty.
fn fitting_nobody(planner: &mut Planner<'_>) -> Vec<PlannedRequest> {
    let unused = planner.facts.unused_id().to_string();
    let mut values = vec![("plan", unused.as_str())];
    if planner
        .release()
        .is_none_or(|release| release >= Release::WRITES)
    {
        values.extend([("customer", NOBODY), ("customer", "0")]);
    } else {
        planner.cannot(
            "filters by a customer that does not exist",
            "this release fails or lists everybody (`docs/releases.md`)",
        );
    }
    let probe = |(name, value): (&str, &str)| {
        planner
            .get(format!("filter {name} by a value of nobody"), "/members")
            .with(name, value)
            .with("per_page", ROWS)
    };
    values.into_iter().map(probe).collect()
}

/// The query parameters that the contract gives a list, except for those of paging and context.
fn parameters(planner: &Planner<'_>, kind: &str) -> Vec<String> {
    let path = planner.path(&format!("/{kind}"));
    let operation = planner
        .contract
        .operation(&crate::exchange::Method::Get, &path);
    operation
        .into_iter()
        .flat_map(|operation| &operation.parameters)
        .filter(|parameter| parameter.place == Place::Query)
        .map(|parameter| parameter.name.clone())
        .filter(|name| !matches!(name.as_str(), "page" | "per_page" | "offset" | "context"))
        .filter(|name| !name.starts_with('_'))
        .collect()
}

fn of_members(planner: &mut Planner<'_>, name: &str) -> Vec<String> {
    let one = |planner: &mut Planner<'_>, key: &str, thing: &str| -> Vec<String> {
        let telling = planner.facts.telling_members(super::items::MEMBERS);
        let values = planner.facts.ids(key, &telling);
        if values.is_empty() {
            planner.cannot(
                format!("filter {name}"),
                format!("no membership with {thing} on this site was listed"),
            );
        }
        values
            .first()
            .map(ToString::to_string)
            .into_iter()
            .collect()
    };
    match name {
        "status" => statuses(planner),
        "customer" => {
            let why = match (planner.facts.named_customer, planner.aside.customer.len()) {
                (Some(id), _) => return vec![id.to_string()],
                (None, 0) => "the key may not read customers, and none was named (--customer)",
                (None, _) => "the customer that was named has no membership",
            };
            planner.cannot("filter customer by e-mail address and login", why);
            one(planner, "customer_id", "a customer")
        }
        "order" => one(planner, "order_id", "an order"),
        "product" => one(planner, "product_id", "a product"),
        "subscription" => one(planner, "subscription_id", "a subscription"),
        "plan" => {
            let mut values = one(planner, "plan_id", "a plan");
            match (planner.api, planner.facts.plan_slug()) {
                // v4 takes ids only (`docs/observed.md#2`).
                (Api::V4, _) => {}
                (_, Some(slug)) => values.push(slug),
                (_, None) => planner.cannot("filter plan by slug", "no listed plan has a slug"),
            }
            values
        }
        "include" => versions::telling(planner).into_iter().collect(),
        "exclude" => some_ids(&planner.facts.first_members),
        _ => Vec::new(),
    }
}

fn of_plans(planner: &mut Planner<'_>, name: &str) -> Vec<String> {
    match name {
        "include" => versions::telling_plans(planner).into_iter().collect(),
        // Without a status the list is that of published ones.
        "status" => vec!["draft".to_owned()],
        "search" => Vec::new(),
        _ => Vec::new(),
    }
}

/// Every status that the contract lists; those that no row had are asked too, a site may hold
/// them beyond the rows seen.
fn statuses(planner: &mut Planner<'_>) -> Vec<String> {
    let path = planner.path("/members");
    let listed: Vec<String> = planner
        .contract
        .operation(&crate::exchange::Method::Get, &path)
        .and_then(|operation| operation.query("status"))
        .map(|parameter| options(&parameter.schema))
        .unwrap_or_default();
    let seen = planner.facts.values("status");
    let mut asked: Vec<String> = listed.iter().filter(|it| *it != "any").cloned().collect();
    for status in &seen {
        // A trashed membership is read, and is no value of the filter in v2 and v3.
        if listed.is_empty() && status != "trash" {
            asked.push(status.clone());
        }
    }
    for status in listed
        .iter()
        .filter(|status| *status != "any" && !seen.contains(status))
    {
        planner.cannot(
            format!("memberships with the status {status}"),
            "none was in the pages that were read",
        );
    }
    asked
}

fn options(schema: &Value) -> Vec<String> {
    let direct = schema.get("enum").or_else(|| schema.pointer("/items/enum"));
    direct
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Two ids that the list shows when nothing is filtered, so that a filter that is ignored shows.
fn some_ids(listed: &[i64]) -> Vec<String> {
    let ids: Vec<String> = listed.iter().take(2).map(ToString::to_string).collect();
    if ids.is_empty() {
        Vec::new()
    } else {
        vec![ids.join(",")]
    }
}
