use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::binary::{memberspec, run};

/// A recording of two answers with an order id that is text.
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har");

#[test]
fn the_embedded_reference_site_conforms_and_the_output_says_what_was_checked() {
    let (code, out, err) = run(&["check"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        err.contains("starting the embedded reference site"),
        "{err}"
    );
    assert!(
        out.contains("CONFORMS  embedded reference site (v3)"),
        "{out}"
    );
    assert!(out.contains("39 of 39 had data"), "{out}");
    assert_eq!(
        out,
        run(&["check"]).1,
        "the second run printed something else"
    );
}

#[test]
fn a_finding_is_one_line_and_fails_the_run() {
    let (code, out, _) = run(&["check", EXAMPLE]);
    assert_eq!(code, 1);
    let line =
        "$[*].order_id · 2 of 4 rows · integer or null (at least 1) expected, string found ·";
    assert!(out.lines().any(|found| found.trim() == line), "{out}");
    assert!(
        out.contains("does not conform to the observed contract: 1 error."),
        "{out}"
    );
    let also =
        "also seen  by schema at GET /wc/v3/memberships/members/{id}, $.order_id, 1 response";
    assert!(out.lines().any(|found| found.trim() == also), "{out}");
}

#[test]
fn known_departures_fail_under_the_documented_contract_and_name_their_rows() {
    let arguments = [
        "check",
        EXAMPLE,
        "--contract",
        "documented",
        "--only",
        "date-format",
    ];
    let (code, out, _) = run(&arguments);
    assert_eq!(code, 1);
    assert!(out.contains("known as   dates-without-offset"), "{out}");
}

#[test]
fn every_report_is_written_and_the_json_one_fits_its_schema() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = |name: &str| folder.path().join(name);
    let flag = |format: &str| format!("{format}={}", path(format).display());
    let (json, junit) = (flag("json"), flag("junit"));
    let summary = path("summary.md");
    let Output { status, stdout, .. } = memberspec(&["check", EXAMPLE])
        .args([
            "--report", &json, "--report", &junit, "--report", "github=-",
        ])
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .unwrap();
    assert_eq!(status.code(), Some(1));
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let report: Value = serde_json::from_str(&read(&path("json"))).unwrap();
    let schema = include_str!("../../src/report/report.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::draft202012::is_valid(&schema, &report));
    assert_eq!(report["verdict"], "fails");
    assert_eq!(report["counts"]["errors"], 1);
    let also = &report["findings"][0]["also_seen_by"][0];
    assert_eq!(also["operation"], "GET /wc/v3/memberships/members/{id}");
    assert_eq!(read(&path("junit")).matches("<failure ").count(), 2);
    let annotations = String::from_utf8(stdout).unwrap();
    assert_eq!(
        annotations.matches("::error title=schema%3A GET ").count(),
        1
    );
    assert!(read(&summary).contains("does not conform to the observed contract"));
}

#[test]
fn reports_that_would_overwrite_or_mix_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r");
    let to = |format: &str| format!("{format}={}", file.display());
    for (reports, expected) in [
        ([to("sarif"), to("json")], 2),
        (["json=-".into(), "sarif=-".into()], 2),
        (["github=-".into(), "json=-".into()], 2),
        (["github=-".into(), "terminal=-".into()], 1),
    ] {
        let [one, other] = &reports;
        let (code, out, err) = run(&["check", EXAMPLE, "--report", one, "--report", other]);
        assert_eq!(code, expected, "{reports:?}: {out}{err}");
        assert_eq!(err.contains("two reports go to"), expected == 2, "{err}");
    }
}

#[test]
fn a_report_that_cannot_be_written_does_not_take_the_verdict_along() {
    let (code, out, err) = run(&["check", EXAMPLE, "--report", "json=/dev/null/report.json"]);
    assert_eq!(code, 2);
    assert!(
        out.contains("does not conform to the observed contract"),
        "{out}"
    );
    assert!(
        err.contains("cannot write the json report to /dev/null/report.json"),
        "{err}"
    );
}

#[test]
fn what_cannot_be_checked_is_said_and_is_no_finding() {
    for (arguments, complaint) in [
        (["check", "nowhere.har", "--strict"], "cannot open"),
        (
            ["check", EXAMPLE, "--only=schemas"],
            "did you mean `schema`?",
        ),
        (
            ["check", EXAMPLE, "--report=pdf=x"],
            "`pdf` is not terminal, json, junit,",
        ),
    ] {
        let (code, out, err) = run(&arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(complaint), "{err}");
    }
}
