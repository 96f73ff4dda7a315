use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Count, Paging};

static RULE: Rule = Rule {
    id: "paging-headers",
    level: Level::Error,
    class: Class::Paging,
    title: "X-WP-Total and X-WP-TotalPages exist and agree with the rows",
    unit: "lists",
    what: "Every list response has both headers as integers; the number of pages is the total \
           divided by the page size, rounded up; and the last page, or a page with an offset, \
           holds the number of rows that remain of the total.",
    why: "Clients page until the total is reached. A total that is too small loses members; one \
          that is too large causes a loop or an error at the end.",
    example: "X-WP-Total is 61 where 60 memberships exist, so the last page is one row short.",
    remedy: "Look for a cache that combines the headers of one response with the body of another, \
             a proxy that drops X- headers, and filters that remove rows after the query.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoHeader = "no-header": "an integer", "no such header";
        NoNumber = "no-number": "an integer", "not a number";
        AnotherPages = "another-number-of-pages":
        "X-WP-Total divided by the page size, rounded up", "another number";
        AnotherTotal = "another-total": "the number of rows that exist", "another number";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(PagingHeaders),
};

struct PagingHeaders;

impl Check for PagingHeaders {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let Some(paging) = Paging::of(context.seen) else {
            return;
        };
        report.examined(context, 1);
        let mut numbers = Vec::new();
        for (name, count) in [
            ("X-WP-Total", &paging.total),
            ("X-WP-TotalPages", &paging.pages),
        ] {
            match count {
                Count::Is(number) => numbers.push(*number),
                Count::Missing => missing(name, Fault::NoHeader, context, report),
                Count::Garbled(_) => missing(name, Fault::NoNumber, context, report),
            }
        }
        let [total, pages] = numbers[..] else { return };
        if paging.per_page == 0 {
            return;
        }
        let should = total.div_ceil(paging.per_page);
        if pages != should {
            contradicted(
                "X-WP-TotalPages",
                Fault::AnotherPages,
                &format!("{pages}, not {should}, for a total of {total}"),
                [
                    ("the pages", "header X-WP-TotalPages", pages),
                    ("the total", "header X-WP-Total", total),
                ],
                context,
                report,
            );
            return;
        }
        let Some(rows) = context.seen.rows() else {
            return;
        };
        let rows = rows.len() as u64;
        let before = match paging.offset {
            Some(offset) => u64::try_from(offset).ok(),
            None => paging.rows_before(),
        };
        let Some(before) = before else {
            return;
        };
        let left = total.saturating_sub(before);
        // Only where this page must hold all that is left does the total speak about the rows;
        // pages before the last are the business of page-size.
        if left <= paging.per_page && rows <= paging.per_page && rows != left {
            contradicted(
                "X-WP-Total",
                Fault::AnotherTotal,
                &format!("{total}: this page should hold {left} of the rows and holds {rows}"),
                [
                    ("the total", "header X-WP-Total", total),
                    ("rows of this page", "$", rows),
                ],
                context,
                report,
            );
        }
    }
}

fn contradicted(
    name: &str,
    fault: Fault,
    numbers: &str,
    sides: [(&str, &str, u64); 2],
    context: &ExchangeContext<'_>,
    report: &mut Reporter<'_>,
) {
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Header(name.into()),
        cause: fault.into(),
        source: Some("docs/observed.md#4".into()),
    };
    let number = Some(context.seen.number);
    report.contradiction(context, violation, At::Value(numbers), &[], || {
        let side = |(label, at, count): (&str, &str, u64)| {
            facts::text(label, number, at, &count.to_string())
        };
        sides.map(side).into()
    });
}

fn missing(name: &str, fault: Fault, context: &ExchangeContext<'_>, report: &mut Reporter<'_>) {
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Header(name.into()),
        cause: fault.into(),
        source: Some("docs/observed.md#4".into()),
    };
    report.fault(context, violation, At::Whole);
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
    fn a_total_that_the_rows_contradict_is_found() {
        let line = "header X-WP-Total: the number of rows that exist, another number found";
        assert_eq!(list("/members?per_page=5&page=2", 3, 9, 2), [line]);
        assert_eq!(list("/members?per_page=5&offset=7", 2, 10, 2), [line]);
        assert_eq!(list("/members", 3, 4, 1), [line]);
    }

    #[test]
    fn a_number_of_pages_that_the_total_contradicts_is_found() {
        assert_eq!(
            list("/members?per_page=5", 5, 11, 2),
            [
                "header X-WP-TotalPages: X-WP-Total divided by the page size, rounded up, another number found"
            ]
        );
    }

    #[test]
    fn a_header_that_is_gone_or_garbled_is_found() {
        let gone = get("/members", 200, &members(1..=1)).header("X-WP-Total", "1");
        assert_eq!(
            findings(&ENTRY, &[gone]),
            ["header X-WP-TotalPages: an integer, no such header found"]
        );
    }

    #[test]
    fn sound_pages_are_silent() {
        assert_eq!(list("/members?per_page=5", 5, 9, 2), [""; 0]);
        assert_eq!(list("/members?per_page=5&page=2", 4, 9, 2), [""; 0]);
        assert_eq!(list("/members?page=99", 0, 9, 1), [""; 0]);
        assert_eq!(list("/members?offset=99", 0, 0, 0), [""; 0]);
        assert_eq!(list("/members?offset=-1", 9, 9, 1), [""; 0]);
    }
}
