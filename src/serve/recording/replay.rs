use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::agreement::{Agreement, Difference, compare};
use super::{harvest, rows};
use crate::base::Release;
use crate::exchange::{Exchange, Method};
use crate::serve::clock::Clock;
use crate::serve::data::{Data, Status};
use crate::serve::http_answer::{HttpAnswer, HttpRequest};
use crate::serve::keys::{Key, Keys};
use crate::serve::options::{Options, Subscriptions};
use crate::serve::site::Site;
use crate::serve::wordpress::Scheme;

/// One recorded exchange beside what the reference site answers.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// The exchange's own name, if it has one.
    pub label: Option<String>,
    /// The route with its ids left open, after the method: `GET /members/{id}`.
    pub operation: String,
    /// How it came out.
    pub agreement: Agreement,
    /// What disagrees.
    pub differences: Vec<Difference>,
}

/// How faithful the reference site is to a recording.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fidelity {
    /// Every exchange, in the order of the recording.
    pub compared: Vec<Compared>,
    /// Rows that the recorded site lost or gained between two requests, by a hand on its database;
    /// the replay followed.
    pub by_hand: usize,
}

impl Fidelity {
    /// How many exchanges agree in all that clients rely on.
    #[must_use]
    pub(crate) fn agreeing(&self) -> usize {
        self.count(|agreement| agreement != Agreement::None)
    }

    /// How many agree in every value as well.
    #[must_use]
    pub(crate) fn identical(&self) -> usize {
        self.count(|agreement| agreement == Agreement::Whole)
    }

    fn count(&self, wanted: impl Fn(Agreement) -> bool) -> usize {
        self.compared
            .iter()
            .filter(|one| wanted(one.agreement))
            .count()
    }
}

/// Sends every recorded request, in the order of its time, to a reference site that holds what the
/// recording shows, and compares the responses. The site's clock follows the recording.
#[must_use]
pub(crate) fn replay(
    mut exchanges: Vec<Exchange>,
    time_zone: &TimeZone,
    release: Release,
) -> Fidelity {
    exchanges.sort_by(|one, other| (one.started, &one.label).cmp(&(other.started, &other.label)));
    let clock = Arc::new(AtomicI64::new(0));
    let data = harvest(&exchanges, time_zone);
    let site = |subscriptions| {
        let options = Options {
            subscriptions,
            release,
            time_zone: time_zone.clone(),
            clock: Clock::Driven(Arc::clone(&clock)),
            data: data.clone(),
            ..Options::default()
        };
        Site::new(options, Keys::default())
    };
    // Switching Subscriptions off leaves its date in the data.
    let switched_off = exchanges
        .iter()
        .find(|exchange| is_without_subscriptions(exchange))
        .and_then(|exchange| exchange.started);
    clock.store(
        switched_off.map_or(0, Timestamp::as_second),
        Ordering::Release,
    );
    let (Ok(with), Ok(without)) = (site(Subscriptions::On), site(Subscriptions::Off)) else {
        // Only a store file can fail, and there is none.
        return Fidelity::default();
    };
    let mut replay = Replay {
        site: with,
        without_subscriptions: without,
        data,
        clock,
        keys: Keys::default(),
        ids: BTreeMap::new(),
        made: BTreeSet::new(),
        fidelity: Fidelity::default(),
    };
    for exchange in &exchanges {
        replay.send(exchange);
    }
    replay.fidelity
}

struct Replay {
    site: Site,
    /// The same data on a site where Subscriptions is inactive: the recorder switched it off for a
    /// few requests, and named them so.
    without_subscriptions: Site,
    /// What the recording shows, to start from again.
    data: Data,
    clock: Arc<AtomicI64>,
    keys: Keys,
    /// Ids that the recording made, and what they are here.
    ids: BTreeMap<u64, u64>,
    /// Ids made here that are still there.
    made: BTreeSet<u64>,
    fidelity: Fidelity,
}

impl Replay {
    fn send(&mut self, exchange: &Exchange) {
        let now = exchange.started.unwrap_or(Timestamp::UNIX_EPOCH);
        self.clock.store(now.as_second(), Ordering::Release);
        let recorded: Value =
            serde_json::from_slice(exchange.response.body.bytes()).unwrap_or(Value::Null);
        self.follow_the_hand(exchange, &recorded, now);
        let answered = self.ask(exchange);
        let body: Value = serde_json::from_slice(&answered.body).unwrap_or(Value::Null);
        self.learn_ids(exchange, &recorded, &body);
        let differences = compare(&exchange.response, &answered, &self.ids);
        self.adopt(exchange, &recorded, &differences, now);
        self.fidelity.compared.push(Compared {
            label: exchange.label.clone(),
            operation: operation(exchange),
            agreement: Agreement::of(&differences),
            differences,
        });
    }

