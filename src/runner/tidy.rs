use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::client::{Ask, Client, Error};
use crate::exchange::{Body, Exchange, Method};
use crate::ledger::{self, Claim, Entry, Kind, Ledger};
use crate::life::{Mark, Own, Person};

/// How often a question is repeated that got no answer or an error of the server.
const ATTEMPTS: u32 = 3;

/// How many pages of all memberships are searched for the mark.
const PAGES: u32 = 3;

/// What a clean-up could not remove, or could not make sure of.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Left {
    /// Memberships that are there still.
    pub members: Vec<u64>,
    /// Customers that are there still.
    pub customers: Vec<u64>,
    /// What kept it from looking or from deleting.
    pub trouble: Option<String>,
}

impl Left {
    /// Whether nothing is left, as far as could be seen, and everything could be seen.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.members.is_empty() && self.customers.is_empty() && self.trouble.is_none()
    }
}

/// How a clean-up knows that a membership is the run's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The ids came from this very process: they are the run's.
    Ids,
    /// The ids came from a file and may long be somebody else's: the row must carry the run's mark
    /// or belong to a customer that the run made.
    Marks,
}

/// Removes what a run has made, newest first, and looks whether it is gone.
#[derive(Debug)]
pub struct Tidy<'a> {
    /// The client, allowed to write what `own` holds.
    pub client: &'a Client,
    /// The site's REST root.
    pub root: &'a Url,
    /// What the client may write to.
    pub own: &'a Own,
    /// How the run's memberships are told from others.
    pub trust: Trust,
    /// How long to wait before a question is repeated, and before looking a second time for rows
    /// whose create was never answered.
    pub pause: Duration,
}

/// A question without a usable answer.
pub(super) type Trouble = String;

