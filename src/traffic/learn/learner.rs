use std::cmp::Reverse;
use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::access::Access;
use super::answer::Served;
use super::headers::Carried;
use super::path::{Start, item};
use crate::exchange::{Body, Exchange, Headers, Role};
use crate::interpret::{Bodies, Query};
use crate::traffic::adapt::Adapted;
use crate::traffic::route::Routes;
use crate::traffic::shape::Told;

/// Query parameters by which WordPress reshapes any response: what comes then is not what the
/// operation answers.
const RESHAPING: [&str; 3] = ["_fields", "_envelope", "_jsonp"];

/// Methods that are operations of their own.
const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "options"];

/// Learns a document from recorded calls: what they show, over what another document says. What
/// the calls do not show stays as that document has it, so that a comparison with it tells what
/// the traffic proves and nothing else.
#[derive(Debug)]
pub(crate) struct Learner {
    pub(super) adapted: Adapted,
    pub(super) routes: Routes,
    pub(super) start: Start,
    pub(super) part: Part,
    pub(super) seen: Counts,
    pub(super) bodies: Bodies,
    /// By the pointer of the response as its operation names it.
    pub(super) served: BTreeMap<String, Served>,
    pub(super) carried: BTreeMap<String, Carried>,
    pub(super) access: Access,
}

/// Which part a learned document has in its comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The other side was written by somebody: only what that one describes is compared.
    BesideWritten,
    /// The first of two recordings: what its calls always show is taken for a promise.
    Before,
    /// The second of two recordings.
    After,
}

/// A learned document.
#[derive(Debug)]
pub(crate) struct Learned {
    /// The document.
    pub document: Value,
    /// How it came about.
    pub seen: Counts,
}

/// How many calls were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Calls in all.
    pub calls: u64,
    /// Calls that the document was learned from.
    pub learned: u64,
    /// Of these, calls whose response was recorded without its body.
    pub unread: u64,
    /// Responses that do not fit their operation at all.
    pub odd: u64,
    /// Responses that are labelled as JSON and are not.
    pub mislabelled: u64,
}

