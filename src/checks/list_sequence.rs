use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hasher;

use rustc_hash::FxHasher;
use serde_json::Value;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext, Traffic};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Interpreted, Paging, id_of};

static RULE: Rule = Rule {
    id: "list-sequence",
    level: Level::Error,
    class: Class::Paging,
    title: "Pages, offsets, include and exclude show one sequence",
    unit: "places",
    what: "Responses of one list, requested shortly after one another with different pages, page \
           sizes and offsets, must show the same row at the same position; with `exclude` the same \
           sequence without the excluded rows, with `include` the included ones in the same order. \
           If the total differs, the shop has changed, and nothing is judged. Rows that were \
           created in the same second have no fixed order (`docs/observed.md#4`) and may replace \
           one another.",
    why: "Code that pages by offset and code that pages by page number fill the same table; if the \
          two disagree, rows are lost.",
    example: "`?per_page=5&page=2` starts with membership 116, `?offset=5` with 111.",
    remedy: "Look for plugins that sort or page lists themselves (pre_get_posts, \
             posts_clauses), and for a cache that ignores part of the query string.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AtPlace = "another-row-at-place":
        "the row that another page shows at this position", "another row";
        NoRow = "no-row-at-place":
        "the row that another page shows at this position", "no row, and a total of 0";
        AfterExclude = "another-row-after-exclude":
        "the next row without the excluded ones", "another row";
        Order = "another-order": "the order of the whole list", "another row";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<ListSequence>::default(),
};

/// How many lists are remembered, and how many places of each; then memory starts afresh.
const LISTS: usize = 64;
const PLACES: usize = 5_000;

#[derive(Default)]
struct ListSequence {
    lists: BTreeMap<String, Sequence>,
}

struct Sequence {
    total: u64,
    places: BTreeMap<u64, Place>,
    moment: ObservedAt,
}

/// A row at a place, counted from 0.
struct Place {
    id: i64,
    created: Option<u64>,
    number: usize,
    index: usize,
}

impl Check for ListSequence {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let (Some(rows), false) = (seen.rows(), seen.is_reshaped()) else {
            return;
        };
        let Some((paging, total)) =
            Paging::of(seen).and_then(|it| it.total.number().map(|total| (it, total)))
        else {
            return;
        };
        let start = match paging.offset {
            Some(offset) => u64::try_from(offset).ok(),
            None => paging.rows_before(),
        };
        let (Some(start), Some(key)) = (start, key(seen)) else {
            return;
        };
        let rows: Vec<(usize, i64, Option<u64>)> = rows
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((index, id_of(row.get("id")?)?, created(row))))
            .collect();
        let ids: BTreeSet<i64> = rows.iter().map(|(_, id, _)| *id).collect();
        // A row that comes twice is the business of ids-unique, a page that is too long of
        // page-size.
        if ids.len() != rows.len() || rows.len() as u64 > paging.per_page {
            return;
        }
        let narrowed = |name: &str| {
            seen.query
                .list(name)
                .filter(|ids| !ids.is_empty())
                .map(|ids| {
                    ids.iter()
                        .filter_map(|id| id.parse().ok())
                        .collect::<Vec<i64>>()
                })
        };
        let (include, exclude) = (narrowed("include"), narrowed("exclude"));
        match (include, exclude) {
            (Some(_), _) => self.included(&key, &rows, context, run, report),
            (None, Some(ids)) if start == 0 => {
                self.excluded(&key, &ids, &rows, context, run, report);
            }
            (None, Some(_)) => {}
            (None, None) => self.plain(key, start, total, &rows, context, run, report),
        }
    }
}

