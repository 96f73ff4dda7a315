use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A kind of item that the API answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Resource {
    /// A user membership.
    Member,
    /// A membership plan.
    Plan,
}

impl Resource {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Member, Self::Plan];

    /// What people call its items.
    #[must_use]
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Member => "members",
            Self::Plan => "plans",
        }
    }

    /// The tail of the path of its list.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Member => "/members",
            Self::Plan => "/plans",
        }
    }

    /// A property that every item of it has, and nothing else.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Member => "customer_id",
            Self::Plan => "access_method",
        }
    }
}

/// What a site says of one route, to OPTIONS (`docs/observed.md#7`).
#[derive(Debug, Default, Clone)]
pub(super) struct Description {
    /// The schema of what it answers, in WordPress's dialect.
    pub(super) schema: Option<Value>,
    /// What takes arguments: methods that share them, and the arguments by name.
    pub(super) endpoints: Vec<(Vec<String>, Map<String, Value>)>,
}

impl Description {
    /// Reads the response to OPTIONS.
    pub(super) fn of(body: &Value) -> Self {
        let endpoints = body.get("endpoints").and_then(Value::as_array);
        let endpoints = endpoints.into_iter().flatten().map(|endpoint| {
            let methods = endpoint.get("methods").and_then(Value::as_array);
            let methods = methods.into_iter().flatten().filter_map(Value::as_str);
            // PHP writes no arguments as an empty list.
            let arguments = endpoint.get("args").and_then(Value::as_object);
            (
                methods.map(str::to_owned).collect(),
                arguments.cloned().unwrap_or_default(),
            )
        });
        Self {
            endpoints: endpoints.collect(),
            schema: body.get("schema").filter(|it| it.is_object()).cloned(),
        }
    }

    /// How many properties and arguments it names.
    pub(super) fn words(&self) -> usize {
        let schema = self.schema.as_ref();
        let properties = schema.and_then(|it| it.get("properties")?.as_object());
        let arguments = self.endpoints.iter().map(|(_, arguments)| arguments.len());
        properties.map_or(0, Map::len) + arguments.sum::<usize>()
    }

    /// The methods that it names.
    pub(super) fn methods(&self) -> impl Iterator<Item = &str> {
        self.endpoints
            .iter()
            .flat_map(|(methods, _)| methods)
            .map(String::as_str)
    }
}

/// Descriptions by the tail of their route: `/members/{id}`.
pub(super) type Descriptions = BTreeMap<String, Description>;
