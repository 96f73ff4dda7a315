//! What creating, updating, deleting and batches do.

use serde_json::Value;

use crate::catalogue::traffic::{
    UNLISTED, entries, has_value, is_create, is_null, is_update, is_version, members, positive,
    updated, written,
};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::exchange::Method;
use crate::interpret::{Api, Interpreted, Route};

pub(in crate::catalogue) static CREATE_ANSWERS_200: Deviation = Deviation {
    id: "create-answers-200",
    title: "Creating returns 200, not 201",
    kind: Kind::Omission,
    documented: "The status is not documented; 201 with `Location` would be usual.",
    source: Source::page("v3-create", "Create a User Membership"),
    observed: "200 with the full membership and no `Location`.",
    evidence: "docs/observed.md#8, #14.1",
    since: Some("1.13.0"),
    until: None,
    trigger: None,
    advice: "Accept any 2xx and take the id from the body.",
    signs: &[
        Sign::Sighting(|seen| seen.status() == 200 && is_create(seen) && !members(seen).is_empty()),
        Sign::departure_when("status-documented", "", |seen| {
            seen.status() == 200 && is_create(seen)
        }),
    ],
    shown: InDocuments::At(&[Concern::part(
        &["status-narrowed"],
        "POST */members",
        "response 2XX",
    )]),
};

pub(in crate::catalogue) static WRITES_UNDOCUMENTED: Deviation = Deviation {
    id: "writes-undocumented",
    title: "Every version can create, update and delete memberships",
    kind: Kind::Omission,
    documented: "The documentation of v2 describes only reads. For v3, creating has its own page; \
                 updating and deleting are described elsewhere in the published text.",
    source: Source::page("v2", "User Memberships"),
    observed: "POST on `/members` creates; POST, PUT and PATCH on `/members/{id}` all update; \
         DELETE deletes. v2, v3 and v4 do the same. Plans are read-only.",
    evidence: "docs/observed.md#1, #2, #9, #10",
    since: Some("1.13.0"),
    until: None,
    trigger: None,
    advice: "A read-only client needs a read-only key: the version does not protect anything.",
    signs: &[
        Sign::Sighting(writes_beyond_the_documentation),
        Sign::departure_at("status-documented", "/members", UNLISTED),
        Sign::departure_at("status-documented", "/members/{id}", UNLISTED),
    ],
    shown: InDocuments::At(&[
        Concern::operation("POST */members"),
        Concern::operation("POST */members/{id}"),
        Concern::operation("PUT */members/{id}"),
        Concern::operation("PATCH */members/{id}"),
        Concern::operation("DELETE */members/{id}"),
    ]),
};

pub(in crate::catalogue) static UPDATE_EXAMPLE_LACKS_ID: Deviation = Deviation {
    id: "update-example-lacks-id",
    title: "The update example does not work",
    kind: Kind::Contradiction,
    documented: "The example sends PUT to `memberships/members`, without an id.",
    source: Source::page("published", "Update a User Membership"),
    observed: "404 `rest_no_route`. The id belongs in the path.",
    evidence: "docs/observed.md#9, #14.18",
    since: None,
    until: None,
    trigger: None,
    advice: "PUT to `memberships/members/{id}`.",
    signs: &[
        Sign::Sighting(updates_collection),
        Sign::departure_when("status-documented", "", updates_collection),
    ],
    shown: InDocuments::At(&[Concern::operation("PUT */members/{id}")]),
};

pub(in crate::catalogue) static UPDATE_IS_NOT_CREATE: Deviation = Deviation {
    id: "update-is-not-create",
    title: "An update cannot do everything that a create can",
    kind: Kind::Contradiction,
    documented: "An update takes the same properties as a create.",
    source: Source::page("published", "Update a User Membership"),
    observed: "`order_id` and `product_id` can be set but not cleared: 0 and null are ignored (as \
         for `customer_id` and `plan_id`). `subscription_id` 0 unlinks.",
    evidence: "docs/observed.md#9, #14.23",
    since: None,
    until: None,
    trigger: None,
    advice: "Do not offer \"remove order\"; it requires the site's admin screens.",
    signs: &[Sign::Sighting(keeps_order_or_product)],
    shown: InDocuments::At(&[
        Concern::operation("POST */members/{id}"),
        Concern::operation("PUT */members/{id}"),
        Concern::operation("PATCH */members/{id}"),
    ]),
};