    fn site_for(&self, exchange: &Exchange) -> &Site {
        if is_without_subscriptions(exchange) {
            &self.without_subscriptions
        } else {
            &self.site
        }
    }

    fn ask(&self, exchange: &Exchange) -> HttpAnswer {
        let request = &exchange.request;
        let scheme = if request.url.scheme() == "https" {
            Scheme::Https
        } else {
            Scheme::Http
        };
        let query = request.url.query().map(|query| self.translate_query(query));
        let path = self.translate_path(request.url.path());
        let target = match &query {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers.iter() {
            if let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.as_bytes()),
                HeaderValue::from_str(value),
            ) {
                headers.insert(name, value);
            }
        }
        let host = match (request.url.host_str(), request.url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => String::new(),
        };
        if let Ok(host) = HeaderValue::from_str(&host) {
            headers.insert("host", host);
        }
        self.authenticate(exchange, &mut headers, &target);
        let uri: Uri = target.parse().unwrap_or_default();
        let body = request.body.clone().unwrap_or_default();
        self.site_for(exchange).respond(HttpRequest {
            method: request.method.as_str().parse().unwrap_or_default(),
            uri,
            headers,
            scheme,
            body: self.translate_body(&body),
        })
    }

    /// The recording hides its credentials; its labels say whose they were, and so does a refusal
    /// that only a key that is wrong or unknown meets.
    fn authenticate(&self, exchange: &Exchange, headers: &mut HeaderMap, target: &str) {
        let Some(sent) = exchange.request.headers.get("authorization") else {
            return;
        };
        let label = label(exchange);
        let has = |part: &str| label.contains(part);
        let answer: Value =
            serde_json::from_slice(exchange.response.body.bytes()).unwrap_or(Value::Null);
        let code = answer.get("code").and_then(Value::as_str);
        let refused = code.filter(|_| {
            let by_basic = !sent.contains("OAuth") && exchange.request.url.scheme() == "https";
            by_basic && exchange.response.status == 401 && exchange.request.method.is_safe()
        });
        let is_named = [
            "readkey",
            "writekey",
            "customerkey",
            "as_",
            "secret",
            "badkey",
        ]
        .iter()
        .any(|name| has(name));
        let refused = refused.filter(|_| !is_named || has("with a wrong secret"));
        let key = if has("badkey") || refused.is_some_and(|code| code.ends_with("cannot_view")) {
            Key {
                consumer_key: "ck_unknown".to_owned(),
                ..self.keys.read_write.clone()
            }
        } else if has("badsecret") || refused == Some("woocommerce_rest_authentication_error") {
            Key {
                consumer_secret: "wrong".to_owned(),
                ..self.keys.read_write.clone()
            }
        } else if has("readkey") || has("as_R_") {
            self.keys.read.clone()
        } else if has("writekey") || has("as_W_") {
            self.keys.write.clone()
        } else if has("customerkey") || has("as_CUSTOMER_") {
            self.keys.customer.clone()
        } else {
            self.keys.read_write.clone()
        };
        let value = if sent.contains("OAuth") {
            crate::serve::auth::authorization(&exchange.request, target, &key)
        } else {
            format!(
                "Basic {}",
                BASE64.encode(format!("{}:{}", key.consumer_key, key.consumer_secret))
            )
        };
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert("authorization", value);
        }
    }

    fn translate_path(&self, path: &str) -> String {
        match path.rsplit_once("/members/") {
            Some((base, id)) => match id.parse::<u64>() {
                Ok(id) => format!("{base}/members/{}", self.own(id)),
                Err(_) => path.to_owned(),
            },
            None => path.to_owned(),
        }
    }

    fn translate_query(&self, query: &str) -> String {
        let key = &self.keys.read_write;
        let query = query
            .replace("%3CRW_KEY%3E", &key.consumer_key)
            .replace("%3CRW_SECRET%3E", &key.consumer_secret);
        match query
            .strip_prefix("include=")
            .and_then(|id| id.parse::<u64>().ok())
        {
            Some(id) => format!("include={}", self.own(id)),
            None => query,
        }
    }

    /// A body that names memberships by id is a batch: its items are translated.
    fn translate_body(&self, body: &Bytes) -> Bytes {
        let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
            return body.clone();
        };
        let mut translated = false;
        for name in ["update", "delete"] {
            let items = value.get_mut(name).and_then(Value::as_array_mut);
            for item in items.into_iter().flatten() {
                let slot = if item.is_object() {
                    item.get_mut("id")
                } else {
                    Some(item)
                };
                if let Some(slot) = slot
                    && let Some(id) = slot.as_u64()
                {
                    *slot = self.own(id).into();
                    translated = true;
                }
            }
        }
        if translated {
            Bytes::from(value.to_string())
        } else {
            body.clone()
        }
    }

    fn own(&self, id: u64) -> u64 {
        self.ids.get(&id).copied().unwrap_or(id)
    }

    /// Before a request: what the recorded response proves of changes that no recorded request made
    /// is done here too. The database was restored if an id is given out twice or fewer rows are
    /// listed than the recording has left; a membership is gone if the same one can be made again;
    /// a membership that nobody was seen to make was made by a request that was not recorded.
    fn follow_the_hand(&mut self, exchange: &Exchange, recorded: &Value, now: Timestamp) {
        let id = |row: &Value, name: &str| row.get(name).and_then(Value::as_u64);
        if creates(exchange) {
            if id(recorded, "id").is_some_and(|made| self.ids.contains_key(&made)) {
                self.restore();
            }
            self.make_room(exchange, recorded);
        } else if exchange.request.url.path().ends_with("/batch") {
            let sent = exchange.request.body.as_deref().unwrap_or_default();
            let sent: Value = serde_json::from_slice(sent).unwrap_or(Value::Null);
            if let Some(first) = sent.pointer("/create/0") {
                self.remove_pair(id(first, "customer_id"), id(first, "plan_id"));
            }
        } else if recorded.get("plan_id").is_some() && exchange.response.status == 200 {
            self.make_unrecorded(exchange, recorded, now);
        }
        let total = exchange.response.headers.get("X-WP-Total");
        if let Some(total) = total.and_then(|text| text.parse::<u64>().ok())
            && exchange.request.url.path().ends_with("/members")
            && !self.made.is_empty()
        {
            let answered = self.ask(exchange);
            let ours = answered
                .headers
                .iter()
                .find(|(name, _)| name == "X-WP-Total");
            if ours
                .and_then(|(_, text)| text.parse::<u64>().ok())
                .is_some_and(|ours| ours > total)
            {
                self.restore();
            }
        }
    }

    /// A create that was not rejected as a duplicate found no such membership.
    fn make_room(&mut self, exchange: &Exchange, recorded: &Value) {
        let code = recorded
            .get("code")
            .and_then(Value::as_str)
            .unwrap_or_default();
        // WordPress's own refusals come before the plugin looks for a duplicate.
        if code.ends_with("_exists") || code.starts_with("rest_") {
            return;
        }
        let sent = exchange.request.body.as_deref().unwrap_or_default();
        let json: Value = serde_json::from_slice(sent).unwrap_or(Value::Null);
        let form: BTreeMap<String, String> = form_urlencoded::parse(sent)
            .chain(exchange.request.url.query_pairs())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let id = |name: &str| match json.get(name) {
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_u64(),
            None => form.get(name)?.parse().ok(),
        };
        self.remove_pair(id("customer_id"), id("plan_id"));
    }

    fn remove_pair(&mut self, customer: Option<u64>, plan: Option<u64>) {
        if let (Some(customer), Some(plan)) = (customer, plan) {
            for id in self.site.members_of(customer, plan) {
                self.fidelity.by_hand += 1;
                self.made.remove(&id);
                self.site.remove_by_hand(id);
            }
        }
    }

    /// A change of a membership that the recording does not show being made: it is made as the
    /// exchange's name tells (`…trans_paused_to_active`), of the recorded plan, at the recorded
    /// second.
    fn make_unrecorded(&mut self, exchange: &Exchange, recorded: &Value, now: Timestamp) {
        let Some(row) = rows::membership(recorded, now) else {
            return;
        };
        let own = self.own(row.id);
        let known = self.site.created_of(own);
        if known.is_some_and(|known| known.duration_since(row.created).as_secs().abs() <= 5) {
            return;
        }
        let name = label(exchange);
        let from = name
            .split_once("trans_")
            .and_then(|(_, rest)| rest.split_once("_to_"))
            .and_then(|(from, _)| Status::parse(from));
        if let Some(from) = from {
            self.fidelity.by_hand += 1;
            let made = self.site.enrol_by_hand(&row, from);
            self.made.insert(made);
            self.ids.insert(row.id, made);
        }
    }

    fn restore(&mut self) {
        self.fidelity.by_hand += self.made.len();
        self.made.clear();
        self.ids.clear();
        self.site.restore(&self.data);
    }

    fn learn_ids(&mut self, exchange: &Exchange, recorded: &Value, answered: &Value) {
        let pairs: Vec<(&Value, &Value)> = if creates(exchange) {
            vec![(recorded, answered)]
        } else {
            let items = |body: &Value| body.get("create").and_then(Value::as_array).cloned();
            match (items(recorded), items(answered)) {
                (Some(theirs), Some(ours)) => {
                    for (theirs, ours) in theirs.iter().zip(&ours) {
                        self.learn_id(theirs, ours);
                    }
                    return;
                }
                _ => Vec::new(),
            }
        };
        for (theirs, ours) in pairs {
            self.learn_id(theirs, ours);
        }
    }

    fn learn_id(&mut self, theirs: &Value, ours: &Value) {
        let id = |row: &Value| {
            row.get("plan_id")
                .and(row.get("id"))
                .and_then(Value::as_u64)
        };
        if let Some(ours) = id(ours) {
            self.made.insert(ours);
            if let Some(theirs) = id(theirs) {
                self.ids.insert(theirs, ours);
            }
        }
    }

    /// After a read was judged: a row that a hand has changed in the recorded site's database is
    /// taken over, so that one change is one disagreement and not one for each later request.
    fn adopt(
        &mut self,
        exchange: &Exchange,
        recorded: &Value,
        differences: &[Difference],
        now: Timestamp,
    ) {
        if differences.is_empty() || exchange.request.method != Method::Get {
            return;
        }
        if let Some(mut row) = rows::membership(recorded, now) {
            row.id = self.own(row.id);
            self.fidelity.by_hand += 1;
            let plan_is_gone = recorded.get("plan_name") == Some(&Value::Null);
            self.site.put_by_hand(row.clone(), plan_is_gone);
            self.without_subscriptions.put_by_hand(row, plan_is_gone);
        }
    }
}

