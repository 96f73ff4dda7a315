//! What is known of the releases of the plugin, and what an upgrade changes for a client.

use serde_json::{Value, json};

use crate::binary::run;
use crate::diff::{folder, path};

/// Compares what people read with the file in `snapshots/`.
fn assert_reads(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, text) });
}

fn call(method: &str, url: &str, answer: &Value) -> Value {
    json!({
        "startedDateTime": "2026-11-28T10:00:00Z",
        "time": 1,
        "request": {"method": method, "url": url, "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": [], "queryString": [], "headersSize": -1, "bodySize": 0},
        "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": -1, "mimeType": "application/json", "text": answer.to_string()},
            "redirectURL": "", "headersSize": -1, "bodySize": -1},
        "cache": {}, "timings": {"send": 0, "wait": 1, "receive": 0},
    })
}

fn recording() -> String {
    let root = "https://shop.example/wp-json/wc/v3/memberships";
    let member = json!({"id": 39, "start_date": "2024-01-31T12:00:00+00:00", "end_date": null});
    let mut create = call("POST", &format!("{root}/members"), &member);
    create["request"]["postData"] = json!({"mimeType": "application/json",
        "text": json!({"customer_id": 7, "plan_id": 22, "status": "paused"}).to_string()});
    let entries = [
        create,
        call("GET", &format!("{root}/members?customer=7"), &json!([])),
        call("GET", &format!("{root}/members?customer=0"), &json!([])),
        call(
            "GET",
            &format!("{root}/members?_includes=customer_data"),
            &json!([member]),
        ),
        call("GET", &format!("{root}/members/39"), &member),
        call(
            "DELETE",
            &format!("{root}/members/39"),
            &json!({"deleted": true}),
        ),
        call(
            "GET",
            "https://shop.example/wp-json/wc/v2/memberships/plans",
            &json!([]),
        ),
    ];
    json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}})
        .to_string()
}

