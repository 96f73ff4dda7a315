//! States of a membership and what changing them does.

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::catalogue::traffic::{
    created, has_value, instant, is_null, members, text, updated, written,
};
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{Interpreted, Route};

pub(in crate::catalogue) static PAUSED_DATE_REMOVED_ON_RESUME: Deviation = Deviation {
    id: "paused-date-removed-on-resume",
    title: "`paused_date` is removed when a membership is resumed",
    kind: Kind::Contradiction,
    documented: "`paused_date` stays when the membership changes status.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "A change to `active` or `free_trial` removes it (and `active` moves the end by the \
         length of the pause; `free_trial` also removes the end). Other changes keep it.",
    evidence: "docs/observed.md#9, #14.10",
    since: None,
    until: None,
    trigger: None,
    advice: "Store the pause yourself if you need its history; expect null after a resume.",
    signs: &[],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "response*", "$.paused_date*")],
    ),
};

pub(in crate::catalogue) static CANCELLED_DATE_NEVER_CLEARED: Deviation = Deviation {
    id: "cancelled-date-never-cleared",
    title: "`cancelled_date` stays permanently after a reactivation",
    kind: Kind::Contradiction,
    documented: "`cancelled_date` is null if the membership was not cancelled.",
    source: Source::page("v3-membership", "Data Structure"),
    observed: "Once set it stays in every later status; writing `\"\"` or null is ignored.",
    evidence: "docs/observed.md#9, #14.11",
    since: None,
    until: None,
    trigger: None,
    advice: "Use only `status` to decide whether a membership is cancelled; read `cancelled_date` \
         as \"was cancelled at least once, last at\".",
    signs: &[Sign::member(shows_leftover_cancelled_date)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about("", "response*", "$.cancelled_date*")],
    ),
};

pub(in crate::catalogue) static CREATE_SETS_NO_STATE_DATE: Deviation = Deviation {
    id: "create-sets-no-state-date",
    title: "Creating a paused or cancelled membership sets no date",
    kind: Kind::Contradiction,
    documented: "With status `paused` or `cancelled`, the matching date defaults to the current \
                 time.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "`paused_date` and `cancelled_date` stay null unless they are sent. An update to the \
               same status sets them.",
    evidence: "docs/observed.md#8, #14.12",
    since: Some("1.13.1"),
    until: None,
    trigger: None,
    advice: "Send `paused_date_gmt` or `cancelled_date_gmt` with the create, or create first and \
         change the status by an update.",
    signs: &[Sign::Sighting(creates_state_without_date)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("POST */members", "request body*", "$.paused_date_gmt"),
            Concern::about("POST */members", "request body*", "$.cancelled_date_gmt"),
        ],
    ),
};

pub(in crate::catalogue) static CREATE_EXPIRED_MAY_HAVE_NO_END: Deviation = Deviation {
    id: "create-expired-may-have-no-end",
    title: "Creating an expired membership does not always set its end",
    kind: Kind::Contradiction,
    documented: "With status `expired`, `end_date_gmt` defaults to the current time.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "Only if the plan has a later end. For a plan without an end it is null; an end in \
               the past is kept.",
    evidence: "docs/observed.md#8, #14.12",
    since: None,
    until: None,
    trigger: None,
    advice: "Send `end_date_gmt` with every expired membership that you create.",
    signs: &[Sign::Sighting(creates_expired_without_end)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[Concern::about(
            "POST */members",
            "request body*",
            "$.end_date_gmt",
        )],
    ),
};

pub(in crate::catalogue) static FUTURE_START_TURNS_STATUS_DELAYED: Deviation = Deviation {
    id: "future-start-turns-status-delayed",
    title: "A start on a later day changes the status to `delayed`",
    kind: Kind::Omission,
    documented: "The status of a new membership defaults to `active`.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "A start on a later UTC day makes it `delayed`, on create and on update; a start \
         later on the same UTC day does not. Sending `status: active` on an update together with a \
         future start keeps `active`.",
    evidence: "docs/observed.md#8, #9",
    since: None,
    until: None,
    trigger: None,
    advice: "Read the status from the response to your write; do not assume the default.",
    signs: &[Sign::Sighting(turns_delayed)],
    shown: InDocuments::At(&[Concern::written(&["default-changed"], "$.status")]),
};

pub(in crate::catalogue) static DELAYED_WITHOUT_FUTURE_START: Deviation = Deviation {
    id: "delayed-without-future-start",
    title: "A membership can stay `delayed` after its start",
    kind: Kind::Omission,
    documented: "When `delayed` ends is not documented.",
    source: Source::SILENT,
    observed: "Creating `delayed` with a start now, or moving a delayed start into the past, keeps \
         `delayed`; only the site's scheduled job or an explicit status change ends it.",
    evidence: "docs/observed.md#8, #9",
    since: None,
    until: None,
    trigger: None,
    advice: "After moving a start into the past, also send `status: active`.",
    signs: &[Sign::Sighting(shows_delayed_with_past_start)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("", "request body*", "$.status"),
            Concern::about("", "request body*", "$.start_date_gmt"),
        ],
    ),
};

