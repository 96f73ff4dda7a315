use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde_json::Value;

use super::entities::{Entity, entities};
use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext};
use crate::base::plural;
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Fact, Level, Location, Rule, Violation, causes};
use crate::interpret::{Api, Interpreted, Row, id_of};

static RULE: Rule = Rule {
    id: "versions-equal",
    level: Level::Error,
    class: Class::Semantics,
    title: "v2, v3 and v4 return the same item",
    unit: "version pairs",
    what: "The same membership or plan, read in two versions of the API shortly after one another \
           and with no write in between, must have the same keys and values \
           (`docs/observed.md#2`). A list of the same ids (`include`) must have the same rows, and \
           no version may return a server error. Ignored are the version in the targets of \
           `_links`, `end_date` while `paused_date` is set, because it moves with the clock, and \
           `customer_data`, which depends on the request.",
    why: "If a shop's integrations use different versions, they act on different data: one bills a \
          customer whom the other turns away.",
    example: "The plan is named Gold in v3 and GOLD in v2, because a filter applies only to the \
              routes of v2.",
    remedy: "Look for code that applies to one namespace only: rest_request_after_callbacks, \
             rest_post_dispatch and the plugin's own filters per version.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Differs = "differs": "the same value in every version", "another value";
        Missing = "missing": "the rows that another version lists", "other rows";
        ServerError { found: u16 } = "server-error":
        "a response like that of other versions", "status {found}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<VersionsEqual>::default(),
};

/// How many items are remembered; then memory starts afresh.
const KEPT: usize = 20_000;

/// How many lists are remembered, likewise.
const LISTS: usize = 256;

/// Of how many items it is kept what they hold, so that both sides can be shown.
const SHOWN: usize = 2_000;

#[derive(Default)]
struct VersionsEqual {
    /// By kind, by whether it was a row of a list, and by id: what a list and an item say
    /// differently is the business of row-equals-item.
    prints: HashMap<(bool, bool, i64), Print>,
    /// Equal lists of keys as one allocation, by their hash.
    keys: HashMap<u64, Arc<[String]>>,
    /// The last list of the same ids, by kind and query.
    lists: HashMap<(bool, String), List>,
}

/// Which of the ids asked for a list had.
struct List {
    api: Api,
    ids: BTreeSet<i64>,
    moment: ObservedAt,
    number: usize,
}

/// What is kept of an item, and where it was seen.
struct Print {
    api: Api,
    serial: Option<u64>,
    held: Held,
    is_paused: bool,
    moment: ObservedAt,
    number: usize,
    index: Option<usize>,
}

/// Enough of an item to say which of its keys differ.
enum Held {
    /// The item itself. It is digested only when another version shows it, which most recordings
    /// never do.
    Row(Arc<Row>),
    /// A digest of the value of each key.
    Digests {
        keys: Arc<[String]>,
        digests: Box<[u64]>,
    },
}

impl Check for VersionsEqual {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        // The readings remember equal rows; what was not read before is printed afresh.
        let readings = context.readings(run, run.edition());
        let serials: Vec<u64> = readings.rows().iter().map(|(_, it)| it.serial).collect();
        self.compare(context, &serials, run, report);
    }

    fn see_compared(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        // A version that is not there or not open is nothing to compare; one that breaks is.
        if seen.address.is_some() && seen.status() >= 500 {
            report.examined(context, 1);
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Status,
                cause: Fault::ServerError {
                    found: seen.status(),
                }
                .into(),
                source: Some("docs/observed.md#2".into()),
            };
            report.fault(context, violation, At::Whole);
        }
        self.compare(context, &[], run, report);
    }
}

