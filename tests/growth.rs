//! The work of judging grows no faster than a hostile input. Memory that is asked for stands for work:
//! it is counted, does not depend on the machine, and each of these inputs once made much of it.
//! `bench/growth.py` counts instructions.
#![cfg(test)]

use std::alloc::System;
use std::fmt::Write as _;

use memberspec::document::Edition;
use memberspec::finding::{Subject, SubjectKind};
use memberspec::har::Reader;
use memberspec::judge::{Closing, Judge, Selection, Strictness};
use memberspec::seen::Api;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What the work for twice the input may be at most, in the work for the input.
const MOST: f64 = 2.3;

const LIST: &str = "https://shop.example/wp-json/wc/v3/memberships/members";

/// A recording of one answer of that body.
fn recording(body: &str, link: &str) -> String {
    let entry = serde_json::json!({
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1,
        "request": { "method": "GET", "url": LIST, "headers": [] },
        "response": {
            "status": 200,
            "headers": [
                { "name": "Content-Type", "value": "application/json" },
                { "name": "Link", "value": link },
            ],
            "content": { "text": body },
        },
    });
    serde_json::json!({ "log": { "version": "1.2", "entries": [entry] } }).to_string()
}

/// A list of so many rows.
fn rows(count: usize, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (0..count).map(row).collect();
    format!("[{}]", rows.join(","))
}

/// Bytes that are asked for while a recording is judged.
fn work(recording: &str) -> usize {
    let mut judge = Judge::new(
        Edition::Observed,
        Strictness::Lenient,
        &Selection::default(),
    );
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

#[test]
fn twice_the_input_is_twice_the_work() {
    let kinds: [(&str, usize, Make); 6] = [
        ("encoded equals signs", 2_000, |n| {
            recording(
                &format!(r#"[{{"id":1,"status":"{}"}}]"#, "a%3D".repeat(n)),
                "",
            )
        }),
        ("empty parameters", 2_000, |n| {
            recording(
                &format!(r#"[{{"id":1,"status":"{}"}}]"#, "token=&".repeat(n)),
                "",
            )
        }),
        ("keys that are not declared", 500, |n| {
            let mut keys = String::new();
            (0..n).for_each(|at| write!(keys, r#","p{at}":1"#).unwrap());
            recording(&format!(r#"[{{"id":1{keys}}}]"#), "")
        }),
        ("rows with a key of their own", 500, |n| {
            recording(&rows(n, |at| format!(r#"{{"id":{at},"p{at}":1}}"#)), "")
        }),
        ("tiny rows", 500, |n| {
            recording(&rows(n, |at| format!(r#"{{"id":{at}}}"#)), "")
        }),
        ("links of a header", 500, |n| {
            recording("[]", &format!("<{LIST}?page=2>; rel=\"next\", ").repeat(n))
        }),
    ];
    // What is worked out once for all runs is not counted.
    work(&kinds[2].2(10));
    let grown = kinds.map(|(kind, size, make)| {
        let (once, twice) = (work(&make(size)), work(&make(2 * size)));
        (kind, once, twice, twice as f64 / once as f64)
    });
    let too_much = grown.iter().filter(|(.., ratio)| *ratio > MOST);
    let too_much: Vec<_> = too_much.collect();
    assert!(too_much.is_empty(), "{too_much:?} of {grown:?}");
}