pub(in crate::catalogue) static UPDATE_OVERWRITES_GIVEN_STATE_DATE: Deviation = Deviation {
    id: "update-overwrites-given-state-date",
    title: "Pausing or cancelling overwrites the date that was sent",
    kind: Kind::Contradiction,
    documented: "`paused_date_gmt` and `cancelled_date_gmt` can be written; the current time is \
                 only the default.",
    source: Source::page("v3-create", "User Membership properties"),
    observed: "An update that changes the status to `paused` or `cancelled` stores the current \
               time, regardless of the date in the same request.",
    evidence: "docs/observed.md#9",
    since: None,
    until: None,
    trigger: None,
    advice: "Change the status first, then write the date in a second request.",
    signs: &[Sign::Sighting(overwrites_state_date)],
    shown: InDocuments::Nowhere(
        Unwritten::Behaviour,
        &[
            Concern::about("P* */members/{id}", "request body*", "$.paused_date_gmt"),
            Concern::about("P* */members/{id}", "request body*", "$.cancelled_date_gmt"),
        ],
    ),
};

pub(in crate::catalogue) static TRASHED_MEMBERSHIP_READABLE: Deviation = Deviation {
    id: "trashed-membership-readable",
    title: "A membership in the Trash is returned with status `trash`",
    kind: Kind::Omission,
    documented: "`trash` is not among the statuses of a membership.",
    source: Source::SILENT,
    observed: "`GET /members/{id}` returns 200 with `\"status\": \"trash\"`. It still blocks a new \
         membership of the same customer and plan, and an update with a status restores it.",
    evidence: "docs/observed.md#5, #8, #9",
    since: None,
    until: None,
    trigger: None,
    advice: "Accept `trash` when reading one membership, but do not grant access for it.",
    signs: &[
        Sign::Sighting(shows_trashed_member),
        Sign::departure("schema", "$.status", ""),
    ],
    shown: InDocuments::At(&[Concern::answered(&["enum-added"], "$.status").of("GET */members*")]),
};

fn shows_leftover_cancelled_date(member: &Value) -> bool {
    has_value(member, "cancelled_date") && text(member, "status") != Some("cancelled")
}

fn creates_state_without_date(seen: &Interpreted<'_>) -> bool {
    created(seen).is_some_and(|(sent, member)| {
        ["paused", "cancelled"].iter().any(|state| {
            text(sent, "status") == Some(state)
                && sent.get(format!("{state}_date_gmt")).is_none()
                && is_null(member, &format!("{state}_date"))
        })
    })
}

fn creates_expired_without_end(seen: &Interpreted<'_>) -> bool {
    created(seen).is_some_and(|(sent, member)| {
        text(sent, "status") == Some("expired") && is_null(member, "end_date")
    })
}

fn turns_delayed(seen: &Interpreted<'_>) -> bool {
    written(seen).is_some_and(|(sent, member)| {
        sent.get("status").is_none()
            && has_value(sent, "start_date_gmt")
            && text(member, "status") == Some("delayed")
            && starts_after(seen, member)
    })
}

fn shows_delayed_with_past_start(seen: &Interpreted<'_>) -> bool {
    seen.exchange.started.is_some()
        && members(seen).iter().any(|member| {
            text(member, "status") == Some("delayed")
                && has_value(member, "start_date_gmt")
                && !starts_after(seen, member)
        })
}

/// Whether a member starts after the request was sent.
fn starts_after(seen: &Interpreted<'_>, member: &Value) -> bool {
    let now = seen
        .exchange
        .started
        .map(|started| started.to_zoned(TimeZone::UTC).datetime());
    now.zip(instant(member, "start_date_gmt"))
        .is_some_and(|(now, start)| start > now)
}

fn overwrites_state_date(seen: &Interpreted<'_>) -> bool {
    updated(seen).is_some_and(|(sent, member)| {
        ["paused", "cancelled"].iter().any(|state| {
            let key = format!("{state}_date_gmt");
            let asked = instant(sent, &key);
            text(sent, "status") == Some(state) && asked.is_some() && asked != instant(member, &key)
        })
    })
}

fn shows_trashed_member(seen: &Interpreted<'_>) -> bool {
    seen.route().is_some_and(Route::is_item)
        && members(seen)
            .iter()
            .any(|member| text(member, "status") == Some("trash"))
}
