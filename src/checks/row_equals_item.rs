use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::facts;
use super::{At, Check, Docket, Entry, Frame, Ground, Moment};
use crate::contract::{JsonPath, written_alike};
use crate::finding::{Basis, Class, Judged, Level, Location, Rule, causes};
use crate::seen::{self, Api, Query, Row};

static RULE: Rule = Rule {
    id: "row-equals-item",
    level: Level::Error,
    class: Class::Semantics,
    title: "A row of a list equals the single item",
    unit: "pairs of row and item",
    what: "The same membership or plan, requested in a list and as a single item within five \
           seconds and with no write in between, must have the same keys and values. `end_date` is \
           ignored while `paused_date` is set, because it moves with the clock; `customer_data` is \
           ignored if only one of the two requests asked for it.",
    why: "Integrations find an item in a list and then read it to act on it. If the two disagree, \
          one of them is stale or filtered, and it is unknown which.",
    example: "The list says status `active`, the item says `expired`: a cache serves the list.",
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
    remembered: IndexMap<(Api, bool, i64), Remembered>,
}

struct Remembered {
    value: Arc<Row>,
    index: Option<usize>,
    customer_data: bool,
    moment: Moment,
    number: usize,
}

impl Check for RowEqualsItem {
    fn see(&mut self, frame: &Frame<'_>, ground: &Ground, docket: &mut Docket<'_>) {
        let seen = frame.seen;
        let (Some(address), false) = (&seen.address, seen.is_reshaped()) else {
            return;
        };
        let is_member = address.route.is_member();
        let asked_for_customer = asks_for_customer(&seen.query);
        let mut look = |index: Option<usize>, value: &Arc<Row>| {
            let is_row = index.is_some();
            let path = path_of(index);
            let Some(id) = value.get("id").and_then(Value::as_i64) else {
                return;
            };
            let key = (address.api, is_member, id);
            let now = ground.moment();
            if let Some(before) = self.remembered.get(&key)
                && before.index.is_some() != is_row
                && now.comparable(&before.moment)
            {
                docket.judged(frame, 1);
                let same_question = before.customer_data == asked_for_customer;
                for name in differing(&before.value, value) {
                    if name == "customer_data" && !same_question {
                        continue;
                    }
                    let place = path.key(&name);
                    let judged = Judged {
                        basis: Basis::Both,
                        location: Location::Json(place.pattern()),
                        cause: Fault::Differs.into(),
                        source: None,
                    };
                    let others = [before.number];
                    docket.contradiction(frame, judged, At::Json(&place), &others, || {
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
            let entry = Remembered {
                value: Arc::clone(value),
                index,
                customer_data: asked_for_customer,
                moment: now,
                number: seen.number,
            };
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
    seen::differing(one, other)
}

#[cfg(test)]
mod tests {
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
    fn a_long_time_in_between_is_silent() {
        let mut later = get("/members/19", 200, &changed("status", json!("expired")));
        later.started = later
            .started
            .map(|at| at + jiff::SignedDuration::from_secs(60));
        assert_eq!(
            findings(&ENTRY, &[get("/members", 200, &json!([member(19)])), later]),
            [""; 0]
        );
    }
}
