use serde_json::{Map, Value};

use super::{Answer, ApiRequest, Parameters};
use crate::serve::php::to_query;

/// Which rows of a list are requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// The page, from 1.
    pub(crate) number: u64,
    /// Rows on a page.
    pub(crate) size: u64,
    /// Rows to skip; beats the page (`docs/observed.md#4`).
    pub(crate) offset: Option<u64>,
}

impl Page {
    /// Reads `page`, `per_page` and `offset`.
    pub(crate) fn read(parameters: &Parameters) -> Self {
        let number = |name: &str| {
            parameters
                .integer(name)
                .map(|value| value.max(0).unsigned_abs())
        };
        Self {
            number: number("page").unwrap_or(1).max(1),
            size: number("per_page").unwrap_or(10).max(1),
            offset: number("offset").filter(|offset| *offset > 0),
        }
    }

    /// How many rows come before the page.
    pub(crate) fn skip(self) -> usize {
        let skip = self
            .offset
            .unwrap_or_else(|| (self.number - 1).saturating_mul(self.size));
        usize::try_from(skip).unwrap_or(usize::MAX)
    }

    /// How many rows the page takes.
    pub(crate) fn take(self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }
}

/// A list with its totals and `Link`, as WooCommerce sends them (`docs/observed.md#4`): `prev` and
/// `next` only where there is one, past the end `prev` leads to the last page, an offset past the
/// end says that there is nothing at all.
pub(crate) fn paged(
    request: &ApiRequest,
    parameters: &Parameters,
    page: Page,
    rows: Vec<Value>,
    total: u64,
) -> Answer {
    let past_offset = rows.is_empty() && page.offset.is_some();
    let total = if past_offset { 0 } else { total };
    let pages = total.div_ceil(page.size);
    let base = request.url_of(&request.route);
    let link = |number: u64, relation: &str| {
        let query = to_query(&with_page(parameters.query(), number));
        format!("<{base}?{query}>; rel=\"{relation}\"")
    };
    let mut links = Vec::new();
    if page.number > 1 && pages > 0 {
        links.push(link((page.number - 1).min(pages), "prev"));
    }
    if pages > page.number {
        links.push(link(page.number + 1, "next"));
    }
    let answer = Answer::ok(rows.into())
        .with_header("X-WP-Total", total)
        .with_header("X-WP-TotalPages", pages);
    if links.is_empty() {
        answer
    } else {
        answer.with_header("Link", links.join(", "))
    }
}

/// The query with another page, in its place if it has one and at the end if not.
fn with_page(query: &Map<String, Value>, number: u64) -> Map<String, Value> {
    let mut query = query.clone();
    query.insert("page".to_owned(), number.into());
    query
}
