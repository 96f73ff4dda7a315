//! List parameters that filter: what they accept and what they really do.

use crate::catalogue::traffic::{
    is_empty_list, is_member_list, is_member_status, is_plan_list, is_version, members, number_in,
    text,
};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{Api, Interpreted, Route};

pub(in crate::catalogue) static PLAN_FILTER_REFUSES_ARRAY: Deviation = Deviation {
    id: "plan-filter-refuses-array",
    title: "The plan filter does not accept an array in v2 and v3",
    kind: Kind::Contradiction,
    documented: "`plan` may be an id, a slug or an array of ids.",
    source: Source::page("v2", "Query Parameters"),
    observed: "v2 and v3 accept one string; `plan[]=21&plan[]=34` returns 400 \
               `rest_invalid_param`.",
    evidence: "docs/observed.md#2, #14.8",
    since: Some("1.12.3"),
    until: None,
    trigger: None,
    advice: "Send one request per plan, or use v4 if you need several ids in one request.",
    signs: &[
        Sign::Sighting(refuses_plan_array),
        Sign::departure_when("status-documented", "", refuses_plan_array),
    ],
    shown: InDocuments::At(&[Concern::part(
        &[
            "parameter-serialization-changed",
            "type-changed",
            "items-changed",
        ],
        "GET */members",
        "query parameter plan",
    )]),
};

pub(in crate::catalogue) static PLAN_FILTER_JOINS_COMMA_LIST: Deviation = Deviation {
    id: "plan-filter-joins-comma-list",
    title: "A comma-separated list of plans silently becomes another plan's id",
    kind: Kind::Fault,
    documented: "Several plans can be requested at once.",
    source: Source::page("v2", "Query Parameters"),
    observed: "v2 and v3 read `plan=21,34` as plan 2134 and return an empty list with status 200.",
    evidence: "docs/observed.md#2, #14.8",
    since: None,
    until: None,
    trigger: Some("`plan` with a comma in v2 or v3"),
    advice: "Never send a comma in `plan` to v2 or v3: the empty response looks like \"no \
             members\".",
    signs: &[
        Sign::Sighting(joins_plan_list),
        Sign::fault("filter-sound", "", joins_plan_list),
    ],
    shown: InDocuments::At(&[Concern::part(
        &["parameter-serialization-changed", "type-changed"],
        "GET */members",
        "query parameter plan",
    )]),
};

pub(in crate::catalogue) static V4_PLAN_FILTER_REFUSES_SLUG: Deviation = Deviation {
    id: "v4-plan-filter-refuses-slug",
    title: "The plan filter does not accept a slug in v4",
    kind: Kind::Contradiction,
    documented: "`plan` may be an id, a slug or an array of ids.",
    source: Source::page("v2", "Query Parameters"),
    observed: "v4 accepts only integers, comma-separated or with brackets; a slug returns 400. An \
         empty value means no filter (in v2 and v3 an empty list).",
    evidence: "docs/observed.md#2, #14.8",
    since: Some("1.23.0"),
    until: None,
    trigger: None,
    advice: "First look up the id by `GET /plans?slug=…`.",
    signs: &[
        Sign::Sighting(refuses_plan_slug),
        Sign::departure_when("status-documented", "", refuses_plan_slug),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[Concern::about(
            "GET */v4/*/members",
            "query parameter plan",
            "",
        )],
    ),
};

pub(in crate::catalogue) static V4_STATUS_FILTER_NOT_VALIDATED: Deviation = Deviation {
    id: "v4-status-filter-not-validated",
    title: "v4 accepts any word as a status and then does not filter",
    kind: Kind::Fault,
    documented: "`status` lists memberships of that status.",
    source: Source::page("v2", "Query Parameters"),
    observed: "v4 accepts any string. An unknown one disables the filter: `status=trash` returns \
               every membership. v2 and v3 return 400.",
    evidence: "docs/observed.md#2, #14.9",
    since: Some("1.23.0"),
    until: None,
    trigger: Some("a `status` in v4 that is not one of the known statuses"),
    advice: "Validate the status before you send it to v4, and check the status of every returned \
             row.",
    signs: &[
        Sign::Sighting(ignores_unknown_status),
        Sign::fault("filter-sound", "", ignores_unknown_status),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[Concern::about(
            "GET */v4/*/members",
            "query parameter status",
            "",
        )],
    ),
};

pub(in crate::catalogue) static V4_LISTS_TRASH: Deviation = Deviation {
    id: "v4-lists-trash",
    title: "v4 also lists drafts and memberships in the Trash",
    kind: Kind::Omission,
    documented: "By default memberships of any status are listed.",
    source: Source::page("v2", "Query Parameters"),
    observed: "Without `status`, or with `any`, v4 also lists memberships in the Trash and \
               automatic drafts and counts them in `X-WP-Total`: 61, compared with 59 in v2 and \
               v3.",
    evidence: "docs/observed.md#2, #14.9",
    since: Some("1.23.0"),
    until: None,
    trigger: None,
    advice: "Ignore rows whose status is `trash` or `auto-draft`, and do not compare totals \
         between v3 and v4.",
    signs: &[
        Sign::Sighting(lists_trash),
        Sign::departure_when("schema", "$.status", lists_trash),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[Concern::about(
            "GET */v4/*/members",
            "query parameter status",
            "",
        )],
    ),
};

