use std::sync::Arc;

use indexmap::IndexMap;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext, Traffic};
use crate::contract::{JsonPath, written_alike};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{self, Api, Query, Row, id_of};

static RULE: Rule = Rule {
    id: "row-equals-item",
    level: Level::Error,
    class: Class::Semantics,
    title: "A row of a list equals the single item",
    unit: "row and item pairs",
    what: "The same membership or plan, requested in a list and as a single item with no write in \
           between, must have the same keys and values. In a live run a difference is re-checked. \
           In a recording the two must be at most five seconds apart, or, in a recording of \
           memberspec itself, the list must show the same row before and after the item. \
           `end_date` is ignored while `paused_date` is set, because it moves with the clock; \
           `customer_data` is ignored if only one of the two requests asked for it.",
    why: "Integrations search in lists and then act on the single item. If the two disagree, one \
          of them is stale or filtered, and the client cannot tell which.",
    example: "The status is `active` in the list and `expired` in the item, because a cache serves \
              the list.",
    remedy: "Exclude /wp-json from page caches and object caches of lists; look for filters that \
             apply to one kind of request only.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Differs = "differs": "the same value in the list and in the item", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<RowEqualsItem>::default(),
};

/// How many items are remembered at least. At twice as many the older half is forgotten as a whole:
/// each one by itself would move all the others.
const KEPT: usize = 2_000;

#[derive(Default)]
struct RowEqualsItem {
    remembered: IndexMap<Key, Remembered>,
    /// Pairs that differ and lie far apart: what was seen first, and what differs from it.
    pending: IndexMap<Key, (Remembered, Remembered)>,
}

/// A version, whether it is a membership, and its id.
type Key = (Api, bool, i64);

/// How many pairs wait for a third response at most.
const PENDING: usize = 500;

#[derive(Clone)]
struct Remembered {
    value: Arc<Row>,
    index: Option<usize>,
    customer_data: bool,
    is_edit: bool,
    moment: ObservedAt,
    number: usize,
}

impl Check for RowEqualsItem {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let (Some(address), false) = (&seen.address, seen.is_reshaped()) else {
            return;
        };
        let is_member = address.route.is_member();
        let asked_for_customer = asks_for_customer(&seen.query);
        let is_edit = seen.query.get("context") == Some("edit");
        let mut look = |index: Option<usize>, value: &Arc<Row>| {
            let is_row = index.is_some();
            let path = path_of(index);
            let Some(id) = value.get("id").and_then(id_of) else {
                return;
            };
            let key = (address.api, is_member, id);
            let now = run.moment();
            let entry = Remembered {
                value: Arc::clone(value),
                index,
                customer_data: asked_for_customer,
                is_edit,
                moment: now,
                number: seen.number,
            };
            // The same as before the one in between: nothing changed, so the two contradict.
            let around = self.pending.get(&key).filter(|(outer, _)| {
                outer.index.is_some() == is_row
                    && outer.moment.epoch == now.epoch
                    && outer.differing(&entry).is_empty()
            });
            let between = around.map(|(_, inner)| inner.clone());
            let before = self.remembered.get(&key).filter(|before| {
                before.index.is_some() != is_row && before.moment.epoch == now.epoch
            });
            let other = between.as_ref().or(before);
            if let Some(before) = other {
                let names = before.differing(&entry);
                // That two agree needs no clock.
                let is_certain =
                    names.is_empty() || between.is_some() || run.may_compare(&before.moment);
                if is_certain {
                    report.examined(context, 1);
                } else if self.pending.len() < PENDING && run.traffic() != Traffic::Foreign {
                    self.pending.insert(key, (before.clone(), entry.clone()));
                }
                for name in names.into_iter().filter(|_| is_certain) {
                    let place = path.key(&name);
                    let violation = Violation {
                        basis: Basis::Both,
                        location: Location::Json(place.pattern()),
                        cause: Fault::Differs.into(),
                        source: None,
                    };
                    let others = [before.number];
                    report.contradiction(context, violation, At::Json(&place), &others, || {
                        let label = |is_row| if is_row { "in the list" } else { "alone" };
                        let there = path_of(before.index);
                        vec![
                            facts::member(
                                label(!is_row),
                                before.number,
                                &there,
                                &name,
                                &before.value,
                            ),
                            facts::member(label(is_row), seen.number, &path, &name, value),
                        ]
                    });
                }
            }
            if between.is_some() {
                self.pending.shift_remove(&key);
            }
            if self.remembered.len() >= 2 * KEPT {
                self.remembered.drain(..KEPT);
            }
            self.remembered.insert(key, entry);
        };
        if let Some(rows) = seen.rows() {
            for (index, row) in rows.iter().enumerate() {
                look(Some(index), row);
            }
        } else if let Some(item) = seen.item() {
            look(None, item);
        }
    }

    fn end(&mut self, _run: &RunContext, report: &mut Reporter<'_>) {
        if !self.pending.is_empty() {
            let count = self.pending.len();
            report.unexercised(
                format!("whether rows of lists equal their items, {count} of them"),
                "they differ, but are too far apart to rule out a change of the shop",
            );
        }
    }
}

