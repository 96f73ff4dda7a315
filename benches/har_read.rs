//! What reading a recording costs beside parsing the same bytes into `serde_json::Value`.
//!
//! The recording is made here, or is every `.har` file in the folder that `MEMBERSPEC_RECORDINGS`
//! names.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot set itself up has nothing to measure"
)]

use std::hint::black_box;
use std::path::Path;
use std::{env, fs};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use memberspec::internals::{Entry, Exchange, Headers, Method, Reader, Request, Response, Writer};
use serde_json::{Value, json};
use url::Url;

/// Lists of 100 members, as a site answers them.
fn made(entries: u32) -> Vec<u8> {
    let mut writer =
        Writer::new(Vec::new(), "made for the benchmark", Default::default()).expect("memory");
    for page in 1..=entries {
        let rows: Vec<Value> = (1..=100).map(|row| member(page * 100 + row)).collect();
        let headers: Headers = [
            ("Content-Type", "application/json; charset=UTF-8"),
            ("X-WP-Total", "20000"),
            ("X-WP-TotalPages", "200"),
        ]
        .into_iter()
        .collect();
        let url = format!(
            "https://shop.example/wp-json/wc/v3/memberships/members?page={page}&per_page=100"
        );
        let exchange = Exchange {
            label: Some(format!("page {page}")),
            role: Default::default(),
            started: None,
            request: Request::new(Method::Get, Url::parse(&url).expect("a URL")),
            response: Response {
                status: 200,
                headers,
                body: Value::from(rows).to_string().as_str().into(),
            },
        };
        writer.write(&exchange).expect("memory");
    }
    writer.finish().expect("memory").unwrap_or_default()
}

fn member(id: u32) -> Value {
    let link = |path: &str| json!([{"href": format!("https://shop.example/wp-json/wc/v3/{path}")}]);
    json!({
        "id": id, "customer_id": id + 7, "customer_data": [], "plan_id": 21,
        "plan_name": "Gold", "status": "active", "order_id": id + 9, "product_id": null,
        "subscription_id": null,
        "date_created": "2026-01-02T10:20:30", "date_created_gmt": "2026-01-02T15:20:30",
        "start_date": "2026-01-02T10:20:30", "start_date_gmt": "2026-01-02T15:20:30",
        "end_date": null, "end_date_gmt": null, "paused_date": null, "paused_date_gmt": null,
        "cancelled_date": null, "cancelled_date_gmt": null,
        "view_url": "https://shop.example/my-account/members-area/21/",
        "profile_fields": [], "meta_data": [],
        "_links": {
            "self": link(&format!("memberships/members/{id}")),
            "collection": link("memberships/members"),
            "customer": link(&format!("customers/{}", id + 7)),
        },
    })
}

fn recordings() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = env::var_os("MEMBERSPEC_RECORDINGS") else {
        return vec![("made".to_owned(), made(50))];
    };
    let mut files: Vec<_> = fs::read_dir(Path::new(&folder))
        .expect("MEMBERSPEC_RECORDINGS is a folder")
        .map(|file| file.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|end| end == "har"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a readable file"))
        })
        .collect()
}

fn read(criterion: &mut Criterion) {
    for (name, bytes) in recordings() {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("har_read", |bencher| {
            bencher.iter(|| {
                Reader::new(black_box(&bytes[..]))
                    .map(|entry| entry.expect("a whole recording"))
                    .flat_map(Entry::into_exchange)
                    .map(|exchange| exchange.response.body.bytes().len())
                    .sum::<usize>()
            });
        });
        group.bench_function("serde_json_value", |bencher| {
            bencher.iter(|| serde_json::from_slice::<Value>(black_box(&bytes)).expect("JSON"));
        });
        group.finish();
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
