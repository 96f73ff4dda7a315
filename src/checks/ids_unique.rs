use std::collections::BTreeMap;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::id_of;

static RULE: Rule = Rule {
    id: "ids-unique",
    level: Level::Error,
    class: Class::Semantics,
    title: "No id appears twice in one list",
    unit: "rows",
    what: "The ids of all rows of one response are different. Rows repeated on another page are \
           judged by page-walk.",
    why: "A repeated row replaces another, and an import that trusts the list bills one member \
          twice.",
    example: "The first and the last row of a page are the same membership.",
    remedy: "Look for a plugin that joins meta data into the query of lists without DISTINCT.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Again = "id-again": "a unique id", "a repeated id";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(IdsUnique),
};

struct IdsUnique;

impl Check for IdsUnique {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let Some(rows) = context.seen.rows() else {
            return;
        };
        report.examined(context, rows.len());
        let mut ids: BTreeMap<i64, usize> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            let Some(id) = row.get("id").and_then(id_of) else {
                continue;
            };
            let Some(first) = ids.insert(id, index) else {
                continue;
            };
            let path = JsonPath::root().index(index).key("id");
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(path.pattern()),
                cause: Fault::Again.into(),
                source: None,
            };
            let number = context.seen.number;
            report.contradiction(context, violation, At::Json(&path), &[], || {
                let first = JsonPath::root().index(first).key("id");
                vec![
                    facts::value("one row", number, &first, row.get("id")),
                    facts::value("another row", number, &path, row.get("id")),
                ]
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, members};
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    #[test]
    fn a_row_that_comes_twice_is_found() {
        let rows = json!([member(1), member(2), member(1)]);
        assert_eq!(
            findings(&ENTRY, &[get("/members", 200, &rows)]),
            ["$[*].id: a unique id, a repeated id found"]
        );
    }

    #[test]
    fn different_rows_are_silent() {
        assert_eq!(
            findings(&ENTRY, &[get("/members", 200, &members(1..=3))]),
            [""; 0]
        );
    }
}
