//! Routes, versions and self-description.

use crate::catalogue::traffic::{UNLISTED, is_version, text};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::exchange::Method;
use crate::interpret::{Api, Credentials, Interpreted, Route};

pub(in crate::catalogue) static V4_UNDOCUMENTED: Deviation = Deviation {
    id: "v4-undocumented",
    title: "Version v4 exists",
    kind: Kind::Omission,
    documented: "Only v2 and v3 are documented.",
    source: Source::page("v2", "Introduction"),
    observed: "`wc/v4/memberships` returns the same as v2 and v3; only the list parameters of \
         members differ.",
    evidence: "docs/observed.md#1, #2, #14.6",
    since: Some("1.23.0"),
    until: None,
    trigger: None,
    advice: "Use v3. v4 adds filters by several plans and statuses, but does not validate statuses \
             and has broken links.",
    signs: &[Sign::Sighting(|seen| {
        is_version(seen, Api::V4) && seen.is_success()
    })],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[Concern::about("* */v4/*", "", "")],
    ),
};

pub(in crate::catalogue) static BATCH_ROUTE_UNDOCUMENTED: Deviation = Deviation {
    id: "batch-route-undocumented",
    title: "A batch route exists",
    kind: Kind::Omission,
    documented: "Not mentioned.",
    source: Source::SILENT,
    observed: "POST, PUT and PATCH on `/members/batch` take `create`, `update` and `delete`, at \
         most 100 items.",
    evidence: "docs/observed.md#1, #10, #14.6",
    since: Some("1.13.0"),
    until: None,
    trigger: None,
    advice: "Use it for imports; check every item of the response, because the status does not \
             reflect them.",
    signs: &[
        Sign::Sighting(|seen| seen.route() == Some(&Route::Batch) && seen.is_success()),
        Sign::departure_at("status-documented", "/members/batch", UNLISTED),
    ],
    shown: InDocuments::At(&[Concern::operation("* */members/batch")]),
};

pub(in crate::catalogue) static DIRECTORY_ROUTE_UNDOCUMENTED: Deviation = Deviation {
    id: "directory-route-undocumented",
    title: "A members directory route exists",
    kind: Kind::Omission,
    documented: "Not mentioned.",
    source: Source::SILENT,
    observed: "`GET /members/directory` serves a block of the site's front end: id, plan name, \
         customer data, profile fields.",
    evidence: "docs/releases.md#directory",
    since: Some("1.27.3"),
    until: None,
    trigger: None,
    advice: "It serves one block and has its own access rules; do not depend on it.",
    signs: &[Sign::Sighting(|seen| {
        seen.route() == Some(&Route::Directory) && seen.is_success()
    })],
    shown: InDocuments::At(&[Concern::operation("GET */members/directory")]),
};

pub(in crate::catalogue) static OPTIONS_SCHEMA_IS_NOT_JSON_SCHEMA: Deviation = Deviation {
    id: "options-schema-is-not-json-schema",
    title: "The site's self-description is neither JSON Schema nor complete",
    kind: Kind::Contradiction,
    documented: "The discovery endpoint lists routes and methods; WordPress's schema is supposed \
                 to describe the data.",
    source: Source::page("v2", "Available Routes"),
    observed: "`OPTIONS` uses the types `date-time` and `mixed`, does not declare null, omits \
         `customer_data`, `plan_name`, `profile_fields[].name` and `_links`, and describes a batch \
         as a single member.",
    evidence: "docs/observed.md#7",
    since: None,
    until: None,
    trigger: None,
    advice: "Do not generate a client from it; use the documents of this project.",
    signs: &[Sign::Sighting(describes_itself_wrongly)],
    shown: InDocuments::At(&[Concern::operation("OPTIONS *")]),
};

