//! What real sites answered and delivered, from the folder of recordings.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use bytes::Bytes;
use serde_json::Value;
use url::Url;

use crate::exchange::{Body, Exchange, Headers, Method, Request, Response, Role};
use crate::har::{Entry, Reader};

/// The exchanges of a HAR file.
pub(super) fn har(path: &Path) -> Vec<Exchange> {
    let reader = Reader::new(BufReader::new(File::open(path).unwrap()));
    reader
        .filter_map(|entry| match entry.unwrap() {
            Entry::Exchange(exchange) => Some(*exchange),
            Entry::Skipped(_) => None,
        })
        .collect()
}

/// Deliveries of webhooks: a line of JSON for each, with its headers and its body.
pub(super) fn deliveries(path: &Path) -> Vec<Exchange> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| {
            let delivery: Value = serde_json::from_str(line).unwrap();
            let url = Url::parse("http://receiver.example/").unwrap();
            let mut request = Request::new(Method::Post, url);
            for field in delivery["headers"].as_array().unwrap() {
                let text = |at: usize| field[at].as_str().unwrap().to_owned();
                request.headers.push(text(0), text(1));
            }
            let body = delivery["body"].as_str().unwrap().to_owned();
            request.body = Some(Bytes::from(body));
            Exchange {
                label: None,
                role: Role::default(),
                started: None,
                request,
                response: Response {
                    status: 200,
                    headers: Headers::new(),
                    body: Body::Whole(Bytes::new()),
                },
            }
        })
        .collect()
}
