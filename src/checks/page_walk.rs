use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext};
use crate::base::plural;
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Fact, FindingIndex, Level, Location, Rule, Violation, causes};
use crate::interpret::{Paging, id_of};

static RULE: Rule = Rule {
    id: "page-walk",
    level: Level::Error,
    class: Class::Paging,
    title: "Paging through a list returns every row once",
    unit: "rows",
    what: "Pages of one list that were requested one after another are combined: no id may appear \
           twice, and after the last page there must be as many ids as X-WP-Total says. If the \
           total changes on the way, the shop has changed, and the pages are not judged.",
    why: "Exports and synchronizations read all pages. A row that appears twice hides another that \
          never appears: a member who is billed but has no access.",
    example: "Page 2 repeats a row of page 1; 60 rows hold only 40 different ids.",
    remedy: "Sort by a unique field where the API allows it (`orderby=id` works, although it is \
             undocumented), use larger pages, and compare the number of ids with X-WP-Total.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Again = "id-again": "each id once", "a repeated id";
        AgainInTie = "id-again-in-one-second":
        "each id once", "a repeated id, of a row created in the same second as others";
        Fewer = "fewer-rows": "as many rows as X-WP-Total says", "fewer rows";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<PageWalk>::default(),
};

/// How many walks are followed at once; the oldest is forgotten first.
const WALKS: usize = 32;

/// How many ids of one walk are kept; a longer walk is not judged to its end.
const IDS: usize = 200_000;

#[derive(Default)]
struct PageWalk {
    walks: BTreeMap<String, Walk>,
    clock: u64,
}

struct Walk {
    next: u64,
    total: u64,
    moment: ObservedAt,
    used: u64,
    ids: BTreeMap<i64, Met>,
    rows: u64,
    repeated: Vec<Repeated>,
    first: Url,
    numbers: Vec<usize>,
    overlaps: Option<FindingIndex>,
}

/// Where an id was met first.
struct Met {
    created: Option<String>,
    number: usize,
    index: usize,
}

struct Repeated {
    id: i64,
    path: JsonPath,
    before: Met,
}

impl Check for PageWalk {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let (Some(paging), Some(rows)) = (Paging::of(context.seen), context.seen.rows()) else {
            return;
        };
        let (Some(total), Some(pages)) = (paging.total.number(), paging.pages.number()) else {
            return;
        };
        if paging.offset.is_some() || context.seen.query.get("orderby") == Some("rand") {
            return;
        }
        let key = key(context, paging.per_page);
        let moment = run.moment();
        self.clock += 1;
        if paging.page == 1 {
            self.forget_oldest();
            let walk = Walk {
                next: 1,
                total,
                moment,
                used: self.clock,
                ids: BTreeMap::new(),
                rows: 0,
                repeated: Vec::new(),
                first: context.seen.exchange.request.url.clone(),
                numbers: Vec::new(),
                overlaps: None,
            };
            self.walks.insert(key.clone(), walk);
        }
        let Some(walk) = self.walks.get_mut(&key) else {
            return;
        };
        let continues =
            paging.page == walk.next && total == walk.total && run.may_compare(&walk.moment);
        if !continues || walk.ids.len() > IDS {
            self.walks.remove(&key);
            return;
        }
        walk.used = self.clock;
        walk.moment = moment;
        walk.next += 1;
        walk.numbers.push(context.seen.number);
        let mut on_this_page = BTreeSet::new();
        for (index, row) in rows.iter().enumerate() {
            walk.rows += 1;
            // An id that cannot be read is the business of the schema, twice on one page that of
            // ids-unique; both are rows all the same.
            let id = row.get("id").and_then(id_of);
            let Some(id) = id.filter(|id| on_this_page.insert(*id)) else {
                continue;
            };
            let created = row
                .get("date_created_gmt")
                .and_then(Value::as_str)
                .map(ToOwned::to_owned);
            let met = Met {
                created,
                number: context.seen.number,
                index,
            };
            if let Some(before) = walk.ids.insert(id, met) {
                let path = JsonPath::root().index(index).key("id");
                walk.repeated.push(Repeated { id, path, before });
            }
        }
        let is_last = paging.page >= pages;
        let mut tell = |walk: &Walk, fault: Fault, at: At<'_>, facts: Vec<Fact>| {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Sequence("consecutive pages".into()),
                cause: fault.into(),
                source: Some(format!("walk from {}", crate::redact::url(&walk.first))),
            };
            report.contradiction(context, violation, at, &walk.numbers, || facts)
        };
        for repeated in std::mem::take(&mut walk.repeated) {
            let ties = walk
                .ids
                .iter()
                .filter(|(id, met)| **id != repeated.id && met.created == repeated.before.created)
                .count();
            let fault = if repeated.before.created.is_some() && ties > 0 {
                Fault::AgainInTie
            } else {
                Fault::Again
            };
            let (before, id) = (&repeated.before, repeated.id.to_string());
            let first = JsonPath::root().index(before.index).key("id");
            let facts = vec![
                facts::text("an earlier page", Some(before.number), &first.exact(), &id),
                facts::text(
                    "this page",
                    Some(context.seen.number),
                    &repeated.path.exact(),
                    &id,
                ),
            ];
            let at = At::Json(&repeated.path);
            walk.overlaps = Some(tell(walk, fault, at, facts));
        }
        let short = walk.rows < walk.total && is_last;
        if short {
            let found = format!("{} for a total of {}", plural(walk.rows, "row"), walk.total);
            let facts = vec![
                facts::text(
                    "the total",
                    Some(context.seen.number),
                    "header X-WP-Total",
                    &walk.total.to_string(),
                ),
                facts::text("rows of all pages", None, "", &walk.rows.to_string()),
            ];
            tell(walk, Fault::Fewer, At::Value(&found), facts);
        }
        if let (true, Some(index)) = (is_last, walk.overlaps) {
            report.rests_on(index, context, &walk.numbers);
        }
        if paging.page > 1 {
            report.examined(context, rows.len());
        }
    }
}

