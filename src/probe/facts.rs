use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::interpret::{Interpreted, Paging, Route, Row, id_of, template_of};

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
    /// E-mail address and login of a customer, where the key may read them.
    pub names: Vec<String>,
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
    pub(crate) fn learn(&mut self, seen: &Interpreted<'_>) {
        if seen.route() == Some(&Route::Index) && seen.is_success() {
            let routes = seen
                .json()
                .and_then(|body| body.get("routes"))
                .and_then(Value::as_object);
            self.routes.extend(
                routes
                    .into_iter()
                    .flatten()
                    .map(|(regex, _)| template_of(regex)),
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
        let id = |row: &Arc<Row>| row.get("id").and_then(id_of);
        if is_plain && first.is_empty() {
            first.extend(rows.iter().filter_map(id));
        }
        if is_plain && total.is_some() {
            *known_total = total;
        }
        for row in rows {
            if let Some(id) = row.get("id").and_then(id_of) {
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
            match member.get(key).and_then(id_of) {
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
            .filter_map(|member| self.plans.get(&id_of(member.get("plan_id")?)?))
            .find_map(slug);
        used.or_else(|| self.plans.values().find_map(slug))
    }

    /// A few memberships that differ in what they can show: one of each status, and among them, or
    /// before them, ones with an order, a subscription, profile fields, meta data, an end.
    #[must_use]
    pub(crate) fn telling_members(&self, most: usize) -> Vec<i64> {
        const KEYS: [&str; 5] = [
            "subscription_id",
            "order_id",
            "profile_fields",
            "meta_data",
            "end_date",
        ];
        let is_filled = |member: &Value, key: &str| match member.get(key) {
            None | Some(Value::Null) => false,
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
        };
        let fills = |id: &i64, key: &str| self.members.get(id).is_some_and(|it| is_filled(it, key));
        let mut of_status: BTreeMap<&str, i64> = BTreeMap::new();
        for (id, member) in &self.members {
            let status = member.get("status").and_then(Value::as_str);
            of_status.entry(status.unwrap_or_default()).or_insert(*id);
        }
        let mut chosen: Vec<i64> = of_status.into_values().collect();
        for key in KEYS {
            if chosen.iter().any(|id| fills(id, key)) {
                continue;
            }
            let Some((id, holder)) = self.members.iter().find(|(_, it)| is_filled(it, key)) else {
                continue;
            };
            // In place of the one of its status, unless that shows something too.
            let shows_nothing = |it: &i64| !KEYS.iter().any(|key| fills(it, key));
            let is_like = |it: &&mut i64| {
                let other = self.members.get(it);
                other.and_then(|it| it.get("status")) == holder.get("status") && shows_nothing(it)
            };
            match chosen.iter_mut().find(is_like) {
                Some(place) => *place = *id,
                None => chosen.insert(0, *id),
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