fn label(exchange: &Exchange) -> &str {
    exchange.label.as_deref().unwrap_or_default()
}

fn is_without_subscriptions(exchange: &Exchange) -> bool {
    label(exchange).contains("nosubs")
}

fn creates(exchange: &Exchange) -> bool {
    *exchange.request.effective_method() == Method::Post
        && exchange.request.url.path().ends_with("/members")
}

/// The method and the route below the namespace, its ids left open.
fn operation(exchange: &Exchange) -> String {
    let path = exchange.request.url.path();
    let route = path
        .rsplit_once("/memberships")
        .map_or(path, |(_, route)| route);
    let open: Vec<&str> = route
        .split('/')
        .map(|part| {
            let is_id = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if is_id { "{id}" } else { part }
        })
        .collect();
    let open = open.join("/");
    let open = open.trim_end_matches('/');
    let route = if open.is_empty() { "/" } else { open };
    format!("{} {route}", exchange.request.effective_method())
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use crate::har::Reader;

    /// The measure of the whole site: real traffic, sent again.
    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    fn the_site_answers_recorded_traffic_as_the_recorded_site_did() {
        let Ok(folder) = std::env::var("MEMBERSPEC_RECORDINGS") else {
            eprintln!("skipped: MEMBERSPEC_RECORDINGS names no folder of recordings");
            return;
        };
        let mut exchanges = Vec::new();
        for name in ["v3-read.har", "v3-write.har"] {
            let file = File::open(format!("{folder}/{name}")).unwrap();
            exchanges.extend(Reader::new(file).flat_map(|entry| entry.unwrap().into_exchange()));
        }
        let count = exchanges.len();
        let zone = TimeZone::get("America/New_York").unwrap();
        let fidelity = replay(exchanges, &zone, Release::MEASURED);
        assert_eq!(fidelity.compared.len(), count);
        let share = fidelity.agreeing() as f64 / count as f64;
        assert!(share >= 0.98, "{} of {count} agree", fidelity.agreeing());
        let identical = fidelity.identical() as f64 / count as f64;
        assert!(
            identical >= 0.95,
            "{} of {count} are identical",
            fidelity.identical()
        );
    }
}