impl VersionsEqual {
    fn compare(
        &mut self,
        context: &ExchangeContext<'_>,
        serials: &[u64],
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        if seen.rows().is_none() && seen.item().is_none() || seen.is_reshaped() {
            return;
        }
        let Some(address) = &seen.address else { return };
        let entities = entities(seen);
        let serials = serials.iter().copied().map(Some);
        // A row without an id is nothing to compare, and shifts the rest.
        let serials: Vec<Option<u64>> = if serials.len() == entities.len() {
            serials.collect()
        } else {
            vec![None; entities.len()]
        };
        let mut examined = 0;
        for (entity, serial) in entities.into_iter().zip(serials) {
            let is_row = address.route.is_list();
            let key = (address.route.is_member(), is_row, entity.id);
            if let Some(known) = self.prints.get_mut(&key)
                && known.api == address.api
                && serial.is_some()
                && known.serial == serial
            {
                known.moment = run.moment();
                known.number = seen.number;
                continue;
            }
            let print = self.print(&entity, address.api, serial, seen, run);
            if let Some(before) = self.prints.get(&key)
                && before.api != address.api
                && run.may_compare(&before.moment)
            {
                examined += 1;
                for name in differing(before, &print) {
                    tell(&entity, &name, before, context, report);
                }
            }
            if self.prints.len() >= KEPT {
                self.prints.clear();
            }
            self.prints.insert(key, print);
        }
        examined += self.compare_lists(context, run, report);
        report.examined(context, examined);
    }

    /// Compares which rows two versions have of the same ids. Returns how many pairs were compared.
    fn compare_lists(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) -> usize {
        let seen = context.seen;
        let (Some(address), Some(rows)) = (&seen.address, seen.rows()) else {
            return 0;
        };
        if !seen.is_success() || seen.query.get("include").is_none() {
            return 0;
        }
        let query = seen.query.iter();
        let query: Vec<String> = query
            .filter(|(name, _)| !crate::redact::is_secret_name(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let list = List {
            api: address.api,
            // v4 alone lists the trash (`docs/observed.md#2`).
            ids: (rows.iter())
                .filter(|row| row.get("status").is_none_or(|status| status != "trash"))
                .filter_map(|row| id_of(row.get("id")?))
                .collect(),
            moment: run.moment(),
            number: seen.number,
        };
        if self.lists.len() >= LISTS {
            self.lists.clear();
        }
        let key = (address.route.is_member(), query.join("&"));
        // The one that was seen first is compared with each other version.
        let Some(before) = self.lists.get(&key) else {
            self.lists.insert(key, list);
            return 0;
        };
        if before.api == list.api || !run.may_compare(&before.moment) {
            self.lists.insert(key, list);
            return 0;
        }
        if before.ids != list.ids {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(JsonPath::root().pattern()),
                cause: Fault::Missing.into(),
                source: Some("docs/observed.md#2".into()),
            };
            report.contradiction(context, violation, At::Whole, &[before.number], || {
                [before, &list].map(of_list).into()
            });
        }
        1
    }

    fn print(
        &mut self,
        entity: &Entity<'_>,
        api: Api,
        serial: Option<u64>,
        seen: &Interpreted<'_>,
        run: &RunContext,
    ) -> Print {
        let shared = entity.shared.filter(|_| self.prints.len() < SHOWN);
        let held = match shared {
            Some(row) => Held::Row(Arc::clone(row)),
            None => self.digested(entity.value),
        };
        Print {
            api,
            serial,
            held,
            is_paused: entity
                .value
                .get("paused_date")
                .is_some_and(Value::is_string),
            moment: run.moment(),
            number: seen.number,
            index: entity.path().split_index().map(|(index, _)| index),
        }
    }

    fn digested(&mut self, value: &Value) -> Held {
        let members = value.as_object();
        let names = || members.into_iter().flatten().map(|(name, _)| name);
        let mut hasher = FxHasher::default();
        names().for_each(|name| name.hash(&mut hasher));
        let hash = hasher.finish();
        let known = self.keys.get(&hash);
        let known = known.filter(|keys| keys.iter().eq(names())).map(Arc::clone);
        let keys = known.unwrap_or_else(|| {
            if self.keys.len() >= SHOWN {
                self.keys.clear();
            }
            let keys: Arc<[String]> = names().cloned().collect();
            self.keys.insert(hash, Arc::clone(&keys));
            keys
        });
        let digests = members.into_iter().flatten().map(|(_, it)| digest(it));
        Held::Digests {
            keys,
            digests: digests.collect(),
        }
    }
}

impl Held {
    fn row(&self) -> Option<&Arc<Row>> {
        match self {
            Self::Row(row) => Some(row),
            Self::Digests { .. } => None,
        }
    }

