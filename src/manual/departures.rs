use std::cell::RefCell;
use std::collections::BTreeSet;

use super::page::{Page, cell};
use crate::base::Release;
use crate::catalogue::{Deviation, Kind, ROWS};
use crate::report;

/// The known departures that may be seen on a release, and which of them the manual has shown.
pub(super) struct Departures {
    rows: Vec<&'static Deviation>,
    common: Vec<&'static Deviation>,
    shown: RefCell<BTreeSet<&'static str>>,
}

impl Departures {
    /// `calls` are the names of all operations.
    pub(super) fn new(release: Release, calls: &[String]) -> Self {
        let all = ROWS.iter().copied().filter(|row| row.is_of(release));
        let (common, rows) = all.partition(|row| {
            let mut concerns = row.shown.places().iter();
            concerns.any(|it| calls.iter().all(|name| it.is_about(name, "", "")))
        });
        Self {
            rows,
            common,
            shown: RefCell::default(),
        }
    }

    /// The rows about each operation as a whole, which are said once.
    pub(super) fn common(&self) -> &[&'static Deviation] {
        &self.common
    }

    /// The rows about exactly this place of any of the operations, by the names that
    /// [`Concern`](crate::catalogue::Concern) uses.
    pub(super) fn about<'p>(
        &self,
        places: impl IntoIterator<Item = (&'p str, &'p str, &'p str)>,
    ) -> Vec<&'static Deviation> {
        let mut found = BTreeSet::new();
        for (operation, part, path) in places {
            let rows = self.rows.iter().enumerate().filter(|(_, row)| {
                let mut concerns = row.shown.places().iter();
                concerns.any(|it| it.is_about(operation, part, path))
            });
            found.extend(rows.map(|(at, _)| at));
        }
        let found: Vec<_> = found.into_iter().map(|at| self.rows[at]).collect();
        let ids = found.iter().map(|row| row.id);
        self.shown.borrow_mut().extend(ids);
        found
    }

    /// The rows that a condition chooses.
    pub(super) fn select(&self, is_one: impl Fn(&Deviation) -> bool) -> Vec<&'static Deviation> {
        let found: Vec<_> = self
            .rows
            .iter()
            .copied()
            .filter(|row| is_one(row))
            .collect();
        let ids = found.iter().map(|row| row.id);
        self.shown.borrow_mut().extend(ids);
        found
    }

    /// The rows about a part of these operations that belong to them and not to all of the API.
    pub(super) fn own(&self, operations: &[String], part: &str) -> Vec<&'static Deviation> {
        let places = operations.iter().map(|name| (name.as_str(), part, ""));
        let mut found = self.about(places);
        let general = self.about([("", part, "")]);
        found.retain(|row| general.iter().all(|other| other.id != row.id));
        found
    }

    /// All that was shown beside a statement, each in full, and what belongs to no single one.
    pub(super) fn write(&self, operations: &[String], release: Release, page: &mut Page) {
        let shown = self.shown.borrow();
        let others: Vec<&Deviation> = self
            .rows
            .iter()
            .copied()
            .filter(|row| !shown.contains(row.id))
            .filter(|row| {
                let since = row.since.and_then(Release::parse);
                let mut concerns = row.shown.places().iter();
                since.is_none_or(|since| since <= release)
                    && concerns.any(|it| operations.iter().any(|name| it.is_of(name)))
            })
            .collect();
        page.heading(2, "Departures from the documentation");
        page.block(
            "Each difference between the public documentation and what sites return that this \
             manual mentions. `memberspec deviations ID` prints one; `memberspec check` reports those \
             that a site shows.",
        );
        let of_statements = self.rows.iter().filter(|row| shown.contains(row.id));
        let mut all: Vec<_> = of_statements.chain(&self.common).chain(&others).collect();
        all.sort_by_key(|row| row.id);
        for row in all {
            page.block(&format!("<a id=\"{}\"></a>", row.id));
            let mut text = Vec::new();
            // Writing to memory does not fail.
            let _written = report::deviations::row(row, &mut text);
            let text = String::from_utf8_lossy(&text).into_owned();
            let (heading, rest) = text.split_once('\n').unwrap_or((&text, ""));
            page.unlisted(heading.trim_start_matches(['#', ' ']));
            page.block(rest.trim_start());
        }
    }
}

/// What the documentation says otherwise, for a cell of a table. What the table has said already, it
/// says by its id.
pub(super) fn beside(rows: &[&Deviation], said: &mut BTreeSet<&'static str>) -> String {
    let texts: Vec<String> = rows
        .iter()
        .map(|row| {
            let link = format!("[{id}](#{id})", id = row.id);
            if said.insert(row.id) {
                format!("{} {link}", cell(&otherwise(row)))
            } else {
                link
            }
        })
        .collect();
    texts.join("<br>")
}

/// What is silent is named by what it omits.
fn otherwise(row: &Deviation) -> String {
    match row.kind {
        Kind::Contradiction => row.documented.to_owned(),
        Kind::Omission => format!("Not documented: {}.", row.title),
        Kind::Fault => format!("A fault of the plugin: {}.", row.title),
    }
}

/// The same as a list, with what sites do.
pub(super) fn listed(rows: &[&Deviation]) -> String {
    let texts: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "- **{title}.** Documentation: {documented} Sites: {observed} [{id}](#{id})\n",
                title = row.title,
                documented = row.documented,
                observed = row.observed,
                id = row.id,
            )
        })
        .collect();
    texts.concat()
}
