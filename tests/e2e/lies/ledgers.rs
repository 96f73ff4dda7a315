//! Ledgers from anybody: what they name is proved like everything else, and the host that they
//! name is confirmed first.

use serde_json::{Value, json};

use super::YES;
use super::front::now;
use crate::write::Site;

const MARK: &str = "feedbeeffeedbeef";

/// A ledger that names these rows.
fn ledger(root: &str, run: &Value, before: &Value, members: &[u64], customers: &[u64]) -> String {
    let mut first = json!({
        "event": "run", "format": 1, "root": root, "api": "v3", "mark": MARK,
        "lent_customer": null, "started": format!("{}Z", now()),
    });
    let mut second = json!({ "event": "before", "total": 0, "rows": [] });
    for (line, other) in [(&mut first, run), (&mut second, before)] {
        for (name, value) in other.as_object().unwrap() {
            line[name] = value.clone();
        }
    }
    let mut lines = vec![first, second];
    for (kind, ids) in [("member", members), ("customer", customers)] {
        let rows = 99;
        lines.push(json!({
            "event": "intent", "number": 1, "method": "POST", "path": "/", "makes": kind, "rows": rows,
        }));
        lines.extend(
            ids.iter()
                .map(|id| json!({ "event": "made", "kind": kind, "id": id })),
        );
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_forged_ledger_deletes_nothing() {
    let site = Site::open();
    let root = format!("http://{}/wp-json/", site.host());
    let rows = site.dump();
    let members: Vec<&Value> = rows.iter().filter(|row| row["plan_id"].is_u64()).collect();
    let ids: Vec<u64> = members
        .iter()
        .filter_map(|row| row["id"].as_u64())
        .collect();
    let customers: Vec<u64> = rows
        .iter()
        .filter(|row| row["email"].is_string())
        .filter_map(|row| row["id"].as_u64())
        .collect();
    // One row of somebody else carries a copy of the mark, and its owner is known.
    let marked = members
        .iter()
        .find(|row| row["status"] == "active")
        .unwrap();
    let body = json!({ "meta_data": [{ "key": "memberspec_run", "value": MARK }] });
    site.send(
        "PUT",
        &format!("memberships/members/{}", marked["id"]),
        &body.to_string(),
    );
    let before = site.dump();
    let from = site.writes();
    let owner = &marked["customer_id"];
    let created = format!("{}Z", marked["date_created_gmt"].as_str().unwrap());
    let forged = [
        ("ids of others", json!({}), json!({})),
        (
            "started in 1970",
            json!({ "started": "1970-01-01T00:00:00Z" }),
            json!({}),
        ),
        (
            "before in 1970",
            json!({}),
            json!({ "at": "1970-01-01T00:00:00Z" }),
        ),
        (
            "started in the future",
            json!({ "started": "9999-01-01T00:00:00Z" }),
            json!({}),
        ),
        (
            "a customer of the shop is lent",
            json!({ "lent_customer": owner }),
            json!({}),
        ),
        (
            "a customer is lent and the run is long ago",
            json!({ "lent_customer": owner, "started": "1970-01-01T00:00:00Z" }),
            json!({}),
        ),
        (
            "started when the marked row was made",
            json!({ "started": created }),
            json!({}),
        ),
        (
            "a customer is lent, and the row was there before",
            json!({ "lent_customer": owner, "started": created }),
            json!({ "highest_post": marked["id"] }),
        ),
        (
            "a customer is lent, and the row was looked at before",
            json!({ "lent_customer": owner, "started": created }),
            json!({ "rows": [[marked["id"], "00"]] }),
        ),
    ];
    for (what, run, picture) in forged {
        let folder = tempfile::tempdir().unwrap();
        let text = ledger(&root, &run, &picture, &ids, &customers);
        std::fs::write(folder.path().join("run.jsonl"), text).unwrap();
        let mut arguments = vec!["cleanup", "run.jsonl", "--max-requests", "2000"];
        arguments.extend(YES);
        let (code, out, err) = site.run(&arguments, folder.path());
        assert_eq!(site.writes(), from, "{what}: {out}{err}");
        assert_eq!(code, 2, "{what}: {out}{err}");
        assert!(err.contains("left alone, not proved"), "{what}: {out}{err}");
    }
    assert_eq!(site.dump(), before);
}

#[test]
fn the_host_of_a_ledger_is_confirmed_before_it_is_asked_anything() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let root = format!("http://{}/wp-json/", site.host());
    let text = ledger(&root, &json!({}), &json!({}), &[], &[]);
    std::fs::write(folder.path().join("run.jsonl"), text).unwrap();
    let (code, _, err) = site.run(&["cleanup", "run.jsonl"], folder.path());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--yes-write-to 127.0.0.1"), "{err}");
    let (code, _, err) = site.run(
        &["cleanup", "run.jsonl", "--yes-write-to", "shop.example"],
        folder.path(),
    );
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("`shop.example` was named"), "{err}");
    assert_eq!(
        site.requests(),
        0,
        "no request may be sent, and no key with it"
    );
}
