use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::DeliveredEvent;
use crate::redact::MASK;

static RULE: Rule = Rule {
    id: "webhook-signature",
    level: Level::Error,
    class: Class::Webhooks,
    title: "Webhooks are signed, and the signature matches the body",
    unit: "deliveries",
    what: "Each delivery except the ping of a new webhook must carry `X-WC-Webhook-Signature`: \
           base64 of the HMAC-SHA256 of the raw body. With the webhook's secret in \
           MEMBERSPEC_WEBHOOK_SECRET the signature is computed and compared; without it only its \
           form is judged.",
    why: "A receiver that cannot verify signatures must either trust anybody who knows its address \
          or drop real events.",
    example: "An outgoing proxy rewrites the body, so every signature is wrong.",
    remedy: "Compare the bytes received with the bytes sent: look for proxies, relays and web \
             application firewalls between the shop and the receiver, and for a secret that was \
             changed on one side only.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Missing = "missing": "base64 of the HMAC-SHA256 of the body", "no signature";
        NoBase64 = "no-base64": "base64 of the HMAC-SHA256 of the body", "something else";
        Another = "another-signature":
        "base64 of the HMAC-SHA256 of the body",
        "a signature of another body or with another secret";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WebhookSignature),
};

struct WebhookSignature;

impl Check for WebhookSignature {
    fn see_delivery(
        &mut self,
        context: &ExchangeContext<'_>,
        event: &DeliveredEvent,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        report.examined(context, 1);
        let body = context.seen.exchange.request.body.as_deref();
        if event.signature.as_deref() == Some(MASK) {
            report.unexercised("webhook signatures", "the recording holds no signatures");
            return;
        }
        let secret = run.webhook_secret();
        let fault = match (&event.signature, event.signature_bytes(), secret) {
            (None, ..) => Fault::Missing,
            (Some(_), None, _) => Fault::NoBase64,
            (Some(_), Some(_), Some(secret))
                if !event.is_signed_with(secret.expose(), body.unwrap_or_default()) =>
            {
                Fault::Another
            }
            (Some(_), Some(_), None) => {
                report.unexercised("webhook signatures", "MEMBERSPEC_WEBHOOK_SECRET is not set");
                return;
            }
            _ => return,
        };
        let violation = Violation {
            basis: Basis::Both,
            location: Location::Header("X-WC-Webhook-Signature".into()),
            cause: fault.into(),
            source: Some("docs/observed.md#13".into()),
        };
        report.fault(context, violation, At::Whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::deliveries::{SIGNED, delivered, delivery};

    #[test]
    fn a_delivery_without_a_signature_or_with_a_wrong_one_is_found() {
        for (signature, complaint) in [
            (None, "no signature found"),
            (
                Some("977c224d703e499a7a1faee275d697"),
                "something else found",
            ),
            (
                Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                "a signature of another body or with another secret found",
            ),
        ] {
            let lines = delivered(&ENTRY, &delivery("user_membership.deleted", signature));
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert!(lines[0].ends_with(complaint), "{lines:?}");
        }
    }

    #[test]
    fn a_delivery_that_is_signed_over_its_body_is_silent() {
        let signed = delivery("user_membership.deleted", Some(SIGNED));
        assert_eq!(delivered(&ENTRY, &signed), [""; 0]);
    }
}
