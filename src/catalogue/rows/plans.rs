//! Properties of a membership plan.

use crate::catalogue::traffic::{is_null, is_version, plans, text};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{Api, Route};

pub(in crate::catalogue) static V2_PLAN_AS_DOCUMENTED_DOES_NOT_EXIST: Deviation = Deviation {
    id: "v2-plan-as-documented-does-not-exist",
    title: "The v2 plan of the documentation does not exist",
    kind: Kind::Contradiction,
    documented: "v2 plans have a string `access_length`, `access_length_seconds`, \
         `access_length_seconds_gmt`, `is_subscription_plan`, `is_subscription_installment_plan`, \
         and empty strings for missing dates.",
    source: Source::page("v2", "Data Structure"),
    observed: "No release returns any of these; v2 plans are v3 plans: seconds or null in \
         `access_length`, `has_subscription`, `has_subscription_installment`, null for missing \
         dates.",
    evidence: "docs/observed.md#2, #14.3",
    since: Some("1.11.2"),
    until: None,
    trigger: None,
    advice: "Use the v3 model for v2.",
    signs: &[
        Sign::Sighting(|seen| {
            is_version(seen, Api::V2)
                && plans(seen).iter().any(|item| {
                    item.get("has_subscription").is_some() || is_null(item, "access_length")
                })
        }),
        Sign::departure("schema", "$.access_length", ""),
        Sign::departure("schema", "$.access_length_seconds*", ""),
        Sign::departure("schema", "$.access_start_date*", "null"),
        Sign::departure("schema", "$.access_end_date*", "null"),
        Sign::departure("schema", "$.is_subscription_*", ""),
        Sign::departure("never-seen", "$.access_length_seconds*", ""),
        Sign::departure("never-seen", "$.is_subscription_*", ""),
        Sign::departure("undocumented-property", "$.has_subscription*", ""),
        Sign::departure("undocumented-property", "$.subscription_access_*", ""),
    ],
    shown: InDocuments::At(&[
        Concern::answered(&["type-changed", "minimum-changed"], "$.access_length").of("GET */v2/*"),
        Concern::answered(&["property-removed"], "$.access_length_seconds*").of("GET */v2/*"),
        Concern::answered(&["property-removed"], "$.is_subscription_*").of("GET */v2/*"),
        Concern::answered(&["nullable-changed", "pattern-changed"], "$.access_*_date*")
            .of("GET */v2/*"),
        Concern::answered(
            &["property-added", "required-property-added"],
            "$.has_subscription*",
        )
        .of("GET */v2/*"),
        Concern::answered(
            &["property-added", "required-property-added"],
            "$.subscription_access_*",
        )
        .of("GET */v2/*"),
    ]),
};

pub(in crate::catalogue) static ACCESS_START_DATE_GMT_STAYS: Deviation = Deviation {
    id: "access-start-date-gmt-stays",
    title: "`access_start_date_gmt` does not depend on Subscriptions",
    kind: Kind::Contradiction,
    documented: "A footnote says that it does not exist while Subscriptions is inactive.",
    source: Source::page("v3-plan", "Data Structure"),
    observed: "It always exists. The eight properties that disappear are `has_subscription`, \
         `has_subscription_installment`, `subscription_access_length_type`, \
         `subscription_access_length` and the four subscription dates.",
    evidence: "docs/observed.md#6, #12, #14.21",
    since: None,
    until: None,
    trigger: None,
    advice: "Treat only those eight as optional.",
    signs: &[Sign::plan(|plan| {
        plan.get("access_start_date_gmt").is_some() && plan.get("has_subscription").is_none()
    })],
    shown: InDocuments::At(&[Concern::answered(
        &["property-became-required"],
        "$.access_start_date_gmt",
    )]),
};

pub(in crate::catalogue) static DRAFT_PLAN_HAS_NO_SLUG: Deviation = Deviation {
    id: "draft-plan-has-no-slug",
    title: "A draft plan has an empty slug",
    kind: Kind::Omission,
    documented: "The slug is a unique string identifier.",
    source: Source::page("v3-plan", "Data Structure"),
    observed: "`\"\"` until the plan is published, so the plan filter cannot find its members by \
         slug.",
    evidence: "docs/observed.md#4, #6",
    since: None,
    until: None,
    trigger: None,
    advice: "Identify plans by id.",
    signs: &[
        Sign::plan(|plan| text(plan, "slug") == Some("")),
        Sign::departure("schema", "$.slug", ""),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Value,
        &[Concern::about("", "response*", "$.slug")],
    ),
};

pub(in crate::catalogue) static PLAN_READABLE_IN_ANY_STATUS: Deviation = Deviation {
    id: "plan-readable-in-any-status",
    title: "A single plan can be read in any status",
    kind: Kind::Omission,
    documented: "By default only published plans are listed; reading a single one is not \
                 documented.",
    source: Source::page("v2", "Get One Membership Plan"),
    observed: "`GET /plans/{id}` also returns drafts, private plans and plans in the Trash.",
    evidence: "docs/observed.md#6",
    since: None,
    until: None,
    trigger: None,
    advice: "Check `status` before you offer a plan to customers.",
    signs: &[Sign::Sighting(|seen| {
        matches!(seen.route(), Some(Route::Plan(_)))
            && seen
                .item()
                .is_some_and(|item| text(item, "status").is_some_and(|status| status != "publish"))
    })],
    shown: InDocuments::At(&[Concern::answered(&["enum-added"], "$.status").of("GET */plans*")]),
};