impl PageWalk {
    fn forget_oldest(&mut self) {
        if self.walks.len() < WALKS {
            return;
        }
        let oldest = self
            .walks
            .iter()
            .min_by_key(|(_, walk)| walk.used)
            .map(|(key, _)| key.clone());
        if let Some(oldest) = oldest {
            self.walks.remove(&oldest);
        }
    }
}

/// What makes two requests pages of one list: everything but the page, and the credentials.
fn key(context: &ExchangeContext<'_>, per_page: u64) -> String {
    let seen = context.seen;
    let mut parts: Vec<String> = seen
        .query
        .iter()
        .filter(|(name, _)| {
            !matches!(*name, "page" | "per_page") && !crate::redact::is_secret_name(name)
        })
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    parts.sort();
    let root = seen
        .address
        .as_ref()
        .map_or("", |address| address.root.as_str());
    format!(
        "{root} {} {per_page} {}",
        context.operation,
        parts.join("&")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, members};
    use crate::checks::testing::{With, findings, get};
    use crate::exchange::Exchange;
    use serde_json::json;

    fn page(number: u64, rows: &Value) -> Exchange {
        get(&format!("/members?per_page=2&page={number}"), 200, rows).paged(4, 2)
    }

    #[test]
    fn a_row_that_comes_twice_is_found() {
        let lines = findings(
            &ENTRY,
            &[page(1, &members(1..=2)), page(2, &members(2..=3))],
        );
        assert_eq!(
            lines,
            ["consecutive pages: each id once, a repeated id found"]
        );
    }

    #[test]
    fn a_row_of_a_crowded_second_is_told_apart() {
        let mut twin = member(3);
        twin["date_created_gmt"] = member(2)["date_created_gmt"].clone();
        let lines = findings(
            &ENTRY,
            &[page(1, &members(1..=2)), page(2, &json!([member(2), twin]))],
        );
        assert_eq!(
            lines,
            [
                "consecutive pages: each id once, a repeated id, of a row created in the same \
                 second as others found"
            ]
        );
    }

    #[test]
    fn a_walk_that_ends_short_is_found() {
        let last = get("/members?per_page=2&page=2", 200, &members(3..=3)).paged(4, 2);
        let lines = findings(&ENTRY, &[page(1, &members(1..=2)), last]);
        assert_eq!(
            lines,
            ["consecutive pages: as many rows as X-WP-Total says, fewer rows found"]
        );
    }

    #[test]
    fn a_sound_walk_and_one_in_which_the_shop_sold_something_are_silent() {
        assert_eq!(
            findings(
                &ENTRY,
                &[page(1, &members(1..=2)), page(2, &members(3..=4))]
            ),
            [""; 0]
        );
        let grown = get("/members?per_page=2&page=2", 200, &members(2..=3)).paged(5, 3);
        assert_eq!(
            findings(&ENTRY, &[page(1, &members(1..=2)), grown]),
            [""; 0]
        );
    }
}
