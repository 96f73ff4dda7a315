//! List parameters that nothing declares, and those that do nothing.

use crate::catalogue::traffic::{is_critical_error, is_member_list, is_plan_list, is_version};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::exchange::Method;
use crate::interpret::{Api, Interpreted, Route};

pub(in crate::catalogue) static SEARCH_IGNORED: Deviation = Deviation {
    id: "search-ignored",
    title: "`search` is declared but has no effect",
    kind: Kind::Omission,
    documented: "No search parameter is documented; the self-description lists one.",
    source: Source::SILENT,
    observed: "v2 and v3 members, and plans in every version, ignore `search` and return all rows. \
               Only the members list of v4 uses it.",
    evidence: "docs/observed.md#2, #4, #14.25",
    since: None,
    until: None,
    trigger: None,
    advice: "Do not send it to v2 or v3; filter by `customer` or in your code.",
    signs: &[
        Sign::Sighting(ignores_search),
        Sign::fault("filter-sound", "parameter search", ignores_search),
    ],
    shown: InDocuments::At(&[Concern::part(
        &["parameter-added"],
        "",
        "query parameter search",
    )]),
};

pub(in crate::catalogue) static V4_SEARCH_MATCHES_ANY_USER_META: Deviation = Deviation {
    id: "v4-search-matches-any-user-meta",
    title: "`search` in v4 searches all data of the user",
    kind: Kind::Omission,
    documented: "No search parameter is documented.",
    source: Source::SILENT,
    observed: "In v4 `search` on members matches any value in the user's meta data: names, billing \
         address, and whatever other plugins store there. More rows match than for a search by \
         name.",
    evidence: "docs/observed.md#2, #14.25",
    since: Some("1.23.0"),
    until: None,
    trigger: None,
    advice: "Check the rows; never assume that the name matched.",
    signs: &[Sign::Sighting(searches_in_v4)],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[Concern::about(
            "GET */v4/*/members",
            "query parameter search",
            "",
        )],
    ),
};

pub(in crate::catalogue) static UNDECLARED_MEMBER_PARAMETERS: Deviation = Deviation {
    id: "undeclared-member-parameters",
    title: "Members accept undeclared parameters",
    kind: Kind::Omission,
    documented: "Not mentioned, and missing from the self-description.",
    source: Source::SILENT,
    observed: "`orderby` (id, title, rand, include and more), `parent[]` and `parent_exclude[]` \
         (plan ids), and `customer_data` affect the members list.",
    evidence: "docs/observed.md#4, #14.25",
    since: None,
    until: None,
    trigger: None,
    advice: "`orderby=id` is useful for stable pages; test for it before you rely on it. \
             `customer_data` is removed from release 1.27.3 on.",
    signs: &[Sign::Sighting(uses_undeclared_member_parameter)],
    shown: InDocuments::At(&[
        Concern::part(
            &["parameter-added"],
            "GET */members",
            "query parameter orderby",
        ),
        Concern::part(
            &["parameter-added"],
            "GET */members",
            "query parameter customer_data",
        ),
    ]),
};

pub(in crate::catalogue) static UNDECLARED_PLAN_PARAMETERS: Deviation = Deviation {
    id: "undeclared-plan-parameters",
    title: "Plans accept parameters that the site does not declare",
    kind: Kind::Omission,
    documented: "Only `status` and paging are documented.",
    source: Source::page("v2", "Query Parameters"),
    observed: "`status` (also several, and `any`), `slug`, `name`, `post_status`, `orderby` and \
         `order=asc|desc` affect the plans list, although none of them is in the self-description. \
         Without `status`, `include` does not find a draft.",
    evidence: "docs/observed.md#4, #14.25",
    since: None,
    until: None,
    trigger: None,
    advice: "Send `status=any` when you look for plans by id or slug.",
    signs: &[Sign::Sighting(uses_undeclared_plan_parameter)],
    shown: InDocuments::At(&[
        Concern::part(&["parameter-added"], "GET */plans", "query parameter slug"),
        Concern::part(&["parameter-added"], "GET */plans", "query parameter name"),
        Concern::part(
            &["parameter-added"],
            "GET */plans",
            "query parameter post_status",
        ),
        Concern::part(
            &["parameter-added"],
            "GET */plans",
            "query parameter order*",
        ),
        Concern::part(
            &[
                "parameter-serialization-changed",
                "parameter-default-changed",
                "default-changed",
                "type-changed",
                "items-changed",
            ],
            "GET */plans",
            "query parameter status",
        ),
    ]),
};

