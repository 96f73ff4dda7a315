//! What the checks' own tests are made of: exchanges in one line, findings as lines.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::{Entry, ExchangeContext, Reporter, RunContext, Traffic};
use crate::document::{Edition, Release};
use crate::exchange::{Exchange, Headers, Method, Request, Response};
use crate::finding::Collector;
use crate::interpret::Interpreted;

pub(super) const ROOT: &str = "https://shop.example/wp-json/wc/v3/memberships";

/// A GET with Basic credentials that returned JSON.
pub(super) fn get(path: &str, status: u16, body: &Value) -> Exchange {
    ask(Method::Get, path, status, &body.to_string())
}

/// A request with a JSON body and Basic credentials, and its response.
pub(super) fn send(
    method: Method,
    path: &str,
    sent: &Value,
    status: u16,
    answer: &Value,
) -> Exchange {
    let mut exchange = ask(method, path, status, &answer.to_string());
    exchange
        .request
        .headers
        .push("Content-Type", "application/json");
    exchange.request.body = Some(sent.to_string().into());
    exchange
}

/// A request with Basic credentials and its response.
pub(super) fn ask(method: Method, path: &str, status: u16, body: &str) -> Exchange {
    let mut request = Request::new(method, Url::parse(&format!("{ROOT}{path}")).unwrap());
    request.headers.push("Authorization", "Basic <redacted>");
    let headers: Headers = [("Content-Type", "application/json; charset=UTF-8")]
        .into_iter()
        .collect();
    Exchange {
        label: None,
        role: Default::default(),
        started: Some(Timestamp::from_second(1_770_000_000).unwrap()),
        request,
        response: Response {
            status,
            headers,
            body: body.into(),
        },
    }
}

pub(super) trait With {
    fn header(self, name: &str, value: &str) -> Self;
    fn without(self, name: &str) -> Self;
    fn anonymous(self) -> Self;
    fn paged(self, total: u64, pages: u64) -> Self;
}

impl With for Exchange {
    fn header(mut self, name: &str, value: &str) -> Self {
        self.response.headers.push(name, value);
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.response.headers.remove(name);
        self
    }

    fn anonymous(mut self) -> Self {
        self.request.headers.remove("Authorization");
        self
    }

    fn paged(self, total: u64, pages: u64) -> Self {
        self.header("X-WP-Total", &total.to_string())
            .header("X-WP-TotalPages", &pages.to_string())
    }
}

/// What a check says of some exchanges under the observed contract, one line a finding; findings of
/// the documented contract alone are omitted.
pub(super) fn findings(entry: &Entry, exchanges: &[Exchange]) -> Vec<String> {
    judge(entry, exchanges, Edition::Observed)
}

/// What a check says of some exchanges and then of others that it sees beside them.
pub(super) fn findings_beside(
    entry: &Entry,
    exchanges: &[Exchange],
    beside: &[Exchange],
) -> Vec<String> {
    run(entry, (exchanges, beside), Edition::Observed, Traffic::Own)
}

/// What a check says of some exchanges under an edition.
pub(super) fn judge(entry: &Entry, exchanges: &[Exchange], edition: Edition) -> Vec<String> {
    run(entry, (exchanges, &[]), edition, Traffic::Own)
}

/// What a check says of somebody else's recording.
pub(super) fn findings_in_a_recording(entry: &Entry, exchanges: &[Exchange]) -> Vec<String> {
    run(entry, (exchanges, &[]), Edition::Observed, Traffic::Foreign)
}

/// The same of a recording of a site of that release.
pub(super) fn findings_in_a_recording_of(
    entry: &Entry,
    exchanges: &[Exchange],
    release: Release,
) -> Vec<String> {
    let mut run = RunContext::new(Edition::Observed);
    run.set_traffic(Traffic::Foreign);
    run.set_release(release);
    run_on(run, entry, (exchanges, &[]))
}