pub(in crate::catalogue) static CUSTOMER_CHANGE_TRANSFERS: Deviation = Deviation {
    id: "customer-change-transfers",
    title: "Changing the customer transfers the membership",
    kind: Kind::Omission,
    documented: "The effect of a new `customer_id` is not documented.",
    source: Source::page("published", "Update a User Membership"),
    observed: "The membership moves to that customer and the webhook `user_membership.transferred` \
         fires in addition to `updated`.",
    evidence: "docs/observed.md#9, #14.23",
    since: None,
    until: None,
    trigger: None,
    advice: "Send `customer_id` in an update only to transfer the membership.",
    signs: &[Sign::Sighting(|seen| {
        updated(seen).is_some_and(|(sent, _)| positive(sent, "customer_id"))
    })],
    shown: InDocuments::At(&[Concern::operation(
        "webhook user_membership.transferred POST",
    )]),
};

pub(in crate::catalogue) static PLAN_CHANGE_KEEPS_DATES: Deviation = Deviation {
    id: "plan-change-keeps-dates",
    title: "Changing the plan keeps the dates and may create a duplicate",
    kind: Kind::Omission,
    documented: "The effect of a new `plan_id` is not documented.",
    source: Source::page("published", "Update a User Membership"),
    observed: "The dates are not recomputed, and a plan that the customer already has is accepted: \
         the customer then has two memberships in one plan.",
    evidence: "docs/observed.md#9",
    since: None,
    until: None,
    trigger: None,
    advice: "First check for an existing membership, and send the dates in the same request.",
    signs: &[Sign::Sighting(|seen| {
        updated(seen).is_some_and(|(sent, _)| positive(sent, "plan_id"))
    })],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "P* */members/{id}",
            "request body*",
            "$.plan_id",
        )],
    ),
};

pub(in crate::catalogue) static STALE_SUBSCRIPTION_IN_ANSWER: Deviation = Deviation {
    id: "stale-subscription-in-answer",
    title: "The response to a write shows the old `subscription_id`",
    kind: Kind::Fault,
    documented: "The response holds the written membership.",
    source: Source::page("v3-create", "Create a User Membership"),
    observed: "After linking a subscription, the response still has null and no link; the next \
         read shows it.",
    evidence: "docs/observed.md#8, #9, #14.23",
    since: None,
    until: None,
    trigger: Some("a create or an update with a valid `subscription_id`"),
    advice: "Read the membership again after linking.",
    signs: &[Sign::Sighting(answers_stale_subscription)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "request body*", "$.subscription_id")],
    ),
};

pub(in crate::catalogue) static UPDATE_NOT_ATOMIC: Deviation = Deviation {
    id: "update-not-atomic",
    title: "A failed update may have changed something",
    kind: Kind::Fault,
    documented: "This is not documented.",
    source: Source::SILENT,
    observed: "Properties are stored one after another: `{status: cancelled, subscription_id: \
         999999}` returns 404, but the membership is cancelled.",
    evidence: "docs/observed.md#9",
    since: None,
    until: None,
    trigger: Some("an update with several properties of which a later one is rejected"),
    advice: "Send risky properties in separate requests, and read the membership after every \
             failed update.",
    signs: &[Sign::Sighting(fails_after_first_property)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("P* */members/{id}", "", "")],
    ),
};

pub(in crate::catalogue) static UNKNOWN_PROPERTIES_IGNORED: Deviation = Deviation {
    id: "unknown-properties-ignored",
    title: "Read-only and unknown properties in a write are ignored",
    kind: Kind::Omission,
    documented: "Not documented.",
    source: Source::SILENT,
    observed: "`id`, `start_date`, `view_url`, `date_created` and misspelled names change nothing \
               and return 200.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: None,
    advice: "Compare the response with what you sent; typos are not reported.",
    signs: &[Sign::Sighting(sends_unknown_property)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("POST */members", "", ""),
            Concern::about("P* */members/{id}", "", ""),
        ],
    ),
};

