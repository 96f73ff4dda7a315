//! Status codes, error bodies and authentication.

use crate::catalogue::traffic::{is_create, is_critical_error, is_update, positive, text};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{Credentials, Interpreted, Route};

pub(in crate::catalogue) static WRONG_METHOD_IS_404: Deviation = Deviation {
    id: "wrong-method-is-404",
    title: "A method that a route does not have returns 404",
    kind: Kind::Contradiction,
    documented: "A wrong method returns 405.",
    source: Source::page("published", "Errors"),
    observed: "404 `rest_no_route`; 405 was never seen.",
    evidence: "docs/observed.md#11, #14.19",
    since: None,
    until: None,
    trigger: None,
    advice: "On `rest_no_route` check method and path before you conclude that something is \
         missing.",
    signs: &[
        Sign::Sighting(refuses_method),
        Sign::departure_when("status-documented", "", refuses_method),
        Sign::departure_when("error-code", "", refuses_method),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "response 404", "")],
    ),
};

pub(in crate::catalogue) static FORBIDDEN_IS_403: Deviation = Deviation {
    id: "forbidden-is-403",
    title: "A valid user without the capability gets 403",
    kind: Kind::Omission,
    documented: "403 is not in the list of errors.",
    source: Source::page("published", "Errors"),
    observed: "403 for keys of users who may not manage memberships, also for their own \
         membership. A key with the wrong permission gets 401 instead.",
    evidence: "docs/observed.md#3, #14.19",
    since: None,
    until: None,
    trigger: None,
    advice: "On 403 change the key's user, on 401 the key.",
    signs: &[
        Sign::Sighting(|seen| {
            seen.status() == 403 && seen.route().is_some() && seen.error_code().is_some()
        }),
        Sign::departure_when("status-documented", "", |seen| seen.status() == 403),
    ],
    shown: InDocuments::At(&[Concern::part(&["status-narrowed"], "", "response 4XX")]),
};

pub(in crate::catalogue) static BATCH_TOO_LARGE_IS_413: Deviation = Deviation {
    id: "batch-too-large-is-413",
    title: "More than 100 items in a batch return 413",
    kind: Kind::Omission,
    documented: "413 is not in the list of errors.",
    source: Source::page("published", "Errors"),
    observed: "413 `woocommerce_rest_request_entity_too_large`; nothing is changed.",
    evidence: "docs/observed.md#10, #14.19",
    since: None,
    until: None,
    trigger: None,
    advice: "Split batches at 100 items in total over create, update and delete.",
    signs: &[
        Sign::Sighting(|seen| seen.status() == 413 && seen.route() == Some(&Route::Batch)),
        Sign::departure_when("status-documented", "", |seen| seen.status() == 413),
    ],
    shown: InDocuments::At(&[Concern::operation("P* */members/batch")]),
};

pub(in crate::catalogue) static KEY_PERMISSION_IS_401: Deviation = Deviation {
    id: "key-permission-is-401",
    title: "A key with the wrong permission gets 401",
    kind: Kind::Omission,
    documented: "Authentication is left to WooCommerce's documentation.",
    source: Source::page("v2", "Authentication"),
    observed: "A write with a read-only key, or a read with a write-only key, returns 401 \
         `woocommerce_rest_authentication_error` with a message about permissions, not 403.",
    evidence: "docs/observed.md#3",
    since: None,
    until: None,
    trigger: None,
    advice: "Read the message: the key is valid, but its permission is wrong.",
    signs: &[Sign::Sighting(refuses_key_permission)],
    shown: InDocuments::At(&[Concern::part(&["status-narrowed"], "", "response 4XX")]),
};

pub(in crate::catalogue) static BASIC_OVER_HTTP_IGNORED: Deviation = Deviation {
    id: "basic-over-http-ignored",
    title: "HTTP Basic over plain http is ignored",
    kind: Kind::Omission,
    documented: "Authentication is left to WooCommerce's documentation.",
    source: Source::page("v2", "Authentication"),
    observed: "The header is ignored: 401 `woocommerce_rest_cannot_view`, the same as without \
         credentials.",
    evidence: "docs/observed.md#3",
    since: None,
    until: None,
    trigger: None,
    advice: "Use https, or OAuth 1.0a if a site does not have https.",
    signs: &[Sign::Sighting(ignores_basic_over_http)],
    shown: InDocuments::Nowhere(Unwritten::Transport, &[Concern::about("", "security", "")]),
};

pub(in crate::catalogue) static VALIDATION_BEFORE_PERMISSION: Deviation = Deviation {
    id: "validation-before-permission",
    title: "Parameters are checked before permission",
    kind: Kind::Omission,
    documented: "The order is not documented.",
    source: Source::SILENT,
    observed: "Without credentials, an invalid parameter or an incomplete body returns 400, a \
               valid one 401.",
    evidence: "docs/observed.md#3",
    since: None,
    until: None,
    trigger: None,
    advice: "A 400 does not prove that your key works.",
    signs: &[Sign::Sighting(|seen| {
        seen.credentials == Credentials::None && seen.status() == 400 && seen.route().is_some()
    })],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("", "response 400", ""),
            Concern::about("", "response 401", ""),
        ],
    ),
};

