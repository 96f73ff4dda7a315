use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::base::plural;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::Paging;

static RULE: Rule = Rule {
    id: "page-size",
    level: Level::Error,
    class: Class::Paging,
    title: "A page holds as many rows as requested",
    unit: "lists",
    what: "A list response never has more rows than `per_page` (10 by default), and every page \
           except the last has exactly that many.",
    why: "Clients compute their position from the page size. A longer or shorter page makes them \
          skip or repeat members.",
    example: "`per_page=5` returns 10 rows.",
    remedy: "Look for a plugin that changes the query of REST lists (posts_per_page, \
             pre_get_posts) or that removes rows from the response.",
};

causes! {
    /// What the check finds.
    enum Fault {
        More = "more-rows": "at most per_page rows", "more rows";
        Fewer = "fewer-rows":
        "per_page rows on every page except the last", "fewer rows";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(PageSize),
};

struct PageSize;

impl Check for PageSize {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let (Some(paging), Some(rows)) = (Paging::of(context.seen), context.seen.rows()) else {
            return;
        };
        report.examined(context, 1);
        let rows = rows.len() as u64;
        let fault = if rows > paging.per_page {
            Fault::More
        } else if rows < paging.per_page && is_full_page(&paging) {
            Fault::Fewer
        } else {
            return;
        };
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Parameter("per_page".into()),
            cause: fault.into(),
            source: Some("docs/observed.md#4".into()),
        };
        let numbers = format!("{} for per_page {}", plural(rows, "row"), paging.per_page);
        let number = context.seen.number;
        report.contradiction(context, violation, At::Value(&numbers), &[], || {
            vec![
                facts::text(
                    "asked for",
                    Some(number),
                    "parameter per_page",
                    &paging.per_page.to_string(),
                ),
                facts::text("rows", Some(number), "$", &rows.to_string()),
            ]
        });
    }
}

/// Whether the total says that rows are left behind this page; what the last page holds is the
/// business of paging-headers.
fn is_full_page(paging: &Paging) -> bool {
    let before = match paging.offset {
        Some(offset) => u64::try_from(offset).ok(),
        None => Some((paging.page.max(1) - 1).saturating_mul(paging.per_page)),
    };
    match (paging.total.number(), before) {
        (Some(total), Some(before)) => total.saturating_sub(before) > paging.per_page,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::members;
    use crate::checks::testing::{With, findings, get};

    fn list(path: &str, rows: i64, total: u64, pages: u64) -> Vec<String> {
        findings(
            &ENTRY,
            &[get(path, 200, &members(1..=rows)).paged(total, pages)],
        )
    }

    #[test]
    fn longer_and_shorter_pages_are_found() {
        assert_eq!(
            list("/members?per_page=5", 10, 60, 12),
            ["parameter per_page: at most per_page rows, more rows found"]
        );
        assert_eq!(
            list("/members", 9, 60, 6),
            ["parameter per_page: per_page rows on every page except the last, fewer rows found"]
        );
    }

    #[test]
    fn full_pages_and_a_short_last_one_are_silent() {
        assert_eq!(list("/members?per_page=5", 5, 9, 2), [""; 0]);
        assert_eq!(list("/members?per_page=5&page=2", 4, 9, 2), [""; 0]);
        assert_eq!(list("/members?offset=55", 5, 60, 6), [""; 0]);
    }
}