pub(in crate::catalogue) static CUSTOMER_FILTER_UNKNOWN_IS_EMPTY: Deviation = Deviation {
    id: "customer-filter-unknown-is-empty",
    title: "An unknown customer returns an empty list",
    kind: Kind::Omission,
    documented: "`customer` accepts an id, an e-mail address or a login; the response to an \
                 unknown one is not documented.",
    source: Source::page("v2", "Query Parameters"),
    observed: "200 with `[]`, also for an empty value, 0 and negative numbers.",
    evidence: "docs/observed.md#4",
    since: Some("1.13.0"),
    until: None,
    trigger: None,
    advice: "An empty list does not prove that the customer exists; look up the customer first if \
             this matters.",
    signs: &[Sign::Sighting(asks_unknown_customer)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "GET */members",
            "query parameter customer",
            "",
        )],
    ),
};

pub(in crate::catalogue) static NEGATIVE_ORDER_FILTER_LOSES_SIGN: Deviation = Deviation {
    id: "negative-order-filter-loses-sign",
    title: "The sign of a negative order id is ignored",
    kind: Kind::Fault,
    documented: "`order` is the id of a shop order.",
    source: Source::page("v2", "Query Parameters"),
    observed: "`order=-39` returns the memberships of order 39.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: Some("a negative number in `order`"),
    advice: "Send only positive ids.",
    signs: &[
        Sign::Sighting(drops_sign_of_order),
        Sign::fault("filter-sound", "", drops_sign_of_order),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("GET */members", "query parameter order", "")],
    ),
};

pub(in crate::catalogue) static INCLUDE_WITHOUT_NUMBERS: Deviation = Deviation {
    id: "include-without-numbers",
    title: "`include` without any number has inconsistent effects",
    kind: Kind::Omission,
    documented: "`include` takes an id or an array of ids.",
    source: Source::page("v2", "Pagination Parameters"),
    observed: "`include=abc` returns an empty list, `include=` disables the filter and returns \
               everything. Ids that are not memberships are silently skipped; `include` takes \
               precedence over `exclude`.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: None,
    advice: "Skip the request if your list of ids is empty: an empty `include` lists the whole \
         shop.",
    signs: &[Sign::Sighting(sends_include_without_number)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "query parameter include", "")],
    ),
};

pub(in crate::catalogue) static PLANS_UNKNOWN_STATUS_LISTS_ALL: Deviation = Deviation {
    id: "plans-unknown-status-lists-all",
    title: "An unknown plan status lists every plan, including those in the Trash",
    kind: Kind::Fault,
    documented: "`status` lists plans of that status.",
    source: Source::page("v2", "Query Parameters"),
    observed: "200 with all plans: published, drafts, private and in the Trash.",
    evidence: "docs/observed.md#4",
    since: None,
    until: None,
    trigger: Some("a `status` on plans that is not a post status"),
    advice: "Validate the status in your code, and check the status of each row.",
    signs: &[
        Sign::Sighting(lists_all_plans),
        Sign::fault("filter-sound", "", lists_all_plans),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("GET */plans", "query parameter status", "")],
    ),
};

pub(in crate::catalogue) static UNKNOWN_STATUS_IS_400: Deviation = Deviation {
    id: "unknown-status-is-400",
    title: "Only the statuses that the plugin knows are accepted",
    kind: Kind::Omission,
    documented: "`status` is a string; its values are not listed.",
    source: Source::page("v2", "Query Parameters"),
    observed: "The filter on members accepts `any` and eight statuses in v2 and v3; a write \
         accepts these eight: `active`, `free_trial`, `delayed`, `complimentary`, `pending`, \
         `paused`, `expired`, `cancelled`. Anything else, and an empty filter, returns 400 \
         `rest_invalid_param`.",
    evidence: "docs/observed.md#4, #8",
    since: None,
    until: None,
    trigger: None,
    advice: "Write them as listed, without the prefix `wcm-` used in the database.",
    signs: &[Sign::Sighting(|seen| {
        seen.status() == 400
            && seen.route().is_some_and(Route::is_member)
            && seen
                .json()
                .is_some_and(|body| body.pointer("/data/params/status").is_some())
    })],
    shown: InDocuments::At(&[
        Concern::part(&["enum-added"], "GET */members", "query parameter status"),
        Concern::written(&["enum-added"], "$.status"),
    ]),
};

