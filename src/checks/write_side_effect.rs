use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::states::date;
use super::written::{Deed, deleted, written};
use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext, Traffic};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Credentials, Interpreted, Paging, Row, Shift, shifts};
use crate::scenario::Mark;

static RULE: Rule = Rule {
    id: "write-side-effect",
    level: Level::Error,
    class: Class::Writes,
    title: "A write changes only its target",
    unit: "readings of all memberships",
    what: "While memberspec writes, it repeatedly lists the memberships of all customers. It \
           reports a membership of another customer that takes a date that only this run has \
           written, a new membership that has the run's mark although no create returned it, and \
           memberships of others that change or disappear each time the run writes and never when \
           it only reads. The shop continues to sell meanwhile: changes that also happen at other \
           times are noted in the report and are not findings.",
    why: "A query without its WHERE clause changes every member of the shop, and nobody notices \
          until customers complain.",
    example: "PUT …/members/12 sets an end date, and membership 60 has the same end date \
              afterwards.",
    remedy: "Look for code on save_post, wc_memberships_user_membership_saved and \
             wc_memberships_user_membership_deleted, and for direct queries on wp_posts and \
             wp_postmeta.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AfterEach { found: Stirring } = "others-changed":
        "unchanged by the write", "others changed or disappeared after each {found}";
        OurDate = "date-of-this-run":
        "as it was before the write", "a date that only this run has written";
        OurMark = "mark-of-this-run":
        "no new membership after an update", "a new membership with the mark of this run";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<WriteSideEffect>::default(),
};

#[derive(Default)]
struct WriteSideEffect {
    pages: BTreeMap<String, Page>,
    /// Looks without a write before them, and those in which something of others changed.
    idle: Looks,
    /// The same with a write before them, by the kind of the write.
    after: BTreeMap<Stirring, Looks>,
    /// The marks that this run has put on what it made.
    marks: BTreeSet<String>,
    /// Memberships of others that changed without being told to by anybody we know.
    strangers: BTreeSet<u64>,
}

/// A list as it was last answered.
struct Page {
    rows: Vec<Arc<Row>>,
    writes: Vec<Write>,
    unseen: u64,
}

/// A write that a site took.
#[derive(Clone)]
struct Write {
    evidence: Arc<Evidence>,
    stirring: Stirring,
    /// Dates in its response that nobody else would write.
    telling: Vec<(String, Timestamp)>,
}

/// What kind of write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stirring {
    Create,
    Update,
    Delete,
}

impl fmt::Display for Stirring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        })
    }
}

#[derive(Default)]
struct Looks {
    all: usize,
    stirred: usize,
    evidence: Option<Arc<Evidence>>,
}

/// How many looks without a write must have been quiet before a change after a write counts.
const QUIET: usize = 20;

impl Check for WriteSideEffect {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if run.traffic() == Traffic::Foreign {
            return;
        }
        self.note_writes(context, run);
        let own_hand = !matches!(seen.credentials, Credentials::None | Credentials::Wrong);
        let is_members = seen.route() == Some(&crate::interpret::Route::Members);
        if let (Some(rows), true) = (seen.rows(), own_hand && is_members && !seen.is_reshaped()) {
            self.look(context, run, rows, report);
        }
    }

    fn end(&mut self, _run: &RunContext, report: &mut Reporter<'_>) {
        for (kind, looks) in &self.after {
            let is_each_time = looks.stirred >= 2 && looks.stirred == looks.all;
            let is_only_then = self.idle.stirred == 0 && self.idle.all >= QUIET;
            if let (true, Some(evidence)) = (is_each_time && is_only_then, &looks.evidence) {
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Sequence("all memberships".into()),
                    cause: Fault::AfterEach { found: *kind }.into(),
                    source: None,
                };
                report.late(evidence, violation, "the list after it".into(), None, None);
                return;
            }
        }
        if !self.strangers.is_empty() {
            report.unexercised(
                "side effects of writes on some memberships",
                format!(
                    "the shop changed meanwhile: {} of the memberships of others changed, were \
                     added or were removed",
                    self.strangers.len()
                ),
            );
        }
    }
}

impl WriteSideEffect {
    fn note_writes(&mut self, context: &ExchangeContext<'_>, run: &RunContext) {
        let seen = context.seen;
        let mut kinds: BTreeMap<Stirring, Vec<(String, Timestamp)>> = BTreeMap::new();
        for done in written(seen) {
            self.marks.extend(marks(done.row));
            let kind = match done.deed {
                Deed::Create => Stirring::Create,
                Deed::Update => Stirring::Update,
            };
            let telling = telling(done.row, run.states().now(seen));
            kinds.entry(kind).or_default().extend(telling);
        }
        if !deleted(seen).is_empty() {
            kinds.entry(Stirring::Delete).or_default();
        }
        for (stirring, telling) in kinds {
            let write = Write {
                evidence: context.evidence(),
                stirring,
                telling,
            };
            for page in self.pages.values_mut() {
                page.writes.push(write.clone());
            }
        }
    }