/// What a check says of a site of that release.
pub(super) fn findings_of_release(
    entry: &Entry,
    exchanges: &[Exchange],
    release: Release,
) -> Vec<String> {
    let mut run = RunContext::new(Edition::Observed);
    run.set_traffic(Traffic::Own);
    run.set_release(release);
    run_on(run, entry, (exchanges, &[]))
}

fn run(
    entry: &Entry,
    exchanges: (&[Exchange], &[Exchange]),
    edition: Edition,
    traffic: Traffic,
) -> Vec<String> {
    let mut run = RunContext::new(edition);
    run.set_traffic(traffic);
    run_on(run, entry, exchanges)
}

fn run_on(
    mut run: RunContext,
    entry: &Entry,
    (exchanges, beside): (&[Exchange], &[Exchange]),
) -> Vec<String> {
    let edition = run.edition();
    let mut collector = Collector::default();
    let mut unexercised = Vec::new();
    let mut check = (entry.make)();
    for (index, exchange) in exchanges.iter().chain(beside).enumerate() {
        let seen = Interpreted::new(index + 1, exchange);
        run.advance(&seen);
        let curl = crate::redact::CurlOptions::default();
        let context = ExchangeContext::new(&seen, &curl);
        let mut report = Reporter::new(entry.rule, &mut collector, &mut unexercised);
        if index < exchanges.len() {
            check.see(&context, &run, &mut report);
            run.learn(&seen);
        } else {
            check.see_compared(&context, &run, &mut report);
        }
    }
    check.end(
        &run,
        &mut Reporter::new(entry.rule, &mut collector, &mut unexercised),
    );
    collector
        .into_findings()
        .into_iter()
        .filter(|(basis, ..)| {
            edition == Edition::Documented || *basis != crate::finding::Basis::Documented
        })
        .map(|(_, finding, _)| {
            format!(
                "{}: {}, {} found",
                finding.location, finding.cause.expected, finding.cause.found
            )
        })
        .collect()
}

/// Sound rows as a site of release 1.27 with Subscriptions answers them.
pub(crate) mod rows {
    use serde_json::{Value, json};

    /// A membership, active, of plan 20; its customer is 1000 + id. Sound in every respect.
    pub(crate) fn member(id: i64) -> Value {
        let root = "https://shop.example/wp-json/wc/v3";
        let customer = 1000 + id;
        let local = format!("2026-01-10T07:{:02}:{:02}", id / 60 % 60, id % 60);
        let utc = format!("2026-01-10T12:{:02}:{:02}", id / 60 % 60, id % 60);
        json!({
            "id": id,
            "customer_id": customer,
            "customer_data": [],
            "plan_id": 20,
            "plan_name": "Gold",
            "status": "active",
            "order_id": null,
            "product_id": null,
            "subscription_id": null,
            "date_created": local,
            "date_created_gmt": utc,
            "start_date": local,
            "start_date_gmt": utc,
            "end_date": null,
            "end_date_gmt": null,
            "paused_date": null,
            "paused_date_gmt": null,
            "cancelled_date": null,
            "cancelled_date_gmt": null,
            "view_url": "https://shop.example/my-account/members-area/20/",
            "profile_fields": [{ "name": "Shirt", "slug": "shirt", "value": "M" }],
            "meta_data": [{ "id": 7, "key": "note", "value": null }],
            "_links": {
                "self": [{
                    "href": format!("{root}/memberships/members/{id}"),
                    "targetHints": { "allow": ["GET", "POST", "PUT", "PATCH", "DELETE"] }
                }],
                "collection": [{ "href": format!("{root}/memberships/members") }],
                "customer": [{ "href": format!("{root}/customers/{customer}") }]
            }
        })
    }

    /// A list of memberships.
    pub(in crate::checks) fn members(ids: std::ops::RangeInclusive<i64>) -> Value {
        ids.map(member).collect()
    }

