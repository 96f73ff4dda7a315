//! Webhook deliveries; nothing of this shows in responses of the API.

use serde_json::Value;

use crate::catalogue::traffic::text;
use crate::catalogue::{Concern, Deviation, InDocuments, Kind, Sign, Source, Unwritten};
use crate::interpret::{DeliveredEvent, Delivery, Interpreted};

pub(in crate::catalogue) static WEBHOOK_DELETE_TOPIC_MISNAMED: Deviation = Deviation {
    id: "webhook-delete-topic-misnamed",
    title: "The delete topic is `user_membership.deleted`",
    kind: Kind::Contradiction,
    documented: "The table of topics lists `user_membership.created` twice, the second time for \
         deletions.",
    source: Source::page("published", "Webhooks"),
    observed: "`user_membership.deleted`.",
    evidence: "docs/observed.md#13, #14.20",
    since: None,
    until: None,
    trigger: None,
    advice: "Subscribe to `user_membership.deleted`.",
    signs: &[Sign::Sighting(|seen| {
        delivers(seen, |event| {
            event.topic.as_deref() == Some("user_membership.deleted")
        })
    })],
    shown: InDocuments::At(&[Concern::operation("webhook user_membership.deleted POST")]),
};

pub(in crate::catalogue) static WEBHOOK_UPDATED_SILENT_FOR_DATES: Deviation = Deviation {
    id: "webhook-updated-silent-for-dates",
    title: "Edits of dates and meta data send no webhook",
    kind: Kind::Contradiction,
    documented: "`updated` fires when a membership is changed or modified.",
    source: Source::page("published", "Webhooks"),
    observed: "A change of status, plan or customer fires it; a PUT with only dates, meta data or \
               profile fields fires nothing.",
    evidence: "docs/observed.md#13, #14.20",
    since: None,
    until: None,
    trigger: None,
    advice: "Poll for changes of dates; do not rely on webhooks alone to keep a copy.",
    signs: &[],
    shown: InDocuments::At(&[Concern::operation("webhook user_membership.updated POST")]),
};

pub(in crate::catalogue) static WEBHOOK_PLAN_CREATED_ALSO_UPDATED: Deviation = Deviation {
    id: "webhook-plan-created-also-updated",
    title: "A new plan fires two webhooks",
    kind: Kind::Contradiction,
    documented: "`membership_plan.created` fires when a plan is created.",
    source: Source::page("published", "Webhooks"),
    observed: "`created` and `updated` are both sent; the same holds for a membership created with \
               a status. Restoring fires `updated` and `restored`; permanent deletion fires \
               nothing.",
    evidence: "docs/observed.md#13, #14.20",
    since: None,
    until: None,
    trigger: None,
    advice: "Make your handler idempotent: two deliveries for one event are normal.",
    signs: &[],
    shown: InDocuments::At(&[
        Concern::operation("webhook *.created POST"),
        Concern::operation("webhook membership_plan.updated POST"),
        Concern::operation("webhook membership_plan.restored POST"),
    ]),
};

pub(in crate::catalogue) static WEBHOOK_DELETED_HOLDS_ID_ONLY: Deviation = Deviation {
    id: "webhook-deleted-holds-id-only",
    title: "The payload of a deletion is only the id",
    kind: Kind::Contradiction,
    documented: "The payload is the object concerned.",
    source: Source::page("published", "Webhooks"),
    observed: "`{\"id\": N}` for memberships and plans; for a plan also if it was only moved to \
               the Trash. Other payloads are the object without `_links`.",
    evidence: "docs/observed.md#13, #14.20",
    since: None,
    until: None,
    trigger: None,
    advice: "Store what you need to know about an object before it is deleted.",
    signs: &[Sign::Sighting(delivers_id_only)],
    shown: InDocuments::At(&[Concern::operation("webhook *.deleted POST")]),
};

pub(in crate::catalogue) static WEBHOOK_PING_UNSIGNED: Deviation = Deviation {
    id: "webhook-ping-unsigned",
    title: "The first delivery comes with a ping that cannot be verified",
    kind: Kind::Omission,
    documented: "Not mentioned.",
    source: Source::SILENT,
    observed: "A form-encoded body `webhook_id=N` without any `X-WC-Webhook-*` header, sent after \
         the first real payload.",
    evidence: "docs/observed.md#13",
    since: None,
    until: None,
    trigger: None,
    advice: "Respond with 200 and do nothing.",
    signs: &[Sign::Sighting(|seen| {
        Delivery::of(&seen.exchange.request) == Some(Delivery::Ping)
    })],
    shown: InDocuments::Nowhere(Unwritten::Transport, &[Concern::about("webhook *", "", "")]),
};

pub(in crate::catalogue) static WEBHOOK_V4_DELIVERY_DIES: Deviation = Deviation {
    id: "webhook-v4-delivery-dies",
    title: "A webhook of API version `wp_api_v4` never arrives",
    kind: Kind::Fault,
    documented: "Not mentioned.",
    source: Source::SILENT,
    observed: "It can be saved; delivery fails with a PHP fatal error.",
    evidence: "docs/observed.md#13",
    since: None,
    until: None,
    trigger: Some("a webhook saved with API version `wp_api_v4`"),
    advice: "Use `wp_api_v3` or `wp_api_v2`; the payloads are the same.",
    signs: &[],
    shown: InDocuments::Nowhere(
        Unwritten::VersionFour,
        &[Concern::about("webhook *", "", "")],
    ),
};

pub(in crate::catalogue) static WEBHOOK_CROSS_TOPIC_ACCEPTED: Deviation = Deviation {
    id: "webhook-cross-topic-accepted",
    title: "A topic that nothing fires is accepted",
    kind: Kind::Fault,
    documented: "Eight topics are listed.",
    source: Source::page("published", "Webhooks"),
    observed: "`user_membership.restored` is saved with 201 and no hooks; an unknown event returns \
               400.",
    evidence: "docs/observed.md#13",
    since: None,
    until: None,
    trigger: Some("creating a webhook whose resource and event exist but not together"),
    advice: "Check that `hooks` in the response is not empty.",
    signs: &[Sign::Sighting(accepts_dead_topic)],
    shown: InDocuments::Nowhere(Unwritten::Behaviour, &[Concern::about("webhook *", "", "")]),
};

/// Whether the exchange is an event for a receiver of webhooks, and one of a kind.
fn delivers(seen: &Interpreted<'_>, kind: fn(&DeliveredEvent) -> bool) -> bool {
    matches!(Delivery::of(&seen.exchange.request), Some(Delivery::Event(event)) if kind(&event))
}

fn delivers_id_only(seen: &Interpreted<'_>) -> bool {
    let body = seen.sent.as_ref().and_then(Value::as_object);
    body.is_some_and(|body| body.len() == 1 && body.contains_key("id"))
        && delivers(seen, |event| event.event.as_deref() == Some("deleted"))
}

fn accepts_dead_topic(seen: &Interpreted<'_>) -> bool {
    seen.status() == 201
        && seen.exchange.request.url.path().ends_with("/webhooks")
        && seen.object().is_some_and(|hook| {
            text(hook, "topic").is_some_and(|topic| topic.starts_with("user_membership."))
                && hook
                    .get("hooks")
                    .and_then(Value::as_array)
                    .is_some_and(Vec::is_empty)
        })
}
