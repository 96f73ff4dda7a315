use jiff::civil::DateTime;
use serde_json::Value;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::local_date_time;

static RULE: Rule = Rule {
    id: "newest-first",
    level: Level::Error,
    class: Class::Paging,
    title: "Lists run from the newest item to the oldest",
    unit: "adjacent rows",
    what: "Within one list without an `orderby` or `order` parameter, `date_created` never rises \
           from a row to the next. Rows of the same second may be in any order.",
    why: "A client that reads page 1 to find new members misses some, and pages in another order \
          repeat and skip rows.",
    example: "The first row was created in January, the second in March.",
    remedy: "Look for a plugin that sets orderby or order for every query (pre_get_posts), such as \
             one for sorting posts manually.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NewerBelow = "newer-below": "rows from new to old", "a row newer than the one above it";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(NewestFirst),
};

struct NewestFirst;

/// Parameters that change the order.
const ORDERS: [&str; 3] = ["orderby", "order", "search"];

impl Check for NewestFirst {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let (Some(rows), false) = (seen.rows(), seen.is_reshaped()) else {
            return;
        };
        let is_plan = seen.route().is_some_and(crate::interpret::Route::is_plan);
        // `order` is the order's id in lists of members (`docs/observed.md#4`).
        let reorders = |name: &&&str| seen.query.has(name) && (is_plan || **name != "order");
        if ORDERS.iter().any(|name| reorders(&name)) {
            return;
        }
        let mut last: Option<(usize, DateTime)> = None;
        let (mut examined, mut first) = (0, None);
        for (index, row) in rows.iter().enumerate() {
            let Some(date) = created(row) else { continue };
            if let Some((above, earlier)) = last {
                examined += 1;
                if date > earlier && first.is_none() {
                    first = Some((above, index));
                }
            }
            last = Some((index, date));
        }
        report.examined(context, examined);
        let Some((above, index)) = first else { return };
        let path = JsonPath::root().index(index);
        let place = path.key("date_created");
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Json(place.pattern()),
            cause: Fault::NewerBelow.into(),
            source: Some("docs/observed.md#4".into()),
        };
        report.contradiction(context, violation, At::Json(&place), &[], || {
            let of = |label: &str, index: usize| {
                let path = JsonPath::root().index(index);
                let row = rows.get(index).map_or(&Value::Null, |row| row.value());
                facts::member(label, seen.number, &path, "date_created", row)
            };
            vec![of("the row above", above), of("the row", index)]
        });
    }
}

/// When a row was created, in the site's own time, which is what WordPress sorts by. Releases before
/// 1.19.1 write `+00:00` after it.
fn created(row: &Value) -> Option<DateTime> {
    let text = row.get("date_created")?.as_str()?;
    local_date_time(text.strip_suffix("+00:00").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, plan};
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    const FOUND: &str =
        "$[*].date_created: rows from new to old, a row newer than the one above it found";

    #[test]
    fn a_list_from_the_oldest_to_the_newest_is_found() {
        let list = json!([member(1), member(2)]);
        assert_eq!(findings(&ENTRY, &[get("/members", 200, &list)]), [FOUND]);
        let mut newer = plan(21);
        newer["date_created"] = json!("2026-02-10T07:00:00");
        let list = json!([plan(20), newer]);
        assert_eq!(findings(&ENTRY, &[get("/plans", 200, &list)]), [FOUND]);
    }

    #[test]
    fn newest_first_one_second_and_another_order_are_silent() {
        let rising = json!([member(1), member(2)]);
        for (path, list) in [
            ("/members?order=7", json!([member(2), member(1)])),
            ("/members", json!([member(2), member(2)])),
            ("/members?orderby=id", rising.clone()),
            ("/plans?order=asc", rising),
        ] {
            assert_eq!(
                findings(&ENTRY, &[get(path, 200, &list)]),
                [""; 0],
                "{path}"
            );
        }
    }
}