pub(in crate::catalogue) static CUSTOMER_FILTER_FAILS: Deviation = Deviation {
    id: "customer-filter-fails",
    title: "Up to 1.12.2 the filter `customer` fails",
    kind: Kind::Fault,
    documented: "`customer` takes an id, an e-mail address or a login.",
    source: Source::page("v2", "Query Parameters"),
    observed: "500 for any value on PHP 8; on PHP 7 the filter is ignored.",
    evidence: "docs/releases.md#parameters",
    since: Some("1.11.2"),
    until: Some("1.12.3"),
    trigger: Some("any value of `customer`"),
    advice: "Update the plugin, or list all memberships and filter them in your code.",
    signs: &[
        Sign::Sighting(fails_by_customer),
        Sign::fault("status-documented", "status", fails_by_customer),
        Sign::fault("error-envelope", "", fails_by_customer),
        Sign::fault("error-code", "", fails_by_customer),
        Sign::fault("json-body", "", fails_by_customer),
        Sign::fault("content-type", "", fails_by_customer),
        Sign::fault("filter-sound", "", filters_by_customer),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "GET */members",
            "query parameter customer",
            "",
        )],
    ),
};

pub(in crate::catalogue) static CUSTOMER_FILTER_ZERO_LISTS_ALL: Deviation = Deviation {
    id: "customer-filter-zero-lists-all",
    title: "In 1.12.4 a `customer` below 1 disables the filter",
    kind: Kind::Fault,
    documented: "`customer` takes an id, an e-mail address or a login.",
    source: Source::page("v2", "Query Parameters"),
    observed: "With a number below 1, all memberships are returned. With an unknown name, the list is empty.",
    evidence: "docs/releases.md#parameters",
    since: Some("1.12.4"),
    until: Some("1.13.0"),
    trigger: Some("a number below 1 in `customer`"),
    advice: "Do not send 0, which is the customer of a guest's order.",
    signs: &[
        Sign::Sighting(lists_all_for_no_customer),
        Sign::fault("filter-sound", "", lists_all_for_no_customer),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "GET */members",
            "query parameter customer",
            "",
        )],
    ),
};

fn filters_by_customer(seen: &Interpreted<'_>) -> bool {
    seen.route() == Some(&Route::Members) && seen.query.has("customer")
}

fn fails_by_customer(seen: &Interpreted<'_>) -> bool {
    seen.status() == 500 && filters_by_customer(seen)
}

fn lists_all_for_no_customer(seen: &Interpreted<'_>) -> bool {
    is_member_list(seen)
        && !is_empty_list(seen)
        && seen
            .query
            .get("customer")
            .and_then(|id| id.parse::<i64>().ok())
            .is_some_and(|id| id < 1)
}

fn refuses_plan_array(seen: &Interpreted<'_>) -> bool {
    seen.status() == 400
        && seen.route() == Some(&Route::Members)
        && !is_version(seen, Api::V4)
        && seen.query.is_bracketed("plan")
}

fn joins_plan_list(seen: &Interpreted<'_>) -> bool {
    is_member_list(seen)
        && !is_version(seen, Api::V4)
        && seen
            .query
            .get("plan")
            .is_some_and(|plan| plan.contains(','))
}

fn refuses_plan_slug(seen: &Interpreted<'_>) -> bool {
    seen.status() == 400
        && seen.route() == Some(&Route::Members)
        && is_version(seen, Api::V4)
        && seen
            .query
            .list("plan")
            .is_some_and(|plans| plans.iter().any(|plan| plan.parse::<i64>().is_err()))
}

fn ignores_unknown_status(seen: &Interpreted<'_>) -> bool {
    is_member_list(seen)
        && is_version(seen, Api::V4)
        && seen.query.list("status").is_some_and(|statuses| {
            statuses
                .iter()
                .any(|status| !is_member_status(status.trim_start_matches("wcm-")))
        })
}

fn lists_trash(seen: &Interpreted<'_>) -> bool {
    is_version(seen, Api::V4)
        && is_member_list(seen)
        && members(seen)
            .iter()
            .any(|row| matches!(text(row, "status"), Some("trash" | "auto-draft")))
}

fn asks_unknown_customer(seen: &Interpreted<'_>) -> bool {
    let others = [
        "status",
        "plan",
        "order",
        "product",
        "subscription",
        "include",
    ];
    is_member_list(seen)
        && is_empty_list(seen)
        && number_in(seen, "X-WP-Total") == Some(0)
        && seen.query.has("customer")
        && !others.iter().any(|name| seen.query.has(name))
}

fn drops_sign_of_order(seen: &Interpreted<'_>) -> bool {
    is_member_list(seen)
        && !is_empty_list(seen)
        && seen
            .query
            .get("order")
            .is_some_and(|order| order.starts_with('-'))
}

fn sends_include_without_number(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some()
        && seen.query.list("include").is_some_and(|ids| {
            ids.iter()
                .all(|id| !id.bytes().any(|byte| byte.is_ascii_digit()))
        })
}

const POST_STATUSES: [&str; 9] = [
    "any",
    "publish",
    "future",
    "draft",
    "pending",
    "private",
    "trash",
    "auto-draft",
    "inherit",
];

fn lists_all_plans(seen: &Interpreted<'_>) -> bool {
    is_plan_list(seen)
        && !is_empty_list(seen)
        && seen.query.list("status").is_some_and(|statuses| {
            !statuses.is_empty()
                && statuses
                    .iter()
                    .all(|status| !POST_STATUSES.contains(status))
        })
}
