use serde_json::Value;

use super::facts;
use super::{At, Check, Docket, Entry, Frame, Ground};
use crate::finding::{Basis, Class, Judged, Level, Location, Rule, causes};
use crate::seen::DeliveredEvent;

static RULE: Rule = Rule {
    id: "webhook-topic",
    level: Level::Error,
    class: Class::Webhooks,
    title: "The headers and the body of a webhook agree on what happened",
    unit: "deliveries",
    what: "`X-WC-Webhook-Topic` must be a topic that the contract lists, and the resource and \
           event headers together must form the topic. A deletion must hold only the id, \
           everything else the object.",
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
        IdAlone = "id-alone": "the object, because the topic is not a deletion", "only the id";
        MoreThanId = "more-than-id":
        "only the id, because the topic is a deletion", "more than the id";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(WebhookTopic),
};

struct WebhookTopic;

impl Check for WebhookTopic {
    fn see_delivery(
        &mut self,
        frame: &Frame<'_>,
        event: &DeliveredEvent,
        ground: &Ground,
        docket: &mut Docket<'_>,
    ) {
        docket.judged(frame, 1);
        let Some((location, fault)) = fault_of(event, frame, ground) else {
            return;
        };
        let judged = Judged {
            basis: Basis::Both,
            location,
            cause: fault.into(),
            source: Some("docs/observed.md#13".into()),
        };
        docket.contradiction(frame, judged, At::Whole, &[], || {
            let number = Some(frame.seen.number);
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
                    keys_of(frame.seen.sent.as_ref()),
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

fn fault_of(
    event: &DeliveredEvent,
    frame: &Frame<'_>,
    ground: &Ground,
) -> Option<(Location, Fault)> {
    let header = |name: &str| Location::Header(name.to_owned());
    let Some(topic) = &event.topic else {
        let location = header("X-WC-Webhook-Topic");
        return Some((location, Fault::NoTopic));
    };
    if !ground.has_webhook(topic) {
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
    let body = frame.seen.sent.as_ref()?.as_object()?;
    let is_id_only = body.len() == 1 && body.get("id").is_some_and(Value::is_u64);
    let body = |fault| Some((Location::Sequence("topic and body".into()), fault));
    match (happening == "deleted", is_id_only) {
        (false, true) => body(Fault::IdAlone),
        (true, false) => body(Fault::MoreThanId),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::deliveries::{delivered, delivery};

    #[test]
    fn topics_that_do_not_fit_headers_or_body_are_found() {
        let mut other = delivery("user_membership.deleted", None);
        other.request.headers.remove("X-WC-Webhook-Event");
        other.request.headers.push("X-WC-Webhook-Event", "created");
        for (exchange, complaint) in [
            (
                delivery("user_membership.created", None),
                "only the id found",
            ),
            (delivery("order.created", None), "another topic found"),
            (other, "another word found"),
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
