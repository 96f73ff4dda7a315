use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::Link;

/// The index of the namespace: every route with its methods and arguments. Public.
#[derive(Debug, ToSchema)]
pub struct NamespaceIndex {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// The routes by their pattern, which is a regular expression:
    /// `/wc/v3/memberships/members/(?P<id>[\d]+)`.
    pub routes: BTreeMap<String, Route>,
    /// Links of the index.
    #[schema(rename = "_links")]
    pub links: NamespaceIndexLinks,
}

/// Links of the index.
#[derive(Debug, ToSchema)]
pub struct NamespaceIndexLinks {
    /// The index of the whole REST API of the site.
    pub up: Vec<Link>,
}

/// One route of the index.
#[derive(Debug, ToSchema)]
pub struct Route {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// Every method of the route.
    pub methods: Vec<RouteMethod>,
    /// The methods by their arguments.
    pub endpoints: Vec<Endpoint>,
    /// Links of the route; only if its pattern has no placeholder.
    #[schema(rename = "_links", required = false)]
    pub links: RouteLinks,
}

/// Links of a route.
#[derive(Debug, ToSchema)]
pub struct RouteLinks {
    /// The URL of the route.
    #[schema(rename = "self")]
    pub this: Vec<Link>,
}

/// The self-description of a route. Public, also without credentials.
///
/// It is incomplete and partly wrong: some types are not JSON Schema (`date-time`, `mixed`),
/// nothing is nullable, and some properties of the responses are missing.
#[derive(Debug, ToSchema)]
pub struct RouteDescription {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// Every method of the route.
    pub methods: Vec<RouteMethod>,
    /// The methods by their arguments.
    pub endpoints: Vec<Endpoint>,
    /// The schema of an item as the plugin describes it, in terms of JSON Schema draft 4.
    #[schema(required = false)]
    pub schema: BTreeMap<String, Value>,
    /// Links of the route; only if its pattern has no placeholder.
    #[schema(rename = "_links", required = false)]
    pub links: RouteLinks,
}

/// Methods of a route that share their arguments.
#[derive(Debug, ToSchema)]
pub struct Endpoint {
    /// The methods.
    pub methods: Vec<RouteMethod>,
    /// The arguments by name.
    pub args: BTreeMap<String, Argument>,
}

/// An HTTP method.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "UPPERCASE")]
pub enum RouteMethod {
    /// Read.
    Get,
    /// Create or update.
    Post,
    /// Update.
    Put,
    /// Update.
    Patch,
    /// Delete.
    Delete,
}

/// One argument as the route describes it.
#[derive(Debug, ToSchema)]
pub struct Argument {
    /// Its purpose.
    #[schema(required = false, examples("Current page of the collection."))]
    pub description: String,
    /// Its type or types.
    #[schema(required = false)]
    pub r#type: ArgumentType,
    /// The allowed values.
    #[schema(required = false)]
    pub r#enum: Vec<String>,
    /// Its default.
    #[schema(required = false)]
    pub default: Value,
    /// Its lower bound.
    #[schema(required = false, examples(1))]
    pub minimum: i64,
    /// Its upper bound.
    #[schema(required = false, examples(100))]
    pub maximum: i64,
    /// The schema of the elements of a list.
    #[schema(required = false)]
    pub items: BTreeMap<String, Value>,
    /// Whether it is required.
    #[schema(examples(false))]
    pub required: bool,
}

/// One type or several.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum ArgumentType {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}
