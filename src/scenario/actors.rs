use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::Person;
use super::step::Slot;
use crate::interpret::{Row, instant};

/// Who plays in a life, as far as the responses have told.
#[derive(Debug, Default)]
pub(super) struct Actors {
    /// The customers of the run.
    pub(super) people: BTreeMap<Person, u64>,
    /// The memberships of the run by the part that they play.
    pub(super) members: BTreeMap<Slot, u64>,
    /// The last membership of each part that was deleted.
    pub(super) gone: BTreeMap<Slot, u64>,
    /// Plans that the run can use: published, without fixed dates, not joined by signing up.
    pub(super) plans: Vec<Plan>,
    /// The site's clock when it made the first membership of the run.
    pub(super) now: Option<Timestamp>,
    /// A product that some membership was bought with, so that it is there.
    pub(super) product: Option<u64>,
    /// Yes-or-no profile fields, each with a plan whose members have it.
    pub(super) checkboxes: BTreeSet<(u64, String)>,
    /// Whether Subscriptions is active, so that there are trials.
    pub(super) has_trials: bool,
    /// Plans that the run's customers belong to without its doing.
    pub(super) taken: BTreeSet<u64>,
}

/// A plan that a run can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) id: u64,
    /// Whether its memberships end by themselves.
    pub(super) ends: bool,
}

impl Actors {
    /// Learns what the shop has to offer from rows of other customers.
    pub(super) fn learn_members(&mut self, rows: &[Arc<Row>]) {
        for row in rows {
            self.has_trials |= row.get("subscription_id").is_some();
            if self.product.is_none() {
                self.product = row.get("product_id").and_then(Value::as_u64);
            }
            let plan = row.get("plan_id").and_then(Value::as_u64);
            let fields = row.get("profile_fields").and_then(Value::as_array);
            for field in fields.into_iter().flatten() {
                let is_flag = field.get("value").is_some_and(Value::is_boolean);
                let slug = field.get("slug").and_then(Value::as_str);
                if let (true, Some(plan), Some(slug)) = (is_flag, plan, slug) {
                    self.checkboxes.insert((plan, slug.to_owned()));
                }
            }
        }
    }

    /// Learns which plans can be used.
    pub(super) fn learn_plans(&mut self, rows: &[Arc<Row>]) {
        let text = |row: &Value, name: &str| {
            row.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        for row in rows {
            let Some(id) = row.get("id").and_then(Value::as_u64) else {
                continue;
            };
            let kind = text(row, "access_length_type");
            // Fixed dates are cut to midnight in site time, which a life has no use for.
            let fits = text(row, "status") == "publish"
                && text(row, "access_method") != "signup"
                && matches!(kind.as_str(), "unlimited" | "specific");
            if fits && !self.plans.iter().any(|plan| plan.id == id) {
                let ends = kind == "specific";
                self.plans.push(Plan { id, ends });
            }
        }
    }

    /// The nth plan that can be used, those without an end first.
    pub(super) fn plan(&self, nth: usize) -> Option<u64> {
        let mut usable: Vec<&Plan> = self
            .plans
            .iter()
            .filter(|plan| !self.taken.contains(&plan.id))
            .collect();
        usable.sort_by_key(|plan| plan.ends);
        usable.get(nth).map(|plan| plan.id)
    }

    /// A text of the site's clock so many seconds from now, as the API writes dates.
    pub(super) fn at(&self, seconds: i64) -> Option<String> {
        let then = self
            .now?
            .checked_add(jiff::SignedDuration::from_secs(seconds))
            .ok()?;
        Some(then.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }

    /// Reads the site's clock off a membership that has just been made.
    pub(super) fn learn_clock(&mut self, made: &Value) {
        if self.now.is_none() {
            let text = made.get("date_created_gmt").and_then(Value::as_str);
            self.now = text.and_then(instant);
        }
    }
}
