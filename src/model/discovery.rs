use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::Link;
use super::presence::present;

/// The index of the namespace: every route with its methods and arguments. Public.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamespaceIndex {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// The routes by their pattern, which is a regular expression:
    /// `/wc/v3/memberships/members/(?P<id>[\d]+)`.
    pub routes: BTreeMap<String, Route>,
    /// Links of the index.
    #[serde(rename = "_links")]
    pub links: NamespaceIndexLinks,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Links of the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamespaceIndexLinks {
    /// The index of the whole REST API of the site.
    pub up: Vec<Link>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// One route of the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Route {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// Every method of the route.
    pub methods: Vec<RouteMethod>,
    /// The methods by their arguments.
    pub endpoints: Vec<Endpoint>,
    /// Links of the route; only if its pattern has no placeholder.
    #[serde(rename = "_links")]
    #[schema(value_type = RouteLinks)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub links: Option<RouteLinks>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Links of a route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RouteLinks {
    /// The URL of the route.
    #[serde(rename = "self")]
    pub this: Vec<Link>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// The self-description of a route. Public, also without credentials.
///
/// It is incomplete and partly wrong: some types are not JSON Schema (`date-time`, `mixed`),
/// nothing is nullable, and some properties of the responses are missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RouteDescription {
    /// The namespace.
    #[schema(examples("wc/v3/memberships"))]
    pub namespace: String,
    /// Every method of the route.
    pub methods: Vec<RouteMethod>,
    /// The methods by their arguments.
    pub endpoints: Vec<Endpoint>,
    /// The schema of an item as the plugin describes it, in terms of JSON Schema draft 4.
    #[schema(value_type = BTreeMap<String, Value>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub schema: Option<BTreeMap<String, Value>>,
    /// Links of the route; only if its pattern has no placeholder.
    #[serde(rename = "_links")]
    #[schema(value_type = RouteLinks)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub links: Option<RouteLinks>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// Methods of a route that share their arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Endpoint {
    /// The methods.
    pub methods: Vec<RouteMethod>,
    /// The arguments by name.
    pub args: BTreeMap<String, Argument>,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// An HTTP method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Argument {
    /// Its purpose.
    #[schema(value_type = String, examples("Current page of the collection."))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub description: Option<String>,
    /// Its type or types.
    #[schema(value_type = ArgumentType)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub r#type: Option<ArgumentType>,
    /// The allowed values.
    #[schema(value_type = Vec<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub r#enum: Option<Vec<String>>,
    /// Its default.
    #[schema(value_type = Value)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub default: Option<Value>,
    /// Its lower bound.
    #[schema(value_type = i64, examples(1))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub minimum: Option<i64>,
    /// Its upper bound.
    #[schema(value_type = i64, examples(100))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub maximum: Option<i64>,
    /// The schema of the elements of a list.
    #[schema(value_type = BTreeMap<String, Value>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "present")]
    pub items: Option<BTreeMap<String, Value>>,
    /// Whether it is required.
    #[schema(examples(false))]
    pub required: bool,
    /// Properties that this program does not know, such as those of other plugins.
    #[serde(flatten)]
    #[schema(ignore)]
    pub other: Map<String, Value>,
}

/// One type or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ArgumentType {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}
