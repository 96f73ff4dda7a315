//! Every fault does something, and none does anything when it is not asked for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::HeaderMap;

use super::{Effect, FAULTS, Fault, Needs};
use crate::serve::Options;
use crate::serve::http_answer::{HttpAnswer, HttpRequest};
use crate::serve::keys::{Key, Keys};
use crate::serve::site::Site;
use crate::serve::wordpress::Scheme;

fn site(faults: Vec<&'static Fault>) -> Site {
    let options = Options {
        faults,
        ..Options::default()
    };
    Site::new(options, Keys::default()).unwrap()
}

fn ask(site: &Site, key: Option<&Key>, line: &str, body: &str) -> HttpAnswer {
    let (method, path) = line.split_once(' ').unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("host", "shop.example".parse().unwrap());
    headers.insert("content-type", "application/json".parse().unwrap());
    if let Some(key) = key {
        let pair = format!("{}:{}", key.consumer_key, key.consumer_secret);
        let value = format!("Basic {}", BASE64.encode(pair));
        headers.insert("authorization", value.parse().unwrap());
    }
    site.respond(HttpRequest {
        method: method.parse().unwrap(),
        uri: format!("/wp-json/wc/{path}").parse().unwrap(),
        headers,
        scheme: Scheme::Https,
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

fn reads(site: &Site) -> Vec<HttpAnswer> {
    let keys = Keys::default();
    let wrong = Key {
        consumer_secret: "x".to_owned(),
        ..keys.read_write.clone()
    };
    let in_query = format!(
        "GET v3/memberships/members?consumer_key={}&consumer_secret={}",
        keys.read_write.consumer_key, keys.read_write.consumer_secret
    );
    let mut answers: Vec<HttpAnswer> = [
        "v2/memberships/members/60",
        "v2/memberships/members?include=60",
        "v3/memberships/members",
        "v3/memberships/members?per_page=100",
        "v3/memberships/members?page=2",
        "v3/memberships/members?page=7",
        "v3/memberships/members?page=9999",
        "v3/memberships/members?offset=55",
        "v3/memberships/members?status=active",
        "v3/memberships/members?status=paused",
        "v3/memberships/members?customer=3",
        "v3/memberships/members?plan=22",
        "v3/memberships/members?plan=22&status=active",
        "v3/memberships/members?plan=999999",
        "v3/memberships/members?customer=nobody-of-that-name",
        "v3/memberships/members?order=38",
        "v3/memberships/members?product=11",
        "v3/memberships/members?subscription=41",
        "v3/memberships/members?include=63",
        "v3/memberships/members?exclude=63",
        "v3/memberships/members?per_page=0",
        "v3/memberships/members/63",
        "v3/memberships/members/65",
        "v3/memberships/members/999999",
        "v3/memberships/bogus",
        "v3/memberships/plans",
        "v3/memberships/plans/24",
        "v3/memberships/plans/24",
    ]
    .iter()
    .map(|path| ask(site, Some(&keys.read_write), &format!("GET {path}"), ""))
    .collect();
    for line in [
        "GET v3/memberships",
        "OPTIONS v3/memberships/members",
        "HEAD v3/memberships/members?per_page=1",
    ] {
        answers.push(ask(site, Some(&keys.read_write), line, ""));
    }
    answers.push(ask(site, None, &in_query, ""));
    answers.push(ask(site, Some(&wrong), "GET v3/memberships/members", ""));
    for path in ["members", "members/60", "plans"] {
        answers.push(ask(site, None, &format!("GET v3/memberships/{path}"), ""));
    }
    for path in ["members", "plans"] {
        let line = format!("GET v3/memberships/{path}");
        answers.push(ask(site, Some(&keys.customer), &line, ""));
    }
    answers
}

fn writes(site: &Site) -> Vec<HttpAnswer> {
    let keys = Keys::default();
    let new = r#"{"customer_id": 65, "plan_id": 22, "status": "complimentary"}"#;
    let mut answers: Vec<HttpAnswer> = [
        ("POST v3/memberships/members", new),
        ("POST v3/memberships/members", new),
        (
            "POST v3/memberships/members",
            r#"{"customer_id": 64, "plan_id": 35, "order_id": 999999}"#,
        ),
        ("PUT v3/memberships/members/65", r#"{"status": "active"}"#),
        ("PUT v3/memberships/members/61", r#"{"status": "paused"}"#),
        (
            "PUT v3/memberships/members/61",
            r#"{"status": "cancelled"}"#,
        ),
        (
            "PUT v3/memberships/members/62",
            r#"{"start_date_gmt": "2026-01-01T10:00:00"}"#,
        ),
        (
            "PUT v3/memberships/members/63",
            r#"{"meta_data": [{"key": "count", "value": 8}]}"#,
        ),
        ("PUT v3/memberships/members/66", r#"{"customer_id": 62}"#),
        (
            "POST v3/memberships/members",
            r#"{"customer_id": 64, "plan_id": 22, "status": "paused"}"#,
        ),
        ("DELETE v3/memberships/members/67", ""),
        ("GET v3/memberships/members?customer=65", ""),
        (
            "POST v3/memberships/members/batch",
            r#"{"update": [{"id": 61}, {"id": 999999}]}"#,
        ),
        ("GET v3/memberships/members?per_page=100", ""),
        ("GET v4/memberships/members?per_page=100", ""),
    ]
    .iter()
    .map(|(line, body)| ask(site, Some(&keys.read_write), line, body))
    .collect();
    answers.push(ask(
        site,
        Some(&keys.read),
        "DELETE v3/memberships/members/68",
        "",
    ));
    answers
}

#[test]
fn every_fault_shows_in_an_answer() {
    let honest_reads = reads(&site(Vec::new()));
    let honest_writes = writes(&site(Vec::new()));
    assert_eq!(
        honest_reads,
        reads(&site(Vec::new())),
        "two honest sites agree"
    );
    for fault in FAULTS.iter() {
        // What a read leaves behind shows only in later responses.
        if matches!(
            fault.effect,
            Effect::Transport(_) | Effect::Delivery(_) | Effect::Read(_)
        ) {
            continue;
        }
        let faulty = site(vec![fault]);
        let shows = match fault.needs {
            Needs::Reads => reads(&faulty) != honest_reads,
            Needs::Writes => writes(&faulty) != honest_writes,
        };
        assert!(shows, "{} changes no answer", fault.id);
    }
}

/// A fault that needs writes must not disturb who only reads.
#[test]
fn faults_of_writes_are_silent_to_readers() {
    let honest = reads(&site(Vec::new()));
    for fault in FAULTS.iter().filter(|fault| fault.needs == Needs::Writes) {
        assert_eq!(reads(&site(vec![fault])), honest, "{}", fault.id);
    }
}
