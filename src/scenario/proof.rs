//! What it takes for a row to be the run's own.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::Person;
use super::contradiction::Contradiction;
use super::own::{Candidate, Held, Sent};
use crate::client::http_date;
use crate::exchange::{Body, Exchange};
use crate::interpret::instant;
use crate::ledger::Kind;

/// How far the clock that writes `Date` headers and the clock that dates rows may be apart: they
/// are on one machine, or on two that both keep the time.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// How long a run may last at most. What a ledger says of its start opens no longer a time.
const LONGEST_RUN: SignedDuration = SignedDuration::from_hours(24);

/// How far a local time is from UTC at most.
const FARTHEST_ZONE: SignedDuration = SignedDuration::from_hours(14);

#[derive(Debug)]
pub(super) struct Baseline {
    pub(super) highest_post: u64,
    pub(super) highest_user: u64,
    /// When the run began, by the clock of the site.
    pub(super) began: Timestamp,
}

impl Baseline {
    fn highest(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Member => self.highest_post,
            Kind::Customer => self.highest_user,
        }
    }
}

impl Held {
    /// The first thing that does not fit, if anything does not.
    pub(super) fn prove(
        &self,
        candidate: &Candidate,
        own_get: &Exchange,
    ) -> Result<(), Contradiction> {
        let Candidate { kind, id, sent } = candidate;
        let (kind, id) = (*kind, *id);
        let is_known = match kind {
            Kind::Member => self.has_member(id),
            Kind::Customer => self.has_customer(id),
        };
        if is_known {
            return Err(Contradiction::SameIdAgain { kind, id });
        }
        if self.open(kind) == 0 {
            let creates = self.asked.get(&kind).copied().unwrap_or(0);
            return Err(Contradiction::MoreThanCreates { kind, creates });
        }
        let Some(before) = &self.before else {
            return Err(Contradiction::NothingBefore { kind, id });
        };
        let highest = before.highest(kind);
        if id <= highest {
            return Err(Contradiction::WasThereBefore { kind, id, highest });
        }
        if kind == Kind::Member && self.listed.contains(&id) {
            return Err(Contradiction::WasListed { kind, id });
        }
        let tail = match kind {
            Kind::Member => format!("/memberships/members/{id}"),
            Kind::Customer => format!("/customers/{id}"),
        };
        if !is_at(&self.root, &own_get.request.url, &tail) || !own_get.request.is_safe() {
            return Err(Contradiction::Redirected { kind, id });
        }
        let status = own_get.response.status;
        if status != 200 {
            return Err(Contradiction::NotShown { kind, id, status });
        }
        let row = json(own_get);
        let number = |name: &str| row.get(name).and_then(Value::as_u64);
        if number("id") != Some(id) {
            return Err(Contradiction::AnotherId { kind, id });
        }
        match kind {
            Kind::Member => {
                if !self.mark.is_on(&row) {
                    return Err(Contradiction::NoMark { kind, id });
                }
                let owner = number("customer_id");
                let is_ours =
                    |owner: u64| self.customers.contains(&owner) || self.lent == Some(owner);
                if !owner.is_some_and(is_ours) {
                    return Err(Contradiction::AnotherCustomer { id });
                }
                if let Some(Sent::Plan(plan)) = sent
                    && (plan.is_none() || number("plan_id") != *plan)
                {
                    return Err(Contradiction::AnotherPlan { id });
                }
            }
            Kind::Customer => {
                let email = row.get("email").and_then(Value::as_str);
                let is_sent = |person: &Person| email == Some(self.mark.email(*person).as_str());
                let is_ours = match sent {
                    Some(Sent::Person(person)) => is_sent(person),
                    _ => Person::ALL.iter().any(is_sent),
                };
                if !is_ours {
                    return Err(Contradiction::AnotherAddress { id });
                }
            }
        }
        let (created, slack) = created(&row).ok_or(Contradiction::NoTime { kind, id })?;
        let slack = slack + SKEW;
        let last = now(own_get).min(later(before.began, LONGEST_RUN));
        if created < later(before.began, -slack) || created > later(last, slack) {
            return Err(Contradiction::AnotherTime { kind, id, created });
        }
        Ok(())
    }
}

/// When a row was created, and how far that may be off: a time without a zone may be of any.
fn created(row: &Value) -> Option<(Timestamp, SignedDuration)> {
    let time = |name: &str| row.get(name).and_then(Value::as_str).and_then(instant);
    match time("date_created_gmt") {
        Some(time) => Some((time, SignedDuration::ZERO)),
        None => Some((time("date_created")?, FARTHEST_ZONE)),
    }
}

/// The clock of the site when it sent this response; this machine's where it says nothing.
pub(crate) fn now(exchange: &Exchange) -> Timestamp {
    let date = exchange.response.headers.get("Date").and_then(http_date);
    date.or(exchange.started).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(time)
}

pub(super) fn json(exchange: &Exchange) -> Value {
    match &exchange.response.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// Whether a URL is exactly `wc/vN` and this tail below the root, so that it was not sent on.
pub(super) fn is_at(root: &Url, url: &Url, tail: &str) -> bool {
    let path = url.path().strip_prefix(root.path());
    url.origin() == root.origin()
        && ["wc/v2", "wc/v3", "wc/v4"]
            .iter()
            .any(|start| path.and_then(|path| path.strip_prefix(start)) == Some(tail))
}
