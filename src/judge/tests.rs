use super::*;
use crate::exchange::{Headers, Method, Request, Response};
use crate::finding::{Level, SubjectKind};
use url::Url;

fn exchange(url: &str, status: u16, body: &str) -> Exchange {
    let mut request = Request::new(Method::Get, Url::parse(url).unwrap());
    request.headers.push("Authorization", "Basic <redacted>");
    let headers: Headers = [("Content-Type", "application/json")].into_iter().collect();
    Exchange {
        label: None,
        role: Default::default(),
        started: None,
        request,
        response: Response {
            status,
            headers,
            body: body.into(),
        },
    }
}

pub(super) fn closing() -> Closing {
    let subject = Subject {
        name: "test".into(),
        kind: SubjectKind::Recording,
        apis: Vec::new(),
    };
    Closing {
        subject,
        notes: Vec::new(),
        incomplete: Vec::new(),
    }
}

fn judge(edition: Edition, strictness: Strictness, exchanges: &[Exchange]) -> Outcome {
    let mut judge = Judge::new(Options {
        edition,
        strictness,
        ..Options::default()
    });
    for exchange in exchanges {
        judge.see(exchange);
    }
    judge.finish(closing())
}

const PLAN_ZERO: &str = "https://shop.example/wp-json/wc/v3/memberships/members?parent=21";

fn critical() -> Exchange {
    let body = r#"{"code":"internal_server_error","message":"<p>x</p>","data":{"status":500}}"#;
    exchange(PLAN_ZERO, 500, body)
}

#[test]
fn a_judge_may_move_to_another_thread() {
    fn moves<T: Send>() {}
    moves::<Judge>();
}

#[test]
fn a_known_fault_is_told_with_its_id_and_does_not_fail() {
    let outcome = judge(Edition::Observed, Strictness::Lenient, &[critical()]);
    assert!(!outcome.fails(), "{:?}", outcome.findings);
    assert!(!outcome.known.is_empty());
    let strict = judge(Edition::Observed, Strictness::Strict, &[critical()]);
    assert!(strict.fails());
    assert!(
        strict
            .findings
            .iter()
            .all(|finding| !finding.known_as.is_empty())
    );
}

#[test]
fn the_same_fault_on_any_other_input_is_a_finding() {
    let mut elsewhere = critical();
    elsewhere.request.url =
        Url::parse("https://shop.example/wp-json/wc/v3/memberships/members?page=2").unwrap();
    let outcome = judge(Edition::Observed, Strictness::Lenient, &[elsewhere]);
    assert_eq!(outcome.count(Level::Error), 1, "{:?}", outcome.findings);
}

#[test]
fn foreign_traffic_is_counted_and_left_alone() {
    let foreign = exchange("https://shop.example/wp-json/wc/v3/orders", 500, "oops");
    let outcome = judge(Edition::Observed, Strictness::Lenient, &[foreign]);
    assert_eq!(outcome.exchanges, 0);
    assert_eq!(
        outcome.skipped,
        [("not a request to the Memberships API".to_owned(), 1)]
    );
    assert!(!outcome.fails());
}

#[test]
fn the_operation_with_the_worst_finding_comes_first() {
    let warning = exchange(
        "https://shop.example/wp-json/wc/v3/memberships",
        200,
        r#"{"namespace":"wc/v3/memberships","routes":{},"_links":{"up":[{"href":"https://shop.example/wp-json/"}]},"extra":1}"#,
    );
    let error = exchange(
        "https://shop.example/wp-json/wc/v3/memberships/plans",
        500,
        "oops",
    );
    let outcome = judge(Edition::Observed, Strictness::Lenient, &[warning, error]);
    assert!(
        outcome.findings[0].operation.ends_with("/plans"),
        "{:?}",
        outcome.findings
    );
}

#[test]
fn the_printed_command_trusts_the_certificates_that_the_run_trusts() {
    let mut judge = Judge::new(Options {
        curl: CurlOptions {
            trust: crate::redact::RunTrust::File("ca.pem".into()),
            ..CurlOptions::default()
        },
        ..Options::default()
    });
    judge.see(&exchange(
        "https://shop.example/wp-json/wc/v3/memberships/plans",
        500,
        "oops",
    ));
    let outcome = judge.finish(closing());
    let curl = &outcome.findings[0].example.curl;
    assert!(curl.contains("--cacert ca.pem"), "{curl}");
}
