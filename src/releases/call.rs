use serde_json::Value;

use crate::exchange::Method;
use crate::seen::{Route, Seen};

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
    /// A property of the request's body, in a batch of one of its items, with one of these values;
    /// with any if there are none.
    Sent(&'static str, &'static [&'static str]),
    /// Any of these properties of an item that was returned.
    Returned(&'static [&'static str]),
}

impl Call {
    /// Whether this exchange is such a call.
    #[must_use]
    pub(crate) fn is(&self, seen: &Seen<'_>) -> bool {
        let Some(address) = &seen.address else {
            return false;
        };
        let fits_method = self.methods.is_empty() || self.methods.contains(&seen.method);
        let fits_route = self.routes.is_empty() || self.routes.contains(&address.route.template());
        fits_method && fits_route && self.part.is_in(seen, &address.route)
    }
}

impl Part {
    fn is_in(self, seen: &Seen<'_>, route: &Route) -> bool {
        match self {
            Self::Whole => true,
            Self::Query(name, []) => seen.query.has(name),
            Self::Query(name, values) => {
                seen.query.get(name).is_some_and(|it| values.contains(&it))
            }
            Self::QueryList(name) => seen.query.is_bracketed(name),
            Self::Sent(name, values) => {
                let is_sent = |item: &Value| {
                    item.get(name).is_some_and(|value| {
                        values.is_empty() || value.as_str().is_some_and(|it| values.contains(&it))
                    })
                };
                let Some(sent) = &seen.sent else {
                    return false;
                };
                let lists = ["create", "update"].map(|list| sent.get(list));
                let mut items = (lists.into_iter().flatten())
                    .filter_map(Value::as_array)
                    .flatten();
                match route {
                    Route::Batch => items.any(is_sent),
                    _ => is_sent(sent),
                }
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
