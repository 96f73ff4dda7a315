//! Webhook deliveries of a real site, judged.

use std::path::PathBuf;

use serde_json::Value;

use super::{Closing, Judge, Options};
use crate::exchange::{Exchange, Headers, Method, Request, Response};
use crate::finding::{Level, Subject, SubjectKind};
use crate::redact::Secret;

fn exchange(line: &str) -> Exchange {
    let delivery: Value = serde_json::from_str(line).unwrap();
    let url = format!(
        "http://receiver.example{}",
        delivery["path"].as_str().unwrap()
    );
    let mut request = Request::new(Method::Post, url.parse().unwrap());
    for pair in delivery["headers"].as_array().unwrap() {
        let part = |index: usize| pair[index].as_str().unwrap();
        request.headers.push(part(0), part(1));
    }
    request.body = Some(delivery["body"].as_str().unwrap().to_owned().into());
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

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn real_deliveries_are_sound_and_show_what_the_catalogue_says_of_webhooks() {
    let Some(folder) = std::env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: MEMBERSPEC_RECORDINGS does not name the folder of the recordings");
        return;
    };
    let text = std::fs::read_to_string(folder.join("webhooks.jsonl")).unwrap();
    let violation = |secret: &str| {
        let mut judge = Judge::new(Options {
            webhook_secret: Some(Secret::new(secret)),
            ..Options::default()
        });
        for line in text.lines() {
            judge.see(&exchange(line));
        }
        let subject = Subject {
            name: "deliveries".into(),
            kind: SubjectKind::Recording,
            apis: Vec::new(),
        };
        judge.finish(Closing {
            subject,
            notes: Vec::new(),
            incomplete: Vec::new(),
        })
    };
    let outcome = violation("hook-secret");
    assert_eq!(outcome.exchanges, text.lines().count() as u64);
    assert_eq!(outcome.findings.len(), 0, "{:#?}", outcome.findings);
    let known: Vec<&str> = outcome.known.iter().map(|known| known.id).collect();
    assert_eq!(
        known,
        [
            "webhook-delete-topic-misnamed",
            "webhook-deleted-holds-id-only",
            "webhook-ping-unsigned",
        ]
    );
    let wrong = violation("another-secret");
    assert!(wrong.count(Level::Error) > 0);
    let only_signatures = |it: &crate::finding::Finding| it.rule.id == "webhook-signature";
    assert!(wrong.findings.iter().all(only_signatures));
}
