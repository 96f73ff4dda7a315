//! The work of judging grows no faster than a hostile input. Memory that is asked for stands for work:
//! it is counted, does not depend on the machine, and each of these inputs once made much of it.
//! `bench/growth.py` counts instructions.
#![cfg(test)]

use std::alloc::System;
use std::fmt::Write as _;

use memberspec::check::{Subject, SubjectKind};
use memberspec::internals::{Closing, Judge, LedgerEntry, Options, Reader, Run, read_ledger};
use memberspec::openapi::{Api, Overlay};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What the work for twice the input may be at most, in the work for the input.
const MOST: f64 = 2.3;

const LIST: &str = "https://shop.example/wp-json/wc/v3/memberships/members";

/// An exchange of a recording.
fn entry(
    url: &str,
    asked: &[(&str, &str)],
    sent: Option<&str>,
    answer: &[(&str, &str)],
    body: &str,
) -> Value {
    let headers = |headers: &[(&str, &str)]| -> Value {
        let header = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        headers.iter().map(header).collect()
    };
    json!({
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1,
        "request": {
            "method": if sent.is_some() { "POST" } else { "GET" },
            "url": url,
            "headers": headers(asked),
            "postData": { "mimeType": "application/json", "text": sent.unwrap_or_default() },
        },
        "response": {
            "status": 200,
            "headers": headers(&[&[("Content-Type", "application/json")], answer].concat()),
            "content": { "text": body },
        },
    })
}