pub(in crate::catalogue) static EXISTENCE_CAN_BE_PROBED: Deviation = Deviation {
    id: "existence-can-be-probed",
    title: "Anonymous requests reveal whether an id exists",
    kind: Kind::Fault,
    documented: "Requests need authentication.",
    source: Source::page("v2", "Authentication"),
    observed: "Without credentials, an existing id returns 401 and an unknown one 404.",
    evidence: "docs/observed.md#3",
    since: None,
    until: None,
    trigger: Some("a request for one item without credentials"),
    advice: "Do not treat ids as secrets; if this matters, block anonymous access to the namespace \
             in the web server.",
    signs: &[
        Sign::Sighting(answers_404_to_anybody),
        Sign::fault("authentication-required", "", answers_404_to_anybody),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "response 404", "")],
    ),
};

pub(in crate::catalogue) static PLAN_ID_ZERO_IS_500: Deviation = Deviation {
    id: "plan-id-zero-is-500",
    title: "Creating with plan 0 causes a server error",
    kind: Kind::Fault,
    documented: "`plan_id` is required; the error for an invalid one is not documented.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "500 `internal_server_error`. An unknown positive id returns 404.",
    evidence: "docs/observed.md#8, #14.19",
    since: None,
    until: None,
    trigger: Some("`POST /members` with `plan_id` 0"),
    advice: "Check that the id is positive; do not retry this 500.",
    signs: &[
        Sign::Sighting(fails_on_plan_zero),
        Sign::fault("status-documented", "", fails_on_plan_zero),
    ],
    shown: InDocuments::At(&[Concern::written(&["minimum-changed"], "$.plan_id")]),
};

pub(in crate::catalogue) static TRANSFER_TO_MEMBER_IS_500: Deviation = Deviation {
    id: "transfer-to-member-is-500",
    title: "Transferring a membership to a customer who already has the plan causes a server error",
    kind: Kind::Fault,
    documented: "The error is not documented.",
    source: Source::SILENT,
    observed: "500 `woocommerce_rest_wc_user_membership_update_error` with the reason as text; 409 \
               or 400 would be correct.",
    evidence: "docs/observed.md#9",
    since: None,
    until: None,
    trigger: Some(
        "an update whose `customer_id` names a customer who already has a membership of \
         that plan",
    ),
    advice: "First look for a membership of the new customer in the plan; do not retry this 500.",
    signs: &[
        Sign::Sighting(fails_on_transfer),
        Sign::fault("status-documented", "", fails_on_transfer),
    ],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "P* */members/{id}",
            "request body*",
            "$.customer_id",
        )],
    ),
};

pub(in crate::catalogue) static ERROR_BODY_UNDOCUMENTED: Deviation = Deviation {
    id: "error-body-undocumented",
    title: "Errors are JSON with `code`, `message` and `data`",
    kind: Kind::Omission,
    documented: "The format of errors is not documented.",
    source: Source::SILENT,
    observed: "`{code, message, data: {status, …}}`. Invalid values are listed in `data.params` \
               and `data.details`, by the name of the argument.",
    evidence: "docs/observed.md#11",
    since: None,
    until: None,
    trigger: None,
    advice: "Decide by the status and by `code`; `message` is translated.",
    signs: &[Sign::Sighting(|seen| {
        !seen.is_success() && seen.is_error_envelope()
    })],
    shown: InDocuments::At(&[Concern::part(
        &["response-media-type-added", "status-narrowed"],
        "",
        "response 4XX*",
    )]),
};

fn refuses_method(seen: &Interpreted<'_>) -> bool {
    seen.status() == 404
        && seen.error_code() == Some("rest_no_route")
        && seen
            .route()
            .is_some_and(|route| !matches!(route, Route::Unknown(_)))
}

fn refuses_key_permission(seen: &Interpreted<'_>) -> bool {
    seen.status() == 401
        && seen.error_code() == Some("woocommerce_rest_authentication_error")
        && seen
            .object()
            .and_then(|body| text(body, "message"))
            .is_some_and(|message| message.contains("permissions"))
}

fn ignores_basic_over_http(seen: &Interpreted<'_>) -> bool {
    seen.status() == 401
        && seen.route().is_some()
        && seen.credentials == Credentials::Basic
        && seen.exchange.request.url.scheme() == "http"
}

fn answers_404_to_anybody(seen: &Interpreted<'_>) -> bool {
    seen.credentials == Credentials::None
        && seen.status() == 404
        && seen.route().is_some_and(Route::is_item)
        && seen
            .error_code()
            .is_some_and(|code| code.starts_with("woocommerce_rest_invalid_"))
}

fn fails_on_plan_zero(seen: &Interpreted<'_>) -> bool {
    let plan = seen.sent.as_ref().and_then(|sent| sent.get("plan_id"));
    is_critical_error(seen)
        && is_create(seen)
        && plan.is_some_and(|plan| plan.as_i64() == Some(0) || plan.as_str() == Some("0"))
}

fn fails_on_transfer(seen: &Interpreted<'_>) -> bool {
    seen.status() == 500
        && is_update(seen)
        && seen.may_say("woocommerce_rest_wc_user_membership_update_error")
        && seen
            .sent
            .as_ref()
            .is_some_and(|sent| positive(sent, "customer_id"))
}
