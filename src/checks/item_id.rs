use std::collections::BTreeSet;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::exchange::Method;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::id_of;

static RULE: Rule = Rule {
    id: "item-id",
    level: Level::Error,
    class: Class::Semantics,
    title: "A single item has the id of its URL, and an unknown id has no success",
    unit: "single items",
    what: "The `id` of each membership or plan that was requested alone is the id in the URL. A \
           success without an item is reported for ids that no list has shown; for other ids it \
           is judged by schema.",
    why: "A client that asks for one membership and gets another acts on the wrong customer, and \
          one that gets a success for a deleted membership never learns that it is gone.",
    example: "GET …/members/41 returns the membership 40.",
    remedy: "Look for a cache whose key leaves out the path, and for a proxy or plugin that \
             replaces error responses by another page.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherItem = "another-item": "the item with the id of the URL", "an item with another id";
        NoItem = "no-item":
        "status 404, because no list shows the id", "a success without an item";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<ItemId>::default(),
};

/// How many listed ids are remembered; then memory starts afresh.
const KEPT: usize = 50_000;

#[derive(Default)]
struct ItemId {
    /// Ids of rows, by whether they are memberships.
    listed: BTreeSet<(bool, i64)>,
}

impl Check for ItemId {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(route) = seen.route() else { return };
        let is_member = route.is_member();
        if let Some(rows) = seen.rows() {
            if self.listed.len() >= KEPT {
                self.listed.clear();
            }
            let ids = rows.iter().filter_map(|row| row.get("id").and_then(id_of));
            self.listed.extend(ids.map(|id| (is_member, id)));
            return;
        }
        let Some(wanted) = route.id().and_then(|id| i64::try_from(id).ok()) else {
            return;
        };
        // What was asked to be another shape may leave the id out, and an error that is sent as a
        // success is for error-envelope to report.
        if seen.method != Method::Get
            || !seen.is_success()
            || seen.is_reshaped()
            || seen.is_error_envelope()
            || seen.json().is_none()
        {
            return;
        }
        let source = || Some("docs/observed.md#5".to_owned());
        let path = JsonPath::root().key("id");
        match seen.item().map(|item| item.get("id")) {
            Some(Some(id)) => {
                report.examined(context, 1);
                if id_of(id).is_none_or(|id| id == wanted) {
                    return;
                }
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: Fault::AnotherItem.into(),
                    source: source(),
                };
                let number = seen.number;
                report.contradiction(context, violation, At::Json(&path), &[], || {
                    vec![
                        facts::text("asked for", Some(number), "the URL", &wanted.to_string()),
                        facts::value("the item", number, &path, Some(id)),
                    ]
                });
            }
            _ if self.listed.contains(&(is_member, wanted)) => {}
            _ => {
                report.examined(context, 1);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Body,
                    cause: Fault::NoItem.into(),
                    source: source(),
                };
                report.fault(context, violation, At::Whole);
            }
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
    fn another_item_than_the_one_of_the_url_is_found() {
        let other = get("/members/19", 200, &member(20));
        assert_eq!(
            findings(&ENTRY, &[other]),
            ["$.id: the item with the id of the URL, an item with another id found"]
        );
    }

    #[test]
    fn a_success_without_an_item_is_found_for_an_id_that_no_list_shows() {
        let line =
            "body: status 404, because no list shows the id, a success without an item found";
        for body in [json!(null), json!([]), json!({}), json!(false), json!("")] {
            let empty = || get("/members/19", 200, &body);
            assert_eq!(findings(&ENTRY, &[empty()]), [line], "{body}");
            let list = get("/members", 200, &members(18..=20));
            assert_eq!(findings(&ENTRY, &[list, empty()]), [""; 0], "{body}");
        }
    }

    #[test]
    fn the_item_itself_and_what_speaks_of_no_item_is_silent() {
        let error = json!({ "code": "x", "message": "y", "data": {} });
        for answer in [
            get("/members/19", 200, &member(19)),
            get("/plans/19", 200, &member(19)),
            get("/members/19", 404, &json!(null)),
            get("/members/19", 200, &error),
            get(
                "/members/19?_fields=status",
                200,
                &json!({ "status": "active" }),
            ),
            get("/members/19", 200, &json!({ "id": "19" })),
        ] {
            assert_eq!(findings(&ENTRY, &[answer]), [""; 0]);
        }
    }
}
