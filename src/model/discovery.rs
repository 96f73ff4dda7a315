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
    /// Links of the route; only if its pattern holds no placeholder.
    #[schema(rename = "_links", required = false)]
    pub links: RouteLinks,
}

/// Links of a route.
#[derive(Debug, ToSchema)]
pub struct RouteLinks {
    /// The address of the route.
    #[schema(rename = "self")]
    pub this: Vec<Link>,
}

/// What a route says of itself. Public, also without credentials.
///
/// It is not the whole truth: types are not those of JSON Schema (`date-time`, `mixed`), nothing
/// is marked as nullable, and some properties of the answers are missing.
#[derive(Debug, ToSchema)]
pub struct RouteDescription {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// Every method of the route.
    pub methods: Vec<RouteMethod>,
    /// The methods by their arguments.
    pub endpoints: Vec<Endpoint>,
    /// The shape of an item as the plugin describes it, in words of JSON Schema draft 4.
    #[schema(required = false)]
    pub schema: BTreeMap<String, Value>,
    /// Links of the route; only if its pattern holds no placeholder.
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
    /// What it is for.
    #[schema(required = false, examples("Current page of the collection."))]
    pub description: String,
    /// Its type or types.
    #[schema(required = false)]
    pub r#type: ArgumentType,
    /// The values that it takes.
    #[schema(required = false)]
    pub r#enum: Vec<String>,
    /// Its value if it is not sent.
    #[schema(required = false)]
    pub default: Value,
    /// Its lower bound.
    #[schema(required = false, examples(1))]
    pub minimum: i64,
    /// Its upper bound.
    #[schema(required = false, examples(100))]
    pub maximum: i64,
    /// The shape of the elements of a list.
    #[schema(required = false)]
    pub items: BTreeMap<String, Value>,
    /// Whether it must be sent.
    #[schema(examples(false))]
    pub required: bool,
}

/// A type or several.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum ArgumentType {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}
