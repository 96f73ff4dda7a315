//! The site itself: from an HTTP request to an HTTP answer, in WordPress's order.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Uri};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::auth::{Access, Identity, Nonces, authenticate, check_key_permission};
use super::keys::Keys;
use super::memberships::{self, Input, Reading, SiteTime, Version, Writing};
use super::options::{AuthPolicy, Options};
use super::php::encode_json;
use super::store::Store;
use super::woocommerce;
use super::wordpress::{
    Action, Answer, ApiRequest, Endpoint, Parameters, Permission, Problem, Route, RouteTable,
    Scheme, describe_namespace, describe_route, envelop, keep_fields, wants_envelope,
};
use crate::exchange::Method;

/// A request as the socket gives it.
#[derive(Debug)]
pub(super) struct HttpRequest {
    pub(super) method: http::Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) scheme: Scheme,
    pub(super) body: Bytes,
}

/// An answer as the socket takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HttpAnswer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// A reference site without its sockets.
#[derive(Debug)]
pub(super) struct Site {
    store: RwLock<Store>,
    routes: RouteTable,
    keys: Keys,
    nonces: Mutex<Nonces>,
    requests: Mutex<BTreeMap<String, u64>>,
    options: Options,
}

impl Site {
    /// Sets a site up. The data moves from the options into the tables.
    pub(super) fn new(mut options: Options, keys: Keys) -> Self {
        let data = std::mem::take(&mut options.data);
        let store = Store::new(data);
        let mut routes = vec![woocommerce::root_route()];
        routes.extend(woocommerce::routes("wc/v2", options.subscriptions));
        routes.extend(woocommerce::routes("wc/v3", options.subscriptions));
        for version in Version::ALL {
            routes.extend(memberships::routes(
                version,
                options.subscriptions,
                &store.profile_fields,
            ));
        }
        Self {
            store: RwLock::new(store),
            routes: RouteTable(routes),
            keys,
            nonces: Mutex::default(),
            requests: Mutex::default(),
            options,
        }
    }

    /// A wait before each answer.
    pub(super) fn latency(&self) -> Duration {
        self.options.latency
    }

    /// How many requests came, by method.
    pub(super) fn requests(&self) -> BTreeMap<String, u64> {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Answers a request.
    pub(super) fn respond(&self, request: HttpRequest) -> HttpAnswer {
        *self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(request.method.to_string())
            .or_default() += 1;
        let host = request
            .headers
            .get("host")
            .and_then(|value| value.to_str().ok())
            .unwrap_or("localhost")
            .to_owned();
        let path = request.uri.path();
        let by_query = rest_route(&request.uri);
        let route = match path.strip_prefix("/wp-json") {
            Some(route) if route.is_empty() || route.starts_with('/') => route.to_owned(),
            _ => match by_query {
                Some(route) => route,
                None => return page_not_found(),
            },
        };
        let api_request = ApiRequest::new(
            &request.method,
            request.scheme,
            &host,
            &request.uri,
            &route,
            request.headers,
            request.body,
        );
        self.serve_request(&api_request)
    }

    /// WordPress's `serve_request`: identity, then the dispatch, then headers and the envelope.
    fn serve_request(&self, request: &ApiRequest) -> HttpAnswer {
        let identified = match self.options.auth {
            AuthPolicy::Open => Ok(Identity::Manager(Access::ReadWrite)),
            AuthPolicy::Required => authenticate(
                request,
                &self.keys,
                &mut self.nonces.lock().unwrap_or_else(PoisonError::into_inner),
                Timestamp::now().as_second(),
            ),
        };
        let (identity, answer) = match identified {
            Ok(identity) if !callback_is_plain(request) => (
                identity,
                Problem::new(
                    400,
                    "rest_callback_invalid",
                    "Invalid JSONP callback function.",
                )
                .to_answer(),
            ),
            Ok(identity) => (identity, self.dispatch(request, identity)),
            Err(problem) => (Identity::Anonymous, problem.to_answer()),
        };
        let answer = if wants_envelope(request) {
            envelop(answer)
        } else {
            answer
        };
        to_http(request, identity, answer)
    }

    fn dispatch(&self, request: &ApiRequest, identity: Identity) -> Answer {
        if let Err(problem) = check_key_permission(identity, &request.method) {
            return problem.to_answer();
        }
        let Some((route, path)) = self.routes.find(&request.route) else {
            return Problem::no_route().to_answer();
        };
        let result = if request.method == Method::Options {
            Ok(Answer::ok(describe_route(request, route)))
        } else {
            self.call(request, route, path.clone(), identity)
        };
        let answer = match result {
            Ok(mut answer) => {
                answer.body = keep_fields(answer.body, request.query.get("_fields"));
                answer
            }
            Err(problem) if problem.fatal || problem.code == "rest_no_route" => {
                return problem.to_answer();
            }
            Err(problem) => problem.to_answer(),
        };
        match self.allowed(route, &path, identity) {
            allowed if allowed.is_empty() => answer,
            allowed => answer.with_header("Allow", allowed.join(", ")),
        }
    }

    fn call(
        &self,
        request: &ApiRequest,
        route: &Route,
        path: Map<String, Value>,
        identity: Identity,
    ) -> Result<Answer, Problem> {
        let endpoint = route
            .endpoint(&request.method)
            .ok_or_else(Problem::no_route)?;
        let id = path_id(&path);
        let parameters = Parameters::read(request, path, &endpoint.args)?;
        let time = SiteTime {
            now: self.options.clock.now(),
            zone: self.options.time_zone.clone(),
        };
        let version = Version::of_namespace(route.namespace).unwrap_or(Version::V3);
        if endpoint.action.writes() {
            let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
            permit(endpoint.permission, identity, id, &store)?;
            let mut writing = Writing {
                store: &mut store,
                time: &time,
                subscriptions: self.options.subscriptions,
                version,
                events: Vec::new(),
            };
            return write(&mut writing, request, endpoint, &parameters, id);
        }
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        permit(endpoint.permission, identity, id, &store)?;
        let reading = Reading {
            store: &store,
            time: &time,
            subscriptions: self.options.subscriptions,
            version,
        };
        match endpoint.action {
            Action::Root => Ok(Answer::ok(woocommerce::root_index(
                request,
                &self.routes,
                &time,
            ))),
            Action::Namespace => Ok(Answer::ok(describe_namespace(
                request,
                &self.routes,
                route.namespace,
            ))),
            action => read(action, &reading, request, &parameters),
        }
    }

    /// The methods that the caller is permitted on this path, for `Allow` (`observed.md` 1).
    fn allowed(
        &self,
        route: &Route,
        path: &Map<String, Value>,
        identity: Identity,
    ) -> Vec<&'static str> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let id = path_id(path);
        route
            .endpoints
            .iter()
            .filter(|endpoint| permit(endpoint.permission, identity, id, &store).is_ok())
            .flat_map(|endpoint| endpoint.methods.iter().map(Method::as_str))
            .collect()
    }
}

