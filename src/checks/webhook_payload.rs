use serde_json::Value;

use super::readings::cause_of;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Cause, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{DeliveredEvent, Json};
use crate::redact;

static RULE: Rule = Rule {
    id: "webhook-payload",
    level: Level::Error,
    class: Class::Webhooks,
    title: "The body of a webhook is JSON as described by the contract",
    unit: "deliveries",
    what: "A delivery must say `Content-Type: application/json` and hold the object that the \
           contract describes for its topic: a membership or a plan without `_links`, or only the \
           id for a deletion; the headers for source, webhook and delivery must exist.",
    why: "Receivers choose their parser by the content type: JSON declared as a form is an empty \
          body for them.",
    example: "A relay sends `Content-Type: application/x-www-form-urlencoded` over a JSON body.",
    remedy: "Send one delivery from WooCommerce directly to the receiver; if it is correct, the \
             relay between them is at fault.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoContentType = "no-content-type": "application/json", "no such header";
        AnotherMedia = "another-media-type": "application/json", "another media type";
        NoHeader = "no-header": "the header", "no such header";
        NoJson = "no-json": "JSON", "something else";
        Undeclared { key: String } = "undeclared": "only declared keys", "the key {key}";
        /// A key that looks like data, and its shape in place of it.
        UndeclaredData { key: String } = "undeclared": "only declared keys", "a {key}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WebhookPayload),
};

struct WebhookPayload;

impl Check for WebhookPayload {
    fn see_delivery(
        &mut self,
        context: &ExchangeContext<'_>,
        event: &DeliveredEvent,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        report.examined(context, 1);
        let mut report = |location: Location, cause: Cause, source: &str| {
            let violation = Violation {
                basis: Basis::Both,
                location,
                cause,
                source: Some(source.to_owned()),
            };
            report.fault(context, violation, At::Whole);
        };
        const SOURCE: &str = "docs/observed.md#13";
        let request = &context.seen.exchange.request;
        let media = request.headers.get("Content-Type").unwrap_or_default();
        let is_json = media
            .split(';')
            .next()
            .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            let cause = if media.is_empty() {
                Fault::NoContentType
            } else {
                Fault::AnotherMedia
            };
            let location = Location::Header("Content-Type".into());
            report(location, cause.into(), SOURCE);
        }
        for name in &event.missing {
            let location = Location::Header((*name).to_owned());
            report(location, Fault::NoHeader.into(), SOURCE);
        }
        let Some(body) = &context.seen.sent else {
            report(Location::Body, Fault::NoJson.into(), SOURCE);
            return;
        };
        // The payload of an object that was deleted before the delivery is only its id, under any topic.
        let is_id_only = (body.as_object())
            .is_some_and(|body| body.len() == 1 && body.get("id").is_some_and(Value::is_u64));
        if is_id_only {
            return;
        }
        let schema = event.topic.as_deref().and_then(|it| run.webhook(it));
        let Some(schema) = schema else { return };
        for (_, reading) in run.readings(schema, &Json::new(body.clone())) {
            for violation in reading.violations.iter() {
                let cause = &violation.cause;
                let location = Location::Json(cause.pattern.clone());
                report(location, cause_of(cause), &cause.source);
            }
            for (place, path) in reading.undeclared.iter() {
                let key = path.last_key().unwrap_or_default();
                let is_name = redact::is_key(key);
                let key = redact::told_key(key).into_owned();
                let fault = if is_name {
                    Fault::Undeclared { key }
                } else {
                    Fault::UndeclaredData { key }
                };
                let location = Location::Json(place.to_string());
                report(location, fault.into(), &schema.pointer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::deliveries::{delivered, delivery};

    #[test]
    fn a_form_a_missing_header_and_a_wrong_type_are_found() {
        let mut form = delivery("user_membership.deleted", None);
        form.request.headers.remove("Content-Type");
        let mut bare = delivery("user_membership.deleted", None);
        bare.request.headers.remove("X-WC-Webhook-ID");
        let mut text = delivery("user_membership.deleted", None);
        text.request.body = Some("{\"id\":\"1\"}".into());
        for (exchange, complaint) in [
            (form, "application/json, no such header found"),
            (bare, "the header, no such header found"),
            (text, "$.id: integer (at least 1), string found"),
        ] {
            let lines = delivered(&ENTRY, &exchange);
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert!(lines[0].ends_with(complaint), "{lines:?}");
        }
    }

    #[test]
    fn a_deletion_with_its_id_is_silent() {
        let deletion = delivery("user_membership.deleted", None);
        assert_eq!(delivered(&ENTRY, &deletion), [""; 0]);
    }
}
