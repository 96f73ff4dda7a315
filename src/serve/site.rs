//! The site itself: from an HTTP request to an HTTP answer, in WordPress's order.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use http::Uri;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use tokio::sync::mpsc::Sender;

use super::auth::{Access, Identity, Nonces, authenticate, check_key_permission};
use super::data::{Data, Membership, Status};
use super::faults::{Distortion, Effect, Transport, distort_rows};
use super::front::page;
use super::http_answer::{HttpAnswer, HttpRequest, callback_is_plain, page_not_found, to_http};
use super::keys::Keys;
use super::memberships::{self, Event, Input, Reading, SiteTime, Writing};
use super::options::{AuthPolicy, Options, Subscriptions};
use super::permit::permit;
use super::persistence::{Database, StoreError};
use super::release;
use super::served::{Served, refusal};
use super::store::Store;
use super::webhooks::{self, Delivery, Subscribers};
use super::woocommerce;
use super::wordpress::{
    Action, Answer, ApiRequest, Endpoint, Parameters, Problem, Route, RouteTable,
    describe_namespace, describe_route, envelop, keep_fields, wants_envelope,
};
use crate::base::Api;
use crate::exchange::Method;

/// A reference site without its sockets.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) store: RwLock<Store>,
    routes: RouteTable,
    keys: Keys,
    nonces: Mutex<Nonces>,
    database: Option<Mutex<Database>>,
    subscribers: Mutex<Subscribers>,
    deliveries: OnceLock<Sender<Delivery>>,
    requests: Mutex<BTreeMap<String, u64>>,
    count: AtomicU64,
    /// Requests that nobody was told of, because the reader was slow.
    unheard: AtomicU64,
    pub(super) options: Options,
}

/// How many methods are counted one by one.
const METHODS: usize = 32;

impl Site {
    /// Sets a site up. The data moves from the options into the tables.
    ///
    /// # Errors
    ///
    /// When the store file cannot be used.
    pub(super) fn new(mut options: Options, keys: Keys) -> Result<Self, StoreError> {
        let data = std::mem::take(&mut options.data);
        let (mut store, database) = match &options.store {
            Some(path) => {
                let (store, database) = open(path, &data)?;
                (store, Some(database))
            }
            None => (Store::new(data), None),
        };
        if options.subscriptions == Subscriptions::Off {
            pause_trials(&mut store, options.clock.now());
        }
        let mut routes = vec![woocommerce::root_route()];
        routes.extend(woocommerce::routes("wc/v2", options.subscriptions));
        routes.extend(woocommerce::routes("wc/v3", options.subscriptions));
        let registered = |api: &Api| options.release.has(*api);
        for version in Api::ALL.into_iter().filter(registered) {
            routes.extend(memberships::routes(
                version,
                options.subscriptions,
                &store.profile_fields,
            ));
        }
        release::age_routes(options.release, &mut routes);
        store.take_changes();
        Ok(Self {
            subscribers: Mutex::new(Subscribers::new(std::mem::take(&mut options.webhooks))),
            deliveries: OnceLock::new(),
            database: database.map(Mutex::new),
            store: RwLock::new(store),
            routes: RouteTable(routes),
            keys,
            nonces: Mutex::default(),
            requests: Mutex::default(),
            count: AtomicU64::new(0),
            unheard: AtomicU64::new(0),
            options,
        })
    }

    /// Hands webhooks over to whoever sends them.
    pub(super) fn deliver_through(&self, sender: Sender<Delivery>) {
        // Set once, before the first request.
        let _already = self.deliveries.set(sender);
    }