#[test]
fn the_releases_are_listed_with_what_each_changed() {
    let (code, text, _) = run(&["releases"]);
    assert_eq!(code, 0);
    assert_reads("releases", &text);
    let (_, json, _) = run(&["releases", "--format", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    for row in &rows {
        assert!(text.contains(row["release"].as_str().unwrap()));
    }
    let (code, one, _) = run(&["releases", "1.19.1"]);
    assert_eq!(code, 0);
    assert!(
        one.contains("Dates lose their offset") && !one.contains("profile-fields"),
        "{one}"
    );
}

#[test]
fn a_release_of_which_nothing_is_known_is_an_error() {
    let (code, out, err) = run(&["releases", "1.18.0"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("1.18.0") && err.contains("`memberspec releases`"),
        "{err}"
    );
}

#[test]
fn an_upgrade_names_the_calls_and_the_lines_of_code_that_it_concerns() {
    let folder = folder(
        "upgrade",
        &[
            ("calls.har", &recording()),
            ("sync.php", "<?php\n$end = strtotime($row['end_date']);\n"),
            ("other.php", "<?php\n$weekend_dates = 1;\n"),
        ],
    );
    let traffic = path(&folder, "calls.har");
    let code_folder = folder.display().to_string();
    let arguments = [
        "upgrade",
        "--from",
        "1.25.1",
        "--traffic",
        &traffic,
        "--code",
        &code_folder,
    ];
    let (code, text, err) = run(&arguments);
    assert_eq!((code, err.as_str()), (1, ""));
    assert_reads("upgrade", &text);
    let arguments = [
        "upgrade",
        "--from",
        "1.17.4",
        "--traffic",
        &traffic,
        "--code",
        &code_folder,
        "--format",
        "json",
    ];
    let (code, json, _) = run(&arguments);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&json).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let change = |id: &str| changes.iter().find(|change| change["id"] == id).unwrap();
    assert_eq!(change("dates-lose-offset")["calls"], 3);
    assert_eq!(change("dates-lose-offset")["code"][0]["file"], "sync.php");
    assert_eq!(
        change("dates-lose-offset")["code"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(change("delete-activates-delayed")["calls"], 1);
    assert_eq!(report["calls"], json!({"recorded": 7, "ofThisApi": 6}));
    assert_eq!(report["unexplained"], json!([]));
}

#[test]
fn calls_are_counted_only_with_the_values_that_a_change_concerns() {
    let folder = folder("upgrade-values", &[("calls.har", &recording())]);
    let traffic = path(&folder, "calls.har");
    let arguments = ["upgrade", "--from", "1.12.4", "--traffic", &traffic];
    let (_, json, _) = run(&[&arguments[..], &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&json).unwrap();
    let calls = |id: &str| {
        let changes = report["changes"].as_array().unwrap();
        let change = changes.iter().find(|change| change["id"] == id).unwrap();
        change["calls"].clone()
    };
    assert_eq!(calls("customer-zero-lists-nobody"), 1);
    assert_eq!(calls("create-keeps-status-dates-empty"), 1);
    assert_eq!(calls("free-trial-clears-end"), 0);
    assert_eq!(calls("writes-added"), Value::Null);
    let (_, text, _) = run(&[&arguments[..], &["--api", "v2"]].concat());
    assert!(
        text.contains("1 of 7 recorded calls belong to v2."),
        "{text}"
    );
}

#[test]
fn an_upgrade_that_breaks_nobody_exits_with_0() {
    let (code, text, _) = run(&["upgrade", "--from", "1.26.5"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("0 breaking changes"), "{text}");
}

#[test]
fn wrong_arguments_are_told_before_anything_is_compared() {
    for (arguments, told) in [
        (vec!["--from", "1.27.2", "--to", "1.17.4"], "not later than"),
        (vec!["--from", "1.17.4", "--api", "v4"], "has no v4"),
        (
            vec!["--from", "1.17.4", "--code", "no-such-folder"],
            "--code",
        ),
        (
            vec!["--from", "1.17.4", "--traffic", "no-such.har"],
            "no-such.har",
        ),
        (vec!["--from", "1.9"], "1.11 was the first"),
        (
            vec!["--from", "1.17.4", "--auth", "none"],
            "cannot be used with",
        ),
    ] {
        let (code, _, err) = run(&[&["upgrade"][..], &arguments].concat());
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(err.contains(told), "{arguments:?}: {err}");
    }
}

#[test]
fn what_could_not_be_looked_at_is_told_and_no_success() {
    let folder = folder(
        "upgrade-nothing",
        &[("calls.har", &recording()), ("code/notes.txt", "end_date")],
    );
    let traffic = path(&folder, "calls.har");
    let code_folder = path(&folder, "code");
    for (arguments, told) in [
        (
            ["--traffic", &traffic, "--api", "v4"],
            "0 of 7 recorded calls belong to v4; name",
        ),
        (
            ["--code", &code_folder, "--api", "v4"],
            "0 files of code searched: there is no PHP",
        ),
    ] {
        let (code, text, err) = run(&[&["upgrade", "--from", "1.26.5"][..], &arguments].concat());
        assert_eq!(code, 2, "{text}{err}");
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn the_release_before_may_be_that_of_a_site() {
    let site = crate::laws::Site::start(&["--api-release", "1.17.4"]);
    let (_, named, _) = run(&["upgrade", "--from", "1.17.4"]);
    let upgrade = |arguments: &[&str]| {
        let output = crate::binary::memberspec(&["upgrade", "--site", site.url()])
            .args(arguments)
            .env("MEMBERSPEC_KEY", "ck_reference_read")
            .env("MEMBERSPEC_SECRET", "cs_reference_read")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code().unwrap(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, found, err) = upgrade(&[]);
    assert_eq!(code, 1, "{err}");
    assert_eq!(found, named);
    assert!(err.contains("1.17.4"), "{err}");
    let (code, out, err) = upgrade(&["--to", "1.17.4"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("1.17.4 is not later than 1.17.4"), "{err}");
    // A release that nothing shows is not assumed.
    let (code, out, err) = run(&["upgrade", "--site", site.url()]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("--from"), "{err}");
    let (code, _, err) = run(&["upgrade", "--site", "a.har"]);
    assert_eq!(code, 2);
    assert!(err.contains("is a recording"), "{err}");
}
