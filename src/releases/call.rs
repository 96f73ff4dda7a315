use serde_json::Value;

use crate::exchange::Method;
use crate::interpret::{Interpreted, Query, Route};

/// The calls of a client that a change of a release concerns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call {
    /// The methods; none for all.
    pub(crate) methods: &'static [Method],
    /// The path templates below the namespace (`/members/{id}`); none for all.
    pub(crate) routes: &'static [&'static str],
    /// What of the call.
    pub(crate) part: Part,
}

/// What of a call is concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// The call itself.
    Whole,
    /// A query parameter, with one of these values; with any if there are none.
    Query(&'static str, &'static [&'static str]),
    /// A query parameter that is sent as a list: `plan[]=22`.
    QueryList(&'static str),
    /// A parameter of a write, in a batch of one of its items, with one of these values;
    /// with any if there are none.
    Sent(&'static str, &'static [&'static str]),
    /// Any of these properties of an item that was returned.
    Returned(&'static [&'static str]),
}

impl Call {
    /// Whether this exchange is such a call.
    #[must_use]
    pub(crate) fn is(&self, seen: &Interpreted<'_>) -> bool {
        let Some(address) = &seen.address else {
            return false;
        };
        let fits_method = self.methods.is_empty() || self.methods.contains(&seen.method);
        let fits_route = self.routes.is_empty() || self.routes.contains(&address.route.template());
        fits_method && fits_route && self.part.is_in(seen, &address.route)
    }
}

impl Part {
    fn is_in(self, seen: &Interpreted<'_>, route: &Route) -> bool {
        match self {
            Self::Whole => true,
            Self::Query(name, []) => seen.query.has(name),
            Self::Query(name, values) => {
                seen.query.get(name).is_some_and(|it| values.contains(&it))
            }
            Self::QueryList(name) => seen.query.is_bracketed(name),
            Self::Sent(name, values) => {
                let fits = |value: &str| values.is_empty() || values.contains(&value);
                let is_sent = |item: &Value| match item.get(name) {
                    Some(Value::String(value)) => fits(value),
                    other => other.is_some() && values.is_empty(),
                };
                let in_items = |sent: &Value| {
                    let lists = ["create", "update"].map(|list| sent.get(list));
                    let mut items = (lists.into_iter().flatten())
                        .filter_map(Value::as_array)
                        .flatten();
                    *route == Route::Batch && items.any(is_sent)
                };
                // WordPress reads a parameter from the query and from a form too.
                seen.sent
                    .as_ref()
                    .is_some_and(|sent| is_sent(sent) || in_items(sent))
                    || seen.query.get(name).is_some_and(fits)
                    || form(seen).is_some_and(|form| form.get(name).is_some_and(fits))
            }
            Self::Returned(names) => {
                let Some(json) = seen.json() else {
                    return false;
                };
                let holds = |row: &Value| {
                    names
                        .iter()
                        .any(|name| row.get(name).is_some_and(|it| !it.is_null()))
                };
                seen.is_success()
                    && (json.one().is_some_and(|row| holds(row.value()))
                        || json
                            .list()
                            .is_some_and(|rows| rows.iter().any(|row| holds(row.value()))))
            }
        }
    }
}

/// The parameters of a request whose body is a form.
fn form(seen: &Interpreted<'_>) -> Option<Query> {
    let request = &seen.exchange.request;
    let kind = request.headers.get("Content-Type")?;
    let body = std::str::from_utf8(request.body.as_ref()?).ok()?;
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    is_form.then(|| Query::read(body))
}