    /// The keys, each with the digest of its value.
    fn digests(&self) -> BTreeMap<&str, u64> {
        match self {
            Self::Row(row) => {
                let members = row.as_object().into_iter().flatten();
                members
                    .map(|(name, value)| (name.as_str(), digest(value)))
                    .collect()
            }
            Self::Digests { keys, digests } => {
                let names = keys.iter().map(String::as_str);
                names.zip(digests.iter().copied()).collect()
            }
        }
    }
}

/// What a list had of the ids that were requested.
fn of_list(list: &List) -> Fact {
    let rows = plural(list.ids.len() as u64, "row");
    facts::text(list.api.as_str(), Some(list.number), "$", &rows)
}

fn tell(
    entity: &Entity<'_>,
    name: &str,
    before: &Print,
    context: &ExchangeContext<'_>,
    report: &mut Reporter<'_>,
) {
    let place = entity.path().key(name);
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Json(place.pattern()),
        cause: Fault::Differs.into(),
        source: Some("docs/observed.md#2".into()),
    };
    let others = [before.number];
    report.contradiction(context, violation, At::Json(&place), &others, || {
        let root = JsonPath::root();
        let there = before.index.map_or(root.clone(), |index| root.index(index));
        let api = context
            .seen
            .address
            .as_ref()
            .map_or("", |it| it.api.as_str());
        let here = facts::member(api, context.seen.number, &entity.path(), name, entity.value);
        let of_before = |row: &Arc<Row>| {
            facts::member(
                before.api.as_str(),
                before.number,
                &there,
                name,
                row.value(),
            )
        };
        before
            .held
            .row()
            .map(of_before)
            .into_iter()
            .chain([here])
            .collect()
    });
}

/// The keys whose values differ, or that only one of the two has, sorted.
fn differing(one: &Print, other: &Print) -> Vec<String> {
    let is_paused = one.is_paused || other.is_paused;
    let (one, other) = (one.held.digests(), other.held.digests());
    let names: BTreeSet<&str> = one.keys().chain(other.keys()).copied().collect();
    names
        .into_iter()
        .filter(|name| one.get(name) != other.get(name))
        .filter(|name| *name != "customer_data")
        .filter(|name| !(is_paused && matches!(*name, "end_date" | "end_date_gmt")))
        .map(str::to_owned)
        .collect()
}

fn digest(value: &Value) -> u64 {
    let mut hasher = FxHasher::default();
    feed(value, &mut hasher);
    hasher.finish()
}