/// Reads of rows.
fn read(
    action: Action,
    reading: &Reading<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    match action {
        Action::ListPlans => memberships::list_plans(reading, request, parameters),
        Action::GetPlan => memberships::get_plan(reading, request, parameters),
        Action::ListMembers => memberships::list_members(reading, request, parameters),
        Action::GetMember => memberships::get_member(reading, request, parameters),
        Action::GetCustomer => woocommerce::get_customer(reading, request, parameters),
        Action::ListCustomers => Ok(woocommerce::list_customers(reading, request, parameters)),
        Action::GetOrder => woocommerce::get_order(reading, request, parameters),
        Action::GetProduct => woocommerce::get_product(reading, request, parameters),
        Action::GetSubscription => woocommerce::get_subscription(reading, request, parameters),
        Action::SystemStatus => Ok(woocommerce::system_status(reading, request)),
        _ => Err(Problem::no_route()),
    }
}

/// Writes of rows.
fn write(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    endpoint: &Endpoint,
    parameters: &Parameters,
    id: Option<u64>,
) -> Result<Answer, Problem> {
    let input = || Input::new(parameters.sent(&endpoint.args));
    match endpoint.action {
        Action::CreateMember => memberships::create_member(writing, request, &input()),
        Action::UpdateMember => memberships::update_member(writing, request, id, &input()),
        Action::DeleteMember => memberships::delete_member(writing, request, id),
        Action::BatchMembers => memberships::batch_members(writing, request, parameters),
        Action::CreateCustomer => woocommerce::create_customer(writing, request, parameters),
        Action::DeleteCustomer => woocommerce::delete_customer(writing, request, parameters),
        _ => Err(Problem::no_route()),
    }
}

/// `?rest_route=/…`, which works without pretty addresses (and without WooCommerce's keys).
fn rest_route(uri: &Uri) -> Option<String> {
    form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(name, _)| name == "rest_route")
        .map(|(_, route)| route.into_owned())
}

/// Whether `_jsonp` names a function and nothing that a browser would run.
fn callback_is_plain(request: &ApiRequest) -> bool {
    let callback = request.query.get("_jsonp").and_then(Value::as_str);
    callback.is_none_or(|name| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
    })
}

