//! Pages, totals, order and `Link`.

use crate::catalogue::traffic::{is_empty_list, number_in, text};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{Credentials, Interpreted, Route};

pub(in crate::catalogue) static PER_PAGE_DEFAULT_10: Deviation = Deviation {
    id: "per-page-default-10",
    title: "The default page size is 10 on every site",
    kind: Kind::Contradiction,
    documented: "Without `per_page` the site's WordPress setting decides.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "Always 10, regardless of `posts_per_page`; the maximum is 100. 0, negative numbers \
               and 101 return 400 `rest_invalid_param` with detail `rest_out_of_bounds`.",
    evidence: "docs/observed.md#4, #14.7",
    since: None,
    until: None,
    trigger: None,
    advice: "Send `per_page=100` and follow the pages; never request more than 100.",
    signs: &[
        Sign::Sighting(uses_default_page_size),
        Sign::Sighting(refuses_page_size),
    ],
    shown: InDocuments::At(&[Concern::part(
        &[
            "parameter-default-added",
            "default-changed",
            "minimum-changed",
            "maximum-changed",
        ],
        "",
        "query parameter per_page",
    )]),
};

pub(in crate::catalogue) static PAGE_PAST_END_ANSWERS_EMPTY_LIST: Deviation = Deviation {
    id: "page-past-end-answers-empty-list",
    title: "A page past the end is an empty list, not an error",
    kind: Kind::Omission,
    documented: "The response to a page past the end is not documented.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "200 with `[]` and the correct totals; `Link` gives the last page as `prev`. \
               WordPress's own collections return 400.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Stop at `X-WP-TotalPages` or at the first empty page.",
    signs: &[Sign::Sighting(asks_page_past_end)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "query parameter page", "")],
    ),
};

pub(in crate::catalogue) static OFFSET_PAST_END_ZERO_TOTALS: Deviation = Deviation {
    id: "offset-past-end-zero-totals",
    title: "An offset past the end sets the totals to zero",
    kind: Kind::Fault,
    documented: "An offset skips rows; that it changes totals is not documented.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "200 with `[]`, `X-WP-Total: 0` and `X-WP-TotalPages: 0`, although rows exist. With \
               a smaller offset the totals are those of the whole list.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: Some("`offset` equal to or beyond the number of rows"),
    advice: "Take the total from a response without offset.",
    signs: &[
        Sign::Sighting(loses_totals_by_offset),
        Sign::fault(
            "paging-headers",
            "header X-WP-Total*",
            loses_totals_by_offset,
        ),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "query parameter offset", "")],
    ),
};

pub(in crate::catalogue) static OFFSET_BEATS_PAGE: Deviation = Deviation {
    id: "offset-beats-page",
    title: "`offset` takes precedence over `page`",
    kind: Kind::Omission,
    documented: "Both are listed; their precedence is not documented.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "With `offset` the page number is ignored, but `Link` continues to count pages.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Use one of them, never both; do not follow `Link` after an `offset`.",
    signs: &[
        Sign::Sighting(sends_offset_and_page),
        Sign::departure_when("link-header", "", sends_offset_and_page),
    ],
    shown: InDocuments::At(&[Concern::part(
        &["parameter-default-removed"],
        "",
        "query parameter offset",
    )]),
};

pub(in crate::catalogue) static ORDER_UNSTABLE_WITHIN_ONE_SECOND: Deviation = Deviation {
    id: "order-unstable-within-one-second",
    title: "Rows created in the same second have no stable order",
    kind: Kind::Fault,
    documented: "Paging through a list returns every membership once.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "Rows are ordered by creation date alone, newest first, without a tie-break. The \
         order of rows of one second changes with the page size, so paging repeats some and skips \
         others: 60 rows in pages of 10 gave 40 different ids.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: Some(
        "paging through a list in which several rows have the same creation second (an import, a \
         bulk action)",
    ),
    advice: "Page with `orderby=id` (undocumented, but works), or collect ids and compare their \
         number with `X-WP-Total`.",
    signs: &[Sign::fault("page-walk", "", shares_creation_second)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("GET */members", "query parameter page", ""),
            Concern::about("GET */members", "query parameter orderby", ""),
        ],
    ),
};

pub(in crate::catalogue) static ORDER_IS_AN_ORDER_ID: Deviation = Deviation {
    id: "order-is-an-order-id",
    title: "`order` filters by shop order; there is no sort direction",
    kind: Kind::Omission,
    documented: "`order` is the id of a shop order. It is not documented that WordPress's usual \
                 sort direction is therefore missing.",
    source: Source::page("v2", "Query Parameters"),
    observed: "`order=asc` on members returns 400; the plans list accepts it as a direction.",
    evidence: "docs/observed.md#4, #14.25",
    since: None,
    until: None,
    trigger: None,
    advice: "Sort in your code. Clients written for other WordPress collections must not send \
         `order=asc` here.",
    signs: &[Sign::Sighting(sends_sort_direction)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("GET */members", "query parameter order", "")],
    ),
};

pub(in crate::catalogue) static LINK_HOLDS_API_ROOT_ON_ONE_PAGE: Deviation = Deviation {
    id: "link-holds-api-root-on-one-page",
    title: "A list of one page has WordPress's root link instead of page links",
    kind: Kind::Omission,
    documented: "The `Link` header is not described.",
    source: Source::SILENT,
    observed: "`Link` holds `prev` and `next` only if such a page exists, never `first` or `last`. \
               A list of a single page has `<…/wp-json/>; rel=\"https://api.w.org/\"`.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Look for `rel=\"next\"`; if it is absent, this is the last page.",
    signs: &[Sign::Sighting(links_api_root_on_list)],
    shown: InDocuments::At(&[Concern::part(
        &["header-added"],
        "",
        "response* header Link",
    )]),
};

