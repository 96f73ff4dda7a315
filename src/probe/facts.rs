use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::seen::{Paging, Route, Row, Seen};

/// What the responses so far say about the site's data; the values that later probes use.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Memberships seen in lists, by id.
    pub members: BTreeMap<i64, Value>,
    /// Plans seen in lists, by id.
    pub plans: BTreeMap<i64, Value>,
    /// Ids in the order of the first plain list of each kind, newest first.
    pub first_members: Vec<i64>,
    /// The same of plans.
    pub first_plans: Vec<i64>,
    /// The customer whose names the run was given.
    pub named_customer: Option<i64>,
    /// How many memberships the site says it has.
    pub members_total: Option<u64>,
    /// How many plans the site lists.
    pub plans_total: Option<u64>,
    /// The routes that the namespace index lists, as templates:
    /// `/wc/v3/memberships/members/{id}`.
    pub routes: BTreeSet<String>,
}

impl Facts {
    /// Learns from a response.
    pub(crate) fn learn(&mut self, seen: &Seen<'_>) {
        if seen.route() == Some(&Route::Index) && seen.is_success() {
            let routes = seen
                .json()
                .and_then(|body| body.get("routes"))
                .and_then(Value::as_object);
            self.routes.extend(
                routes
                    .into_iter()
                    .flatten()
                    .map(|(regex, _)| template(regex)),
            );
        }
        let Some(rows) = seen.rows() else { return };
        let total = Paging::of(seen).and_then(|paging| paging.total.number());
        let is_plain = seen.query.names().iter().all(|name| {
            matches!(*name, "page" | "per_page") || crate::redact::is_secret_name(name)
        });
        let (items, first, known_total) = match seen.route() {
            Some(Route::Members) => (
                &mut self.members,
                &mut self.first_members,
                &mut self.members_total,
            ),
            Some(Route::Plans) => (
                &mut self.plans,
                &mut self.first_plans,
                &mut self.plans_total,
            ),
            _ => return,
        };
        let id = |row: &Arc<Row>| row.get("id").and_then(Value::as_i64);
        if is_plain && first.is_empty() {
            first.extend(rows.iter().filter_map(id));
        }
        if is_plain && total.is_some() {
            *known_total = total;
        }
        for row in rows {
            if let Some(id) = row.get("id").and_then(Value::as_i64) {
                items.entry(id).or_insert_with(|| row.value().clone());
            }
        }
    }

    /// The distinct values of a key over all memberships seen, without nulls, in order.
    #[must_use]
    pub(crate) fn values(&self, key: &str) -> Vec<String> {
        let texts: BTreeSet<String> = self
            .members
            .values()
            .filter_map(|member| match member.get(key) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        texts.into_iter().collect()
    }

    /// Ids of a key, first those of the memberships that are read alone, without nulls and zeros,
    /// each once.
    #[must_use]
    pub(crate) fn ids(&self, key: &str, telling: &[i64]) -> Vec<i64> {
        let chosen = telling.iter().filter_map(|id| self.members.get(id));
        let mut ids: Vec<i64> = Vec::new();
        for member in chosen.chain(self.members.values()) {
            match member.get(key).and_then(Value::as_i64) {
                Some(id) if id > 0 && !ids.contains(&id) => ids.push(id),
                _ => {}
            }
        }
        ids
    }

    /// A slug of a plan that a membership seen belongs to, or of any plan seen.
    #[must_use]
    pub(crate) fn plan_slug(&self) -> Option<String> {
        let slug = |plan: &Value| {
            plan.get("slug")
                .and_then(Value::as_str)
                .filter(|slug| !slug.is_empty())
                .map(str::to_owned)
        };
        let used = self
            .members
            .values()
            .filter_map(|member| self.plans.get(&member.get("plan_id")?.as_i64()?))
            .find_map(slug);
        used.or_else(|| self.plans.values().find_map(slug))
    }

    /// A few memberships that differ in what they can show: one for each status first, then ones
    /// with an order, a subscription, profile fields, meta data, an end.
    #[must_use]
    pub(crate) fn telling_members(&self, most: usize) -> Vec<i64> {
        let mut chosen: Vec<i64> = Vec::new();
        let mut statuses: BTreeSet<&str> = BTreeSet::new();
        for (id, member) in &self.members {
            let status = member
                .get("status")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if statuses.insert(status) {
                chosen.push(*id);
            }
        }
        let filled = |value: &Value| match value {
            Value::Null => false,
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
        for key in [
            "subscription_id",
            "order_id",
            "profile_fields",
            "meta_data",
            "end_date",
        ] {
            let holder = self
                .members
                .iter()
                .find(|(_, member)| member.get(key).is_some_and(filled));
            if let Some((id, _)) = holder.filter(|(id, _)| !chosen.contains(id)) {
                chosen.insert(0, *id);
            }
        }
        chosen.truncate(most);
        chosen
    }

    /// A few plans that differ in their kind of length and access.
    #[must_use]
    pub(crate) fn telling_plans(&self, most: usize) -> Vec<i64> {
        let mut kinds: BTreeSet<(String, String)> = BTreeSet::new();
        let text = |plan: &Value, key: &str| {
            plan.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        self.plans
            .iter()
            .filter(|(_, plan)| {
                kinds.insert((
                    text(plan, "access_length_type"),
                    text(plan, "access_method"),
                ))
            })
            .map(|(id, _)| *id)
            .take(most)
            .collect()
    }

    /// An id that no item seen has, far above all of them.
    #[must_use]
    pub(crate) fn unused_id(&self) -> i64 {
        let last = self
            .members
            .keys()
            .chain(self.plans.keys())
            .max()
            .copied()
            .unwrap_or(0);
        999_999_999.max(last.saturating_add(1_000_000))
    }
}

/// A route as WordPress writes it, `/members/(?P<id>[\d]+)`, as OpenAPI writes it.
fn template(regex: &str) -> String {
    let mut text = String::new();
    let mut rest = regex;
    while let Some((before, after)) = rest.split_once("(?P<") {
        text.push_str(before);
        let Some((name, after)) = after.split_once('>') else {
            break;
        };
        text.push('{');
        text.push_str(name);
        text.push('}');
        // Groups of WordPress's own routes hold no group of their own.
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn a_route_of_the_index_becomes_a_template() {
        assert_eq!(
            template(r"/wc/v3/memberships/members/(?P<id>[\d]+)"),
            "/wc/v3/memberships/members/{id}"
        );
        assert_eq!(
            template("/wc/v3/memberships/plans"),
            "/wc/v3/memberships/plans"
        );
    }
}
