use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;
use url::Url;

use super::Delivery;
use crate::serve::memberships::{Event, Happening};

/// A resource and what happens to it, such as `user_membership.created`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// `user_membership`.
    pub resource: String,
    /// `created`.
    pub event: String,
}

/// What is not a topic.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a topic; examples are user_membership.created and membership_plan.updated")]
pub struct UnknownTopic(String);

const RESOURCES: [&str; 7] = [
    "coupon",
    "customer",
    "order",
    "product",
    "action",
    "user_membership",
    "membership_plan",
];
const EVENTS: [&str; 5] = ["created", "updated", "deleted", "restored", "transferred"];

impl FromStr for Topic {
    type Err = UnknownTopic;

    /// Any known resource goes with any known event: cross topics are accepted and never fire
    /// (`docs/observed.md#13`).
    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        match text.split_once('.') {
            Some((resource, event)) if RESOURCES.contains(&resource) && EVENTS.contains(&event) => {
                Ok(Self {
                    resource: resource.to_owned(),
                    event: event.to_owned(),
                })
            }
            _ => Err(UnknownTopic(text.to_owned())),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.resource, self.event)
    }
}

/// Somebody who wants to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The topics that they subscribe to.
    pub topic: Topic,
    /// Where to send it: plain http.
    pub url: Url,
    /// Secret that deliveries are signed with.
    pub secret: String,
}

/// The webhooks of a site, by id from 1.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    webhooks: Vec<Webhook>,
    pinged: BTreeSet<usize>,
    deliveries: u64,
    listed: Vec<Value>,
}

impl Subscribers {
    /// Starts with these.
    pub(crate) fn new(webhooks: Vec<Webhook>) -> Self {
        Self {
            webhooks,
            ..Self::default()
        }
    }

    /// Adds one and gives its id.
    pub(crate) fn add(&mut self, webhook: Webhook) -> usize {
        self.webhooks.push(webhook);
        self.webhooks.len()
    }

    /// Keeps a webhook that the API made, as the API shows it.
    pub(crate) fn list(&mut self, shown: Value) {
        self.listed.push(shown);
    }

    /// The webhooks that the API made.
    pub(crate) fn listed(&self) -> &[Value] {
        &self.listed
    }

    /// What has to be sent for events. The first delivery of a webhook is followed by a ping that
    /// nobody can verify.
    pub(crate) fn deliveries(&mut self, events: &[Event], home: &str) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        for event in events {
            for (index, webhook) in self.webhooks.iter().enumerate() {
                if !fires(&webhook.topic, event.happening) {
                    continue;
                }
                let id = index + 1;
                self.deliveries += 1;
                let unique = Sha256::digest(format!("{home} {id} {}", self.deliveries));
                let unique: String = unique
                    .iter()
                    .take(16)
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                deliveries.push(Delivery::event(webhook, id, &unique, &event.payload, home));
                if self.pinged.insert(id) {
                    deliveries.push(Delivery::ping(webhook, id));
                }
            }
        }
        deliveries
    }
}

fn fires(topic: &Topic, happening: Happening) -> bool {
    let event = match happening {
        Happening::Created => "created",
        Happening::Updated => "updated",
        Happening::Transferred => "transferred",
        Happening::Deleted => "deleted",
    };
    topic.resource == "user_membership" && topic.event == event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_topics_are_topics_and_nonsense_is_not() {
        assert!("user_membership.restored".parse::<Topic>().is_ok());
        assert!("membership_plan.updated".parse::<Topic>().is_ok());
        for wrong in [
            "user_membership.bogus",
            "bogus.created",
            "user_membership",
            "",
        ] {
            assert!(wrong.parse::<Topic>().is_err(), "{wrong}");
        }
    }
}