    /// The site's time as HTTP writes it (RFC 9110, section 5.6.7).
    pub(super) fn date(&self) -> String {
        let now = self.options.clock.now().to_zoned(TimeZone::UTC);
        now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// A wait before each response.
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

    /// Tells of a request that was answered.
    pub(super) fn tell_served(&self, method: String, target: String, status: u16, reason: String) {
        let Some(sender) = &self.options.served else {
            return;
        };
        let served = Served {
            method,
            target,
            status,
            reason,
            unheard: self.unheard.swap(0, Ordering::Relaxed),
        };
        let unheard = served.unheard;
        if sender.try_send(served).is_err() {
            self.unheard.fetch_add(unheard + 1, Ordering::Relaxed);
        }
    }

    /// Answers a request, and tells of it.
    pub(super) fn respond(&self, request: HttpRequest) -> HttpAnswer {
        let line = (self.options.served.is_some())
            .then(|| (request.method.to_string(), request.uri.to_string()));
        let (answer, reason) = self.answer(request);
        if let Some((method, target)) = line {
            self.tell_served(method, target, answer.status, reason);
        }
        answer
    }

    /// The answer to a request, and in words why it is rejected.
    fn answer(&self, request: HttpRequest) -> (HttpAnswer, String) {
        {
            let mut requests = (self.requests.lock()).unwrap_or_else(PoisonError::into_inner);
            let method = request.method.to_string();
            // Clients may make methods up.
            let known = requests.len() < METHODS || requests.contains_key(&method);
            let method = if known { method } else { "OTHER".to_owned() };
            *requests.entry(method).or_default() += 1;
        }
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
                None => {
                    let (options, keys) = (&self.options, &self.keys);
                    return page(path, &host, request.scheme, options, keys, &self.routes)
                        .map_or_else(
                            || {
                                (
                                    page_not_found(),
                                    "no page of this site; the API is below /wp-json/".to_owned(),
                                )
                            },
                            |page| (page, String::new()),
                        );
                }
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
        let nth = self.count.fetch_add(1, Ordering::Relaxed);
        let distortion = Distortion {
            request: &api_request,
            nth,
        };
        let mut answer = self.serve_request(&api_request, &distortion);
        for effect in self.effects() {
            if let Effect::Http(distort) = effect {
                distort(&mut answer, &distortion);
            }
        }
        let is_told = self.options.served.is_some() && answer.status >= 400;
        let reason = is_told.then(|| refusal(&api_request, self.options.auth, &answer));
        (answer, reason.unwrap_or_default())
    }

    fn effects(&self) -> impl Iterator<Item = Effect> {
        self.options.faults.iter().map(|fault| fault.effect)
    }

    /// Whether the request that was answered last is an nth one.
    pub(super) fn is_nth(&self, every: u64) -> bool {
        self.count.load(Ordering::Relaxed).is_multiple_of(every)
    }

    /// What the connection does wrong.
    pub(super) fn transport_fault(&self) -> Option<Transport> {
        self.effects().find_map(|effect| match effect {
            Effect::Transport(transport) => Some(transport),
            _ => None,
        })
    }

    /// WordPress's `serve_request`: identity, then the dispatch, then headers and the envelope.
    fn serve_request(&self, request: &ApiRequest, distortion: &Distortion<'_>) -> HttpAnswer {
        let mut identified = match self.options.auth {
            AuthPolicy::Open => Ok(Identity::Manager(Access::ReadWrite)),
            policy => authenticate(
                request,
                policy,
                &self.keys,
                &mut self.nonces.lock().unwrap_or_else(PoisonError::into_inner),
                crate::clock::now_or_epoch().as_second(),
            ),
        };
        for effect in self.effects() {
            if let Effect::Identity(distort) = effect {
                identified = distort(identified, request);
            }
        }
        let (identity, mut answer) = match identified {
            Ok(identity) if !callback_is_plain(request) => (
                identity,
                Problem::new(
                    400,
                    "rest_callback_invalid",
                    "Invalid JSONP callback function.",
                )
                .to_answer(),
            ),
            Ok(identity) => {
                let answer = self.dispatch(request, identity);
                self.write_after_read(request, &answer);
                (identity, answer)
            }
            Err(problem) => (Identity::Anonymous, problem.to_answer()),
        };
        self.distort(&mut answer, distortion);
        let answer = if wants_envelope(request) {
            envelop(answer)
        } else {
            answer
        };
        to_http(request, identity, answer)
    }

    fn distort(&self, answer: &mut Answer, distortion: &Distortion<'_>) {
        let context = distortion.request.query.get("context");
        let is_edited = context.and_then(Value::as_str) == Some("edit");
        self.age(&mut answer.body, is_edited);
        for effect in self.effects() {
            match effect {
                Effect::Row(distort) => distort_rows(&mut answer.body, distort, distortion),
                Effect::Answer(distort) => distort(answer, distortion),
                _ => {}
            }
        }
    }

    /// What a fault makes of a membership that was read alone.
    fn write_after_read(&self, request: &ApiRequest, answer: &Answer) {
        let is_read = request.method == Method::Get && answer.status == 200;
        let id = answer.body.get("id").and_then(Value::as_u64);
        let id = id.filter(|_| is_read && request.route.contains("/members/"));
        for (effect, id) in self.effects().zip(std::iter::repeat(id)) {
            if let (Effect::Read(change), Some(id)) = (effect, id) {
                let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
                let row = store.members.iter().find(|row| row.id == id).cloned();
                drop(store);
                if let Some(mut row) = row {
                    change(&mut row);
                    self.put_by_hand(row, false);
                }
            }
        }
    }

    /// Makes rows look as an older release answers them.
    fn age(&self, body: &mut Value, is_edited: bool) {
        match body {
            Value::Array(rows) => rows.iter_mut().for_each(|row| self.age(row, is_edited)),
            Value::Object(row)
                if row.contains_key("plan_id") || row.contains_key("access_method") =>
            {
                release::age(self.options.release, row, is_edited);
            }
            Value::Object(outer) => {
                for name in ["previous", "create", "update", "delete"] {
                    outer
                        .get_mut(name)
                        .into_iter()
                        .for_each(|inner| self.age(inner, is_edited));
                }
            }
            _ => {}
        }
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
        let mut versions = Api::ALL.into_iter();
        let version = versions
            .find(|api| route.namespace.starts_with(&format!("wc/{api}")))
            .unwrap_or(Api::V3);
        if endpoint.action.writes() {
            let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
            permit(endpoint.permission, identity, id, &store)?;
            let mut writing = Writing {
                store: &mut store,
                time: &time,
                subscriptions: self.options.subscriptions,
                version,
                faults: &self.options.faults,
                events: Vec::new(),
            };
            let result = write(&mut writing, request, endpoint, &parameters, id);
            let events = std::mem::take(&mut writing.events);
            self.keep(&mut store)?;
            self.tell(events, request);
            return result;
        }
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        permit(endpoint.permission, identity, id, &store)?;
        let reading = Reading {
            store: &store,
            time: &time,
            subscriptions: self.options.subscriptions,
            version,
            faults: &self.options.faults,
            release: self.options.release,
        };
        match endpoint.action {
            Action::Root => Ok(Answer::ok(woocommerce::root_index(
                request,
                &self.routes,
                &time,
            ))),
            Action::ListWebhooks => {
                let subscribers = self
                    .subscribers
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                Ok(Answer::ok(subscribers.listed().into()))
            }
            Action::CreateWebhook => webhooks::create_webhook(
                &mut self
                    .subscribers
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner),
                &time,
                version.as_str(),
                request,
                &parameters,
            ),
            Action::Namespace => Ok(Answer::ok(describe_namespace(
                request,
                &self.routes,
                route.namespace,
            ))),
            action => read(action, &reading, request, &parameters),
        }
    }

