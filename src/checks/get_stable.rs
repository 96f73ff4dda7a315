use std::collections::BTreeMap;

use serde_json::Value;

use super::entities::entities;
use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext, Traffic};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::differing;

static RULE: Rule = Rule {
    id: "get-stable",
    level: Level::Error,
    class: Class::Semantics,
    title: "Repeated requests get the same response",
    unit: "repeated responses",
    what: "When a membership or plan is requested repeatedly, with no write in between, it may \
           change once, because the shop may have changed it. A response that changes and then \
           changes back is a finding. `end_date` is ignored while `paused_date` is set, because it \
           moves with the clock (`docs/observed.md#5`). Recordings of other programs are not \
           judged: writes may be missing from them.",
    why: "Two web servers with different caches, or with different plugin releases, show a \
          customer as active on one page and as expired on the next.",
    example: "The name of the plan is Gold, then Gold*, then Gold again.",
    remedy: "Query each web server individually; compare plugin releases and object caches.",
};

causes! {
    /// What the check finds.
    enum Fault {
        ThereAndBack = "there-and-back":
        "the same response to the same request",
        "another value, then the first one again";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<GetStable>::default(),
};

/// How many questions are remembered; then memory starts afresh.
const KEPT: usize = 512;

/// How many of the last answers for one item are remembered.
const STATES: usize = 32;

#[derive(Default)]
struct GetStable {
    asked: BTreeMap<String, Vec<(Value, ObservedAt, usize)>>,
}

impl Check for GetStable {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if run.traffic() == Traffic::Foreign {
            return;
        }
        let Some(item) = seen.item().filter(|_| !seen.is_reshaped()) else {
            return;
        };
        let Some(entity) = entities(seen).pop() else {
            return;
        };
        let query: Vec<String> = seen
            .query
            .iter()
            .filter(|(name, _)| !crate::redact::is_secret_name(name))
            // Both contexts are one answer (`docs/observed.md#4`).
            .filter(|(name, _)| *name != "context")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let root = seen
            .address
            .as_ref()
            .map_or("", |address| address.root.as_str());
        let key = format!(
            "{root} {} {} {}",
            context.operation,
            entity.id,
            query.join("&")
        );
        if self.asked.len() > KEPT {
            self.asked.clear();
        }
        let answers = self.asked.entry(key).or_default();
        let (answer, now) = (without_what_moves(item), run.moment());
        answers.retain(|(_, then, _)| run.may_compare(then));
        if answers.len() >= STATES {
            answers.remove(0);
        }
        let changed_back = match answers.as_slice() {
            [.., (last, ..)] if *last == answer => false,
            [earlier @ .., _] => earlier.iter().any(|(known, ..)| *known == answer),
            [] => false,
        };
        if !answers.is_empty() {
            report.examined(context, 1);
        }
        if let (true, Some((last, _, last_number))) = (changed_back, answers.last()) {
            let before: Vec<usize> = answers.iter().map(|(.., number)| *number).collect();
            for name in differing(last, &answer) {
                let path = JsonPath::root().key(&name);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: Fault::ThereAndBack.into(),
                    source: None,
                };
                let root = JsonPath::root();
                report.contradiction(context, violation, At::Json(&path), &before, || {
                    vec![
                        facts::member("before", *last_number, &root, &name, last),
                        facts::member("repeated", seen.number, &root, &name, &answer),
                    ]
                });
            }
        }
        if answers.last().is_none_or(|(last, ..)| *last != answer) {
            answers.push((answer, now, seen.number));
        }
    }
}

fn without_what_moves(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(members) = item.as_object_mut()
        && members.get("paused_date").is_some_and(Value::is_string)
    {
        members.retain(|key, _| !matches!(key.as_str(), "end_date" | "end_date_gmt"));
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::plan;
    use crate::checks::testing::{ask, findings, get};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    fn named(name: &str) -> Exchange {
        let mut plan = plan(20);
        plan["name"] = json!(name);
        get("/plans/20", 200, &plan)
    }

    #[test]
    fn an_answer_that_changes_and_changes_back_is_found() {
        assert_eq!(
            findings(&ENTRY, &[named("Gold"), named("Gold*"), named("Gold")]),
            [
                "$.name: the same response to the same request, another value, then the first one \
                 again found"
            ]
        );
    }

    #[test]
    fn one_change_and_a_change_by_a_write_are_silent() {
        assert_eq!(
            findings(&ENTRY, &[named("Gold"), named("Silver"), named("Silver")]),
            [""; 0]
        );
        let write = ask(Method::Put, "/members/1", 200, "{}");
        let exchanges = [named("Gold"), named("Gold*"), write, named("Gold")];
        assert_eq!(findings(&ENTRY, &exchanges), [""; 0]);
    }
}
