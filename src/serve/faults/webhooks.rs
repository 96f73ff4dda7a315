use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{Class, Effect, Fault, Needs};
use crate::serve::webhooks::Delivery;

const SIGNATURE: &str = "X-WC-Webhook-Signature";

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    change: fn(&mut Delivery),
) -> Fault {
    Fault {
        id,
        class: Class::Webhooks,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Writes,
        effect: Effect::Delivery(change),
    }
}

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "hook-unsigned",
        "an outgoing proxy that drops unknown headers",
        "webhook-signature",
        |delivery| delivery.headers.retain(|(name, _)| *name != SIGNATURE),
    ),
    fault(
        "hook-signed-in-hex",
        "a plugin that replaces signatures by hexadecimal ones",
        "webhook-signature",
        |delivery| {
            for (_, value) in delivery
                .headers
                .iter_mut()
                .filter(|(name, _)| *name == SIGNATURE)
            {
                let raw = BASE64.decode(&*value).unwrap_or_default();
                *value = raw.iter().map(|byte| format!("{byte:02x}")).collect();
            }
        },
    ),
    fault(
        "hook-body-rewritten",
        "a filter that changes a body after it was signed",
        "webhook-signature",
        |delivery| delivery.body.push(b'\n'),
    ),
    fault(
        "hook-wrong-topic",
        "the error of the documentation: a deletion with the topic created",
        "webhook-topic",
        |delivery| {
            for (name, value) in &mut delivery.headers {
                if *name == "X-WC-Webhook-Topic" {
                    "user_membership.created".clone_into(value);
                }
            }
        },
    ),
    fault(
        "hook-as-form",
        "a relay that sends forms",
        "webhook-payload",
        |delivery| {
            for (name, value) in &mut delivery.headers {
                if *name == "Content-Type" {
                    "application/x-www-form-urlencoded".clone_into(value);
                }
            }
        },
    ),
];
