//! An exchange as the checks see it: which route of the API, which parameters, which content.

mod bodies;
mod challenge;
mod content;
mod credentials;
mod date;
mod delivery;
mod foreign;
mod id;
mod instant;
mod json;
mod neighbours;
mod paging;
mod query;
mod redirect;
mod route;
mod site_index;
mod status;

pub(crate) use crate::base::Api;
pub use bodies::Bodies;
pub(crate) use challenge::Challenge;
pub(crate) use challenge::is_page;
pub(crate) use content::Broken;
pub use content::Content;
pub(crate) use credentials::Credentials;
pub(crate) use date::Spelling;
pub(crate) use date::{local_date_time, utc_date_time};
pub(crate) use delivery::DeliveredEvent;
pub(crate) use delivery::Delivery;
pub(crate) use foreign::{Foreign, Kind, customer_names};
pub(crate) use id::id_of;
pub(crate) use instant::instant;
pub(crate) use json::type_name;
pub(crate) use json::{Json, Row, Rows};
pub(crate) use neighbours::{Shift, differing, shifts};
pub(crate) use paging::{Count, Paging};
pub(crate) use query::{NOBODY, Query};
pub(crate) use redirect::{asks_the_same, is_same_site};
pub(crate) use route::{Address, Route, template_of};
pub(crate) use site_index::SiteIndex;
pub(crate) use status::MEMBER_STATUSES;

use std::sync::Arc;

use serde_json::Value;

use crate::exchange::{Exchange, Method};

/// One exchange, read once for all checks.
#[derive(Debug)]
pub struct Interpreted<'a> {
    /// Its number in the run or recording, from 1.
    pub number: usize,
    /// The exchange itself.
    pub exchange: &'a Exchange,
    /// The method that WordPress acted on.
    pub method: Method,
    /// Where it went; `None` when it is not traffic of this API.
    pub address: Option<Address>,
    /// The query as PHP reads it.
    pub query: Query,
    /// How the request was authenticated.
    pub credentials: Credentials,
    /// The response's body.
    pub content: Content,
    /// The request's body, if it is JSON.
    pub sent: Option<Value>,
}

impl<'a> Interpreted<'a> {
    /// Whether an anonymous client got a page for people, such as a login, where JSON was
    /// requested, or was sent to one: a rejection in the form of a page, which says nothing of the
    /// API.
    #[must_use]
    pub fn is_turned_away(&self) -> bool {
        let leads_away = |to| !asks_the_same(&self.exchange.request.url, &to);
        matches!(self.credentials, Credentials::None | Credentials::Wrong)
            && self.status() < 400
            && (is_page(self.exchange.response.body.bytes())
                || self.redirect().is_some_and(leads_away))
    }

    /// Reads an exchange by itself.
    #[must_use]
    pub fn new(number: usize, exchange: &'a Exchange) -> Self {
        Self::among(&mut Bodies::default(), number, exchange)
    }

    /// Reads an exchange of a run; what an earlier answer held is the same row again.
    #[must_use]
    pub fn among(bodies: &mut Bodies, number: usize, exchange: &'a Exchange) -> Self {
        Self::holding(Content::of(&exchange.response, bodies), number, exchange)
    }

    /// Reads an exchange of a run, the body of whose answer was read before: on another thread,
    /// with the [`Bodies`] of the run.
    #[must_use]
    pub fn holding(content: Content, number: usize, exchange: &'a Exchange) -> Self {
        let request = &exchange.request;
        let sent = request
            .body
            .as_deref()
            .and_then(|body| serde_json::from_slice(body).ok());
        Self {
            number,
            exchange,
            method: request.effective_method().into_owned(),
            address: Address::of(&request.url).filter(|it| is_there(it, exchange)),
            query: Query::of(&request.url),
            credentials: Credentials::of(request),
            content,
            sent,
        }
    }

    /// The same where it is known that the API is at this address: nothing of it is another page.
    #[must_use]
    pub fn at_site(mut self) -> Self {
        self.address = Address::of(&self.exchange.request.url);
        self
    }

    /// The response's status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.exchange.response.status
    }

    /// Whether the response is a success (2xx).
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status())
    }

    /// The route, if it is one of this API.
    #[must_use]
    pub fn route(&self) -> Option<&Route> {
        self.address.as_ref().map(|address| &address.route)
    }

    /// The JSON body, if there is one.
    #[must_use]
    pub fn json(&self) -> Option<&Json> {
        match &self.content {
            Content::Json(json) => Some(json),
            _ => None,
        }
    }

    /// The JSON body, unless it is an array.
    #[must_use]
    pub fn object(&self) -> Option<&Value> {
        Some(self.json()?.one()?.value())
    }

    /// The rows of a successful list response.
    #[must_use]
    pub fn rows(&self) -> Option<&[Arc<Row>]> {
        (self.is_success()
            && self.route().is_some_and(Route::is_list)
            && self.method == Method::Get)
            .then(|| self.json()?.list())
            .flatten()
    }

    /// The item of a successful answer about one item.
    #[must_use]
    pub fn item(&self) -> Option<&Arc<Row>> {
        (self.is_success()
            && self.route().is_some_and(Route::is_item)
            && self.method == Method::Get)
            .then(|| self.json()?.one().filter(|row| row.is_object()))
            .flatten()
    }

    /// Whether the request asked for another shape than the contract describes: `_fields` leaves
    /// keys out, `_envelope` and `_jsonp` wrap the response (`docs/observed.md#4`).
    #[must_use]
    pub fn is_reshaped(&self) -> bool {
        ["_fields", "_envelope", "_jsonp"]
            .iter()
            .any(|name| self.query.has(name))
    }

    /// Whether the body is WordPress's error envelope, whatever the status says.
    #[must_use]
    pub fn is_error_envelope(&self) -> bool {
        self.json().is_some_and(|body| {
            body.get("code").is_some_and(Value::is_string)
                && body.get("message").is_some_and(Value::is_string)
                && body.get("data").is_some()
        })
    }

    /// The error code of an error object: `rest_no_route`.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.json()?.get("code")?.as_str()
    }

    /// Whether the error code is this one, as far as is known: a recording need not hold the body.
    #[must_use]
    pub fn may_say(&self, code: &str) -> bool {
        self.content == Content::NotRecorded || self.error_code() == Some(code)
    }

    /// The operation as people name it: `GET /wc/v3/memberships/members/{id}`, or `site`.
    #[must_use]
    pub fn operation(&self) -> String {
        match &self.address {
            Some(address) => format!("{} {}", self.method, address.template()),
            None => match Delivery::of(&self.exchange.request) {
                Some(Delivery::Ping) => "webhook ping".to_owned(),
                Some(Delivery::Event(event)) => format!("webhook {}", event.name()),
                None => "site".to_owned(),
            },
        }
    }
}

/// Whether the API is at an address that a request went to. The documentation has URLs below another
/// prefix, and WordPress shows its page for what is not there; that is no traffic of the API.
fn is_there(address: &Address, exchange: &Exchange) -> bool {
    let response = &exchange.response;
    address.has_usual_root() || response.status != 404 || !is_page(response.body.bytes())
}
