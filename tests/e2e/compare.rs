//! Two runs side by side: `compare`.

use std::path::Path;

use serde_json::Value;

use crate::binary::run;
use crate::diff::{folder, path};
use crate::laws::Site;

/// A report of the reference site, with these arguments of `serve` and of `check`.
fn report(folder: &Path, name: &str, serve: &[&str], check: &[&str]) -> String {
    let file = path(folder, name);
    let option = format!("json={file}");
    let arguments = [&["check", "--report", &option], check].concat();
    let (code, _, err) = Site::start(serve).run(&arguments);
    assert!(code < 2, "{err}");
    file
}

#[test]
fn findings_of_two_runs_are_new_gone_or_the_same() {
    let here = folder("compare", &[]);
    let clean = report(&here, "clean.json", &[], &[]);
    let faulty = report(&here, "faulty.json", &["--fault", "dates-with-z"], &[]);
    let (code, text, _) = run(&["compare", &clean, &clean]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("SAME  0 new, 0 gone, 0 unchanged"), "{text}");
    let (code, text, _) = run(&["compare", &clean, &faulty]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("WORSE  1 new, 0 gone, 0 unchanged"), "{text}");
    let (code, json, _) = run(&["compare", &faulty, &clean, "--format", "json"]);
    assert_eq!(code, 0, "{json}");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["difference"]["judgement"], "better");
    assert_eq!(json["difference"]["gone"].as_array().unwrap().len(), 1);
    let (code, text, _) = run(&["compare", &faulty, &faulty, "--format", "markdown"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.starts_with("### Same: 0 new, 0 gone, 1 unchanged;"),
        "{text}"
    );
}

#[test]
fn a_second_run_that_judged_less_is_incomplete() {
    let here = folder("compare-less", &[]);
    let whole = report(&here, "whole.json", &[], &[]);
    let less = report(&here, "less.json", &[], &["--skip", "date-pair"]);
    let (code, text, _) = run(&["compare", &whole, &less]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("INCOMPLETE  0 new"), "{text}");
    assert!(
        text.contains("Checks that judged less than half in the second run: date-pair (0 of"),
        "{text}"
    );
}

#[test]
fn what_is_no_run_is_an_error_that_names_it() {
    let here = folder("compare-bad", &[("other.json", "{\"openapi\": \"3.1.0\"}")]);
    let other = path(&here, "other.json");
    for file in [other.as_str(), "no-such.json", "no-such.har"] {
        let (code, out, err) = run(&["compare", file, file]);
        assert_eq!((code, out.as_str()), (2, ""), "{file}: {err}");
        assert!(
            err.contains(file.rsplit('/').next().unwrap()),
            "{file}: {err}"
        );
    }
}

#[test]
fn a_report_that_contradicts_itself_is_an_error_that_names_it() {
    let here = folder("compare-forged", &[]);
    let quick = ["--profile", "quick", "--only", "date-format"];
    let faulty = report(&here, "faulty.json", &["--fault", "dates-with-z"], &quick);
    let written = std::fs::read_to_string(&faulty).unwrap();
    let forged = path(&here, "forged.json");
    for (from, to, said) in [
        ("\"counts\": true", "\"counts\": false", "`checks` gives"),
        (
            "\"verdict\": \"fails\"",
            "\"verdict\": \"conforms\"",
            "makes it `fails`",
        ),
        (
            "\"stopped\": null",
            "\"stopped\": \"interrupted\"",
            "`stopped` gives a reason",
        ),
    ] {
        assert!(written.contains(from), "{from}");
        std::fs::write(&forged, written.replace(from, to)).unwrap();
        for command in [&["compare", &faulty, &forged][..], &["merge", &forged]] {
            let (code, out, err) = run(command);
            assert_eq!((code, out.as_str()), (2, ""), "{err}");
            assert!(err.contains("forged.json"), "{err}");
            assert!(err.contains("contradicts itself"), "{err}");
            assert!(err.contains(said), "{err}");
        }
    }
}

#[test]
fn sites_are_compared_as_they_are_now_and_a_page_shows_it() {
    let here = folder("compare-sites", &[]);
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    let page = path(&here, "page.html");
    let (html, markdown) = (format!("html={page}"), format!("markdown={page}.md"));
    let (code, out, err) = bad.run(&[
        "compare",
        "--report",
        &html,
        "--report",
        &markdown,
        good.url(),
    ]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("WORSE  1 new, 0 gone, 0 unchanged"), "{out}");
    let page = std::fs::read_to_string(page).unwrap();
    for text in [
        "worse: 1 new, 0 gone",
        "data-sites=\"[&quot;new&quot;]\"",
        "State",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let written = std::fs::read_to_string(here.join("page.html.md")).unwrap();
    assert!(written.starts_with("### Worse: 1 new"), "{written}");
    let (code, out, err) = run(&["compare", "a.json", "b.json", "--report", "sarif=x"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("sarif is a report of one run"), "{err}");
}

#[test]
fn two_recordings_show_what_changed_on_the_wire() {
    let here = folder("compare-wire", &[]);
    let mut files = Vec::new();
    for (name, fault) in [("a.har", &[][..]), ("b.har", &["--fault", "dates-with-z"])] {
        let file = path(&here, name);
        let site = Site::start(fault);
        let check = ["check", "--profile", "quick", "--record", &file];
        let (code, _, err) = site.run(&check);
        assert!(code < 2, "{err}");
        files.push(file);
    }
    let (code, out, err) = run(&["compare", &files[0], &files[1], "--format", "json"]);
    assert_eq!(code, 1, "{out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let changes = report["difference"]["wire"].as_array().unwrap();
    let operation = |it: &Value| it["operation"].as_str().unwrap().contains("memberships");
    assert!(changes.iter().any(operation), "{out}");
}
