use std::collections::HashSet;

use serde_json::Value;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::DeliveredEvent;

static RULE: Rule = Rule {
    id: "webhook-topic",
    level: Level::Error,
    class: Class::Webhooks,
    title: "The headers and the body of a webhook agree on what happened",
    unit: "deliveries",
    what: "`X-WC-Webhook-Topic` must be a topic that the contract lists, and the resource and \
           event headers together must form the topic. A deletion must hold only the id, \
           everything else the object. Payloads are built at delivery, so any topic may hold only the \
           id of what was deleted in the meantime; such a delivery is not judged, unless it is the \
           second `created` of one object.",
    why: "Receivers act by the topic: a deletion with the topic created turns a customer who has \
          just left into a member.",
    example: "`X-WC-Webhook-Topic: user_membership.created` over the body `{\"id\":107}`.",
    remedy: "Look for plugins and relays that send their own webhooks, and for a receiver that was \
             set up with the documented topic instead of the real one.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoTopic = "no-topic": "a topic", "no such header";
        AnotherTopic = "another-topic": "a topic of the contract", "another topic";
        PartMissing = "part-missing": "the matching part of the topic", "no such header";
        AnotherPart = "another-part": "the matching part of the topic", "another word";
        IdAlone = "id-alone": "the object, because it was created before", "only the id";
        MoreThanId = "more-than-id":
        "only the id, because the topic is a deletion", "more than the id";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<WebhookTopic>::default(),
};

/// How many objects that were created are remembered.
const KEPT: usize = 65_536;

#[derive(Default)]
struct WebhookTopic {
    /// The topic of a creation, with the id of the object that it held.
    created: HashSet<(String, u64)>,
}

impl Check for WebhookTopic {
    fn see_delivery(
        &mut self,
        context: &ExchangeContext<'_>,
        event: &DeliveredEvent,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        report.examined(context, 1);
        let Some((location, fault)) = self.fault_of(event, context, run, report) else {
            return;
        };
        let violation = Violation {
            basis: Basis::Both,
            location,
            cause: fault.into(),
            source: Some("docs/observed.md#13".into()),
        };
        report.contradiction(context, violation, At::Whole, &[], || {
            let number = Some(context.seen.number);
            let header = |name: &str, value: &Option<String>| {
                let at = format!("header {name}");
                match value {
                    Some(value) => facts::outside("said", number, (&at, name), value),
                    None => facts::text("said", number, &at, "no such header"),
                }
            };
            vec![
                header("X-WC-Webhook-Topic", &event.topic),
                header("X-WC-Webhook-Event", &event.event),
                facts::text(
                    "delivered",
                    number,
                    "body",
                    keys_of(context.seen.sent.as_ref()),
                ),
            ]
        });
    }
}

/// What a body holds, in a word.
fn keys_of(body: Option<&Value>) -> &'static str {
    match body.and_then(Value::as_object) {
        Some(members) if members.len() == 1 && members.contains_key("id") => "only the id",
        Some(_) => "an object",
        None => "no object",
    }
}

impl WebhookTopic {
    fn fault_of(
        &mut self,
        event: &DeliveredEvent,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) -> Option<(Location, Fault)> {
        let header = |name: &str| Location::Header(name.to_owned());
        let Some(topic) = &event.topic else {
            let location = header("X-WC-Webhook-Topic");
            return Some((location, Fault::NoTopic));
        };
        if !run.has_webhook(topic) {
            let location = header("X-WC-Webhook-Topic");
            return Some((location, Fault::AnotherTopic));
        }
        let (resource, happening) = topic.split_once('.')?;
        for (name, value, part) in [
            ("X-WC-Webhook-Resource", &event.resource, resource),
            ("X-WC-Webhook-Event", &event.event, happening),
        ] {
            if value.as_deref() != Some(part) {
                let fault = match value {
                    Some(_) => Fault::AnotherPart,
                    None => Fault::PartMissing,
                };
                return Some((header(name), fault));
            }
        }
        let body = context.seen.sent.as_ref()?.as_object()?;
        let id = body.get("id").and_then(Value::as_u64);
        let is_id_only = body.len() == 1 && id.is_some();
        let place = Location::Sequence("topic and body".into());
        let created = id.filter(|_| happening == "created");
        let created = created.map(|id| (topic.clone(), id));
        match (happening == "deleted", is_id_only) {
            (false, true) if created.as_ref().is_some_and(|it| self.created.contains(it)) => {
                return Some((place, Fault::IdAlone));
            }
            // WooCommerce builds a payload when it delivers it, not when the event happens.
            (false, true) => report.unexercised(
                format!("payloads of {topic}"),
                "only the id was delivered: the object was deleted before the delivery",
            ),
            (true, false) => return Some((place, Fault::MoreThanId)),
            _ if self.created.len() < KEPT => self.created.extend(created),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::deliveries::{delivered, delivered_all, delivery};

    #[test]
    fn topics_that_do_not_fit_headers_or_body_are_found() {
        let mut other = delivery("user_membership.deleted", None);
        other.request.headers.remove("X-WC-Webhook-Event");
        other.request.headers.push("X-WC-Webhook-Event", "created");
        for (exchange, complaint) in [
            (
                delivery("user_membership.renamed", None),
                "another topic found",
            ),
            (other, "another word found"),
        ] {
            let lines = delivered(&ENTRY, &exchange);
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert!(lines[0].ends_with(complaint), "{lines:?}");
        }
    }

    #[test]
    fn an_object_that_is_gone_before_its_delivery_is_silent_and_a_second_creation_is_not() {
        let gone = delivery("user_membership.created", None);
        assert_eq!(delivered(&ENTRY, &gone), [""; 0]);
        let mut whole = gone.clone();
        whole.request.body = Some("{\"id\":1,\"status\":\"active\"}".into());
        let lines = delivered_all(&ENTRY, &[whole, gone]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].ends_with("only the id found"), "{lines:?}");
    }

    #[test]
    fn a_deletion_with_its_id_is_silent() {
        let deletion = delivery("user_membership.deleted", None);
        assert_eq!(delivered(&ENTRY, &deletion), [""; 0]);
    }
}