pub(in crate::catalogue) static LINK_ECHOES_CREDENTIALS: Deviation = Deviation {
    id: "link-echoes-credentials",
    title: "Page links repeat the credentials of the request",
    kind: Kind::Fault,
    documented: "This is not documented.",
    source: Source::SILENT,
    observed: "With query authentication `Link` contains `consumer_key` and `consumer_secret`, \
         with OAuth in the query the signature, so the secret ends up in access logs, caches and \
         recordings of responses.",
    evidence: "docs/observed.md#3",
    since: None,
    until: None,
    trigger: Some("a list of more than one page, requested with credentials in the query"),
    advice: "Prefer HTTP Basic over https. If only the query works, remove the credentials from \
         `Link` before you log or store it.",
    signs: &[
        Sign::Sighting(echoes_credentials),
        Sign::fault("credentials-echoed", "", echoes_credentials),
    ],
    shown: InDocuments::At(&[Concern::part(
        &["header-added"],
        "",
        "response* header Link",
    )]),
};

pub(in crate::catalogue) static PAGE_BELOW_ONE_IS_400: Deviation = Deviation {
    id: "page-below-one-is-400",
    title: "Pages are counted from 1, and smaller numbers are rejected",
    kind: Kind::Omission,
    documented: "`page` is an integer with the default 1; a minimum is not documented.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "0 and negative numbers return 400 `rest_invalid_param` with detail \
         `rest_out_of_bounds`.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Start at 1.",
    signs: &[Sign::Sighting(|seen| refuses_bound(seen, "page"))],
    shown: InDocuments::At(&[Concern::part(
        &["minimum-changed"],
        "",
        "query parameter page",
    )]),
};

pub(in crate::catalogue) static TOTALS_UNDOCUMENTED: Deviation = Deviation {
    id: "totals-undocumented",
    title: "Lists return their totals in headers",
    kind: Kind::Omission,
    documented: "Neither `X-WP-Total` nor `X-WP-TotalPages` is described.",
    source: Source::SILENT,
    observed: "Both are in every list of members and plans; both are 0 if it is empty.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Use them to know when all pages are read, but not after an `offset`.",
    signs: &[Sign::Sighting(|seen| {
        seen.rows().is_some() && number_in(seen, "X-WP-Total").is_some()
    })],
    shown: InDocuments::At(&[Concern::part(
        &["header-added"],
        "",
        "response* header X-WP-Total*",
    )]),
};

fn uses_default_page_size(seen: &Interpreted<'_>) -> bool {
    !seen.query.has("per_page")
        && seen.rows().is_some_and(|rows| rows.len() == 10)
        && number_in(seen, "X-WP-Total").is_some_and(|total| total > 10)
}

fn refuses_page_size(seen: &Interpreted<'_>) -> bool {
    refuses_bound(seen, "per_page")
}

fn refuses_bound(seen: &Interpreted<'_>, parameter: &str) -> bool {
    seen.status() == 400
        && seen.query.has(parameter)
        && seen.json().and_then(|body| {
            let details = body.get("data")?.get("details")?;
            details.get(parameter)?.get("code")?.as_str()
        }) == Some("rest_out_of_bounds")
}

fn asks_page_past_end(seen: &Interpreted<'_>) -> bool {
    let page: Option<u64> = seen.query.get("page").and_then(|page| page.parse().ok());
    is_empty_list(seen)
        && !seen.query.has("offset")
        && page
            .zip(number_in(seen, "X-WP-TotalPages"))
            .is_some_and(|(page, pages)| pages > 0 && page > pages)
}

fn loses_totals_by_offset(seen: &Interpreted<'_>) -> bool {
    // A filter could leave nothing to count, so only an unfiltered list shows it.
    let filtered = seen.query.names().iter().any(|name| {
        !matches!(*name, "offset" | "page" | "per_page" | "context")
            && !name.starts_with("consumer_")
            && !name.starts_with("oauth_")
    });
    is_empty_list(seen)
        && !filtered
        && seen
            .query
            .get("offset")
            .and_then(|offset| offset.parse::<u64>().ok())
            .is_some_and(|offset| offset > 0)
        && number_in(seen, "X-WP-Total") == Some(0)
}

fn sends_offset_and_page(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some() && seen.query.has("offset") && seen.query.has("page")
}

fn shares_creation_second(seen: &Interpreted<'_>) -> bool {
    let Some(rows) = seen.rows() else {
        return false;
    };
    let mut seconds: Vec<&str> = rows
        .iter()
        .filter_map(|row| text(row, "date_created_gmt"))
        .collect();
    seconds.sort_unstable();
    seconds.windows(2).any(|pair| pair.first() == pair.last())
}

fn sends_sort_direction(seen: &Interpreted<'_>) -> bool {
    seen.status() == 400
        && seen.route() == Some(&Route::Members)
        && seen
            .query
            .get("order")
            .is_some_and(|order| ["asc", "desc"].contains(&order.to_ascii_lowercase().as_str()))
}

fn links_api_root_on_list(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some()
        && seen
            .exchange
            .response
            .headers
            .get_all("Link")
            .any(|link| link.contains("https://api.w.org/"))
}

fn echoes_credentials(seen: &Interpreted<'_>) -> bool {
    matches!(seen.credentials, Credentials::Query | Credentials::OAuth)
        && seen.exchange.response.headers.get_all("Link").any(|link| {
            ["consumer_secret=", "oauth_signature="]
                .iter()
                .any(|name| link.contains(name))
        })
}