pub(in crate::catalogue) static REST_ROUTE_QUERY_HAS_NO_AUTHENTICATION: Deviation = Deviation {
    id: "rest-route-query-has-no-authentication",
    title: "Keys do not work with `?rest_route=`",
    kind: Kind::Omission,
    documented: "That pretty permalinks are required is not documented.",
    source: Source::page("v2", "Authentication"),
    observed: "`/?rest_route=/wc/v3/memberships/members` with valid keys returns 401: WooCommerce \
               authenticates only URLs that contain `wp-json/wc/`.",
    evidence: "docs/observed.md#1",
    since: None,
    until: None,
    trigger: None,
    advice: "Enable pretty permalinks (Settings, Permalinks).",
    signs: &[Sign::Sighting(refuses_rest_route)],
    shown: InDocuments::Nowhere(Unwritten::Transport, &[Concern::about("", "security", "")]),
};

pub(in crate::catalogue) static OLD_API_PREFIX_IS_HTML: Deviation = Deviation {
    id: "old-api-prefix-is-html",
    title: "The URLs under `/api/` do not exist",
    kind: Kind::Contradiction,
    documented: "The request lines read `http://example.com/api/wc/…`.",
    source: Source::page("v3-create", "HTTP Request"),
    observed: "`/api/wc/…` returns an HTML page with status 404; the prefix is `/wp-json/`.",
    evidence: "docs/observed.md#1, #14.22",
    since: None,
    until: None,
    trigger: None,
    advice: "Replace `/api/` by `/wp-json/` in copied examples.",
    signs: &[Sign::Sighting(asks_below_api)],
    shown: InDocuments::Nowhere(Unwritten::Resolved, &[Concern::about("", "server", "")]),
};

pub(in crate::catalogue) static GET_CAN_DELETE: Deviation = Deviation {
    id: "get-can-delete",
    title: "A GET can delete",
    kind: Kind::Omission,
    documented: "WordPress's method override is not mentioned.",
    source: Source::SILENT,
    observed: "`GET /members/{id}?_method=DELETE` permanently deletes the membership; \
               `X-HTTP-Method-Override` on a POST does the same.",
    evidence: "docs/observed.md#1",
    since: None,
    until: None,
    trigger: None,
    advice: "Never forward untrusted parameters to this API without checking them; give keys write \
             access only where needed.",
    signs: &[Sign::Sighting(overrides_method)],
    shown: InDocuments::Nowhere(
        Unwritten::Transport,
        &[
            Concern::about("GET */members/{id}", "", ""),
            Concern::about("DELETE */members/{id}", "", ""),
        ],
    ),
};

pub(in crate::catalogue) static INDEX_NEEDS_NO_CREDENTIALS: Deviation = Deviation {
    id: "index-needs-no-credentials",
    title: "The discovery endpoint is public",
    kind: Kind::Omission,
    documented: "Requests need authentication, without an exception for the discovery endpoint.",
    source: Source::page("v2", "Discovery"),
    observed: "It works without credentials; so does `OPTIONS` on every route.",
    evidence: "docs/observed.md#1",
    since: None,
    until: None,
    trigger: None,
    advice: "Request it first: it shows whether the plugin is active, even without a key.",
    signs: &[Sign::Sighting(|seen| {
        seen.route() == Some(&Route::Index)
            && seen.credentials == Credentials::None
            && seen.is_success()
    })],
    shown: InDocuments::At(&[Concern::part(
        &["security-loosened"],
        "GET */memberships",
        "security",
    )]),
};

fn describes_itself_wrongly(seen: &Interpreted<'_>) -> bool {
    let properties = seen
        .json()
        .filter(|_| seen.method == Method::Options)
        .and_then(|body| body.pointer("/schema/properties")?.as_object());
    properties.is_some_and(|properties| {
        properties
            .values()
            .any(|property| matches!(text(property, "type"), Some("date-time" | "mixed")))
    })
}

fn refuses_rest_route(seen: &Interpreted<'_>) -> bool {
    seen.status() == 401
        && seen.credentials != Credentials::None
        && seen
            .address
            .as_ref()
            .is_some_and(|address| address.root.ends_with("?rest_route="))
}

fn asks_below_api(seen: &Interpreted<'_>) -> bool {
    let path = seen.exchange.request.url.path();
    seen.status() == 404 && path.contains("/api/wc/") && path.contains("/memberships")
}

fn overrides_method(seen: &Interpreted<'_>) -> bool {
    seen.route().is_some()
        && seen.is_success()
        && seen.method == Method::Delete
        && seen.exchange.request.method != Method::Delete
}