pub(in crate::catalogue) static INSTALLMENT_PLAN_ARGUMENT: Deviation = Deviation {
    id: "installment-plan-argument",
    title: "`installment_plan` can be written but is never returned",
    kind: Kind::Omission,
    documented: "Not mentioned.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "A boolean sent together with `subscription_id`; accepted while Subscriptions is \
               active. With `subscription_id` 0 it returns 400.",
    evidence: "docs/observed.md#7, #8, #14.25",
    since: Some("1.13.0"),
    until: None,
    trigger: None,
    advice: "Store it in your system; the API does not return it.",
    signs: &[Sign::Sighting(|seen| {
        written(seen).is_some_and(|(sent, _)| sent.get("installment_plan").is_some())
    })],
    shown: InDocuments::At(&[Concern::written(
        &["property-added", "required-property-added"],
        "$.installment_plan",
    )]),
};

pub(in crate::catalogue) static DELETE_IGNORES_FORCE: Deviation = Deviation {
    id: "delete-ignores-force",
    title: "Deletion is always permanent; `force` has no effect",
    kind: Kind::Contradiction,
    documented: "The example sends `force: true`, which WordPress requires to bypass the Trash.",
    source: Source::page("published", "Delete a User Membership"),
    observed: "`force` is unknown and ignored: false, true and invalid values all delete \
               permanently.",
    evidence: "docs/observed.md#10, #14.17",
    since: Some("1.13.0"),
    until: None,
    trigger: None,
    advice: "The API does not move memberships to the Trash. Use status `cancelled` if you may \
         need the membership again.",
    signs: &[Sign::Sighting(deletes_without_force)],
    shown: InDocuments::At(&[Concern::operation("DELETE */members/{id}")]),
};

pub(in crate::catalogue) static DELETE_PREVIOUS_WITHOUT_LINKS: Deviation = Deviation {
    id: "delete-previous-without-links",
    title: "`previous` of a delete has no links, and more than the example shows",
    kind: Kind::Contradiction,
    documented: "The example shows a membership without profile fields.",
    source: Source::page("published", "Delete a User Membership"),
    observed: "`{deleted, previous}` with the whole membership, `profile_fields`, `customer_data` \
         and `plan_name` included, but without `_links`.",
    evidence: "docs/observed.md#5, #10, #14.17",
    since: None,
    until: None,
    trigger: None,
    advice: "Model `previous` as a membership whose `_links` are optional.",
    signs: &[Sign::Sighting(|seen| {
        seen.method == Method::Delete
            && seen
                .json()
                .and_then(|body| body.get("previous"))
                .is_some_and(|previous| previous.get("_links").is_none())
    })],
    shown: InDocuments::At(&[Concern::operation("DELETE */members/{id}")]),
};

pub(in crate::catalogue) static BATCH_ANSWERS_200_WITH_ERRORS_INSIDE: Deviation = Deviation {
    id: "batch-answers-200-with-errors-inside",
    title: "A batch returns 200 even if every item failed",
    kind: Kind::Omission,
    documented: "Batches are not documented.",
    source: Source::SILENT,
    observed: "Each item is a membership or `{id, error}`; a failed create has id 0, a failed \
         update the id sent. Items are not validated by the schema, so their error codes differ \
         from those of single writes.",
    evidence: "docs/observed.md#10, #14.6",
    since: None,
    until: None,
    trigger: None,
    advice: "Match items by position and check each for `error`.",
    signs: &[Sign::Sighting(hides_errors_in_batch)],
    shown: InDocuments::At(&[Concern::operation("* */members/batch")]),
};

pub(in crate::catalogue) static BATCH_EMPTY_ANSWER_IS_ARRAY: Deviation = Deviation {
    id: "batch-empty-answer-is-array",
    title: "An empty batch returns an array",
    kind: Kind::Fault,
    documented: "Batches are not documented.",
    source: Source::SILENT,
    observed: "`[]` where an object with `create`, `update` or `delete` would be expected: PHP \
         writes an empty map as an array.",
    evidence: "docs/observed.md#10",
    since: None,
    until: None,
    trigger: Some("a batch without items"),
    advice: "Do not send empty batches, or accept both shapes.",
    signs: &[Sign::Sighting(|seen| {
        seen.route() == Some(&Route::Batch)
            && seen.is_success()
            && seen.json().is_some_and(|body| body.list().is_some())
    })],
    shown: InDocuments::At(&[Concern::operation("P* */members/batch")]),
};