fn recording(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

/// A recording of one list.
fn list(body: &str) -> String {
    recording(&[entry(LIST, &[], None, &[], body)])
}

/// A list of so many rows.
fn rows(count: usize, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (0..count).map(row).collect();
    format!("[{}]", rows.join(","))
}

/// Bytes that are asked for while a recording is judged.
fn work(recording: &str) -> usize {
    let mut judge = Judge::new(Options::default());
    judge.prepare(&[Api::V3]);
    let region = Region::new(ALLOCATOR);
    for entry in Reader::new(recording.as_bytes()) {
        judge.see(&entry.unwrap().into_exchange().unwrap());
    }
    let subject = Subject {
        name: "growth".into(),
        kind: SubjectKind::Recording,
        apis: Vec::new(),
    };
    let outcome = judge.finish(Closing {
        subject,
        notes: Vec::new(),
        incomplete: Vec::new(),
    });
    assert!(!outcome.findings.is_empty());
    region.change().bytes_allocated
}

type Make = fn(usize) -> String;

const KINDS: [(&str, usize, Make); 12] = [
    ("encoded equals signs", 2_000, |n| {
        list(&format!(r#"[{{"id":1,"status":"{}"}}]"#, "a%3D".repeat(n)))
    }),
    ("empty parameters", 2_000, |n| {
        list(&format!(
            r#"[{{"id":1,"status":"{}"}}]"#,
            "token=&".repeat(n)
        ))
    }),
    ("keys that are not declared", 500, |n| {
        let mut keys = String::new();
        (0..n).for_each(|at| write!(keys, r#","p{at}":1"#).unwrap());
        list(&format!(r#"[{{"id":1{keys}}}]"#))
    }),
    ("rows with a key of their own", 500, |n| {
        list(&rows(n, |at| format!(r#"{{"id":{at},"p{at}":1}}"#)))
    }),
    ("tiny rows", 500, |n| {
        list(&rows(n, |at| format!(r#"{{"id":{at}}}"#)))
    }),
    ("rows with a link that is wrong", 500, |n| {
        list(&rows(n, |at| {
            format!(r#"{{"id":{at},"_links":{{"collection":[{{"href":"{LIST}x"}}]}}}}"#)
        }))
    }),
    ("links of a header", 500, |n| {
        let link = format!("<{LIST}?page=2>; rel=\"next\", ").repeat(n);
        recording(&[entry(LIST, &[], None, &[("Link", &link)], "[]")])
    }),
    ("headers", 500, |n| {
        let names: Vec<String> = (0..n).map(|at| format!("X-{at}")).collect();
        let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
        recording(&[entry(LIST, &headers, None, &headers, r#"[{"id":1}]"#)])
    }),
    ("parameters", 500, |n| {
        let names: Vec<String> = (0..n).map(|at| format!("a{at}=1")).collect();
        let url = format!("{LIST}?{}", names.join("&"));
        recording(&[entry(&url, &[], None, &[], r#"[{"id":1}]"#)])
    }),
    ("ids that are asked for", 500, |n| {
        let ids: Vec<String> = (0..n).map(|at| at.to_string()).collect();
        let url = format!("{LIST}?include={}", ids.join(","));
        let body = rows(n, |at| format!(r#"{{"id":{at}}}"#));
        recording(&[entry(&url, &[], None, &[], &body)])
    }),
    ("exchanges", 100, |n| {
        let item = |at| {
            let body = format!(r#"{{"id":{at},"name":"n{at}"}}"#);
            entry(&format!("{LIST}/{at}"), &[], None, &[], &body)
        };
        recording(&(0..n).map(item).collect::<Vec<_>>())
    }),
    ("deliveries", 100, |n| {
        let asked = [
            ("X-WC-Webhook-Topic", "user_membership.updated"),
            ("X-WC-Webhook-Resource", "user_membership"),
            ("X-WC-Webhook-Event", "updated"),
            ("X-WC-Webhook-Signature", "x"),
        ];
        let delivery = |at| {
            let sent = format!(r#"{{"id":{at}}}"#);
            entry("https://hook.example/", &asked, Some(&sent), &[], "")
        };
        recording(&(0..n).map(delivery).collect::<Vec<_>>())
    }),
];

/// Bytes that are asked for while a document is changed by an overlay of so many actions.
fn work_of_overlay(actions: usize) -> usize {
    let action = |at: usize| {
        let name = format!("p{at}");
        json!({ "target": "$.properties", "update": { name: { "type": "string" } } })
    };
    let actions: Vec<Value> = (0..actions).map(action).collect();
    let text = json!({ "overlay": "1.0.0", "actions": actions }).to_string();
    let region = Region::new(ALLOCATOR);
    let overlay: Overlay = text.parse().unwrap();
    let mut document = json!({ "properties": {} });
    overlay.apply(&mut document).unwrap();
    region.change().bytes_allocated
}

/// Bytes that are asked for while a ledger of so many rows is read.
fn work_of_ledger(rows: usize) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger");
    let root = "https://shop.example/wp-json/".parse().unwrap();
    let run = Run::new(&root, "v3", None, jiff::Timestamp::UNIX_EPOCH, [1; 32]);
    let mut text = serde_json::to_string(&LedgerEntry::Run(run)).unwrap();
    for id in 1..=rows {
        write!(
            text,
            "\n{}",
            json!({ "event": "made", "kind": "member", "id": id })
        )
        .unwrap();
    }
    std::fs::write(&path, text + "\n").unwrap();
    let region = Region::new(ALLOCATOR);
    let claim = read_ledger(&path).unwrap().unwrap();
    assert_eq!(claim.members.len(), rows);
    region.change().bytes_allocated
}

#[test]
fn twice_the_input_is_twice_the_work() {
    // What is worked out once for all runs is not counted.
    let _warm: usize = KINDS.iter().map(|(_, _, make)| work(&make(10))).sum();
    let judged = KINDS.map(|(kind, size, make)| {
        let of = |size: usize| work(&make(size));
        (kind, of(1), of(size), of(2 * size))
    });
    let others = [
        ("overlay", work_of_overlay as fn(usize) -> usize),
        ("ledger", work_of_ledger),
    ];
    let others = others.map(|(kind, of)| (kind, of(1), of(500), of(1_000)));
    // What any input of the kind takes, however small, is no part of how it grows.
    let grown: Vec<_> = (judged.into_iter().chain(others))
        .map(|(kind, least, once, twice)| {
            let ratio = (twice - least) as f64 / (once - least) as f64;
            (kind, least, once, twice, ratio)
        })
        .collect();
    let too_much = grown.iter().filter(|(.., ratio)| *ratio > MOST);
    let too_much: Vec<_> = too_much.collect();
    assert!(too_much.is_empty(), "{too_much:?} of {grown:?}");
}
