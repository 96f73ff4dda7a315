use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;
use url::Url;

use super::{
    Facts, Scope, access, discovery, filters, foreign, items, malformed, paging, scope, versions,
};
use crate::base::Release;
use crate::contract::Contract;
use crate::exchange::{Caller, Method, PlannedRequest, Request};
use crate::interpret::{Api, Foreign, Interpreted, Kind, customer_names, id_of};

/// Decides what to ask, in rounds: each round is made from what the responses before it said.
#[derive(Debug)]
pub(crate) struct Planner<'a> {
    root: &'a Url,
    pub(super) api: Api,
    pub(super) contract: &'a Contract,
    pub(super) aside: Aside,
    pub(super) facts: Facts,
    pub(super) unexercised: Vec<(String, String)>,
    rounds: VecDeque<Round>,
    asked: BTreeSet<(Caller, Method, Url)>,
}

/// How much is requested, and what is requested beside the version that is judged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aside {
    /// Other versions of the API that the site has; the same items are read in them.
    pub apis: Vec<Api>,
    /// Names that lead to one customer: e-mail address, login. They are personal data, so only
    /// those that the person who runs it gives are requested.
    pub customer: Vec<String>,
    /// Whether a plain customer of the shop can be the caller.
    pub has_customer_caller: bool,
    /// Whether the site has said its address and time zone already.
    pub knows_site: bool,
    /// How much is requested.
    pub scope: Scope,
    /// How many requests the run may send.
    pub budget: usize,
}

/// The rounds of a run, in order. Items follow the walk over their lists at once, so that all rows
/// are known to choose from, and row and item can be compared before the shop changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Site,
    Index,
    Descriptions,
    Lists,
    Paging,
    Versions,
    Items,
    Foreign,
    Filters,
    Malformed,
    Access,
    Closing,
}

impl<'a> Planner<'a> {
    /// A planner for one version of the API of the site with that REST root.
    #[must_use]
    pub(crate) fn new(root: &'a Url, api: Api, contract: &'a Contract, aside: Aside) -> Self {
        let all = [
            Round::Site,
            Round::Index,
            Round::Descriptions,
            Round::Lists,
            Round::Paging,
            Round::Versions,
            Round::Items,
            Round::Foreign,
            Round::Filters,
            Round::Malformed,
            Round::Access,
            Round::Closing,
        ];
        let quick = [
            Round::Index,
            Round::Lists,
            Round::Paging,
            Round::Filters,
            Round::Access,
        ];
        let (rounds, left_out) = match aside.scope {
            Scope::Quick => (quick.to_vec(), scope::NOT_QUICK),
            Scope::Standard | Scope::Thorough => (all.to_vec(), &[][..]),
        };
        let left_out = left_out.iter().map(|what| {
            let reason = "the profile quick leaves it out".to_owned();
            ((*what).to_owned(), reason)
        });
        Self {
            root,
            api,
            contract,
            aside,
            facts: Facts::default(),
            unexercised: left_out.collect(),
            rounds: rounds.into(),
            asked: BTreeSet::new(),
        }
    }

    /// The next round of requests, each different from all before or a repeat on purpose; `None`
    /// when all is asked.
    ///
    /// The responses must be given to [`Planner::learn`] before the next call.
    pub(crate) fn next_round(&mut self) -> Option<Vec<PlannedRequest>> {
        loop {
            let round = self.rounds.pop_front()?;
            let probes = match round {
                Round::Site if self.aside.knows_site => Vec::new(),
                Round::Site => discovery::site(self),
                Round::Index => discovery::index(self),
                Round::Descriptions => discovery::descriptions(self),
                Round::Lists => items::lists(self),
                Round::Paging => paging::probes(self),
                Round::Versions => versions::probes(self),
                Round::Items => items::probes(self),
                Round::Foreign => foreign::probes(self),
                Round::Filters => filters::probes(self),
                Round::Malformed => malformed::probes(self),
                Round::Access => access::probes(self),
                Round::Closing => versions::closing(self),
            };
            let mut is_new = |planned: &PlannedRequest| {
                let Request { method, url, .. } = planned.request.clone();
                planned.is_repeat || self.asked.insert((planned.caller, method, url))
            };
            let fresh: Vec<PlannedRequest> = probes.into_iter().filter(&mut is_new).collect();
            if !fresh.is_empty() {
                return Some(fresh);
            }
        }
    }

    /// Learns from a response of the version that is judged; what is asked beside it teaches
    /// nothing.
    pub(crate) fn learn(&mut self, seen: &Interpreted<'_>) {
        if self.is_compared(seen) {
            self.learn_names(seen);
            return;
        }
        self.facts.learn(seen);
        let asked = seen.query.get("customer").unwrap_or_default();
        if self.aside.customer.iter().any(|name| name == asked) {
            let row = seen.rows().and_then(<[_]>::first);
            let id = row.and_then(|row| id_of(row.get("customer_id")?));
            self.facts.named_customer = id.or(self.facts.named_customer);
        }
    }

    /// Learns e-mail address and login of the customer that was looked up for them.
    fn learn_names(&mut self, seen: &Interpreted<'_>) {
        let found = Foreign::of(&seen.exchange.request.url);
        let is_customer = found.is_some_and(|it| it.kind == Kind::Customer);
        if is_customer && seen.is_success() && self.aside.customer.is_empty() {
            self.facts.names = customer_names(seen);
            self.facts.named_customer = found.map(|it| it.id);
        }
    }

    /// Whether a response was requested only to be compared with those of the version that is
    /// judged.
    #[must_use]
    pub(crate) fn is_compared(&self, seen: &Interpreted<'_>) -> bool {
        seen.address
            .as_ref()
            .is_none_or(|address| address.api != self.api)
    }

    /// What could not be asked, each with its reason.
    #[must_use]
    pub(crate) fn into_unexercised(self) -> Vec<(String, String)> {
        self.unexercised
    }

    /// The release of the plugin that the contract is of.
    pub(super) fn release(&self) -> Option<Release> {
        let document = self.contract.document();
        let version = document.pointer("/info/version").and_then(Value::as_str);
        version.and_then(Release::parse)
    }

    /// A GET of a path below the REST root, by the holder of the configured credentials.
    pub(super) fn below(&self, purpose: impl Into<String>, path: &str) -> PlannedRequest {
        PlannedRequest::below(self.root, purpose, Method::Get, path)
    }

    /// The same of a path of this version: of what follows `/wc/v3/memberships`.
    pub(super) fn get(&self, purpose: impl Into<String>, tail: &str) -> PlannedRequest {
        self.below(purpose, &self.path(tail))
    }

    /// A path of this version: `/wc/v3/memberships` and what follows.
    pub(super) fn path(&self, tail: &str) -> String {
        format!("/wc/{}/memberships{tail}", self.api)
    }

    pub(super) fn cannot(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        self.unexercised.push((what.into(), reason.into()));
    }
}