/// Feeds a value without the version in URLs of the API.
fn feed(value: &Value, hasher: &mut FxHasher) {
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(yes) => hasher.write_u8(1 + u8::from(*yes)),
        Value::Number(number) => hasher.write(number.to_string().as_bytes()),
        Value::String(text) => {
            for (index, part) in text.split("/wc/v").enumerate() {
                // What follows the cut starts with the number of the version.
                let rest = part
                    .strip_prefix(['2', '3', '4'])
                    .filter(|rest| index > 0 && rest.starts_with('/'));
                hasher.write(rest.unwrap_or(part).as_bytes());
            }
            hasher.write_u8(4);
        }
        Value::Array(items) => {
            hasher.write_usize(items.len());
            items.iter().for_each(|item| feed(item, hasher));
        }
        Value::Object(members) => {
            hasher.write_usize(members.len());
            for (key, member) in members {
                hasher.write(key.as_bytes());
                feed(member, hasher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, findings_beside, get};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    fn in_version(api: &str, exchange: Exchange) -> Exchange {
        let url = exchange
            .request
            .url
            .as_str()
            .replace("/wc/v3/", &format!("/wc/{api}/"));
        let text = String::from_utf8(exchange.response.body.bytes().to_vec()).unwrap();
        let body = text.replace("/wc/v3", &format!("/wc/{api}"));
        let mut moved = exchange;
        moved.request.url = url.parse().unwrap();
        moved.response.body = body.as_str().into();
        moved
    }

    #[test]
    fn a_value_that_differs_between_versions_is_found_where_it_was_seen_last() {
        let mut other = member(19);
        other["plan_name"] = json!("GOLD");
        let lines = findings(
            &ENTRY,
            &[
                get("/members", 200, &json!([member(19)])),
                in_version("v2", get("/members?page=1", 200, &json!([other]))),
            ],
        );
        assert_eq!(
            lines,
            ["$[*].plan_name: the same value in every version, another value found"]
        );
    }

    #[test]
    fn a_list_of_the_same_ids_has_the_same_rows_in_every_version() {
        const PATH: &str = "/members?include=18%2C19&per_page=20";
        let list = |rows: &[i64]| {
            let rows: Vec<Value> = rows.iter().map(|id| member(*id)).collect();
            get(PATH, 200, &json!(rows))
        };
        let lines = |v2: &[i64]| {
            let other = in_version("v2", list(v2));
            findings_beside(&ENTRY, &[list(&[19, 18])], &[other])
        };
        assert_eq!(lines(&[18, 19]), [""; 0]);
        let others = "$: the rows that another version lists, other rows found";
        assert_eq!(lines(&[18]), [others]);
        assert_eq!(lines(&[]), [others]);
        assert_eq!(lines(&[18, 19, 20]), [others]);
        let mut trashed = member(18);
        trashed["status"] = json!("trash");
        let v4 = in_version("v4", get(PATH, 200, &json!([member(19), trashed])));
        assert_eq!(findings_beside(&ENTRY, &[list(&[19])], &[v4]), [""; 0]);
        // Another question has another answer.
        let other = in_version("v2", get("/members?include=18", 200, &json!([member(18)])));
        assert_eq!(findings(&ENTRY, &[list(&[18, 19]), other]), [""; 0]);
    }

    #[test]
    fn a_version_that_breaks_is_found_and_one_that_is_closed_is_not() {
        let beside = |status| {
            let answer = get("/members", status, &json!({ "code": "x" }));
            findings_beside(&ENTRY, &[], &[in_version("v2", answer)])
        };
        let line = "status: a response like that of other versions, status 500 found";
        assert_eq!(beside(500), [line]);
        assert_eq!(beside(403), [""; 0]);
        assert_eq!(beside(404), [""; 0]);
    }

    #[test]
    fn the_version_in_links_a_moving_end_and_a_write_in_between_are_silent() {
        let same = [
            get("/members", 200, &json!([member(19)])),
            in_version("v4", get("/members?include=19", 200, &json!([member(19)]))),
        ];
        assert_eq!(findings(&ENTRY, &same), [""; 0]);
        let mut early = member(19);
        early["paused_date"] = json!("2026-02-01T00:00:00");
        early["end_date"] = json!("2026-03-01T00:00:00");
        let mut later = early.clone();
        later["end_date"] = json!("2026-03-01T00:00:01");
        let moving = [
            get("/members/19", 200, &early),
            in_version("v2", get("/members/19", 200, &later)),
        ];
        assert_eq!(findings(&ENTRY, &moving), [""; 0]);
        let mut renamed = member(19);
        renamed["plan_name"] = json!("Silver");
        let written = [
            get("/members/19", 200, &member(19)),
            crate::checks::testing::ask(Method::Put, "/members/19", 200, "{}"),
            in_version("v2", get("/members/19", 200, &renamed)),
        ];
        assert_eq!(findings(&ENTRY, &written), [""; 0]);
    }
}