impl ListSequence {
    #[expect(clippy::too_many_arguments, reason = "all known rows of the list")]
    fn plain(
        &mut self,
        key: String,
        start: u64,
        total: u64,
        rows: &[(usize, i64, Option<u64>)],
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        if self.lists.len() > LISTS {
            self.lists.clear();
        }
        let now = run.moment();
        let fresh = || Sequence {
            total,
            places: BTreeMap::new(),
            moment: now,
        };
        let known = self.lists.entry(key).or_insert_with(fresh);
        // An offset past the end answers a total of 0 (`docs/observed.md#4`).
        if total == 0 && rows.is_empty() {
            let is_comparable = run.traffic() == Traffic::Live && run.may_compare(&known.moment);
            if let Some((_, before)) = known.places.range(start..).next().filter(|_| is_comparable)
            {
                report.examined(context, 1);
                tell_empty(before, context, report);
            }
            return;
        }
        let is_old = known.total != total || !run.may_compare(&known.moment);
        if is_old || known.places.len() > PLACES {
            *known = fresh();
        }
        known.moment = now;
        let mut examined = 0;
        for (index, id, created) in rows {
            let Some(place) = start.checked_add(*index as u64) else {
                return;
            };
            if let Some(before) = known.places.get(&place) {
                examined += 1;
                if before.id != *id && !is_tie(*created, before.created) {
                    tell(Fault::AtPlace, (*index, *id), before, context, report);
                }
            }
            let place_of = Place {
                id: *id,
                created: *created,
                number: context.seen.number,
                index: *index,
            };
            known.places.insert(place, place_of);
        }
        report.examined(context, examined);
    }

    fn excluded(
        &mut self,
        key: &str,
        ids: &[i64],
        rows: &[(usize, i64, Option<u64>)],
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let ids: BTreeSet<i64> = ids.iter().copied().collect();
        // An excluded row that is there is the business of filter-sound.
        let is_sound = rows.iter().all(|(_, id, _)| !ids.contains(id));
        let Some(known) = self.comparable(key, run).filter(|_| is_sound) else {
            return;
        };
        // As far as the sequence is known without a gap.
        let expected = (0..)
            .map_while(|place| known.places.get(&place))
            .filter(|place| !ids.contains(&place.id));
        let mut examined = 0;
        for ((index, id, created), before) in rows.iter().zip(expected) {
            examined += 1;
            if before.id != *id && !is_tie(*created, before.created) {
                let fault = Fault::AfterExclude;
                tell(fault, (*index, *id), before, context, report);
                break;
            }
        }
        report.examined(context, examined);
    }

    fn included(
        &mut self,
        key: &str,
        rows: &[(usize, i64, Option<u64>)],
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let Some(known) = self.comparable(key, run) else {
            return;
        };
        let places: HashMap<i64, (u64, &Place)> = known
            .places
            .iter()
            .map(|(at, place)| (place.id, (*at, place)))
            .collect();
        let mut examined = 0;
        for pair in rows.windows(2) {
            let [(_, one, one_created), (index, other, other_created)] = pair else {
                continue;
            };
            let (Some((first, _)), Some((second, before))) = (places.get(one), places.get(other))
            else {
                continue;
            };
            examined += 1;
            if first > second && !is_tie(*one_created, *other_created) {
                tell(Fault::Order, (*index, *other), before, context, report);
            }
        }
        report.examined(context, examined);
    }

    fn comparable(&self, key: &str, run: &RunContext) -> Option<&Sequence> {
        self.lists
            .get(key)
            .filter(|known| run.may_compare(&known.moment))
    }
}

fn tell(
    fault: Fault,
    (index, id): (usize, i64),
    before: &Place,
    context: &ExchangeContext<'_>,
    report: &mut Reporter<'_>,
) {
    let path = JsonPath::root().index(index).key("id");
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Sequence("pages of one list".into()),
        cause: fault.into(),
        source: Some("docs/observed.md#4".into()),
    };
    let others = [before.number];
    report.contradiction(context, violation, At::Json(&path), &others, || {
        let there = JsonPath::root().index(before.index).key("id");
        let of = |label: &str, number, path: &JsonPath, id: i64| {
            facts::text(label, Some(number), &path.exact(), &id.to_string())
        };
        vec![
            of("another page", before.number, &there, before.id),
            of("this page", context.seen.number, &path, id),
        ]
    });
}