impl Learner {
    /// Learns over a document that somebody wrote.
    #[must_use]
    pub(crate) fn over(document: Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object);
        let paths: Vec<String> = paths
            .into_iter()
            .flatten()
            .map(|(path, _)| path.clone())
            .collect();
        let operations: Vec<String> = paths.iter().map(|path| format!("* {path}")).collect();
        Self {
            routes: Routes::of(operations.iter().map(String::as_str)),
            start: Start::of(&document, &paths),
            adapted: Adapted::new(document),
            part: Part::BesideWritten,
            seen: Counts::default(),
            bodies: Bodies::default(),
            served: BTreeMap::new(),
            carried: BTreeMap::new(),
            access: Access::default(),
        }
    }

    /// With what is repeated of the calls.
    #[must_use]
    pub(crate) fn telling(mut self, told: Told) -> Self {
        self.adapted.told = told;
        self
    }

    /// Learns from traffic alone, as the first of two recordings.
    #[must_use]
    pub(crate) fn alone() -> Self {
        Self::before(json!({
            "openapi": "3.2.0",
            "info": {"title": "Learned from traffic", "version": "0"},
            "paths": {},
        }))
    }

    /// Learns from the first of two recordings, over what is known of the API beforehand.
    #[must_use]
    pub(crate) fn before(document: Value) -> Self {
        let mut learner = Self {
            part: Part::Before,
            ..Self::over(document)
        };
        learner.adapted.promising();
        learner
    }

    /// Learns from the second of two recordings, over what was learned from the first.
    #[must_use]
    pub(crate) fn after(document: Value) -> Self {
        Self {
            part: Part::After,
            ..Self::over(document)
        }
    }

    /// Looks at calls in an order that depends on nothing but what they hold: a recording may have
    /// them in any, and what is learned must be the same.
    pub(crate) fn see_all(&mut self, mut calls: Vec<Exchange>) {
        calls.sort_by(|one, other| key(one).cmp(&key(other)));
        for call in &calls {
            self.see(call);
        }
    }

    /// Looks at one call.
    pub(super) fn see(&mut self, exchange: &Exchange) {
        self.seen.calls += 1;
        let method = exchange.request.effective_method();
        let method = method.as_str().to_ascii_lowercase();
        let query = Query::of(&exchange.request.url);
        let is_reshaped = RESHAPING.iter().any(|name| query.has(name));
        // A request that was sent again because of its response shows nothing new.
        let is_repeated = exchange.role == Role::Recheck;
        if !METHODS.contains(&method.as_str()) || is_reshaped || is_repeated {
            return;
        }
        let received = self.received(exchange);
        let is_json = received.is_json();
        let Some(path) = self.path(&exchange.request.url, is_json) else {
            return;
        };
        // WordPress answers 404 to an operation that it does not have, other servers 405; a
        // preflight of a browser is no operation.
        let is_refused = [404, 405].contains(&exchange.response.status);
        let is_preflight = method == "options" && !is_json;
        if (is_refused || is_preflight) && !self.has(&path, &method) {
            return;
        }
        self.seen.learned += 1;
        let is_unread = matches!(exchange.response.body, Body::NotRecorded(_));
        self.seen.unread += u64::from(is_unread);
        let operation = self.operation(&path, &method);
        if (200..300).contains(&exchange.response.status) {
            self.parameters(&path, &operation, &query);
            self.request(&operation, exchange);
        }
        self.access.see(&operation, exchange);
        self.answer(&operation, exchange, received);
    }

    /// The document.
    #[must_use]
    pub(crate) fn finish(mut self) -> Learned {
        self.adapted.keep_promises();
        self.finish_answers();
        self.finish_headers();
        self.finish_access();
        Learned {
            document: self.adapted.root,
            seen: self.seen,
        }
    }

    /// Whether the document has an operation.
    fn has(&self, path: &str, method: &str) -> bool {
        let item = self.adapted.resolve(&item(path));
        item.is_some_and(|item| {
            let operation = format!("{item}/{method}");
            self.adapted.root.pointer(&operation).is_some()
        })
    }

    /// The pointer of an operation, which is made where it is not there.
    fn operation(&mut self, path: &str, method: &str) -> String {
        if let Some(paths) = self.adapted.object("/paths")
            && !paths.contains_key(path)
        {
            paths.insert(path.to_owned(), json!({}));
        }
        let item = item(path);
        let item = self.adapted.resolve(&item).unwrap_or(item);
        let mut operation = json!({"responses": {}});
        let own: Vec<Value> = super::path::parameters(path)
            .filter(|name| !self.declares(&[&item], name))
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {}}))
            .collect();
        if !own.is_empty() {
            operation["parameters"] = Value::Array(own);
        }
        if let Some(members) = self.adapted.object(&item) {
            members.entry(method).or_insert(operation);
        }
        format!("{item}/{method}")
    }

    /// Whether the parameters of one of these places name it.
    pub(super) fn declares(&self, places: &[&str], name: &str) -> bool {
        places.iter().any(|place| {
            let list = format!("{place}/parameters");
            let count = self.adapted.root.pointer(&list).and_then(Value::as_array);
            (0..count.map_or(0, Vec::len)).any(|at| {
                let parameter = self.adapted.resolve(&format!("{list}/{at}"));
                let parameter = parameter.and_then(|at| self.adapted.root.pointer(&at).cloned());
                parameter.is_some_and(|parameter| parameter["name"] == name)
            })
        })
    }
}

/// By what calls are ordered: successes first, because they show which operations exist, and long
/// bodies before short ones.
fn key(call: &Exchange) -> impl Ord {
    let body = match &call.response.body {
        Body::Whole(bytes) => bytes.clone(),
        _ => Bytes::new(),
    };
    let media = |headers: &Headers| headers.get("Content-Type").map(str::to_owned);
    (
        call.response.status,
        call.request.url.as_str().to_owned(),
        call.request.effective_method().as_str().to_owned(),
        Reverse(body.len()),
        body,
        call.request.body.clone(),
        media(&call.response.headers),
        media(&call.request.headers),
    )
}
