//! A run is green only if what it asked for was answered.

use crate::front::{answer, front};
use crate::write::Site;

const REJECTED: &str =
    r#"{"code":"woocommerce_rest_cannot_view","message":"No","data":{"status":403}}"#;

fn rejected() -> String {
    answer("403 Forbidden\r\nContent-Type: application/json", REJECTED)
}

/// An empty list with totals of 0.
fn empty() -> String {
    let head = "200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nX-WP-Total: 0\r\n\
                X-WP-TotalPages: 0\r\nCache-Control: no-store";
    answer(head, "[]")
}

#[test]
fn a_key_that_is_rejected_on_the_way_makes_the_run_and_its_recording_incomplete() {
    let (site, folder) = (Site::start(), tempfile::tempdir().unwrap());
    let late = front(&site, |count, _| (count > 25).then(rejected));
    let once = front(&site, |_, head| {
        head.contains("status=active").then(rejected)
    });
    for url in [late, once] {
        let arguments = ["check", url.as_str(), "--record", "r.har"];
        let (code, out, err) = site.run(&arguments, folder.path());
        assert_eq!(code, 2, "{out}{err}");
        assert!(out.contains("were rejected with 401 or 403"), "{out}");
        let (code, out, _) = site.run(&["check", "r.har"], folder.path());
        assert_eq!(code, 2, "{out}");
        assert!(out.contains("were rejected with 401 or 403"), "{out}");
    }
}

#[test]
fn a_list_that_is_always_empty_is_no_shop_that_changed() {
    let (site, folder) = (Site::start(), tempfile::tempdir().unwrap());
    for (query, check) in [
        ("customer=2&", "filters-agree"),
        ("order=42&", "filters-agree"),
        ("page=2&", "totals-constant"),
        ("offset=", "list-sequence"),
    ] {
        let url = front(&site, move |_, head| {
            let first = head.lines().next().unwrap_or_default();
            let is_list = first.starts_with("GET") && first.contains("/members?");
            (is_list && first.contains(query)).then(empty)
        });
        let arguments = ["check", url.as_str(), "--report", "json=r.json"];
        let (code, out, err) = site.run(&arguments, folder.path());
        let report = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        let counting: Vec<_> = findings.filter(|it| it["counts"] == true).collect();
        assert_eq!(code, 1, "{query}: {out}{err}");
        assert_eq!(counting.len(), 1, "{query}: {counting:#?}");
        assert_eq!(counting[0]["check"], check, "{query}");
    }
}

#[test]
fn a_run_whose_checks_have_no_data_is_not_green() {
    let (site, folder) = (Site::start(), tempfile::tempdir().unwrap());
    let arguments = ["check", site.url(), "--only", "webhook-topic"];
    let (code, out, err) = site.run(&arguments, folder.path());
    assert_eq!(code, 2, "{out}{err}");
    assert!(out.contains("has no data for the selected checks"), "{out}");
}
