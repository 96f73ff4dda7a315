use std::collections::BTreeMap;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext, Traffic};
use crate::exchange::Method;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Paging;

static RULE: Rule = Rule {
    id: "totals-constant",
    level: Level::Error,
    class: Class::Paging,
    title: "The total of a list stays the same, unless the shop changes",
    unit: "repeated totals",
    what: "`X-WP-Total` of one list, requested repeatedly with other pages and page sizes within \
           five seconds, may rise or fall, because the shop may have sold or cancelled something. \
           A total that returns twice to an earlier value is a finding, and so is one that HEAD \
           returns between two equal ones of GET.",
    why: "A client that reads all pages decides by the total when to stop.",
    example: "The totals of five pages are 62, 63, 61, 62 and 63.",
    remedy: "Look for plugins that replace the count of a query by an estimate of the database \
             (SQL_CALC_FOUND_ROWS, found_posts), and for several web servers with caches of their \
             own.",
};

causes! {
    /// What the check finds.
    enum Fault {
        ComeAndGo = "come-and-go": "one total for one list", "totals that change back and forth";
        HeadDiffers = "head-differs": "the total of GET", "another total for HEAD";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<TotalsConstant>::default(),
};

/// How many lists are remembered; then memory starts afresh.
const KEPT: usize = 256;

/// How many exchanges of one list are named where it is found to drift.
const ASKED: usize = 12;

/// How many totals of one list are remembered.
const TOTALS: usize = 100;

/// How often a total must return to be a finding.
const ENOUGH: usize = 2;

#[derive(Default)]
struct TotalsConstant {
    lists: BTreeMap<String, List>,
}

#[derive(Default)]
struct List {
    /// Each total that differs from the one before it, and its exchange.
    totals: Vec<(u64, usize)>,
    /// The last two that differ, with their exchanges.
    last_two: [(u64, usize); 2],
    returns: usize,
    last: Option<ObservedAt>,
    numbers: Vec<usize>,
    /// The total that HEAD returned after the last GET.
    head: Option<(u64, usize)>,
}

impl Check for TotalsConstant {
    fn see_repeated(
        &mut self,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        self.see(context, run, report);
    }

    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let Some(paging) = Paging::of(context.seen).filter(|paging| paging.offset.is_none()) else {
            return;
        };
        let Some(total) = paging.total.number() else {
            return;
        };
        let seen = context.seen;
        let mut query: Vec<String> = seen
            .query
            .iter()
            .filter(|(name, _)| !matches!(*name, "page" | "per_page"))
            .filter(|(name, _)| !crate::redact::is_secret_name(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        query.sort();
        let route = seen
            .address
            .as_ref()
            .map(|address| (address.root.clone(), address.template()));
        let (root, template) = route.unwrap_or_default();
        if self.lists.len() > KEPT {
            self.lists.clear();
        }
        let list = self
            .lists
            .entry(format!("{root}{template}?{}", query.join("&")))
            .or_default();
        let now = run.moment();
        if list.last.is_some_and(|last| !run.may_compare(&last)) {
            *list = List::default();
        }
        list.last = Some(now);
        if seen.method == Method::Head {
            // The first of several: it is the one that other checks speak of.
            let is_first = list.head.is_none_or(|(head, _)| head != total);
            if is_first && !list.totals.is_empty() {
                list.head = Some((total, seen.number));
            }
            return;
        }
        if list.numbers.len() >= ASKED {
            list.numbers.remove(0);
        }
        list.numbers.push(seen.number);
        list.last_two = match list.last_two {
            [_, last] if last.0 == total => [list.last_two[0], (total, seen.number)],
            [_, last] => [last, (total, seen.number)],
        };
        if list.totals.is_empty() {
            list.totals.push((total, seen.number));
            return;
        }
        report.examined(context, 1);
        let before = list.totals.last().filter(|(last, _)| *last == total);
        if let (Some(head), Some(before)) = (list.head.take(), before)
            && head.0 != total
        {
            let others = [before.1, head.1];
            let shown = [("GET", *before), ("HEAD", head)];
            tell(
                Fault::HeadDiffers,
                &head.0.to_string(),
                &others,
                shown,
                (context, report),
            );
        }
        if list.totals.last().is_some_and(|(last, _)| *last == total) {
            return;
        }
        if list.totals.len() >= TOTALS {
            return;
        }
        let earlier = list.totals.iter().find(|(it, _)| *it == total);
        let earlier = earlier.map(|(_, number)| *number);
        list.returns += usize::from(earlier.is_some());
        list.totals.push((total, seen.number));
        // Where it is repeated before it counts, once is enough: there, the three responses that show it
        // are repeated, then all of them.
        let before = match (list.returns, earlier) {
            (ENOUGH, Some(_)) => list.numbers.clone(),
            (1, Some(earlier)) if run.traffic() == Traffic::Live => {
                vec![earlier, list.last_two[0].1]
            }
            _ => return,
        };
        let numbers: Vec<String> = list.totals.iter().map(|(it, _)| it.to_string()).collect();
        let [one, other] = list.last_two;
        let shown = [("before", one), ("repeated", other)];
        let value = numbers.join(", ");
        tell(Fault::ComeAndGo, &value, &before, shown, (context, report));
    }
}

/// Reports a total, with the two that contradict each other.
fn tell(
    fault: Fault,
    value: &str,
    others: &[usize],
    shown: [(&str, (u64, usize)); 2],
    (context, report): (&ExchangeContext<'_>, &mut Reporter<'_>),
) {
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Header("X-WP-Total".into()),
        cause: fault.into(),
        source: None,
    };
    report.contradiction(context, violation, At::Value(value), others, || {
        let of = |(label, (total, number)): (&str, (u64, usize))| {
            facts::text(label, Some(number), "header X-WP-Total", &total.to_string())
        };
        shown.map(of).into()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{With, ask, findings, get};
    use serde_json::json;

    fn totals(totals: &[u64]) -> Vec<String> {
        let exchanges: Vec<_> = totals
            .iter()
            .enumerate()
            .map(|(page, total)| {
                let path = format!("/members?page={}", page + 1);
                get(&path, 200, &json!([])).paged(*total, total.div_ceil(10))
            })
            .collect();
        findings(&ENTRY, &exchanges)
    }

    #[test]
    fn a_total_that_comes_and_goes_is_found_once() {
        assert_eq!(
            totals(&[62, 63, 61, 62, 63, 61, 62]),
            ["header X-WP-Total: one total for one list, totals that change back and forth found"]
        );
    }

    #[test]
    fn another_total_for_head_between_equal_ones_is_found() {
        let lines = |totals: &[(&Method, u64)]| {
            let exchanges: Vec<_> = totals
                .iter()
                .map(|(method, total)| {
                    let body = if **method == Method::Head { "" } else { "[]" };
                    ask((*method).clone(), "/members", 200, body).paged(*total, total.div_ceil(10))
                })
                .collect();
            findings(&ENTRY, &exchanges)
        };
        let (get, head) = (&Method::Get, &Method::Head);
        assert_eq!(
            lines(&[(get, 60), (head, 3), (get, 60)]),
            ["header X-WP-Total: the total of GET, another total for HEAD found"]
        );
        assert_eq!(lines(&[(get, 60), (head, 60), (get, 60)]), [""; 0]);
        // A sale in between, and nothing to compare with.
        assert_eq!(lines(&[(get, 60), (head, 61), (get, 61)]), [""; 0]);
        assert_eq!(lines(&[(head, 3), (get, 60), (get, 60)]), [""; 0]);
    }

    #[test]
    fn sales_and_a_cancellation_are_silent() {
        assert_eq!(totals(&[60, 60, 61, 62, 62]), [""; 0]);
        assert_eq!(totals(&[60, 61, 60, 60]), [""; 0]);
    }
}
