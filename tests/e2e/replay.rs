//! `replay`: whether one finding of a report is still there.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};

use crate::binary::{memberspec, run};
use crate::diff::{folder, path};
use crate::laws::Site;

/// What a run requests that shows a fault of dates.
const QUICK: [&str; 4] = ["--profile", "quick", "--only", "date-format"];

/// A report of a site with a fault, and the fingerprint of its first finding.
fn report(folder: &Path, site: &Site, arguments: &[&str]) -> (String, String) {
    let file = path(folder, "report.json");
    let option = format!("json={file}");
    let (code, _, err) = site.run(&[&["check", "--report", &option], arguments].concat());
    assert_eq!(code, 1, "{err}");
    let report: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let id = report["findings"][0]["fingerprint"].as_str().unwrap();
    (file, id.to_owned())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_finding_is_still_there_until_its_cause_is_gone() {
    let here = folder("replay", &[]);
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    let (file, id) = report(&here, &bad, &QUICK);
    let (code, out, err) = bad.run(&["replay", &file, &id[..6], "--format", "json"]);
    assert_eq!(code, 1, "{out}{err}");
    let replayed = json(&out);
    assert_eq!(replayed["state"], "still-there", "{out}");
    assert_eq!(replayed["finding"]["fingerprint"], id.as_str());
    assert_eq!(replayed["now"]["confirmation"], "deterministic", "{out}");
    assert!(replayed["exchanges"].as_u64().unwrap() <= 12, "{out}");
    // A few requests that do not show it are no proof.
    let (code, out, err) = good.run(&["replay", &file, &id, "--format", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let replayed = json(&out);
    assert_eq!(replayed["state"], "gone", "{out}");
    assert!(replayed["exchanges"].as_u64().unwrap() > 60, "{out}");
    let notes = replayed["notes"].to_string();
    assert!(
        notes.contains("the report is of http://127.0.0.1:"),
        "{out}"
    );
    // Another contract may not have what is wrong by that of the report.
    let written = fs::read_to_string(&file).unwrap();
    let other = written.replace("\"extension\": null", "\"extension\": \"0123456789abcdef\"");
    assert_ne!(other, written);
    fs::write(&file, other).unwrap();
    let (code, out, err) = good.run(&["replay", &file, &id, "--format", "json"]);
    assert_eq!(code, 2, "{out}{err}");
    assert_eq!(json(&out)["why"]["id"], "another-contract", "{out}");
}

#[test]
fn what_cannot_be_judged_says_why_and_is_neither_there_nor_gone() {
    let here = folder("replay-not", &[]);
    let bad = Site::start(&["--fault", "dates-with-z"]);
    let (file, id) = report(&here, &bad, &QUICK);
    let dead = "http://127.0.0.1:9";
    let (code, out, err) = run(&["replay", &file, &id, dead, "--format", "json"]);
    assert_eq!(code, 2, "{out}{err}");
    assert_eq!(json(&out)["why"]["id"], "site-unreachable", "{out}");
    // Without the key there is nothing to see, and that is no proof.
    let (code, out, err) = run(&["replay", &file, &id, bad.url(), "--format", "json"]);
    assert_eq!(code, 2, "{out}{err}");
    assert_eq!(json(&out)["why"]["id"], "credentials-missing", "{out}");

    let written = fs::read_to_string(&file).unwrap();
    for (from, to, why) in [
        (
            "\"operation\": \"GET /wc/v3/memberships/members\"",
            "\"operation\": \"POST /wc/v3/memberships/members\"",
            "needs-writes",
        ),
        (
            "\"request\": \"GET ",
            "\"request\": \"DELETE ",
            "needs-writes",
        ),
    ] {
        assert!(written.contains(from), "{from}");
        fs::write(&file, written.replace(from, to)).unwrap();
        let (code, out, err) = run(&["replay", &file, &id, dead, "--format", "json"]);
        assert_eq!(code, 2, "{out}{err}");
        let replayed = json(&out);
        assert_eq!(replayed["why"]["id"], why, "{out}");
        assert_eq!(replayed["exchanges"], 0);
    }
}

#[test]
fn an_address_in_a_report_gets_no_request_unless_the_user_names_it() {
    let here = folder("replay-host", &[]);
    let bad = Site::start(&["--fault", "dates-with-z"]);
    let (file, id) = report(&here, &bad, &QUICK);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let other = format!("http://{}", listener.local_addr().unwrap());
    let written = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        written.replace(bad.url().trim_end_matches('/'), &other),
    )
    .unwrap();
    let replay = |arguments: &[&str]| {
        let output = memberspec(&["replay", &file, &id])
            .args(arguments)
            .current_dir(&here)
            .env("MEMBERSPEC_KEY", "ck_reference_read")
            .env("MEMBERSPEC_SECRET", "cs_reference_read")
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), err)
    };
    let (code, err) = replay(&[]);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("addresses in a report are not trusted"),
        "{err}"
    );
    // A configuration that lies around has it: it gets no key from elsewhere.
    let section = format!("[site.shop]\nurl = \"{other}\"\n");
    fs::write(here.join("memberspec.toml"), &section).unwrap();
    let (code, err) = replay(&[]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--config memberspec.toml"), "{err}");
    assert!(listener.accept().is_err());
    // The site that the user names is asked, whatever the report says.
    let (code, err) = replay(&[bad.url()]);
    assert_eq!(code, 1, "{err}");
    // So is the one of a configuration that the user names.
    fs::write(&file, written).unwrap();
    let section = section.replace(&other, bad.url());
    fs::write(here.join("memberspec.toml"), section).unwrap();
    let (code, err) = replay(&["--config", "memberspec.toml"]);
    assert_eq!(code, 1, "{err}");
    assert!(listener.accept().is_err());
}

#[test]
fn what_names_no_finding_is_an_error() {
    let here = folder("replay-ids", &[]);
    let bad = Site::start(&["--fault", "dates-with-z"]);
    let (file, id) = report(&here, &bad, &QUICK);
    let written = fs::read_to_string(&file).unwrap();
    for (id, said) in [
        ("abc", "is not a fingerprint"),
        ("zzzzzz", "is not a fingerprint"),
        ("0123456789abcdef", "has no finding 0123456789abcdef"),
    ] {
        let (code, out, err) = run(&["replay", &file, id, bad.url()]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(said), "{err}");
    }
    // A second finding whose fingerprint begins alike.
    let mut report = json(&written);
    let mut twin = report["findings"][0].clone();
    twin["fingerprint"] = json!(format!("{}0000000000", &id[..6]));
    let check = twin["check"].clone();
    report["findings"].as_array_mut().unwrap().push(twin);
    report["counts"]["errors"] = json!(report["counts"]["errors"].as_u64().unwrap() + 1);
    for entry in report["checks"].as_array_mut().unwrap() {
        if entry["id"] == check {
            entry["findings"] = json!(entry["findings"].as_u64().unwrap() + 1);
        }
    }
    fs::write(&file, report.to_string()).unwrap();
    let (code, _, err) = run(&["replay", &file, &id[..5], bad.url()]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("begins several findings"), "{err}");
}
