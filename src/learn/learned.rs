use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::exchange::{Exchange, Method};
use crate::seen::{Route, Seen};

/// A kind of item that the API answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// A user membership.
    Member,
    /// A membership plan.
    Plan,
}

impl Resource {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Member, Self::Plan];

    /// The name of its schema in the document.
    #[must_use]
    pub fn schema(self) -> &'static str {
        match self {
            Self::Member => "UserMembership",
            Self::Plan => "MembershipPlan",
        }
    }

    /// The tail of the path of its list.
    #[must_use]
    pub fn list(self) -> &'static str {
        match self {
            Self::Member => "/members",
            Self::Plan => "/plans",
        }
    }
}

/// What answers show and the site says of itself. Holds names and types, never values of rows.
#[derive(Debug, Default)]
pub struct Learned {
    /// The JSON types of each property that was seen, by kind of item and name.
    pub types: BTreeMap<(Resource, String), BTreeSet<&'static str>>,
    /// The site's own schema of each kind of item, from OPTIONS.
    pub schemas: BTreeMap<Resource, Value>,
    /// What the site says that GET takes as parameters of each list, from OPTIONS.
    pub arguments: BTreeMap<Resource, Map<String, Value>>,
    /// How many exchanges taught something.
    pub exchanges: usize,
    statuses: BTreeSet<String>,
    slugs: BTreeSet<String>,
}

impl Learned {
    /// Learns from an exchange; traffic of other APIs teaches nothing.
    pub fn learn(&mut self, exchange: &Exchange) {
        let seen = Seen::new(0, exchange);
        let Some(route) = seen.route() else { return };
        let resource = match route {
            Route::Members | Route::Member(_) => Resource::Member,
            Route::Plans | Route::Plan(_) => Resource::Plan,
            _ => return,
        };
        if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
            return;
        }
        self.exchanges += 1;
        if seen.method == Method::Options && route.is_list() {
            self.learn_description(resource, &seen);
        }
        for row in seen.rows().unwrap_or_default() {
            self.learn_row(resource, row.value());
        }
        if let Some(item) = seen.item() {
            self.learn_row(resource, item);
        }
    }

    fn learn_row(&mut self, resource: Resource, row: &Value) {
        for (name, value) in row.as_object().into_iter().flatten() {
            match self.types.get_mut(&(resource, name.clone())) {
                Some(types) => {
                    types.insert(kind(value));
                }
                None => {
                    let types = [kind(value)].into();
                    self.types.insert((resource, name.clone()), types);
                }
            }
        }
        if resource == Resource::Member {
            let status = row.get("status").and_then(Value::as_str);
            self.statuses.extend(status.map(str::to_owned));
            let fields = row.get("profile_fields").and_then(Value::as_array);
            let slugs = fields
                .into_iter()
                .flatten()
                .filter_map(|field| field.get("slug")?.as_str());
            self.slugs.extend(slugs.map(str::to_owned));
        }
    }

    fn learn_description(&mut self, resource: Resource, seen: &Seen<'_>) {
        let Some(body) = seen.json() else { return };
        if let Some(schema) = body.get("schema") {
            let listed = |pointer: &str| {
                let list = schema.pointer(pointer).and_then(Value::as_array);
                let texts = list.into_iter().flatten().filter_map(Value::as_str);
                texts.map(str::to_owned).collect::<Vec<_>>()
            };
            if resource == Resource::Member {
                self.statuses.extend(listed("/properties/status/enum"));
                let slug = "/properties/profile_fields/items/properties/slug/enum";
                self.slugs.extend(listed(slug));
            }
            self.schemas.insert(resource, schema.clone());
        }
        let endpoints = body.get("endpoints").and_then(Value::as_array);
        let reads = endpoints.into_iter().flatten().find(|endpoint| {
            let methods = endpoint.get("methods").and_then(Value::as_array);
            methods.is_some_and(|methods| methods.iter().any(|method| method == "GET"))
        });
        let arguments = reads.and_then(|endpoint| endpoint.get("args")?.as_object());
        if let Some(arguments) = arguments {
            self.arguments.insert(resource, arguments.clone());
        }
    }

    /// An OpenAPI Overlay 1.0 document with what the site has beyond the document: properties that
    /// other plugins add, statuses that filters add, the slugs of its profile fields.
    #[must_use]
    pub fn overlay(&self, document: &Value, title: &str) -> Value {
        let mut actions = Vec::new();
        for resource in Resource::ALL {
            let added = self.added(document, resource);
            if added.is_empty() {
                continue;
            }
            let schema = resource.schema();
            for schema in [schema.to_owned(), format!("{schema}Payload")] {
                actions.push(json!({
                    "target": format!("$.components.schemas.{schema}.properties"),
                    "description": "Properties that the plugin itself does not answer.",
                    "update": added,
                }));
            }
        }
        for schema in ["MembershipStatus", "StoredMembershipStatus"] {
            for status in self.new_statuses(document) {
                actions.push(json!({
                    "target": format!("$.components.schemas.{schema}.enum"),
                    "description": "A status that the site adds.",
                    "update": status,
                }));
            }
        }
        if !self.slugs.is_empty() {
            actions.push(json!({
                "target": "$.components.schemas.ProfileField.properties.slug",
                "description": "The profile fields that the site has.",
                "update": { "x-known-values": self.slugs },
            }));
        }
        json!({
            "overlay": "1.0.0",
            "info": { "title": title, "version": "1.0.0" },
            "actions": actions,
        })
    }

    fn added(&self, document: &Value, resource: Resource) -> Map<String, Value> {
        let declared = declared(document, resource);
        self.types
            .iter()
            .filter(|((of, name), _)| *of == resource && !declared.contains(&name.as_str()))
            .map(|((_, name), types)| {
                let schema = match types.iter().collect::<Vec<_>>().as_slice() {
                    [one] => json!({ "type": one, "x-learned": true }),
                    several => json!({ "type": several, "x-learned": true }),
                };
                (name.clone(), schema)
            })
            .collect()
    }

    fn new_statuses(&self, document: &Value) -> Vec<&String> {
        let known = document
            .pointer("/components/schemas/StoredMembershipStatus/enum")
            .and_then(Value::as_array);
        let is_known =
            |status: &&String| known.is_some_and(|list| list.iter().any(|it| it == *status));
        self.statuses
            .iter()
            .filter(|status| !is_known(status))
            .collect()
    }
}

/// The names of the properties that the document gives a kind of item.
pub(super) fn declared(document: &Value, resource: Resource) -> Vec<&str> {
    document
        .pointer(&format!(
            "/components/schemas/{}/properties",
            resource.schema()
        ))
        .and_then(Value::as_object)
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