impl Tidy<'_> {
    /// Cleans up. Lines are added to the ledger as rows go; that they cannot be is no reason to
    /// stop.
    pub async fn run(&self, claim: &mut Claim, ledger: &mut Ledger) -> Left {
        let mut tried = BTreeSet::new();
        let mut passes = 1 + u32::from(claim.has_lost_answers);
        let mut left = Left::default();
        let mut pass = 0;
        while pass < passes {
            if pass > 0 {
                tokio::time::sleep(self.pause).await;
            }
            left = match self.pass(claim, ledger, &mut tried).await {
                Ok(()) => match self.look(claim, &tried).await {
                    Ok(left) => left,
                    Err(trouble) => Left {
                        trouble: Some(trouble),
                        ..Left::default()
                    },
                },
                Err(trouble) => Left {
                    trouble: Some(trouble),
                    members: claim.members.iter().copied().collect(),
                    customers: claim.customers.iter().copied().collect(),
                },
            };
            pass += 1;
            // What is there still gets a second chance.
            if !left.is_nothing() && passes < 3 && pass == passes {
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

    async fn pass(
        &self,
        claim: &mut Claim,
        ledger: &mut Ledger,
        tried: &mut BTreeSet<u64>,
    ) -> Result<(), Trouble> {
        self.find_customers(claim).await?;
        self.find_members(claim).await?;
        let newest_first: Vec<u64> = claim.members.iter().rev().copied().collect();
        for id in newest_first {
            let path = self.members(claim, &format!("/{id}"));
            let (status, _) = self.ask(Method::Delete, &path, &[]).await?;
            tried.insert(id);
            if matches!(status, 200 | 404 | 410) {
                claim.gone(Kind::Member, id);
                note(ledger, Kind::Member, id);
            }
        }
        let newest_first: Vec<u64> = claim.customers.iter().rev().copied().collect();
        for id in newest_first {
            let path = format!("{}/{id}", customers(claim));
            let (status, body) = self
                .ask(Method::Delete, &path, &[("force", "true".to_owned())])
                .await?;
            let is_unknown =
                body.get("code").and_then(Value::as_str) == Some("woocommerce_rest_invalid_id");
            if status == 200 || status == 404 || is_unknown {
                claim.gone(Kind::Customer, id);
                note(ledger, Kind::Customer, id);
            }
        }
        Ok(())
    }

    /// The customers that carry the run's mark in their address: the ledger may lack one.
    async fn find_customers(&self, claim: &mut Claim) -> Result<(), Trouble> {
        if claim.run.lent_customer.is_some() {
            return Ok(());
        }
        let mark = Mark::of(&claim.run.mark);
        let known = std::mem::take(&mut claim.customers);

        for person in Person::ALL {
            let email = mark.email(person);
            let query = [("email", email.clone()), ("role", "all".to_owned())];
            let (status, rows) = self.ask(Method::Get, &customers(claim), &query).await?;
            if status != 200 {
                return Err(format!(
                    "the list of customers was answered with status {status}"
                ));
            }
            for row in rows.as_array().into_iter().flatten() {
                let is_ours = row.get("email").and_then(Value::as_str) == Some(&email);
                if let Some(id) = id(row).filter(|_| is_ours) {
                    claim.made(Kind::Customer, id);
                    self.own.add_customer(id);
                }
            }
        }
        for number in known {
            if claim.customers.contains(&number) {
                continue;
            }
            let path = format!("{}/{number}", customers(claim));
            let (status, row) = self.ask(Method::Get, &path, &[]).await?;
            let email = row.get("email").and_then(Value::as_str);
            let is_ours = Person::ALL
                .iter()
                .any(|person| email == Some(&mark.email(*person)));
            if status == 200 && is_ours {
                claim.made(Kind::Customer, number);
                self.own.add_customer(number);
            }
        }
        Ok(())
    }

    /// The memberships of those customers, the ones in the ledger, and all that carry the mark.
    async fn find_members(&self, claim: &mut Claim) -> Result<(), Trouble> {
        let known = std::mem::take(&mut claim.members);
        for row in self.rows_of_run(claim).await? {
            if let Some(id) = id(&row) {
                self.take(claim, id);
            }
        }
        for id in known {
            if claim.members.contains(&id) {
                continue;
            }
            if self.trust == Trust::Ids {
                self.take(claim, id);
                continue;
            }
            let path = self.members(claim, &format!("/{id}"));
            let (status, row) = self.ask(Method::Get, &path, &[]).await?;
            match status {
                200 if is_ours(claim, &row) => self.take(claim, id),
                // Somebody else's by now, or gone.
                200 | 404 | 410 => {}
                _ => return Err(format!("membership {id} was answered with status {status}")),
            }
        }
        Ok(())
    }

    fn take(&self, claim: &mut Claim, id: u64) {
        self.own.add_member(id);
        claim.made(Kind::Member, id);
    }

    /// The rows that the site shows of the run.
    async fn rows_of_run(&self, claim: &Claim) -> Result<Vec<Value>, Trouble> {
        let path = self.members(claim, "");
        let mut rows = Vec::new();
        let people = claim.customers.iter().chain(&claim.run.lent_customer);
        for customer in people {
            let query = [
                ("customer", customer.to_string()),
                ("per_page", "100".to_owned()),
            ];
            rows.extend(self.list(&path, &query).await?);
        }
        let pages = if claim.has_lost_answers { PAGES } else { 1 };
        for page in 1..=pages {
            let query = [("per_page", "100".to_owned()), ("page", page.to_string())];
            let found = self.list(&path, &query).await?;
            let is_last = found.len() < 100;
            rows.extend(found);
            if is_last {
                break;
            }
        }
        rows.retain(|row| is_ours(claim, row));
        Ok(rows)
    }

    /// What is there still.
    async fn look(&self, claim: &mut Claim, tried: &BTreeSet<u64>) -> Result<Left, Trouble> {
        self.find_customers(claim).await?;
        let mut members: BTreeSet<u64> = claim.members.clone();
        members.extend(self.rows_of_run(claim).await?.iter().filter_map(id));
        for number in tried {
            let path = self.members(claim, &format!("/{number}"));
            let (status, _) = self.ask(Method::Get, &path, &[]).await?;
            if status == 200 {
                members.insert(*number);
                claim.made(Kind::Member, *number);
            }
        }
        Ok(Left {
            members: members.into_iter().collect(),
            customers: claim.customers.iter().copied().collect(),
            trouble: None,
        })
    }

    async fn list(&self, path: &str, query: &[(&str, String)]) -> Result<Vec<Value>, Trouble> {
        match self.ask(Method::Get, path, query).await? {
            (200, Value::Array(rows)) => Ok(rows),
            (status, _) => Err(format!(
                "the list of memberships was answered with status {status}"
            )),
        }
    }

    /// Asks until there is an answer that is no error of the server.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<(u16, Value), Trouble> {
        let answer = self.answer(method, path, query).await?;
        Ok((answer.response.status, json(&answer)))
    }

    /// The same with all that the answer holds.
    pub(super) async fn answer(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Exchange, Trouble> {
        let mut url = self.root.clone();
        url.set_path(&format!("{}{path}", self.root.path().trim_end_matches('/')));
        url.set_query(None);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let question = Ask::new(method, url).labelled("clean up");
        let mut attempt = 1;
        loop {
            let trouble = match self.client.send(&question).await {
                Ok(exchange) if exchange.response.status < 500 => return Ok(exchange),
                Ok(exchange) => format!("the site answered {}", exchange.response.status),
                Err(error @ (Error::BudgetSpent { .. } | Error::WriteRefused { .. })) => {
                    return Err(error.to_string());
                }
                Err(error) => error.to_string(),
            };
            if attempt >= ATTEMPTS {
                return Err(trouble);
            }
            attempt += 1;
            tokio::time::sleep(self.pause).await;
        }
    }

    fn members(&self, claim: &Claim, tail: &str) -> String {
        format!("/wc/{}/memberships/members{tail}", claim.run.api)
    }
}

/// The body of an answer; null where it is no JSON.
pub(super) fn json(answer: &Exchange) -> Value {
    match &answer.response.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// WooCommerce has no customers of its own in v4 (`observed.md` 1).
fn customers(claim: &Claim) -> String {
    match claim.run.api.as_str() {
        "v2" => "/wc/v2/customers".to_owned(),
        _ => "/wc/v3/customers".to_owned(),
    }
}

fn id(row: &Value) -> Option<u64> {
    row.get("id").and_then(Value::as_u64)
}

fn is_ours(claim: &Claim, row: &Value) -> bool {
    let owner = row.get("customer_id").and_then(Value::as_u64);
    let by_owner = owner.is_some_and(|owner| claim.customers.contains(&owner));
    by_owner || Mark::of(&claim.run.mark).is_on(row)
}

fn note(ledger: &mut Ledger, kind: Kind, id: u64) {
    // The row is gone whether that can be written down or not; the next clean-up will see it.
    let _kept: Result<(), ledger::Error> = ledger.add(&Entry::Gone { kind, id });
}
