use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use url::Url;

use super::{Mark, Person, permit};
use crate::client::Permit;

/// What a run has made so far: the only things that it may change. Clones share one list.
#[derive(Debug, Clone)]
pub struct Own(Arc<Mutex<Held>>);

/// The list itself.
#[derive(Debug)]
pub(super) struct Held {
    /// The REST root, with a slash at the end.
    pub(super) root: Url,
    /// The addresses under which customers may be made.
    pub(super) emails: Vec<String>,
    /// Memberships that the run made.
    pub(super) members: BTreeSet<u64>,
    /// Customers that the run made.
    pub(super) customers: BTreeSet<u64>,
    /// An existing customer who may be given memberships, and is not changed otherwise.
    pub(super) lent: Option<u64>,
}

impl Own {
    /// Nothing yet, at the site whose REST root this is.
    #[must_use]
    pub fn new(root: &Url, mark: &Mark, lent: Option<u64>) -> Self {
        let mut root = root.clone();
        if !root.path().ends_with('/') {
            let path = format!("{}/", root.path());
            root.set_path(&path);
        }
        Self(Arc::new(Mutex::new(Held {
            root,
            emails: Person::ALL.map(|person| mark.email(person)).into(),
            members: BTreeSet::new(),
            customers: BTreeSet::new(),
            lent,
        })))
    }

    /// Notes a membership that the run made.
    pub fn add_member(&self, id: u64) {
        self.held().members.insert(id);
    }

    /// Notes a customer that the run made.
    pub fn add_customer(&self, id: u64) {
        self.held().customers.insert(id);
    }

    /// Whether the run made this membership.
    #[must_use]
    pub fn has_member(&self, id: u64) -> bool {
        self.held().members.contains(&id)
    }

    /// What the client asks before it lets a write out: only what this list holds may change.
    #[must_use]
    pub fn permit(&self) -> Permit {
        let own = self.clone();
        Permit::new(move |request| permit::allows(&own.held(), request))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
