//! What a client sent beyond what a request declares.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{RunContext, Traffic, own_contract};
use crate::contract::{Contract, Operation, Place};
use crate::document::Edition;
use crate::exchange::Method;
use crate::interpret::{Interpreted, Route};
use crate::redact;

/// A request of somebody else's client, and what the API declares for it. What memberspec itself
/// sends is wrong on purpose in places.
pub(super) struct Sent<'a> {
    pub(super) seen: &'a Interpreted<'a>,
    contract: &'a Contract,
    pub(super) operation: &'a Operation,
}

/// A property of a JSON body that the operation does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undeclared {
    /// Its name.
    pub(super) key: String,
    /// Where it stands, the same for all rows.
    pub(super) place: String,
    /// Whether responses have it: it is read-only.
    pub(super) is_read_only: bool,
    /// Whether it is the local date of a UTC date that could be written and was not sent.
    pub(super) lacks_utc: bool,
}

impl<'a> Sent<'a> {
    /// The request, if it is one that a client should get right: of a known operation, and not turned
    /// away before WordPress looked at it.
    pub(super) fn of(seen: &'a Interpreted<'a>, run: &'a RunContext) -> Option<Self> {
        let address = seen.address.as_ref()?;
        let is_read = !matches!(seen.status(), 300..=399 | 401 | 403 | 405 | 500..);
        let is_foreign = run.traffic() == Traffic::Foreign;
        let contract = run.contract(address.api, Edition::Observed)?;
        let operation = contract.operation(&seen.method, &address.template())?;
        (is_read && is_foreign).then_some(Self {
            seen,
            contract,
            operation,
        })
    }

    /// The same by the contract of the newest release, where another one judges.
    pub(super) fn newest(&self, run: &RunContext, of: impl FnOnce(&Sent<'_>) -> bool) -> bool {
        let Some(address) = &self.seen.address else {
            return false;
        };
        let contract = own_contract(address.api, Edition::Observed, None);
        let contract = contract.filter(|_| run.release() < crate::document::Release::MEASURED);
        let Some(contract) = contract else {
            return false;
        };
        let operation = contract.operation(&self.seen.method, &address.template());
        operation.is_some_and(|operation| {
            of(&Sent {
                seen: self.seen,
                contract: &contract,
                operation,
            })
        })
    }

    /// Whether a parameter is known: WordPress looks for the arguments of a write in the query, too.
    pub(super) fn knows(&self, name: &str) -> bool {
        let request = self.operation.request.as_ref();
        is_of_wordpress(name)
            // WooCommerce requires it on its own routes, so that clients send it everywhere.
            || (name == "force" && self.seen.method == Method::Delete)
            || self.parameters().any(|it| it == name)
            || request.is_some_and(|request| request.keys().any(|it| it == name))
    }

    /// The names of the query parameters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &str> {
        let parameters = self.operation.parameters.iter();
        let query = parameters.filter(|it| it.place == Place::Query);
        query.map(|it| it.name.as_str())
    }

    /// The names of the properties of a membership that can be written.
    pub(super) fn properties(&self) -> Vec<&str> {
        let rows = self.rows();
        let first = rows.first().and_then(|row| row.operation.request.as_ref());
        first.map(|it| it.keys().collect()).unwrap_or_default()
    }

    /// The properties of the body that the operation does not declare, each place once.
    pub(super) fn undeclared(&self) -> Vec<Undeclared> {
        let mut found: Vec<Undeclared> = Vec::new();
        for row in self.rows() {
            let Some(request) = &row.operation.request else {
                continue;
            };
            let returned: Option<BTreeSet<String>> = self.returned(row.value);
            request.undeclared(row.value, &mut |path| {
                let key = path.last_key().unwrap_or_default();
                let pattern = path.pattern();
                let place = pattern.replacen('$', &row.place, 1);
                let is_read_only = returned.as_ref().is_some_and(|it| !it.contains(&pattern));
                let utc = format!("{key}_gmt");
                let object = path.parent();
                let object = object.as_ref().and_then(|path| path.find(row.value));
                let is_sent = object.is_some_and(|object| object.get(&utc).is_some());
                let is_id = key == "id" && row.place.len() > 1;
                if !is_id && !found.iter().any(|known| known.place == place) {
                    found.push(Undeclared {
                        lacks_utc: !is_sent && request.keys().any(|it| it == utc),
                        key: redact::told_key(key).into_owned(),
                        place,
                        is_read_only,
                    });
                }
            });
        }
        found
    }

    /// The keys of a value that no membership has in responses.
    fn returned(&self, value: &Value) -> Option<BTreeSet<String>> {
        let api = self.seen.address.as_ref()?.api;
        let item = format!("/wc/{api}/memberships/members/{{id}}");
        let read = self.contract.operation(&Method::Get, &item)?;
        Some(read.response(200)?.schema.as_ref()?.undeclared(value))
    }

    /// The memberships in the body, each with the operation that it would be written by alone.
    fn rows(&self) -> Vec<Row<'_>> {
        let is_write = matches!(self.seen.method, Method::Post | Method::Put | Method::Patch);
        let (Some(sent), true) = (&self.seen.sent, is_write) else {
            return Vec::new();
        };
        if self.seen.route() != Some(&Route::Batch) {
            return vec![Row {
                place: "$".into(),
                value: sent,
                operation: self.operation,
            }];
        }
        let parts = [
            ("create", Method::Post, ""),
            ("update", Method::Put, "/{id}"),
        ];
        let api = self.seen.address.as_ref().map(|address| address.api);
        let rows = parts.into_iter().filter_map(|(part, method, end)| {
            let template = format!("/wc/{}/memberships/members{end}", api?);
            let operation = self.contract.operation(&method, &template)?;
            let values = sent.get(part)?.as_array()?.iter();
            Some(values.map(move |value| Row {
                place: format!("$.{part}[*]"),
                value,
                operation,
            }))
        });
        rows.flatten().collect()
    }
}

struct Row<'a> {
    place: String,
    value: &'a Value,
    operation: &'a Operation,
}

/// Whether a parameter is not the API's: of WordPress, WooCommerce's authentication, or a plugin for
/// languages, which all routes have. Names that begin with an underscore are WordPress's own.
fn is_of_wordpress(name: &str) -> bool {
    const NAMES: [&str; 4] = ["context", "rest_route", "lang", "wpml_language"];
    name.is_empty()
        || name.starts_with('_')
        || name.starts_with("oauth_")
        || NAMES.contains(&name)
        || redact::is_secret_name(name)
}