pub(in crate::catalogue) static NULL_IN_WRITES_IGNORED: Deviation = Deviation {
    id: "null-in-writes-ignored",
    title: "Null in a write is accepted and changes nothing",
    kind: Kind::Omission,
    documented: "Ids are integers and dates are of type datetime; whether null may be sent is not \
                 documented.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "null is accepted for `order_id`, `product_id`, `subscription_id` and every date, \
         and is ignored; for `customer_id` and `plan_id` it counts as missing.",
    evidence: "docs/observed.md#8",
    since: None,
    until: None,
    trigger: None,
    advice: "Omit what should not be set; `\"\"` removes an end date.",
    signs: &[Sign::Sighting(|seen| {
        written(seen).is_some_and(|(sent, _)| {
            [
                "order_id",
                "product_id",
                "subscription_id",
                "start_date_gmt",
                "end_date_gmt",
            ]
            .iter()
            .any(|key| is_null(sent, key))
        })
    })],
    shown: InDocuments::At(&[Concern::written(&["nullable-changed"], "$.+")]),
};

fn updates_collection(seen: &Interpreted<'_>) -> bool {
    seen.status() == 404
        && seen.route() == Some(&Route::Members)
        && matches!(seen.method, Method::Put | Method::Patch)
}

fn keeps_order_or_product(seen: &Interpreted<'_>) -> bool {
    updated(seen).is_some_and(|(sent, member)| {
        ["order_id", "product_id"].iter().any(|key| {
            let cleared = sent
                .get(key)
                .is_some_and(|value| value.is_null() || value.as_i64() == Some(0));
            cleared && has_value(member, key)
        })
    })
}

fn answers_stale_subscription(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, member)| {
        positive(sent, "subscription_id")
            && member
                .get("subscription_id")
                .is_some_and(|answered| Some(answered) != sent.get("subscription_id"))
    })
}

fn fails_after_first_property(seen: &Interpreted<'_>) -> bool {
    let several = seen
        .sent
        .as_ref()
        .and_then(Value::as_object)
        .is_some_and(|sent| sent.contains_key("status") && sent.contains_key("subscription_id"));
    is_update(seen)
        && several
        && seen.error_code()
            == Some("woocommerce_rest_wc_user_membership_invalid_subscription_data")
}

/// What a write acts on.
const WRITABLE: [&str; 13] = [
    "customer_id",
    "plan_id",
    "status",
    "order_id",
    "product_id",
    "subscription_id",
    "installment_plan",
    "start_date_gmt",
    "end_date_gmt",
    "paused_date_gmt",
    "cancelled_date_gmt",
    "meta_data",
    "profile_fields",
];

fn sends_unknown_property(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, _)| {
        sent.as_object()
            .is_some_and(|sent| sent.keys().any(|name| !WRITABLE.contains(&name.as_str())))
    })
}

fn deletes_without_force(seen: &Interpreted<'_>) -> bool {
    let sent = seen.sent.as_ref().and_then(|sent| sent.get("force"));
    let forced = seen.query.get("force") == Some("true")
        || sent.is_some_and(|force| force.as_bool() == Some(true));
    seen.method == Method::Delete && seen.is_success() && seen.route().is_some() && !forced
}

fn hides_errors_in_batch(seen: &Interpreted<'_>) -> bool {
    seen.route() == Some(&Route::Batch)
        && seen.is_success()
        && seen.object().is_some_and(|body| {
            ["create", "update", "delete"]
                .iter()
                .flat_map(|key| entries(body, key))
                .any(|item| item.get("error").is_some())
        })
}

fn writes_beyond_the_documentation(seen: &Interpreted<'_>) -> bool {
    let deletes = seen.method == Method::Delete && matches!(seen.route(), Some(Route::Member(_)));
    seen.is_success()
        && (is_update(seen) || deletes || (is_create(seen) && !is_version(seen, Api::V3)))
}