    /// A published plan without an end. Sound in every respect.
    pub(in crate::checks) fn plan(id: i64) -> Value {
        let root = "https://shop.example/wp-json/wc/v3";
        json!({
            "id": id,
            "name": "Gold",
            "slug": "gold",
            "status": "publish",
            "access_method": "manual-only",
            "has_subscription": false,
            "has_subscription_installment": false,
            "access_product_ids": [],
            "access_length_type": "unlimited",
            "subscription_access_length_type": "subscription",
            "access_length": null,
            "subscription_access_length": null,
            "access_start_date": null,
            "access_start_date_gmt": null,
            "access_end_date": null,
            "access_end_date_gmt": null,
            "subscription_access_start_date": null,
            "subscription_access_start_date_gmt": null,
            "subscription_access_end_date": null,
            "subscription_access_end_date_gmt": null,
            "date_created": "2026-01-10T07:00:00",
            "date_created_gmt": "2026-01-10T12:00:00",
            "date_modified": "2026-01-10T07:00:00",
            "date_modified_gmt": "2026-01-10T12:00:00",
            "meta_data": [],
            "_links": {
                "self": [{
                    "href": format!("{root}/memberships/plans/{id}"),
                    "targetHints": { "allow": ["GET"] }
                }],
                "collection": [{ "href": format!("{root}/memberships/plans") }]
            }
        })
    }
}

/// Webhook deliveries, and what a check says of them.
pub(super) mod deliveries {
    use super::*;
    use crate::interpret::Delivery;
    use crate::redact::Secret;

    /// The signature of [`delivery`] by `hook-secret`.
    pub(in crate::checks) const SIGNED: &str = "KWQatrycMwtl5+PzHZ7MQZyGjv5rsqwcT6r96oWrlVs=";

    /// A delivery whose body is an id alone.
    pub(in crate::checks) fn delivery(topic: &str, signature: Option<&str>) -> Exchange {
        let url = Url::parse("https://receiver.example/hooks").unwrap();
        let mut request = Request::new(Method::Post, url);
        let (resource, event) = topic.split_once('.').unwrap();
        let headers = [
            ("User-Agent", "WooCommerce/9.8.5 Hookshot (WordPress/6.8.1)"),
            ("Content-Type", "application/json"),
            ("X-WC-Webhook-Source", "https://shop.example/"),
            ("X-WC-Webhook-Topic", topic),
            ("X-WC-Webhook-Resource", resource),
            ("X-WC-Webhook-Event", event),
            ("X-WC-Webhook-ID", "1"),
            ("X-WC-Webhook-Delivery-ID", "aa"),
        ];
        let signature = signature.map(|value| ("X-WC-Webhook-Signature", value));
        for (name, value) in headers.into_iter().chain(signature) {
            request.headers.push(name, value);
        }
        request.body = Some("{\"id\":1}".into());
        Exchange {
            label: None,
            role: Default::default(),
            started: None,
            request,
            response: Response {
                status: 200,
                headers: Headers::new(),
                body: "".into(),
            },
        }
    }

    /// What a check that knows the secret says of a delivery, one line a finding.
    pub(in crate::checks) fn delivered(entry: &Entry, exchange: &Exchange) -> Vec<String> {
        delivered_all(entry, std::slice::from_ref(exchange))
    }

    /// The same of several deliveries.
    pub(in crate::checks) fn delivered_all(entry: &Entry, exchanges: &[Exchange]) -> Vec<String> {
        let mut run = RunContext::new(Edition::Observed);
        run.set_webhook_secret(Secret::new("hook-secret"));
        let (mut collector, mut unexercised) = (Collector::default(), Vec::new());
        let mut check = (entry.make)();
        for (at, exchange) in exchanges.iter().enumerate() {
            let seen = Interpreted::new(at + 1, exchange);
            let curl = crate::redact::CurlOptions::default();
            let context = ExchangeContext::new(&seen, &curl);
            let mut report = Reporter::new(entry.rule, &mut collector, &mut unexercised);
            if let Delivery::Event(event) = Delivery::of(&exchange.request).unwrap() {
                check.see_delivery(&context, &event, &run, &mut report);
            }
        }
        let findings = collector.into_findings().into_iter();
        findings
            .map(|(_, it, _)| {
                format!(
                    "{}: {}, {} found",
                    it.location, it.cause.expected, it.cause.found
                )
            })
            .collect()
    }
}
