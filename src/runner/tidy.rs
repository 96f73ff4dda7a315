use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::Stop;
use crate::client::{Client, Error};
use crate::exchange::{Body, Caller, Exchange, Method, PlannedRequest};
use crate::ledger::{self, Claim, Entry, Kind, Ledger};
use crate::scenario::{Candidate, Contradiction, Mark, Own, Person};

/// How often a question is repeated that got no response or an error of the server.
const ATTEMPTS: u32 = 3;

/// How many pages of all memberships are searched for the mark.
const PAGES: u32 = 3;

/// How long it waits instead once somebody wants the run to end.
const SHORT_PAUSE: Duration = Duration::from_millis(250);

/// What a clean-up could not remove, or could not make sure of.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// Memberships that are there still.
    pub members: Vec<u64>,
    /// Customers that are there still.
    pub customers: Vec<u64>,
    /// Rows that the ledger or the run's mark leads to and that could not be proved to be the
    /// run's, each with its reason: they were left alone.
    pub unproved: Vec<Contradiction>,
    /// What kept it from looking or from deleting.
    pub trouble: Option<String>,
}

impl Left {
    /// Whether nothing is left, as far as could be seen, and everything could be seen.
    #[must_use]
    pub(crate) fn is_nothing(&self) -> bool {
        self.members.is_empty()
            && self.customers.is_empty()
            && self.unproved.is_empty()
            && self.trouble.is_none()
    }

    /// Whether another try may do better: a row that contradicts the run will do so again.
    fn may_go(&self) -> bool {
        let is_hidden = |it: &Contradiction| matches!(it, Contradiction::NotShown { .. });
        !self.members.is_empty()
            || !self.customers.is_empty()
            || self.trouble.is_some()
            || self.unproved.iter().any(is_hidden)
    }
}

/// Removes what a run has made, newest first, and looks whether it is gone.
#[derive(Debug)]
pub(crate) struct Tidy<'a> {
    /// The client, allowed to write what `own` holds.
    pub client: &'a Client,
    /// The site's REST root.
    pub root: &'a Url,
    /// What the client may write to.
    pub own: &'a Own,
    /// How long to wait before a question is repeated, and before looking a second time for rows
    /// whose create was never answered.
    pub pause: Duration,
    /// Says whether somebody wants the run to end: then the waits are short.
    pub stop: Stop,
}

/// A question without a usable answer.
pub(super) type Trouble = String;

/// What a search found.
#[derive(Debug, Default)]
struct Found {
    /// Rows that could not be proved; they are requested once in a pass.
    unproved: BTreeMap<(Kind, u64), Contradiction>,
    /// Customers that own what was there before, each with the first such row: deleting them would
    /// delete that too.
    keepers: BTreeMap<u64, Contradiction>,
}