/// No row where another page shows one: an offset within the list answers like one past its end.
fn tell_empty(before: &Place, context: &ExchangeContext<'_>, report: &mut Reporter<'_>) {
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Sequence("pages of one list".into()),
        cause: Fault::NoRow.into(),
        source: Some("docs/observed.md#4".into()),
    };
    let others = [before.number];
    report.contradiction(context, violation, At::Value("0 rows"), &others, || {
        let there = JsonPath::root().index(before.index).key("id");
        let (number, id) = (Some(before.number), before.id.to_string());
        vec![
            facts::text("another page", number, &there.exact(), &id),
            facts::text(
                "this page",
                Some(context.seen.number),
                "header X-WP-Total",
                "0",
            ),
        ]
    });
}

/// The second of creation as a hash: it is only compared.
fn created(row: &Value) -> Option<u64> {
    let text = row.get("date_created_gmt")?.as_str()?;
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    Some(hasher.finish())
}

/// Rows of one second stand in no fixed order, and of rows without a date nothing is known.
fn is_tie(one: Option<u64>, other: Option<u64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// What makes two requests show one list: everything but the place, what is included and
/// excluded, and the credentials. `None` where the order is not the default one.
fn key(seen: &Interpreted<'_>) -> Option<String> {
    let address = seen.address.as_ref()?;
    let is_ordered = ["orderby", "search"]
        .iter()
        .any(|name| seen.query.has(name))
        || (address.route.is_plan() && seen.query.has("order"));
    if is_ordered {
        return None;
    }
    let places = [
        "page", "per_page", "offset", "include", "exclude", "context",
    ];
    let mut parts: Vec<String> = seen
        .query
        .iter()
        .filter(|(name, _)| {
            let bare = name.split('[').next().unwrap_or(name);
            !places.contains(&bare) && !crate::redact::is_secret_name(name)
        })
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    parts.sort();
    Some(format!(
        "{}{}?{}",
        address.root,
        address.template(),
        parts.join("&")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{With, findings, get};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn list(query: &str, ids: &[i64]) -> Exchange {
        let rows: Vec<Value> = ids.iter().map(|id| member(*id)).collect();
        get(&format!("/members?{query}"), 200, &json!(rows)).paged(9, 5)
    }

    fn lines(query: &str, ids: &[i64]) -> Vec<String> {
        let pages = [
            list("per_page=3", &[9, 8, 7]),
            list("per_page=3&page=2", &[6, 5, 4]),
        ];
        let mut exchanges = pages.to_vec();
        exchanges.push(list(query, ids));
        findings(&ENTRY, &exchanges)
    }

    #[test]
    fn a_row_at_another_place_is_found() {
        for (query, ids) in [
            ("per_page=2&page=2", [6, 5]),
            ("offset=4&per_page=2", [7, 6]),
            ("exclude=9&per_page=2", [7, 6]),
            ("include=8,5", [5, 8]),
        ] {
            assert_eq!(lines(query, &ids).len(), 1, "{query}");
        }
    }

    #[test]
    fn one_sequence_is_silent_and_so_is_another_total() {
        for (query, ids) in [
            ("per_page=2&page=2", [7, 6]),
            ("offset=4&per_page=2", [5, 4]),
            ("exclude=9&per_page=2", [8, 7]),
            ("include=8,5", [8, 5]),
            ("status=active&per_page=2", [5, 4]),
        ] {
            assert_eq!(lines(query, &ids), [""; 0], "{query}");
        }
        let sold = get("/members?per_page=2", 200, &json!([member(10), member(9)])).paged(10, 5);
        assert_eq!(
            findings(&ENTRY, &[list("per_page=3", &[9, 8, 7]), sold]),
            [""; 0]
        );
    }

    #[test]
    fn rows_of_one_second_may_stand_for_one_another() {
        let mut twin = member(8);
        twin["date_created_gmt"] = member(9)["date_created_gmt"].clone();
        let one = get("/members?per_page=1", 200, &json!([member(9)])).paged(9, 9);
        let other = get("/members?offset=0&per_page=1", 200, &json!([twin])).paged(9, 9);
        assert_eq!(findings(&ENTRY, &[one, other]), [""; 0]);
    }
}