impl Remembered {
    /// The keys whose values differ, except for what moves by itself and what only one of the two
    /// requests asked for.
    fn differing(&self, other: &Self) -> Vec<String> {
        let mut names = differing(&self.value, &other.value);
        if self.customer_data != other.customer_data {
            names.retain(|name| name != "customer_data");
        }
        // Releases before 1.13 leave it out for editing (`docs/releases.md`).
        if self.is_edit != other.is_edit {
            names.retain(|name| name != "view_url");
        }
        names
    }
}

fn path_of(index: Option<usize>) -> JsonPath {
    index.map_or_else(JsonPath::root, |index| JsonPath::root().index(index))
}

fn asks_for_customer(query: &Query) -> bool {
    ["customer_data", "_includes"]
        .iter()
        .any(|name| query.has(name))
}

/// The keys whose values differ, except for what moves by itself (`docs/observed.md#5`).
fn differing(one: &Row, other: &Row) -> Vec<String> {
    if one.serial() == other.serial() || written_alike(one, other) {
        return Vec::new();
    }
    interpret::differing(one, other)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, get};
    use crate::exchange::Method;
    use serde_json::json;

    fn changed(key: &str, value: Value) -> Value {
        let mut row = member(19);
        row[key] = value;
        row
    }

    #[test]
    fn an_item_that_differs_from_its_row_is_found() {
        let exchanges = [
            get("/members", 200, &json!([member(19)])),
            get("/members/19", 200, &changed("status", json!("expired"))),
        ];
        assert_eq!(
            findings(&ENTRY, &exchanges),
            ["$.status: the same value in the list and in the item, another value found"]
        );
    }

    #[test]
    fn a_write_in_between_and_a_moving_end_date_are_silent() {
        let written = [
            get("/members", 200, &json!([member(19)])),
            ask(Method::Put, "/members/19", 200, "{}"),
            get("/members/19", 200, &changed("status", json!("expired"))),
        ];
        assert_eq!(findings(&ENTRY, &written), [""; 0]);
        let mut early = changed("paused_date", json!("2026-02-01T00:00:00"));
        early["end_date"] = json!("2026-03-01T00:00:00");
        let mut later = early.clone();
        later["end_date"] = json!("2026-03-01T00:00:01");
        let moving = [
            get("/members", 200, &json!([early])),
            get("/members/19", 200, &later),
        ];
        assert_eq!(findings(&ENTRY, &moving), [""; 0]);
    }

    #[test]
    fn of_very_many_rows_the_newest_are_remembered() {
        let count = 2 * KEPT as i64 + 1;
        let rows: Vec<Value> = (1..=count).map(|id| json!({ "id": id, "a": 1 })).collect();
        let told = |id: i64| {
            let list = get("/members", 200, &json!(rows));
            let item = get(&format!("/members/{id}"), 200, &json!({ "id": id, "a": 2 }));
            findings(&ENTRY, &[list, item]).len()
        };
        assert_eq!([told(1), told(KEPT as i64 + 1), told(count)], [0, 1, 1]);
    }

    #[test]
    fn far_apart_a_pair_is_judged_by_what_stands_around_it() {
        let after = |seconds: i64, mut exchange: crate::exchange::Exchange| {
            let later = jiff::SignedDuration::from_secs(seconds);
            exchange.started = exchange.started.map(|at| at + later);
            exchange
        };
        let list = |row: Value| get("/members", 200, &json!([row]));
        let item = |status: &str| get("/members/19", 200, &changed("status", json!(status)));
        let pair = [list(member(19)), after(60, item("expired"))];
        assert_eq!(findings(&ENTRY, &pair), [""; 0]);
        let [first, second] = pair;
        let same = after(120, list(member(19)));
        assert_eq!(
            findings(&ENTRY, &[first.clone(), second.clone(), same]),
            ["$[*].status: the same value in the list and in the item, another value found"]
        );
        let changed = after(120, list(changed("status", json!("expired"))));
        assert_eq!(findings(&ENTRY, &[first, second, changed]), [""; 0]);
    }
}