    /// Compares a list with the last response to the same question.
    fn look(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        rows: &[Arc<Row>],
        report: &mut Reporter<'_>,
    ) {
        let key = question(context.seen);
        let page = Page {
            rows: rows.to_vec(),
            writes: Vec::new(),
            unseen: run.unseen_writes(),
        };
        let Some(Page {
            rows: before,
            writes,
            unseen,
        }) = self.pages.insert(key, page)
        else {
            return;
        };
        report.examined(context, 1);
        let per_page = Paging::of(context.seen).map_or(Paging::DEFAULT, |paging| paging.per_page);
        let found = shifts(&before, rows, per_page);
        // The state after it, where there is one.
        let by_id: BTreeMap<u64, &Arc<Row>> = (before.iter().chain(rows))
            .filter_map(|row| Some((row.get("id")?.as_u64()?, row)))
            .collect();
        let row = |id: u64| by_id.get(&id);
        let unknown: Vec<(u64, &Shift)> = found
            .iter()
            .filter(|(id, _)| !run.states().knows(**id))
            .map(|(id, shift)| (*id, shift))
            .collect();
        // Memberships that the run's customers got by signing up are nobody else's.
        let is_others = |id: u64| {
            let owner = row(id).and_then(|row| row.get("customer_id")?.as_u64());
            !owner.is_some_and(|owner| run.is_own_customer(owner))
        };
        let others: Vec<(u64, &Shift)> = unknown
            .iter()
            .filter(|(id, _)| is_others(*id))
            .copied()
            .collect();
        for (id, shift) in &unknown {
            let proof = row(*id).and_then(|row| proof(row, shift, &writes, &self.marks));
            if let Some((write, fault)) = proof {
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Sequence("all memberships".into()),
                    cause: fault.into(),
                    source: None,
                };
                let id = i64::try_from(*id).ok();
                report.late(
                    &write.evidence,
                    violation,
                    "the list after it".into(),
                    None,
                    id,
                );
            }
        }
        let changed: Vec<u64> = others
            .iter()
            .filter(|(_, shift)| **shift != Shift::Come)
            .map(|(id, _)| *id)
            .collect();
        self.strangers.extend(others.iter().map(|(id, _)| *id));
        let looks = match writes.as_slice() {
            // Something was written that no check sees: customers, a clean-up.
            [] if unseen != run.unseen_writes() => return,
            // Any sign of life counts against the writes.
            [] => {
                self.idle.stirred += usize::from(!others.is_empty());
                self.idle.all += 1;
                return;
            }
            [write] => self.after.entry(write.stirring).or_default(),
            // Several kinds in between: it cannot be told which it was.
            _ => return,
        };
        looks.all += 1;
        if !changed.is_empty() {
            looks.stirred += 1;
            looks.evidence = writes.last().map(|write| Arc::clone(&write.evidence));
        }
    }
}

/// The list question without what authenticates it.
fn question(seen: &Interpreted<'_>) -> String {
    let mut parts: Vec<String> = seen
        .query
        .iter()
        .filter(|(name, _)| !crate::redact::is_secret_name(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    parts.sort();
    let api = seen.address.as_ref().map(|address| address.api.as_str());
    format!("{} {}", api.unwrap_or_default(), parts.join("&"))
}

/// The dates of a membership that nobody writes by chance: well ahead, and no full hour.
fn telling(row: &Value, now: Option<Timestamp>) -> Vec<(String, Timestamp)> {
    ["start_date_gmt", "end_date_gmt"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), date(row, name)?)))
        .filter(|(_, at)| {
            let is_odd = at.as_second() % 60 != 0 && at.as_second() % 3600 != 0;
            is_odd && now.is_some_and(|now| at.duration_since(now) > SignedDuration::from_hours(24))
        })
        .collect()
}

/// The marks of runs that a membership has.
fn marks(row: &Value) -> Vec<String> {
    let metas = row.get("meta_data").and_then(Value::as_array);
    let text = |meta: &Value, name: &str| meta.get(name).and_then(Value::as_str).map(str::to_owned);
    metas
        .into_iter()
        .flatten()
        .filter(|meta| text(meta, "key").as_deref() == Some(Mark::KEY))
        .filter_map(|meta| text(meta, "value"))
        .collect()
}