impl Tidy<'_> {
    /// Cleans up. Lines are added to the ledger as rows go; that they cannot be is no reason to
    /// stop.
    pub(crate) async fn run(&self, claim: &mut Claim, ledger: &mut Ledger) -> Left {
        let mut tried = BTreeSet::new();
        let mut passes = 1 + u32::from(claim.has_lost_answers);
        let mut left = Left::default();
        let mut pass = 0;
        while pass < passes {
            if pass > 0 {
                self.rest().await;
            }
            let mut found = Found::default();
            left = match self.pass(claim, ledger, &mut tried, &mut found).await {
                Ok(()) => match self.look(claim, &tried, found).await {
                    Ok(left) => left,
                    Err(trouble) => Left {
                        trouble: Some(trouble),
                        ..Left::default()
                    },
                },
                Err(trouble) => Left {
                    trouble: Some(trouble),
                    members: self.owned(Kind::Member, &claim.members),
                    customers: self.owned(Kind::Customer, &claim.customers),
                    ..Left::default()
                },
            };
            pass += 1;
            // What is there still gets a second chance.
            if left.may_go() && passes < 3 && pass == passes {
                passes += 1;
            }
        }
        if left.is_nothing() {
            claim.is_clean = true;
            // That nothing is left is true whether it can be written down or not.
            let _kept = ledger.add(&Entry::Clean);
        }
        left
    }

    /// Deletes what is proved, newest first.
    async fn pass(
        &self,
        claim: &mut Claim,
        ledger: &mut Ledger,
        tried: &mut BTreeSet<u64>,
        found: &mut Found,
    ) -> Result<(), Trouble> {
        self.find(claim, found).await?;
        let newest_first: Vec<u64> = claim.members.iter().rev().copied().collect();
        for id in newest_first {
            let path = self.members(claim, &format!("/{id}"));
            self.cancel_delayed(&path).await?;
            let (status, _) = self.ask(Method::Delete, &path, &[]).await?;
            tried.insert(id);
            if matches!(status, 200 | 404 | 410) {
                claim.gone(Kind::Member, id);
                note(ledger, Kind::Member, id);
            }
        }
        let newest_first: Vec<u64> = claim.customers.iter().rev().copied().collect();
        for id in newest_first {
            if found.keepers.contains_key(&id) {
                continue;
            }
            let path = format!("{}/{id}", customers(claim));
            let (status, body) = self
                .ask(Method::Delete, &path, &[("force", "true".to_owned())])
                .await?;
            if status == 200 || is_missing(status, &body) {
                claim.gone(Kind::Customer, id);
                note(ledger, Kind::Customer, id);
            }
        }
        Ok(())
    }

    /// Cancels a membership that is delayed: deleted as it is, it would be activated first, and that
    /// leaves a note, meta data and a login token behind (`docs/observed.md#10`).
    async fn cancel_delayed(&self, path: &str) -> Result<(), Trouble> {
        let (_, row) = self.ask(Method::Get, path, &[]).await?;
        if row.get("status").and_then(Value::as_str) == Some("delayed") {
            let cancelled = serde_json::json!({ "status": "cancelled" });
            let cancel = self.request(Method::Put, path, &[]);
            // What the site makes of it does not stand in the way of the delete.
            let _answer = self.send(&cancel.json(cancelled)).await?;
        }
        Ok(())
    }

    /// Searches for what is left of the run, and leaves in the claim what is proved and there.
    async fn find(&self, claim: &mut Claim, found: &mut Found) -> Result<(), Trouble> {
        found.keepers.clear();
        self.find_customers(claim, found).await?;
        self.find_members(claim, found).await
    }

    /// The customers in the ledger, and those that carry the run's mark in their address: the
    /// ledger may lack one.
    async fn find_customers(&self, claim: &mut Claim, found: &mut Found) -> Result<(), Trouble> {
        let mut candidates = claim.take(Kind::Customer);
        let mark = Mark::of(&claim.run.mark);
        // A run that was lent a customer makes none.
        let people = match claim.run.lent_customer {
            Some(_) => &[][..],
            None => &Person::ALL,
        };
        for person in people {
            let email = mark.email(*person);
            let query = [("email", email.clone()), ("role", "all".to_owned())];
            let (status, rows) = self.ask(Method::Get, &customers(claim), &query).await?;
            if status != 200 {
                return Err(format!("the list of customers returned status {status}"));
            }
            let rows = rows.as_array().into_iter().flatten();
            let with_it =
                rows.filter(|row| row.get("email").and_then(Value::as_str) == Some(&email));
            candidates.extend(with_it.filter_map(id));
        }
        let path = |id| format!("{}/{id}", customers(claim));
        let paths = candidates.iter().map(|id| (*id, path(*id))).collect();
        claim.customers = self.prove(Kind::Customer, paths, claim, found).await?;
        Ok(())
    }

    /// The memberships in the ledger, and all that carry the mark.
    async fn find_members(&self, claim: &mut Claim, found: &mut Found) -> Result<(), Trouble> {
        let mut candidates = claim.take(Kind::Member);
        let mark = Mark::of(&claim.run.mark);
        let owners: Vec<u64> = match claim.run.lent_customer {
            Some(lent) => vec![lent],
            None => claim.customers.iter().copied().collect(),
        };
        let path = self.members(claim, "");
        let mut rows = Vec::new();
        for customer in owners {
            let query = [
                ("customer", customer.to_string()),
                ("per_page", "100".to_owned()),
            ];
            let belongings = self.list(&path, &query).await?;
            for row in &belongings {
                let is_theirs = row.get("customer_id").and_then(Value::as_u64) == Some(customer);
                let earlier = id(row).filter(|id| is_theirs && self.own.was_there_before(*id));
                if let (Some(id), None) = (earlier, claim.run.lent_customer) {
                    let owns = Contradiction::OwnsEarlierRow { customer, id };
                    found.keepers.entry(customer).or_insert(owns);
                }
            }
            rows.extend(belongings);
        }
        let pages = if claim.has_lost_answers { PAGES } else { 1 };
        for page in 1..=pages {
            let query = [("per_page", "100".to_owned()), ("page", page.to_string())];
            let listed = self.list(&path, &query).await?;
            let is_last = listed.len() < 100;
            rows.extend(listed);
            if is_last {
                break;
            }
        }
        let marked = rows.iter().filter(|row| mark.is_on(row));
        candidates.extend(marked.filter_map(id));
        let path = |id| self.members(claim, &format!("/{id}"));
        let paths = candidates.iter().map(|id| (*id, path(*id))).collect();
        claim.members = self.prove(Kind::Member, paths, claim, found).await?;
        Ok(())
    }

    /// Those of the candidates that are proved to be the run's, by a GET of each where that was not
    /// done before; those that are not there are omitted.
    async fn prove(
        &self,
        kind: Kind,
        candidates: Vec<(u64, String)>,
        claim: &mut Claim,
        found: &mut Found,
    ) -> Result<BTreeSet<u64>, Trouble> {
        let mut proved = BTreeSet::new();
        for (id, path) in candidates {
            if self.own.has(kind, id) {
                proved.insert(id);
                continue;
            }
            if found.unproved.contains_key(&(kind, id)) {
                claim.unproved.insert((kind, id));
                continue;
            }
            let answer = self.answer(Method::Get, &path, &[]).await?;
            if is_missing(answer.response.status, &json(&answer)) {
                continue;
            }
            let sent = None;
            match self.own.prove(&Candidate { kind, id, sent }, &answer) {
                Ok(()) => {
                    proved.insert(id);
                }
                Err(contradiction) => {
                    claim.unproved.insert((kind, id));
                    found.unproved.insert((kind, id), contradiction);
                }
            }
        }
        Ok(proved)
    }

    /// What is there still.
    async fn look(
        &self,
        claim: &mut Claim,
        tried: &BTreeSet<u64>,
        mut found: Found,
    ) -> Result<Left, Trouble> {
        self.find(claim, &mut found).await?;
        for number in tried {
            let path = self.members(claim, &format!("/{number}"));
            let (status, _) = self.ask(Method::Get, &path, &[]).await?;
            if status == 200 {
                claim.made(Kind::Member, *number);
            }
        }
        Ok(Left {
            members: claim.members.iter().copied().collect(),
            customers: claim.customers.iter().copied().collect(),
            unproved: (found.keepers.into_values())
                .chain(found.unproved.into_values())
                .collect(),
            trouble: None,
        })
    }

    fn owned(&self, kind: Kind, ids: &BTreeSet<u64>) -> Vec<u64> {
        let ids = ids.iter().copied();
        ids.filter(|id| self.own.has(kind, *id)).collect()
    }

    /// Waits before a question is repeated; somebody who wants the run to end does not wait long.
    async fn rest(&self) {
        tokio::select! {
            () = tokio::time::sleep(self.pause) => {}
            () = async {
                self.stop.wait().await;
                tokio::time::sleep(SHORT_PAUSE).await;
            } => {}
        }
    }

    async fn list(&self, path: &str, query: &[(&str, String)]) -> Result<Vec<Value>, Trouble> {
        match self.ask(Method::Get, path, query).await? {
            (200, Value::Array(rows)) => Ok(rows),
            (status, _) => Err(format!("the list of memberships returned status {status}")),
        }
    }

    /// Asks until there is a response that is not an error of the server.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<(u16, Value), Trouble> {
        let answer = self.answer(method, path, query).await?;
        Ok((answer.response.status, json(&answer)))
    }

    /// The same with all that the response holds.
    pub(super) async fn answer(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Exchange, Trouble> {
        self.send(&self.request(method, path, query)).await
    }

    fn request(&self, method: Method, path: &str, query: &[(&str, String)]) -> PlannedRequest {
        let request = PlannedRequest::below(self.root, "clean up", method, path);
        let request =
            (query.iter()).fold(request, |request, (name, value)| request.with(name, value));
        match path.starts_with("/wp/") {
            // WordPress does not know WooCommerce's keys, and refuses them.
            true => request.by(Caller::Nobody),
            false => request,
        }
    }

    async fn send(&self, request: &PlannedRequest) -> Result<Exchange, Trouble> {
        let mut attempt = 1;
        loop {
            let trouble = match self.client.send(request).await {
                Ok(exchange) if exchange.response.status < 500 => return Ok(exchange),
                Ok(exchange) => format!("the site returned {}", exchange.response.status),
                Err(error) if error.is_spent() || matches!(error, Error::WriteRefused { .. }) => {
                    return Err(error.to_string());
                }
                Err(error) => error.to_string(),
            };
            if attempt >= ATTEMPTS {
                return Err(trouble);
            }
            attempt += 1;
            self.rest().await;
        }
    }

    fn members(&self, claim: &Claim, tail: &str) -> String {
        format!("/wc/{}/memberships/members{tail}", claim.run.api)
    }
}

/// The body of a response; null where it is not JSON.
pub(super) fn json(answer: &Exchange) -> Value {
    match &answer.response.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// WooCommerce has no customers of its own in v4 (`docs/observed.md#1`).
fn customers(claim: &Claim) -> String {
    match claim.run.api.as_str() {
        "v2" => "/wc/v2/customers".to_owned(),
        _ => "/wc/v3/customers".to_owned(),
    }
}

fn id(row: &Value) -> Option<u64> {
    row.get("id").and_then(Value::as_u64)
}

/// Whether a response says that there is no such row. WooCommerce rejects to delete a customer that
/// is not there with 400.
fn is_missing(status: u16, body: &Value) -> bool {
    let is_unknown =
        body.get("code").and_then(Value::as_str) == Some("woocommerce_rest_invalid_id");
    matches!(status, 404 | 410) || (status == 400 && is_unknown)
}

fn note(ledger: &mut Ledger, kind: Kind, id: u64) {
    // The row is gone whether that can be written down or not; the next clean-up will see it.
    let _kept: Result<(), ledger::Error> = ledger.add(&Entry::Gone { kind, id });
}
