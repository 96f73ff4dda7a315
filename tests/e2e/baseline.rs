//! `check --baseline`: only findings that the file does not list fail a run, and an entry is called
//! vanished only where its place was judged.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::binary::run;
use crate::laws::Site;

/// A recording of two answers with an order id that is text.
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har");

/// A folder with the path of a baseline in it.
fn place_of_file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("memberspec.baseline.toml");
    (folder, file)
}

fn text(file: &Path) -> &str {
    file.to_str().unwrap()
}

/// A baseline of the recording, with what `more` says.
fn example_in(file: &Path, more: &[&str]) -> String {
    let mut arguments = vec![
        "check",
        EXAMPLE,
        "--only",
        "schema",
        "--baseline",
        text(file),
    ];
    arguments.push("--baseline-update");
    arguments.extend(more);
    let (code, out, err) = run(&arguments);
    assert_eq!(code, 0, "{out}{err}");
    assert!(err.contains("holds 2 entries: 2 added, 0 removed"), "{err}");
    std::fs::read_to_string(file).unwrap()
}

/// A report without the line breaks of its page.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["check", "--report", "json=-"];
    all.extend(arguments);
    let (code, out, err) = run(&all);
    let report = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    let schema = include_str!("../../src/report/report.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::draft202012::is_valid(&schema, &report));
    (code, report)
}

/// Check, state and reason of each entry that is told.
fn told(report: &Value) -> Vec<(&str, &str, &str)> {
    let told = report["baseline"]["told"].as_array().unwrap().iter();
    told.map(|it| {
        let text = |name: &str| it[name].as_str().unwrap_or("");
        (text("check"), text("state"), text("why"))
    })
    .collect()
}

fn counting(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|it| it["counts"] == true && it["level"] != "info")
        .map(|it| it["check"].as_str().unwrap())
        .collect()
}

/// The recording, with some keys of each row of some responses turned into booleans.
fn distorted(folder: &Path, changes: &[(&str, &[&str])]) -> String {
    let mut har: Value = serde_json::from_str(&std::fs::read_to_string(EXAMPLE).unwrap()).unwrap();
    for entry in har["log"]["entries"].as_array_mut().unwrap() {
        let url = entry["request"]["url"].as_str().unwrap().to_owned();
        let text = &mut entry["response"]["content"]["text"];
        let mut body: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
        for (path, keys) in changes {
            if !url.split('?').next().unwrap().ends_with(path) {
                continue;
            }
            let rows = match &mut body {
                Value::Array(rows) => rows.iter_mut().collect(),
                one => vec![one],
            };
            for row in rows {
                keys.iter().for_each(|key| row[*key] = true.into());
            }
        }
        *text = body.to_string().into();
    }
    let file = folder.join("distorted.har");
    std::fs::write(&file, har.to_string()).unwrap();
    text(&file).to_owned()
}

#[test]
fn the_same_fault_at_another_place_is_new_and_reported_there() {
    const LIST: &str = "/members";
    let three: &[&str] = &["customer_id", "plan_id", "view_url"];
    for (before, after, place) in [
        (
            (LIST, &["date_created"][..]),
            (LIST, &["date_created", "date_created_gmt"][..]),
            "$[*].date_created_gmt",
        ),
        (
            (LIST, three),
            (LIST, &["customer_id", "plan_id", "view_url", "id"][..]),
            "$[*].id",
        ),
    ] {
        let (folder, file) = place_of_file();
        let har = distorted(folder.path(), &[before]);
        let only = ["--only", "schema", "--baseline", text(&file)];
        let (code, _, err) = run(&[&["check", &har][..], &only, &["--baseline-update"]].concat());
        assert_eq!(code, 0, "{err}");
        assert_eq!(check(&[&[har.as_str()][..], &only].concat()).0, 0);
        let har = distorted(folder.path(), &[after]);
        let (code, report) = check(&[&[har.as_str()][..], &only].concat());
        assert_eq!(code, 1, "{report}");
        let findings = report["findings"].as_array().unwrap().iter();
        let new: Vec<_> = findings.filter(|it| it["counts"] == true).collect();
        assert_eq!(new.len(), 1, "{new:#?}");
        assert_eq!(new[0]["location"]["at"], place);
        assert!(new[0]["accepted"].is_null());
    }
}

#[test]
fn a_finding_of_the_baseline_is_known_and_does_not_count() {
    let (_folder, file) = place_of_file();
    let filled = [
        "--reason",
        "an old import",
        "--owner",
        "shop team",
        "--expires",
        "2199-12-31",
    ];
    let written = example_in(&file, &filled);
    let day = written
        .split("first_seen = \"")
        .nth(1)
        .and_then(|it| it.get(..10))
        .unwrap();
    let shown = written.replace(day, "[day]");
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("baseline-file", shown) });
    let (code, report) = check(&[EXAMPLE, "--only", "schema", "--baseline", text(&file)]);
    assert_eq!((code, &report["verdict"]), (0, &"conforms".into()));
    assert_eq!(report["counts"]["errors"], 0);
    let finding = &report["findings"][0];
    assert_eq!(finding["counts"], false);
    assert_eq!(finding["accepted"]["reason"], "an old import");
    assert_eq!(finding["accepted"]["has_expired"], false);
    // Writing it again changes nothing.
    let again = [
        "check",
        EXAMPLE,
        "--only",
        "schema",
        "--baseline",
        text(&file),
    ];
    let (code, out, _) = run(&[&again[..], &["--baseline-update"]].concat());
    assert_eq!(code, 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
    let out = out.replace(day, "[day]");
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("baseline-terminal", out) });
}

