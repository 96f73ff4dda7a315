//! What the rows ask of an exchange: the items in a response, and what was written.

use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::Value;

use super::deviation::Shower;
use crate::exchange::Method;
use crate::interpret::{Api, Interpreted, Json, MEMBER_STATUSES, Route, Row};

/// What `status-documented` says of an operation that the contract does not have.
pub(super) const UNLISTED: &str = "unlisted-operation";

/// A membership or a plan in a response.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exhibit<'a> {
    pub(super) value: &'a Value,
    /// The serial of the row that it is, if it is one.
    pub(super) serial: Option<u64>,
    pub(super) by: Shower,
}

/// Every user membership in a successful answer (rows, an item, the response to a write, the
/// `previous` of a delete, the good items of a batch) or every plan.
pub(super) fn exhibits<'a>(seen: &'a Interpreted<'_>) -> Vec<Exhibit<'a>> {
    let by = match seen.route() {
        Some(Route::Members | Route::Member(_) | Route::Batch) => Shower::Member,
        Some(Route::Plans | Route::Plan(_)) => Shower::Plan,
        _ => return Vec::new(),
    };
    let Some(json) = seen.json().filter(|_| seen.is_success()) else {
        return Vec::new();
    };
    let row = |row: &'a Arc<Row>| Exhibit {
        value: row.value(),
        serial: Some(row.serial()),
        by,
    };
    let part = |value: &'a Value| Exhibit {
        value,
        serial: None,
        by,
    };
    let mut shown: Vec<Exhibit<'a>> = match json {
        Json::One(body) if seen.route() == Some(&Route::Batch) => ["create", "update"]
            .into_iter()
            .flat_map(|key| entries(body, key))
            .chain(
                entries(body, "delete")
                    .iter()
                    .filter_map(|item| item.get("previous")),
            )
            .map(part)
            .collect(),
        Json::List(_) if seen.route() == Some(&Route::Batch) => Vec::new(),
        Json::List(rows) => rows.iter().map(row).collect(),
        Json::One(item) => match item.get("previous").filter(|_| by == Shower::Member) {
            Some(previous) => vec![part(previous)],
            None => vec![row(item)],
        },
    };
    shown.retain(|it| it.value.get("id").is_some() && it.value.get("error").is_none());
    shown
}

/// Every user membership in a successful answer.
pub(super) fn members<'a>(seen: &'a Interpreted<'_>) -> Vec<&'a Value> {
    values(seen, Shower::Member)
}

/// Every membership plan in a successful answer.
pub(super) fn plans<'a>(seen: &'a Interpreted<'_>) -> Vec<&'a Value> {
    values(seen, Shower::Plan)
}

fn values<'a>(seen: &'a Interpreted<'_>, by: Shower) -> Vec<&'a Value> {
    let shown = exhibits(seen).into_iter().filter(|shown| shown.by == by);
    shown.map(|shown| shown.value).collect()
}

/// What was sent and the member that came back, for a successful `POST /members`.
pub(super) fn created<'a>(seen: &'a Interpreted<'_>) -> Option<(&'a Value, &'a Value)> {
    (seen.route() == Some(&Route::Members) && seen.method == Method::Post)
        .then(|| Some((seen.sent.as_ref()?, *members(seen).first()?)))
        .flatten()
}

/// What was sent and the member that came back, for a successful update of one member.
pub(super) fn updated<'a>(seen: &'a Interpreted<'_>) -> Option<(&'a Value, &'a Value)> {
    is_update(seen)
        .then(|| Some((seen.sent.as_ref()?, *members(seen).first()?)))
        .flatten()
}

/// What was sent and the member that came back, for a create or an update.
pub(super) fn written<'a>(seen: &'a Interpreted<'_>) -> Option<(&'a Value, &'a Value)> {
    created(seen).or_else(|| updated(seen))
}

/// Whether it is a `POST /members`, whatever the response.
pub(super) fn is_create(seen: &Interpreted<'_>) -> bool {
    seen.route() == Some(&Route::Members) && seen.method == Method::Post
}

/// Whether it is a PUT, PATCH or POST on one member, whatever the response.
pub(super) fn is_update(seen: &Interpreted<'_>) -> bool {
    matches!(seen.route(), Some(Route::Member(_)))
        && matches!(seen.method, Method::Put | Method::Patch | Method::Post)
}

/// Whether it is a successful list of user memberships.
pub(super) fn is_member_list(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some() && seen.route() == Some(&Route::Members)
}

/// Whether it is a successful list of membership plans.
pub(super) fn is_plan_list(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some() && seen.route() == Some(&Route::Plans)
}

/// Whether the request went to that version of the API.
pub(super) fn is_version(seen: &Interpreted<'_>, api: Api) -> bool {
    seen.address
        .as_ref()
        .is_some_and(|address| address.api == api)
}

/// Whether the list answered and holds no row.
pub(super) fn is_empty_list(seen: &Interpreted<'_>) -> bool {
    seen.rows().is_some_and(<[_]>::is_empty)
}

/// The number in a paging header.
pub(super) fn number_in(seen: &Interpreted<'_>, header: &str) -> Option<u64> {
    seen.exchange.response.headers.get(header)?.parse().ok()
}

/// A property as text.
pub(super) fn text<'a>(item: &'a Value, key: &str) -> Option<&'a str> {
    item.get(key)?.as_str()
}

/// Whether a property is there and null.
pub(super) fn is_null(item: &Value, key: &str) -> bool {
    item.get(key).is_some_and(Value::is_null)
}

/// Whether a property is there and not null.
pub(super) fn has_value(item: &Value, key: &str) -> bool {
    item.get(key).is_some_and(|value| !value.is_null())
}

/// The entries of a list property.
pub(super) fn entries<'a>(item: &'a Value, key: &str) -> &'a [Value] {
    item.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A date and time without offset, as the API writes them.
pub(super) fn instant(item: &Value, key: &str) -> Option<DateTime> {
    text(item, key)?.parse().ok()
}

/// Whether a status filter of members names only statuses that exist.
pub(super) fn is_member_status(status: &str) -> bool {
    status == "any" || MEMBER_STATUSES.contains(&status)
}

/// Whether the failure is PHP's own: a 500 with WordPress's page for critical errors in it.
pub(super) fn is_critical_error(seen: &Interpreted<'_>) -> bool {
    seen.status() == 500 && seen.may_say("internal_server_error")
}

/// Every member and every plan in a successful answer.
pub(super) fn items<'a>(seen: &'a Interpreted<'_>) -> impl Iterator<Item = &'a Value> {
    exhibits(seen).into_iter().map(|shown| shown.value)
}

/// The targets of one link of every member and plan.
pub(super) fn links<'a>(seen: &'a Interpreted<'_>, name: &str) -> impl Iterator<Item = &'a str> {
    items(seen).flat_map(move |item| links_of(item, name))
}

/// The targets of one link of a member or a plan.
pub(super) fn links_of<'a>(item: &'a Value, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let targets = item
        .get("_links")
        .and_then(|links| links.get(name)?.as_array());
    targets
        .into_iter()
        .flatten()
        .filter_map(|link| text(link, "href"))
}

/// Whether a property is a number above zero.
pub(super) fn positive(item: &Value, key: &str) -> bool {
    item.get(key)
        .and_then(Value::as_i64)
        .is_some_and(|id| id > 0)
}
