//! Indexes and OPTIONS: how a site describes its own routes (`docs/observed.md#1`, `#7`).

use serde_json::{Map, Value, json};

use crate::exchange::Method;

use super::{ApiRequest, Arg, Endpoint, Route, RouteTable};

/// One route as indexes list it.
fn describe(request: &ApiRequest, route: &Route) -> Map<String, Value> {
    let mut described = Map::new();
    described.insert("namespace".to_owned(), route.namespace.into());
    described.insert("methods".to_owned(), route.methods().collect());
    described.insert(
        "endpoints".to_owned(),
        route.endpoints.iter().map(describe_endpoint).collect(),
    );
    if route.is_plain() {
        described.insert(
            "_links".to_owned(),
            json!({"self": [{"href": request.url_of(&route.pattern)}]}),
        );
    }
    described
}

fn describe_endpoint(endpoint: &Endpoint) -> Value {
    let methods: Vec<&str> = endpoint.methods.iter().map(Method::as_str).collect();
    let args: Map<String, Value> = endpoint
        .args
        .iter()
        .map(|arg| (arg.name.to_owned(), Arg::described(arg)))
        .collect();
    let args = if args.is_empty() {
        json!([])
    } else {
        Value::Object(args)
    };
    json!({"methods": methods, "args": args})
}

/// Routes as an index lists them.
pub(crate) fn describe_routes<'r>(
    request: &ApiRequest,
    routes: impl Iterator<Item = &'r Route>,
) -> Value {
    routes
        .map(|route| (route.pattern.clone(), describe(request, route).into()))
        .collect::<Map<String, Value>>()
        .into()
}

/// The index of a namespace.
pub(crate) fn describe_namespace(
    request: &ApiRequest,
    table: &RouteTable,
    namespace: &str,
) -> Value {
    let routes = table.0.iter().filter(|route| route.namespace == namespace);
    json!({
        "namespace": namespace,
        "routes": describe_routes(request, routes),
        "_links": {"up": [{"href": request.url_of("/")}]},
    })
}

/// The response to OPTIONS: the route with the schema of its resource before the links.
pub(crate) fn describe_route(request: &ApiRequest, route: &Route) -> Value {
    let mut described = describe(request, route);
    let links = described.shift_remove("_links");
    if let Some(schema) = &route.schema {
        described.insert("schema".to_owned(), schema.clone());
    }
    if let Some(links) = links {
        described.insert("_links".to_owned(), links);
    }
    described.into()
}
