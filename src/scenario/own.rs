//! What a run owns. Nothing from outside is trusted: an id becomes the run's own only in
//! [`Own::prove`], and the client asks nothing else before it lets a write out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::contradiction::Contradiction;
use super::proof::{Baseline, is_at, json};
use super::unknown::UnknownId;
use super::{Mark, Person, permit};
use crate::client::Permit;
use crate::exchange::Exchange;
use crate::ledger::{Before, Kind};

/// What a run has made so far: the only things that it may change. Clones share one list.
#[derive(Debug, Clone)]
pub(crate) struct Own(Arc<Mutex<Held>>);

/// A row that may be the run's: what the response to a create says, or what a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// What it is.
    pub kind: Kind,
    /// Its id, as the site reports it.
    pub id: u64,
    /// What its create sent, where it is known which one it was.
    pub sent: Option<Sent>,
}

/// What a create sent that the row must show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The plan of a membership; none where what was sent is not a number.
    Plan(Option<u64>),
    /// The customer with this person's address.
    Person(Person),
}

/// The list itself.
#[derive(Debug)]
pub(super) struct Held {
    /// The REST root, with a slash at the end.
    pub(super) root: Url,
    pub(super) mark: Mark,
    /// The addresses under which customers may be made.
    pub(super) emails: Vec<String>,
    pub(super) members: BTreeSet<u64>,
    pub(super) customers: BTreeSet<u64>,
    /// An existing customer who may be given memberships, and is not changed otherwise.
    pub(super) lent: Option<u64>,
    /// What was there before; without it nothing can be proved.
    pub(super) before: Option<Baseline>,
    /// Memberships that were listed and are not the run's.
    pub(super) listed: BTreeSet<u64>,
    /// How many rows the creates asked for that were sent.
    pub(super) asked: BTreeMap<Kind, u64>,
    /// Ids that name nothing: their own GET returned 404.
    absent: BTreeSet<UnknownId>,
}

impl Own {
    /// Nothing yet, at the site whose REST root this is.
    #[must_use]
    pub(crate) fn new(root: &Url, mark: &Mark, lent: Option<u64>) -> Self {
        let mut root = root.clone();
        if !root.path().ends_with('/') {
            let path = format!("{}/", root.path());
            root.set_path(&path);
        }
        Self(Arc::new(Mutex::new(Held {
            root,
            mark: mark.clone(),
            emails: Person::ALL.map(|person| mark.email(person)).into(),
            members: BTreeSet::new(),
            customers: BTreeSet::new(),
            lent,
            before: None,
            listed: BTreeSet::new(),
            asked: BTreeMap::new(),
            absent: BTreeSet::new(),
        })))
    }

    /// Says what was there before. `started` is when the run began, for a ledger without the time
    /// of the site.
    pub(crate) fn set_before(&self, before: &Before, started: Timestamp) {
        self.held().before = Some(Baseline {
            highest_post: before.highest(Kind::Member),
            highest_user: before.highest(Kind::Customer),
            began: before.at.unwrap_or(started),
        });
    }

    /// Notes a membership that was listed and that no create of this run can have made.
    pub(super) fn note_listed(&self, id: u64) {
        self.held().listed.insert(id);
    }

    /// Takes a membership back: a list shows it as somebody else's.
    pub(super) fn disown(&self, id: u64) {
        let mut held = self.held();
        held.members.remove(&id);
        held.listed.insert(id);
    }

    /// Whether a membership was there before the run.
    #[must_use]
    pub(crate) fn was_there_before(&self, id: u64) -> bool {
        let held = self.held();
        let before = held.before.as_ref();
        before.is_none_or(|before| id <= before.highest_post) || held.listed.contains(&id)
    }

    /// Says that a create is about to be sent that asks for so many rows: no more can be proved.
    pub(crate) fn expect(&self, kind: Kind, rows: u64) {
        let mut held = self.held();
        let asked = held.asked.entry(kind).or_default();
        *asked = asked.saturating_add(rows);
    }

    /// How many rows the creates asked for that no row is proved to be of.
    pub(super) fn open(&self, kind: Kind) -> u64 {
        self.held().open(kind)
    }

    /// How many rows of that kind the creates asked for.
    pub(super) fn asked(&self, kind: Kind) -> u64 {
        self.held().asked.get(&kind).copied().unwrap_or(0)
    }

    /// Makes a row the run's own, if the response to its own GET proves that: the only way in.
    ///
    /// A create that was sent must have asked for it, it must not have been there before, and its
    /// own GET must show the run's mark, a customer of the run, the plan that was sent and a time
    /// of creation within the run; a customer the address that was sent instead.
    ///
    /// # Errors
    ///
    /// The first thing that does not fit.
    pub(crate) fn prove(
        &self,
        candidate: &Candidate,
        own_get: &Exchange,
    ) -> Result<(), Contradiction> {
        let mut held = self.held();
        held.prove(candidate, own_get)?;
        match candidate.kind {
            Kind::Member => held.members.insert(candidate.id),
            Kind::Customer => held.customers.insert(candidate.id),
        };
        Ok(())
    }

    /// Whether that row is proved to be the run's.
    #[must_use]
    pub(crate) fn has(&self, kind: Kind, id: u64) -> bool {
        let held = self.held();
        match kind {
            Kind::Member => held.has_member(id),
            Kind::Customer => held.has_customer(id),
        }
    }

    /// Takes an id as naming nothing, if the response to its own GET says so: the permission to
    /// send it in a write that the site must reject.
    pub(super) fn note_absent(&self, unknown: UnknownId, own_get: &Exchange) -> bool {
        let mut held = self.held();
        let url = &own_get.request.url;
        let is_own = is_at(&held.root, url, &unknown.tail()) && own_get.request.is_safe();
        let code = json(own_get);
        let code = code.get("code").and_then(Value::as_str);
        // A route that is not there says nothing of the row.
        let is_absent =
            own_get.response.status == 404 && code.is_some_and(|it| it != "rest_no_route");
        if is_own && is_absent {
            held.absent.insert(unknown);
        }
        is_own && is_absent
    }

    /// Whether an id is known to name nothing.
    pub(super) fn is_absent(&self, unknown: &UnknownId) -> bool {
        self.held().is_absent(unknown)
    }

    /// Forgets which memberships are not there: each write to one needs a GET of its own.
    pub(super) fn forget_absent_members(&self) {
        self.held().absent.retain(|unknown| !unknown.is_member());
    }

    /// What the client asks before it lets a write out: only what this list holds may change.
    #[must_use]
    pub(crate) fn permit(&self) -> Permit {
        let own = self.clone();
        Permit::new(move |request| permit::allows(&own.held(), request))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    pub(super) fn has_member(&self, id: u64) -> bool {
        self.members.contains(&id)
    }

    pub(super) fn has_customer(&self, id: u64) -> bool {
        self.customers.contains(&id)
    }

    pub(super) fn is_absent(&self, unknown: &UnknownId) -> bool {
        self.absent.contains(unknown)
    }

    pub(super) fn open(&self, kind: Kind) -> u64 {
        let proved = match kind {
            Kind::Member => self.members.len(),
            Kind::Customer => self.customers.len(),
        };
        let asked = self.asked.get(&kind).copied().unwrap_or(0);
        asked.saturating_sub(proved as u64)
    }
}