pub(in crate::catalogue) static SCALAR_PARENT_FAILS: Deviation = Deviation {
    id: "scalar-parent-fails",
    title: "`parent` with a single value causes a server error",
    kind: Kind::Fault,
    documented: "The parameter is not documented.",
    source: Source::SILENT,
    observed: "`parent=21` on members returns 500 `internal_server_error`; `parent[]=21` works.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: Some("`parent` or `parent_exclude` on members, sent without brackets"),
    advice: "Always send it with brackets.",
    signs: &[
        Sign::Sighting(fails_on_scalar_parent),
        Sign::fault("status-documented", "", fails_on_scalar_parent),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("GET */members", "", "")],
    ),
};

pub(in crate::catalogue) static UNKNOWN_PARAMETERS_IGNORED: Deviation = Deviation {
    id: "unknown-parameters-ignored",
    title: "Unknown list parameters are ignored",
    kind: Kind::Omission,
    documented: "Not documented.",
    source: Source::SILENT,
    observed: "A misspelled or unsupported parameter (such as `before` and `after`) has no effect \
               and returns 200.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "A typo in a filter returns every row: compare the rows with what you requested.",
    signs: &[Sign::Sighting(ignores_unknown_parameter)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("GET */members", "", ""),
            Concern::about("GET */plans", "", ""),
        ],
    ),
};

pub(in crate::catalogue) static CONTEXT_UNDOCUMENTED: Deviation = Deviation {
    id: "context-undocumented",
    title: "WordPress's `context` is accepted and has no effect",
    kind: Kind::Omission,
    documented: "Not mentioned.",
    source: Source::SILENT,
    observed: "`context` is declared on every read: `view` is the default, `edit` returns the \
               same, `embed` and anything else returns 400 `rest_invalid_param`.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Omit it.",
    signs: &[Sign::Sighting(|seen| {
        seen.query.has("context")
            && (seen.is_success() || seen.error_code() == Some("rest_invalid_param"))
    })],
    shown: InDocuments::At(&[Concern::part(
        &["parameter-added"],
        "",
        "query parameter context",
    )]),
};

fn ignores_search(seen: &Interpreted<'_>) -> bool {
    (is_plan_list(seen) || (is_member_list(seen) && !is_version(seen, Api::V4)))
        && seen
            .query
            .get("search")
            .is_some_and(|words| !words.is_empty())
}

fn searches_in_v4(seen: &Interpreted<'_>) -> bool {
    is_member_list(seen)
        && is_version(seen, Api::V4)
        && seen
            .query
            .get("search")
            .is_some_and(|words| !words.is_empty())
}

fn uses_undeclared_member_parameter(seen: &Interpreted<'_>) -> bool {
    is_member_list(seen)
        && ["orderby", "parent", "parent_exclude", "customer_data"]
            .iter()
            .any(|name| seen.query.has(name))
}

fn uses_undeclared_plan_parameter(seen: &Interpreted<'_>) -> bool {
    is_plan_list(seen)
        && ["status", "slug", "name", "post_status", "orderby", "order"]
            .iter()
            .any(|name| seen.query.has(name))
}

fn fails_on_scalar_parent(seen: &Interpreted<'_>) -> bool {
    is_critical_error(seen)
        && seen.route() == Some(&Route::Members)
        && seen.method == Method::Get
        && ["parent", "parent_exclude"]
            .iter()
            .any(|name| seen.query.has(name) && !seen.query.is_bracketed(name))
}

/// Everything that a list of members or plans acts on, declared or not, and WordPress's own.
const ACTED_ON: [&str; 24] = [
    "context",
    "page",
    "per_page",
    "search",
    "include",
    "exclude",
    "offset",
    "status",
    "plan",
    "customer",
    "order",
    "orderby",
    "product",
    "subscription",
    "customer_data",
    "parent",
    "parent_exclude",
    "slug",
    "name",
    "post_status",
    "rest_route",
    "consumer_key",
    "consumer_secret",
    "page_id",
];

fn ignores_unknown_parameter(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some()
        && seen.query.names().iter().any(|name| {
            !ACTED_ON.contains(name) && !name.starts_with('_') && !name.starts_with("oauth_")
        })
}
