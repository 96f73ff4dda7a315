use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::facts;
use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext, Traffic};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Api, Route, Row, differing, id_of};

static RULE: Rule = Rule {
    id: "reads-change-nothing",
    level: Level::Error,
    class: Class::Semantics,
    title: "Reading a membership does not change it",
    unit: "memberships read between two lists",
    what: "Memberships in lists before and after they are read individually must be the same in \
           both lists. If at least two of them changed, and no membership that was only listed \
           did, the reads changed them; the first read of each is named. `end_date` is ignored \
           while `paused_date` is set. A single change, or one among others, may be the shop's \
           own. Recordings of other programs are not judged: writes may be missing from them.",
    why: "A read that writes changes data whenever a synchronization runs, and monitoring \
          activates memberships that are not paid for.",
    example: "The list shows membership 61 as expired, GET …/members/61 is sent, and then the \
              list shows it as active.",
    remedy: "Look for code on rest_prepare_wc_user_membership, or on the loading of a membership, \
             that saves (update_status, update_post_meta).",
};

causes! {
    /// What the check finds.
    enum Fault {
        Changed = "changed-by-read": "the value before the read", "another value";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<ReadsChangeNothing>::default(),
};

/// How many memberships are remembered.
const KEPT: usize = 5_000;

/// How many memberships must have changed.
const ENOUGH: usize = 2;

#[derive(Default)]
struct ReadsChangeNothing {
    listed: IndexMap<(Api, i64), Listed>,
    changed: Vec<Changed>,
    /// The memberships that were read alone at any time: findings are asked again, which no check
    /// sees.
    read: HashSet<(Api, i64)>,
    /// Whether a membership changed that was not read alone.
    others_changed: bool,
}

/// A membership in the last list that shows it.
struct Listed {
    row: Arc<Row>,
    epoch: u64,
    number: usize,
    /// The first time that it was read alone since then.
    read: Option<Arc<Evidence>>,
}

struct Changed {
    id: i64,
    name: String,
    before: (usize, Arc<Row>),
    after: (usize, Arc<Row>),
    read: Arc<Evidence>,
}

impl Check for ReadsChangeNothing {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(address) = &seen.address else { return };
        if run.traffic() == Traffic::Foreign
            || seen.is_reshaped()
            || seen.query.has("customer_data")
        {
            return;
        }
        let epoch = run.moment().epoch;
        if let (Route::Member(_), Some(item)) = (&address.route, seen.item()) {
            let id = item.get("id").and_then(id_of);
            let key = id.map(|id| (address.api, id));
            self.read.extend(key);
            let listed = key.and_then(|key| self.listed.get_mut(&key));
            if let Some(listed) = listed {
                listed.read.get_or_insert_with(|| context.evidence());
            }
            return;
        }
        if address.route != Route::Members {
            return;
        }
        for row in seen.rows().unwrap_or_default() {
            let Some(id) = row.get("id").and_then(id_of) else {
                continue;
            };
            let now = Listed {
                row: Arc::clone(row),
                epoch,
                number: seen.number,
                read: None,
            };
            let key = (address.api, id);
            if self.listed.len() >= KEPT && !self.listed.contains_key(&key) {
                continue;
            }
            let Some(before) = self.listed.insert(key, now).filter(|it| it.epoch == epoch) else {
                continue;
            };
            let names = match before.row.serial() == row.serial() {
                true => Vec::new(),
                false => differing(&before.row, row),
            };
            match before.read {
                None if self.read.contains(&key) => {}
                None => self.others_changed |= !names.is_empty(),
                Some(read) => {
                    report.examined(context, 1);
                    if let Some(name) = names.into_iter().next() {
                        self.changed.push(Changed {
                            id,
                            name,
                            before: (before.number, Arc::clone(&before.row)),
                            after: (seen.number, Arc::clone(row)),
                            read,
                        });
                    }
                }
            }
        }
    }

    fn end(&mut self, _run: &RunContext, report: &mut Reporter<'_>) {
        if self.changed.len() < ENOUGH || self.others_changed {
            return;
        }
        for changed in &self.changed {
            let path = JsonPath::root().key(&changed.name);
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(path.pattern()),
                cause: Fault::Changed.into(),
                source: None,
            };
            let place = (path.exact(), None, Some(changed.id));
            report.late_beside(&changed.read, violation, place, &[], || {
                let of = |label: &str, (number, row): &(usize, Arc<Row>)| {
                    facts::member(label, *number, &JsonPath::root(), &changed.name, row)
                };
                vec![
                    of("listed before the read", &changed.before),
                    of("listed after it", &changed.after),
                ]
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, get};
    use crate::exchange::{Exchange, Method};
    use serde_json::{Value, json};

    fn with_status(id: i64, status: &str) -> Value {
        let mut row = member(id);
        row["status"] = json!(status);
        row
    }

    fn list(statuses: [&str; 3]) -> Exchange {
        let rows: Vec<Value> = [3, 2, 1]
            .into_iter()
            .zip(statuses)
            .map(|(id, status)| with_status(id, status))
            .collect();
        get("/members", 200, &json!(rows))
    }

    fn read(id: i64) -> Exchange {
        get(&format!("/members/{id}"), 200, &with_status(id, "active"))
    }

    #[test]
    fn memberships_that_only_change_when_they_are_read_are_found() {
        let before = list(["expired", "expired", "expired"]);
        let after = list(["active", "active", "expired"]);
        assert_eq!(
            findings(&ENTRY, &[before, read(3), read(2), after]),
            ["$.status: the value before the read, another value found"]
        );
    }

    #[test]
    fn one_change_a_change_of_another_and_a_write_in_between_are_silent() {
        let before = || list(["expired", "expired", "expired"]);
        let after = || list(["active", "active", "expired"]);
        let one = [before(), read(3), list(["active", "expired", "expired"])];
        assert_eq!(findings(&ENTRY, &one), [""; 0]);
        let busy = [
            before(),
            read(3),
            read(2),
            list(["active", "active", "active"]),
        ];
        assert_eq!(findings(&ENTRY, &busy), [""; 0]);
        let write = ask(Method::Put, "/members/3", 200, "{}");
        let written = [before(), read(3), read(2), write, after()];
        assert_eq!(findings(&ENTRY, &written), [""; 0]);
    }
}
