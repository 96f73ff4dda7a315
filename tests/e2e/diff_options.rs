//! The options of `diff`: levels, approvals, versions, releases.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::memberspec;
use crate::diff::{OLD, diff, folder};

/// The changes of a JSON report.
fn changes(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let (_, out, error) = diff(folder, &[arguments, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&out).expect(&error);
    report["changes"].as_array().unwrap().clone()
}

#[test]
fn levels_come_from_the_configuration_and_the_command_line_wins() {
    let new = OLD.replace("  /a:", "  /b:");
    let config = "[diff.levels]\noperation-removed = \"info\"\noperation-added = \"off\"\n";
    let files = [
        ("old.yaml", OLD),
        ("new.yaml", &new),
        ("memberspec.toml", config),
    ];
    let here = folder("levels", &files);
    let (code, out, _) = diff(&here, &["old.yaml", "new.yaml"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("info     the operation was removed"), "{out}");
    assert!(!out.contains("operation-added"), "{out}");
    let louder = ["old.yaml", "new.yaml", "--level", "operation-removed=error"];
    assert_eq!(diff(&here, &louder).0, 1);
    fs::write(here.join("other.toml"), "[diff]\nfail_on = \"any\"\n").unwrap();
    let other = ["new.yaml", "old.yaml", "--config", "other.toml"];
    assert_eq!(diff(&here, &other).0, 1);
    let kinder = [
        &other[..],
        &["--level=operation-removed=info", "--fail-on=error"],
    ]
    .concat();
    assert_eq!(diff(&here, &kinder).0, 0);
}

#[test]
fn a_level_for_a_rule_that_is_not_there_names_the_nearest() {
    let files = [
        ("old.yaml", OLD),
        (
            "memberspec.toml",
            "[diff.levels]\nserver-remved = \"off\"\n",
        ),
    ];
    let here = folder("no-such-rule", &files);
    let (code, _, error) = diff(&here, &["old.yaml", "old.yaml"]);
    assert_eq!(code, 2);
    assert!(
        error.contains("no rule `server-remved` (did you mean `server-removed`?)"),
        "{error}"
    );
    fs::remove_file(here.join("memberspec.toml")).unwrap();
    let (code, _, error) = diff(&here, &["old.yaml", "old.yaml", "--level=tag-aded=off"]);
    assert_eq!(code, 2);
    assert!(
        error.contains("--level: there is no rule `tag-aded`"),
        "{error}"
    );
    assert_eq!(
        diff(&here, &["old.yaml", "old.yaml", "--level=tag-added=loud"]).0,
        2
    );
}

#[test]
fn a_warning_fails_only_where_warnings_count() {
    let new = OLD.replace(
        "        - {name: page, in: query, schema: {type: integer}}\n",
        "",
    );
    let new = new.replace("parameters:", "parameters: []");
    let here = folder("fail-on", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let run = |level: &str| diff(&here, &["old.yaml", "new.yaml", "--fail-on", level]).0;
    assert_eq!((run("error"), run("warning"), run("any")), (0, 1, 1));
    let (_, junit, _) = diff(
        &here,
        &[
            "old.yaml",
            "new.yaml",
            "--fail-on=warning",
            "--format=junit",
        ],
    );
    assert!(junit.contains("failures=\"1\""), "{junit}");
    let (_, junit, _) = diff(&here, &["old.yaml", "new.yaml", "--format=junit"]);
    assert!(junit.contains("failures=\"0\""), "{junit}");
}

#[test]
fn the_version_must_be_raised_as_far_as_the_changes_ask() {
    let gone = OLD.replace("  /a:", "  /b:");
    let raised = gone.replace("1.0.0", "2.0.0");
    let config = "[diff]\ncheck_version = true\nlevels.operation-removed = \"warning\"\n";
    let files = [
        ("old.yaml", OLD),
        ("gone.yaml", &gone),
        ("raised.yaml", &raised),
    ];
    let here = folder("version", &files);
    let check = |new: &str| {
        diff(
            &here,
            &[
                "old.yaml",
                new,
                "--check-version",
                "--level=operation-removed=error",
            ],
        )
    };
    let (code, _, error) = check("gone.yaml");
    assert_eq!(code, 1);
    assert!(
        error.contains("require a major version; it changed from 1.0.0 to 1.0.0"),
        "{error}"
    );
    assert!(!check("raised.yaml").2.contains("require a"));
    fs::write(here.join("memberspec.toml"), config).unwrap();
    let (code, _, error) = diff(&here, &["old.yaml", "gone.yaml"]);
    assert_eq!(code, 1);
    assert!(error.contains("require a minor version"), "{error}");
}

#[test]
fn changes_carry_the_release_that_brought_them() {
    let new = format!(
        "{OLD}  /b:\n    get: {{x-since: 1.19.0, responses: {{}}}}\n  /c:\n    get: {{x-since: \
         1.9.0, responses: {{}}}}\n  /d:\n    get: {{responses: {{}}}}\n"
    );
    let here = folder("since", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let labels = |option: &[&str]| -> Vec<(String, Value)> {
        (changes(&here, &[&["old.yaml", "new.yaml"], option].concat()).iter())
            .map(|change| {
                (
                    change["operations"][0].as_str().unwrap().to_owned(),
                    change["since"].clone(),
                )
            })
            .collect()
    };
    let told = labels(&["--since-release"]);
    assert_eq!(told[0], ("GET /b".to_owned(), Value::from("1.19.0")));
    assert_eq!(told[2], ("GET /d".to_owned(), Value::Null));
    assert!(labels(&[]).iter().all(|(_, since)| since.is_null()));
    let later: Vec<String> = labels(&["--since-release=1.10"])
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(later, ["GET /b"]);
    let (_, out, _) = diff(&here, &["old.yaml", "new.yaml", "--since-release"]);
    assert!(out.contains("since    release 1.19.0"), "{out}");
    assert_eq!(
        diff(&here, &["old.yaml", "new.yaml", "--since-release=soon"]).0,
        2
    );
}

const APPROVE: [&str; 3] = [
    "--reason=nobody calls it",
    "--owner=api team",
    "--expires=9999-12-31",
];

#[test]
fn approving_a_change_writes_it_down_and_keeps_what_was_there() {
    let new = OLD.replace("  /a:", "  /b:");
    let here = folder("approve", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let file = here.join("memberspec.approved.toml");
    let _ = fs::remove_file(&file);
    let found = changes(&here, &["old.yaml", "new.yaml"]);
    let hash = found
        .iter()
        .find(|c| c["rule"] == "operation-removed")
        .unwrap()["hash"]
        .as_str()
        .unwrap();
    let approve = ["old.yaml", "new.yaml", "--approve", hash];
    assert_eq!(
        diff(&here, &approve).0,
        2,
        "an approval has a reason, an owner and an end"
    );
    let (code, out, error) = diff(&here, &[&approve[..], &APPROVE].concat());
    assert_eq!(code, 0, "{out}{error}");
    assert!(error.contains("1 approval written to"), "{error}");
    assert!(
        out.contains("api team is responsible for it until 9999-12-31: nobody calls it"),
        "{out}"
    );
    assert_eq!(diff(&here, &["old.yaml", "new.yaml"]).0, 0);
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("location = \"GET /a\""), "{written}");
    fs::write(&file, format!("# why we do this\n{written}")).unwrap();
    let (code, _, error) = diff(&here, &[&approve[..], &APPROVE].concat());
    assert_eq!(code, 2, "it is approved already: {error}");
    let narrower = new
        .replace("  /b:", "  /c:")
        .replace("schema: {type: integer}", "schema: {type: boolean}");
    fs::write(
        here.join("new.yaml"),
        format!(
            "{narrower}{}",
            OLD.split("paths:\n")
                .nth(1)
                .unwrap()
                .replace("type: integer}}", "type: boolean}}")
        ),
    )
    .unwrap();
    let all = [
        "old.yaml",
        "new.yaml",
        "--approve",
        "all",
        "--approvals",
        "memberspec.approved.toml",
    ];
    let (code, out, _) = diff(&here, &[&all[..], &APPROVE].concat());
    let grown = fs::read_to_string(&file).unwrap();
    assert!(
        grown.starts_with("# why we do this\n[[approved]]"),
        "{grown}"
    );
    assert_eq!(grown.matches("[[approved]]").count(), 2, "{grown}");
    assert_eq!(code, 1, "the first approves nothing any more: {out}");
    assert!(out.contains("no longer matches a change"), "{out}");
}

#[test]
fn an_approval_holds_for_the_edit_and_not_for_its_words() {
    let new = OLD.replace("  /a:", "  /b:");
    let here = folder("meaning", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let _ = fs::remove_file(here.join("memberspec.approved.toml"));
    let approve = ["old.yaml", "new.yaml", "--approve", "all"];
    assert_eq!(diff(&here, &[&approve[..], &APPROVE].concat()).0, 0);
    let described = OLD.replace(
        "    get:\n",
        "    get:\n      summary: Lists\n      x-b: 1\n",
    );
    fs::write(here.join("old.yaml"), &described).unwrap();
    assert_eq!(diff(&here, &["old.yaml", "new.yaml"]).0, 0);
    fs::write(
        here.join("old.yaml"),
        OLD.replace("{type: integer}}", "{type: string}}"),
    )
    .unwrap();
    assert_eq!(
        diff(&here, &["old.yaml", "new.yaml"]).0,
        1,
        "another operation is gone"
    );
}

#[test]
fn an_approval_that_ended_or_is_none_fails_in_every_format() {
    let new = OLD.replace("  /a:", "  /b:");
    let here = folder("stale", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let file = here.join("memberspec.approved.toml");
    let _ = fs::remove_file(&file);
    let approve = ["old.yaml", "new.yaml", "--approve", "all"];
    assert_eq!(diff(&here, &[&approve[..], &APPROVE].concat()).0, 0);
    let good = fs::read_to_string(&file).unwrap();
    let twice = format!("{good}\n{good}");
    for (text, says) in [
        (
            good.replace("9999-12-31", "2001-01-01"),
            "expired on 2001-01-01",
        ),
        (
            good.replace("9999-12-31", "some day"),
            "which is not a valid date",
        ),
        (twice, "approved more than once"),
    ] {
        fs::write(&file, text).unwrap();
        for format in [
            "text", "markdown", "json", "junit", "github", "sarif", "html",
        ] {
            let (code, out, _) = diff(&here, &["old.yaml", "new.yaml", "--format", format]);
            assert_eq!(code, 1, "{format}");
            let out = out.replace("&quot;", "\"");
            assert!(out.contains(says), "{format} does not say {says}: {out}");
        }
    }
    fs::write(&file, good.replace("owner", "owners")).unwrap();
    let (code, _, error) = diff(&here, &["old.yaml", "new.yaml"]);
    assert_eq!(code, 2);
    assert!(error.contains("owners"), "{error}");
    assert_eq!(
        diff(
            &here,
            &["old.yaml", "new.yaml", "--approvals", "nowhere.toml"]
        )
        .0,
        2
    );
}

#[test]
fn rules_are_listed_and_each_is_explained() {
    let here = folder("rules", &[]);
    let (code, out, _) = diff(&here, &["--rules"]);
    assert_eq!(code, 0);
    let ids: Vec<&str> = (out.lines())
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(ids.len() > 100, "{out}");
    for id in [ids[0], ids[ids.len() / 2], ids[ids.len() - 1]] {
        let output = memberspec(&["explain", id]).output().unwrap();
        assert!(output.status.success(), "{id}");
        assert!(String::from_utf8(output.stdout).unwrap().contains(id));
    }
}

/// A recording of one call after another, as HAR.
fn recording(calls: &[(&str, &str, u16, &str)]) -> String {
    let entries: Vec<Value> = (calls.iter())
        .map(|(method, url, status, body)| {
            serde_json::json!({
                "startedDateTime": "2026-01-01T00:00:00Z",
                "time": 1,
                "request": {"method": method, "url": url, "httpVersion": "HTTP/1.1",
                    "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0},
                "response": {"status": status, "statusText": "", "httpVersion": "HTTP/1.1",
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": -1,
                    "content": {"size": body.len(), "mimeType": "application/json", "text": body}},
                "cache": {},
                "timings": {"send": 0, "wait": 1, "receive": 0},
            })
        })
        .collect();
    let log = serde_json::json!({"log": {"version": "1.2",
        "creator": {"name": "test", "version": "1"}, "entries": entries}});
    log.to_string()
}

#[test]
fn recorded_calls_are_counted_in_every_format_and_never_told() {
    let new = OLD
        .replace(
            "        - {name: page, in: query, schema: {type: integer}}\n",
            "",
        )
        .replace("parameters:", "parameters: []")
        .replace(
            "required: [id]\n                properties:\n                  id: {type: integer}",
            "properties: {}",
        );
    let har = recording(&[
        (
            "GET",
            "https://shop.example/wp-json/a?page=1&mail=ann@private.example",
            200,
            r#"{"id": 1, "mail": "bob@private.example"}"#,
        ),
        ("GET", "https://shop.example/wp-json/a", 200, "{}"),
        ("GET", "https://shop.example/wp-json/other", 200, "{}"),
    ]);
    let here = folder(
        "traffic",
        &[("old.yaml", OLD), ("new.yaml", &new), ("calls.har", &har)],
    );
    let told = ["old.yaml", "new.yaml", "--traffic", "calls.har"];
    let found = changes(&here, &told);
    let impact = |rule: &str| {
        let change = found.iter().find(|change| change["rule"] == rule);
        change.unwrap_or_else(|| panic!("no {rule} in {found:?}"))["impact"].clone()
    };
    assert_eq!(
        impact("parameter-removed"),
        serde_json::json!({"counted": "requests-with", "hit": 1, "of": 2})
    );
    assert_eq!(
        impact("property-removed"),
        serde_json::json!({"counted": "answers-with", "hit": 1, "of": 2})
    );
    for format in [
        "text", "markdown", "json", "junit", "github", "sarif", "html",
    ] {
        let (_, out, error) = diff(&here, &[&told[..], &["--format", format]].concat());
        assert!(!out.contains("private.example"), "{format}: {out}");
        assert!(
            out.contains("2 of 3 recorded calls belong to an operation"),
            "{format}: {out}{error}"
        );
        if format != "json" {
            assert!(
                out.contains("1 of 2 recorded responses with it"),
                "{format}: {out}"
            );
            assert!(
                out.contains("1 of 2 recorded requests with it"),
                "{format}: {out}"
            );
        }
    }
    let twice = [&told[..], &["--traffic", "calls.har"]].concat();
    assert!(diff(&here, &twice).1.contains("4 of 6 recorded calls"));
    let (code, _, error) = diff(&here, &["old.yaml", "new.yaml", "--traffic", "new.yaml"]);
    assert_eq!(code, 2, "{error}");
    assert_eq!(
        diff(&here, &["old.yaml", "new.yaml", "--traffic", "nowhere.har"]).0,
        2
    );
}

#[test]
fn a_recording_is_a_document_that_traffic_proves() {
    let har = recording(&[
        (
            "GET",
            "https://shop.example/wp-json/a?page=1&after=x",
            200,
            r#"{"id": null, "mail": "bob@private.example"}"#,
        ),
        ("GET", "https://shop.example/style.css", 200, "a{}"),
    ]);
    let other = OLD.replace("  /a:", "  /b:");
    let files = [
        ("old.yaml", OLD),
        ("calls.har", &har),
        ("other.yaml", &other),
    ];
    let here = folder("learned", &files);
    let found = changes(&here, &["old.yaml", "calls.har"]);
    let told: Vec<(&str, &str)> = (found.iter())
        .map(|change| {
            (
                change["rule"].as_str().unwrap(),
                change["place"].as_str().unwrap(),
            )
        })
        .filter(|(rule, _)| *rule != "extension-changed")
        .collect();
    assert_eq!(
        told,
        [
            ("parameter-added", "query parameter after"),
            ("nullable-changed", "response 200 application/json $.id"),
            ("property-added", "response 200 application/json $.mail"),
        ]
    );
    for format in [
        "text", "markdown", "json", "junit", "github", "sarif", "html",
    ] {
        let options = [
            "old.yaml",
            "calls.har",
            "--learned",
            "learned.json",
            "--format",
            format,
        ];
        let (code, out, error) = diff(&here, &options);
        assert_eq!(code, 1, "{error}");
        assert!(
            out.contains("calls.har is a recording: its document was learned from 1 of 2 calls"),
            "{format}: {out}"
        );
        assert!(!out.contains("private.example"), "{format}: {out}");
    }
    let learned = fs::read_to_string(here.join("learned.json")).unwrap();
    assert!(!learned.contains("private.example"), "{learned}");
    let (code, out, error) = diff(&here, &["calls.har", "learned.json"]);
    assert_eq!(
        (code, out.lines().last()),
        (0, Some("no change")),
        "{out}{error}"
    );
    assert_eq!(diff(&here, &["calls.har", "calls.har"]).0, 0);
    let (code, _, error) = diff(&here, &["other.yaml", "calls.har"]);
    assert_eq!(code, 2);
    assert!(
        error.contains("none of its 2 calls belongs to the compared API"),
        "{error}"
    );
}