fn path_id(path: &Map<String, Value>) -> Option<u64> {
    path.get("id")?.as_str()?.parse().ok()
}

fn permit(
    permission: Permission,
    identity: Identity,
    id: Option<u64>,
    store: &Store,
) -> Result<(), Problem> {
    let refuse = |what: &str, message: &str| {
        Err(Problem::new(
            identity.refusal_status(),
            format!("woocommerce_rest_cannot_{what}"),
            message,
        ))
    };
    let exists = id.is_some_and(|id| store.has_post(id));
    let may = identity.manages_shop();
    match permission {
        Permission::List if !may => refuse("view", "Sorry, you cannot list resources."),
        Permission::View if exists && !may => {
            refuse("view", "Sorry, you cannot view this resource.")
        }
        Permission::ViewUser if !may => refuse("view", "Sorry, you cannot view this resource."),
        Permission::DeleteUser if !may => refuse(
            "delete",
            "Sorry, you are not allowed to delete this resource.",
        ),
        Permission::Create if !may => {
            refuse("create", "Sorry, you are not allowed to create resources.")
        }
        Permission::Edit if exists && !may => {
            refuse("edit", "Sorry, you are not allowed to edit this resource.")
        }
        Permission::Delete
            if (exists && !may) || id.is_some_and(|id| store.members.has_plan(id)) =>
        {
            refuse(
                "delete",
                "Sorry, you are not allowed to delete this resource.",
            )
        }
        Permission::Batch if !may => refuse(
            "batch",
            "Sorry, you are not allowed to batch manipulate this resource.",
        ),
        _ => Ok(()),
    }
}

/// The theme's page for an address that is not the API's.
fn page_not_found() -> HttpAnswer {
    HttpAnswer {
        status: 404,
        headers: vec![("Content-Type".to_owned(), "text/html; charset=UTF-8".to_owned())],
        body: b"<!DOCTYPE html>\n<html lang=\"en-US\"><head><title>Page not found</title></head><body><h1>Oops! That page can&rsquo;t be found.</h1></body></html>\n".to_vec(),
    }
}

/// Headers in the order in which WordPress sends them, and the body as PHP writes it.
fn to_http(request: &ApiRequest, identity: Identity, answer: Answer) -> HttpAnswer {
    let callback = request
        .query
        .get("_jsonp")
        .and_then(Value::as_str)
        .filter(|_| callback_is_plain(request));
    let (content_type, body) = match callback {
        Some(callback) => {
            let mut script = format!("/**/{callback}(").into_bytes();
            script.extend(encode_json(&answer.body));
            script.push(b')');
            ("application/javascript; charset=UTF-8", script)
        }
        None => ("application/json; charset=UTF-8", encode_json(&answer.body)),
    };
    let mut headers: Vec<(String, String)> = Vec::with_capacity(12);
    let mut put = |name: &str, value: String| headers.push((name.to_owned(), value));
    put("Content-Type", content_type.to_owned());
    put("X-Robots-Tag", "noindex".to_owned());
    let has_link = answer.headers.iter().any(|(name, _)| *name == "Link");
    if !has_link {
        let root = request.url_of("/");
        put("Link", format!("<{root}>; rel=\"https://api.w.org/\""));
    }
    put("X-Content-Type-Options", "nosniff".to_owned());
    put(
        "Access-Control-Expose-Headers",
        "X-WP-Total, X-WP-TotalPages, Link".to_owned(),
    );
    put(
        "Access-Control-Allow-Headers",
        "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type".to_owned(),
    );
    for (name, value) in answer.headers {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        put(name, text);
    }
    if identity.is_known() {
        put("Expires", "Wed, 11 Jan 1984 05:00:00 GMT".to_owned());
        put(
            "Cache-Control",
            "no-cache, must-revalidate, max-age=0, no-store, private".to_owned(),
        );
    }
    if let Some(origin) = request.header("origin") {
        put("Access-Control-Allow-Origin", origin.to_owned());
        put(
            "Access-Control-Allow-Methods",
            "OPTIONS, GET, POST, PUT, PATCH, DELETE".to_owned(),
        );
        put("Access-Control-Allow-Credentials", "true".to_owned());
        put("Vary", "Origin".to_owned());
    } else if !identity.is_known() && request.wire_method == Method::Get {
        put("Vary", "Origin".to_owned());
    }
    let body = if request.wire_method == Method::Head {
        Vec::new()
    } else {
        body
    };
    HttpAnswer {
        status: answer.status,
        headers,
        body,
    }
}