    /// Brings what a request has changed to the disk, before it is answered. What cannot be kept is
    /// undone and rejected.
    fn keep(&self, store: &mut Store) -> Result<(), Problem> {
        let changes = store.take_changes();
        let Some(database) = &self.database else {
            return Ok(());
        };
        let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
        database.write(&changes, store.counters()).map_err(|_lost| {
            store.undo(changes);
            Problem::new(500, "db_update_error", "Could not update the database.")
        })
    }

    /// Orders the webhooks of what has happened.
    fn tell(&self, mut events: Vec<Event>, request: &ApiRequest) {
        let Some(sender) = self.deliveries.get().filter(|_| !events.is_empty()) else {
            return;
        };
        for event in &mut events {
            self.age(&mut event.payload, false);
        }
        let mut subscribers = self
            .subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for mut delivery in subscribers.deliveries(&events, &request.home()) {
            for effect in self.effects() {
                if let Effect::Delivery(distort) = effect {
                    distort(&mut delivery);
                }
            }
            // Where very many wait for a receiver, as where the site is going down, it is lost.
            let _undelivered = sender.try_send(delivery);
        }
    }

    /// The methods that the caller is permitted on this path, for `Allow` (`docs/observed.md#1`).
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

/// Opens a store file; a new one is filled with the data.
fn open(path: &Path, data: &Data) -> Result<(Store, Database), StoreError> {
    let mut database = Database::open(path)?;
    let store = match database.load()? {
        Some((data, counters)) => Store::new(data).with_counters(counters),
        None => {
            let store = Store::new(data.clone());
            database.fill(data, store.counters())?;
            store
        }
    };
    Ok((store, database))
}

/// Switching Subscriptions off pauses who is on trial (`docs/observed.md#12`).
fn pause_trials(store: &mut Store, now: Timestamp) {
    let on_trial: Vec<Membership> = store
        .members
        .iter()
        .filter(|row| row.status == Status::FreeTrial)
        .cloned()
        .collect();
    for row in on_trial {
        store.put_member(Membership {
            status: Status::Paused,
            paused: Some(now),
            ..row
        });
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
        Action::NotServed => Err(Problem::new(
            501,
            "memberspec_not_served",
            "The reference site does not change orders, products and customers.",
        )),
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

fn path_id(path: &Map<String, Value>) -> Option<u64> {
    path.get("id")?.as_str()?.parse().ok()
}