type Proof<'a> = (&'a Write, Fault);

/// The write that must have done this to a membership of somebody else, if one must.
fn proof<'a>(
    row: &Value,
    shift: &Shift,
    writes: &'a [Write],
    known: &BTreeSet<String>,
) -> Option<Proof<'a>> {
    match shift {
        Shift::Changed(names) => writes.iter().rev().find_map(|write| {
            let took = write
                .telling
                .iter()
                .any(|(name, at)| names.contains(name) && date(row, name) == Some(*at));
            took.then_some((write, Fault::OurDate))
        }),
        Shift::Come => {
            let is_marked = marks(row).iter().any(|mark| known.contains(mark));
            let update = writes
                .iter()
                .rev()
                .find(|write| write.stirring == Stirring::Update);
            update
                .filter(|_| is_marked)
                .map(|write| (write, Fault::OurMark))
        }
        Shift::Gone => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{ask, findings, get, send};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    fn list(ids: &[i64]) -> Exchange {
        let rows: Vec<Value> = ids.iter().map(|id| member(*id)).collect();
        get("/members?per_page=100", 200, &json!(rows))
    }

    fn marked(id: i64, mark: &str) -> Value {
        let mut row = member(id);
        row["meta_data"] = json!([{ "id": 1, "key": "memberspec_run", "value": mark }]);
        row
    }

    fn create() -> Exchange {
        let body = json!({ "customer_id": 1019, "plan_id": 20 });
        send(Method::Post, "/members", &body, 200, &marked(19, "ours"))
    }

    fn ending(id: i64, end: &str) -> Value {
        let mut row = member(id);
        row["end_date_gmt"] = json!(end);
        row
    }

    const ODD: &str = "2038-05-17T03:41:29";

    #[test]
    fn a_date_of_ours_on_somebody_elses_membership_is_found() {
        let sent = json!({ "end_date_gmt": ODD });
        let put = send(Method::Put, "/members/19", &sent, 200, &ending(19, ODD));
        let after = |end: &str| {
            let rows = json!([ending(19, ODD), ending(5, end)]);
            get("/members?per_page=100", 200, &rows)
        };
        let run =
            |end: &str| findings(&ENTRY, &[create(), list(&[19, 5]), put.clone(), after(end)]);
        assert_eq!(
            run(ODD),
            [
                "all memberships: as it was before the write, a date that only this run has \
                 written found"
            ]
        );
        // Somebody else has changed it in the same second.
        assert_eq!(run("2031-01-01T00:00:00"), [""; 0]);
    }

    #[test]
    fn a_copy_that_an_update_makes_is_found() {
        let put = send(
            Method::Put,
            "/members/19",
            &json!({ "customer_id": 7 }),
            200,
            &member(19),
        );
        let after = |row: &Value| get("/members?per_page=100", 200, &json!([row, member(19)]));
        let run = |row: &Value| findings(&ENTRY, &[create(), list(&[19]), put.clone(), after(row)]);
        assert_eq!(
            run(&marked(23, "ours")),
            [
                "all memberships: no new membership after an update, a new membership with the \
                 mark of this run found"
            ]
        );
        assert_eq!(run(&member(23)), [""; 0]);
        // Another run, at the same time.
        assert_eq!(run(&marked(23, "theirs")), [""; 0]);
    }

    /// Two trials, each of a create and a delete, with looks in between.
    fn trials(lists: [&[i64]; 2], idle: &[i64]) -> Vec<String> {
        let delete = || ask(Method::Delete, "/members/19", 200, r#"{"deleted":true}"#);
        let start: Vec<i64> = vec![9, 8, 7];
        let mut exchanges = vec![list(&start)];
        let mut now = start;
        for after in lists {
            exchanges.extend((0..QUIET).map(|_| list(&now)));
            exchanges.extend([create(), list(&now), delete()]);
            now = after.to_vec();
            exchanges.push(list(&now));
        }
        exchanges.push(list(idle));
        findings(&ENTRY, &exchanges)
    }

    #[test]
    fn memberships_that_vanish_with_each_delete_are_found() {
        assert_eq!(
            trials([&[9, 8], &[9]], &[9]),
            [
                "all memberships: unchanged by the write, others changed or disappeared after each \
                 delete found"
            ]
        );
    }

    #[test]
    fn a_shop_that_deletes_at_other_times_too_is_silent() {
        assert_eq!(trials([&[9, 8], &[9]], &[]), [""; 0]);
        assert_eq!(trials([&[9, 8], &[9, 8]], &[9, 8]), [""; 0]);
    }
}