#[test]
fn every_format_shows_a_listed_finding_as_known() {
    let (_folder, file) = place_of_file();
    example_in(&file, &["--reason", "an old import"]);
    for (format, shown) in [
        ("terminal", "Known by the baseline, not counted"),
        ("junit", "known: in the baseline since "),
        ("github", "::notice title=known%3A schema"),
        ("markdown", "| known | `schema` |"),
    ] {
        let flag = format!("{format}=-");
        let arguments = [
            "check",
            EXAMPLE,
            "--only",
            "schema",
            "--baseline",
            text(&file),
        ];
        let (code, out, _) = run(&[&arguments[..], &["--report", &flag]].concat());
        assert_eq!(code, 0, "{format}");
        assert!(out.contains(shown), "{format}: {out}");
        assert!(flat(&out).contains("an old import"), "{format}: {out}");
        assert!(!out.contains("<failure"), "{out}");
    }
}

#[test]
fn an_entry_whose_day_is_over_is_told_and_fails_a_strict_run() {
    let (_folder, file) = place_of_file();
    let update = ["--baseline-update", "--strict", "--expires", "2020-01-31"];
    let arguments = ["check", EXAMPLE, "--baseline", text(&file)];
    let (code, out, err) = run(&[&arguments[..], &update].concat());
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        flat(&out).contains("entries of the baseline are out of date"),
        "{out}"
    );
    let (code, report) = check(&[EXAMPLE, "--baseline", text(&file)]);
    assert_eq!(code, 0);
    assert!(told(&report).contains(&("schema", "expired", "")));
    let (code, report) = check(&[EXAMPLE, "--baseline", text(&file), "--strict"]);
    assert_eq!(code, 1);
    assert!(counting(&report).is_empty(), "{:?}", counting(&report));
    // A later day is for a person to write: the options fill only what is empty.
    let later = ["--baseline-update", "--expires", "2199-12-31"];
    run(&[&arguments[..], &later].concat());
    let left = std::fs::read_to_string(&file).unwrap();
    assert!(left.contains("2020-01-31") && !left.contains("2199-12-31"));
}

#[test]
fn a_new_finding_fails_and_one_that_is_gone_is_told() {
    let (_folder, file) = place_of_file();
    let known = Site::start(&["--fault", "order-id-as-text"]);
    let update = ["check", "--baseline", text(&file), "--baseline-update"];
    let (code, out, err) = known.run(&[&update[..], &["--strict"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let both = Site::start(&["--fault", "order-id-as-text", "--fault", "dates-with-z"]);
    let (code, out, _) = both.run(&["check", "--baseline", text(&file)]);
    assert_eq!(code, 1, "{out}");
    let report = both.check(&["--baseline", text(&file)]);
    let new = counting(&report);
    assert!(
        !new.is_empty() && new.iter().all(|it| *it == "date-format"),
        "{new:?}"
    );
    let mended = Site::start(&[]);
    let report = mended.check(&["--baseline", text(&file)]);
    assert_eq!(report["verdict"], "conforms");
    let entries = told(&report);
    assert!(entries.contains(&("schema", "vanished", "")), "{entries:?}");
    assert!(
        entries
            .iter()
            .any(|it| it.1 == "not-judged" && it.2 == "departure-not-counted"),
        "{entries:?}"
    );
    let (code, out, _) = mended.run(&["check", "--baseline", text(&file), "--strict"]);
    assert_eq!(code, 1, "{out}");
    assert!(
        flat(&out).contains("2 entries of the baseline are out of date"),
        "{out}"
    );
    let (code, _, err) = mended.run(&[&update[..], &["--strict"]].concat());
    assert_eq!(code, 0);
    assert!(err.contains("0 added, 2 removed"), "{err}");
}

#[test]
fn what_was_not_judged_has_not_vanished() {
    let (_folder, file) = place_of_file();
    example_in(&file, &[]);
    let before = std::fs::read_to_string(&file).unwrap();
    let site = Site::start(&[]);
    let baseline = ["--baseline", text(&file)];
    let report = site.check(&[&baseline[..], &["--skip", "schema"]].concat());
    assert_eq!(told(&report), [("schema", "not-judged", "no-data"); 2]);
    let report = site.check(&[&baseline[..], &["--contract", "documented"]].concat());
    assert_eq!(
        told(&report),
        [("schema", "not-judged", "other-contract"); 2]
    );
    let few = ["--max-requests", "12", "--baseline-update"];
    let report = site.check(&[&baseline[..], &few].concat());
    assert_eq!(report["verdict"], "incomplete");
    let states = told(&report);
    assert_eq!((states[0].0, states[0].1), ("schema", "not-judged"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn a_file_that_is_no_baseline_is_an_error_before_anything_is_asked() {
    let (_folder, file) = place_of_file();
    let complaint = |content: Option<&str>| {
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let (code, out, err) = run(&["check", "--baseline", text(&file)]);
        assert_eq!((code, out.as_str()), (2, ""));
        err
    };
    assert!(complaint(None).contains("--baseline-update writes one"));
    assert!(complaint(Some("[[accepted]]\ncs_secret\n")).contains("line 2, column "));
    assert!(!complaint(Some("[[accepted]]\ncs_secret\n")).contains("cs_secret"));
    let entry = "[[accepted]]\ncheck = \"schema\"\noperation = \"site\"\nfinding = \"ab\"\n";
    assert!(complaint(Some(&entry.repeat(2))).contains("ab is listed more than once"));
    let undated = format!("{entry}expires = \"soon\"\n");
    assert!(complaint(Some(&undated)).contains("no date such as 2027-01-31"));
}
