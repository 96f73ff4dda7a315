//! What programs read of a run: SARIF, metrics, Markdown, JUnit XML, and lists as JSON.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::{memberspec, run};
use crate::diff::{folder, path};
use crate::laws::Site;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A folder with these sites, each with the key that may read.
fn sites(sites: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sections = sites.iter().map(|(name, url)| {
        format!("[site.{name}]\nurl = \"{url}\"\n[site.{name}.check]\ncredentials = \"key\"\n")
    });
    let sections: String = sections.collect();
    fs::write(folder.path().join("memberspec.toml"), sections).unwrap();
    let key = "ck_reference_read\ncs_reference_read\n";
    fs::write(folder.path().join("key"), key).unwrap();
    folder
}

fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = memberspec(arguments).current_dir(folder).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

/// Name with labels, and value, of each sample; every comment line is one of its metric.
fn samples(text: &str) -> Vec<(&str, f64)> {
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    let mut metric = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            metric = rest.split(' ').next().unwrap();
            assert!(names.insert(metric), "{metric} is in two places");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert_eq!(rest, format!("{metric} gauge"));
        } else {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(name.starts_with(metric), "{line}");
            found.push((name, value.parse().unwrap()));
        }
    }
    found
}

#[test]
fn findings_are_results_of_code_scanning_without_secrets() {
    let here = folder("sarif", &[]);
    let (sarif, again) = (path(&here, "a.sarif"), path(&here, "b.sarif"));
    let site = Site::start(&["--fault", "dates-with-z"]);
    for file in [&sarif, &again] {
        let (code, _, err) = site.run(&["check", "--report", &format!("sarif={file}")]);
        assert_eq!(code, 1, "{err}");
    }
    let text = fs::read_to_string(&sarif).unwrap();
    assert!(!text.contains("cs_reference_read"), "{text}");
    let log = json(&text);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    let result = &results[0];
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!(rule["id"], result["ruleId"]);
    assert_eq!(result["level"], "error");
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(uri.as_str().unwrap().starts_with(site.url()), "{uri}");
    assert!(!uri.as_str().unwrap().contains('?'), "{uri}");
    let other = json(&fs::read_to_string(&again).unwrap());
    assert_eq!(
        other["runs"][0]["results"][0]["partialFingerprints"],
        result["partialFingerprints"]
    );
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);

    // What the baseline lists is suppressed, with its reason.
    let baseline = path(&here, "baseline.toml");
    let update = [
        "check",
        "--baseline",
        &baseline,
        "--baseline-update",
        "--reason",
        "WC-12",
    ];
    site.run(&update);
    let report = format!("sarif={sarif}");
    let (code, _, err) = site.run(&["check", "--baseline", &baseline, "--report", &report]);
    assert_eq!(code, 0, "{err}");
    let log = json(&fs::read_to_string(&sarif).unwrap());
    let suppression = &log["runs"][0]["results"][0]["suppressions"][0];
    assert!(
        suppression["justification"]
            .as_str()
            .unwrap()
            .contains("WC-12"),
        "{suppression}"
    );
}

#[test]
fn a_run_without_credentials_is_reported_as_incomplete_everywhere() {
    let here = folder("incomplete-reports", &[]);
    let site = Site::start(&[]);
    let (sarif, metrics) = (path(&here, "a.sarif"), path(&here, "a.prom"));
    let reports = [format!("sarif={sarif}"), format!("prometheus={metrics}")];
    let arguments = [
        "check",
        site.url(),
        "--report",
        &reports[0],
        "--report",
        &reports[1],
    ];
    assert_eq!(run(&arguments).0, 2);
    let log = json(&fs::read_to_string(&sarif).unwrap());
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    let is_reason = |it: &&Value| it["descriptor"]["id"] == "credentials-missing";
    assert_eq!(notes.iter().filter(is_reason).count(), 1);
    let text = fs::read_to_string(&metrics).unwrap();
    let verdicts: Vec<_> = (samples(&text).into_iter())
        .filter(|(name, value)| name.starts_with("memberspec_run_verdict") && *value == 1.0)
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(verdicts.len(), 1);
    assert!(
        verdicts[0].ends_with("verdict=\"incomplete\"}"),
        "{verdicts:?}"
    );
}

#[test]
fn several_sites_are_one_file_with_results_and_labels_of_each() {
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    let folder = sites(&[
        ("good", good.url()),
        ("bad-1", bad.url()),
        ("bad-2", bad.url()),
    ]);
    let here = folder.path();
    let reports = [
        "sarif=a.sarif",
        "prometheus=a.prom",
        "junit=a.xml",
        "markdown=a.md",
        "html=a.html",
    ];
    let mut arguments = vec!["check", "--all", "--report", "json=all.json"];
    arguments.extend(reports.iter().flat_map(|it| ["--report", it]));
    let (code, err) = run_in(here, &arguments);
    assert_eq!(code, 1, "{err}");
    let read = |name: &str| fs::read_to_string(here.join(name)).unwrap();

    let log = json(&read("a.sarif"));
    let results = log["runs"][0]["results"].as_array().unwrap();
    let hashes: BTreeSet<&str> = (results.iter())
        .map(|it| {
            it["partialFingerprints"]["primaryLocationLineHash"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert_eq!((results.len(), hashes.len()), (2, 2));
    let text = read("a.prom");
    let found = samples(&text);
    let value = |name: &str| found.iter().find(|it| it.0 == name).unwrap().1;
    assert_eq!(
        value("memberspec_run_verdict{site=\"good\",verdict=\"conforms\"}"),
        1.0
    );
    assert_eq!(
        value("memberspec_findings{site=\"bad-2\",level=\"error\"}"),
        1.0
    );
    assert_eq!(
        value("memberspec_check_findings{site=\"good\",check=\"schema\"}"),
        0.0
    );
    assert!(value("memberspec_check_examined{site=\"good\",check=\"schema\"}") > 0.0);
    let xml = read("a.xml");
    assert_eq!(
        xml.matches("<property name=\"verdict\" value=\"fails\"/>")
            .count(),
        2
    );
    assert!(read("a.md").contains("| good | 1.27.2 | conforms |"));
    let page = read("a.html");
    assert!(
        page.contains("3 sites checked; fails: 2, conforms: 1"),
        "{page}"
    );
    assert_eq!(page.matches("<article ").count(), 1);
    assert!(page.contains("2 sites: bad-1, bad-2"), "{page}");

    // Reports that are merged give the same.
    let names = ["sarif", "prometheus", "junit", "markdown", "html"];
    let merged: Vec<String> = names.iter().map(|it| format!("{it}=merged.{it}")).collect();
    let mut arguments = vec!["merge", "all.json"];
    arguments.extend(merged.iter().flat_map(|it| ["--report", it.as_str()]));
    assert_eq!(run_in(here, &arguments).0, 1);
    for (name, whole) in names
        .iter()
        .zip(["a.sarif", "a.prom", "a.xml", "a.md", "a.html"])
    {
        assert_eq!(read(&format!("merged.{name}")), read(whole));
    }
}

#[test]
fn cases_of_a_live_site_have_times_and_properties() {
    let here = folder("junit-times", &[]);
    let file = path(&here, "a.xml");
    let site = Site::start(&["--latency", "2"]);
    let (code, _, err) = site.run(&["check", "--report", &format!("junit={file}")]);
    assert_eq!(code, 0, "{err}");
    let xml = fs::read_to_string(&file).unwrap();
    let (_, suite) = xml
        .split_once("<testsuite name=\"GET /wc/v3/memberships/members\"")
        .unwrap();
    let (suite, _) = suite.split_once("</testsuite>").unwrap();
    let (_, time) = suite.split_once(" time=\"").unwrap();
    let seconds: f64 = time.split('"').next().unwrap().parse().unwrap();
    assert!(seconds >= 0.004, "{seconds}");
    for name in ["release", "verdict", "exchanges", "median_ms", "slowest_ms"] {
        assert!(
            suite.contains(&format!("<property name=\"{name}\"")),
            "{suite}"
        );
    }
}

#[test]
fn a_report_of_metrics_leaves_no_other_file_behind() {
    let here = tempfile::tempdir().unwrap();
    let check = ["check", "--only", "schema", "--report", "prometheus=a.prom"];
    for _ in 0..2 {
        assert_eq!(run_in(here.path(), &check).0, 0);
    }
    let names: Vec<_> = fs::read_dir(here.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(names, ["a.prom"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(here.path().join("a.prom"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o444, 0o444, "a collector of another user reads it");
    }
}

#[test]
fn lists_are_json_with_all_that_is_known() {
    let list = |arguments: &[&str]| {
        let (code, out, err) = run(arguments);
        assert_eq!(code, 0, "{err}");
        json(&out).as_array().unwrap().clone()
    };
    let checks = list(&["checks", "--format", "json"]);
    let ids: BTreeSet<&str> = checks.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), checks.len());
    assert!(
        checks
            .iter()
            .all(|it| !it["remedy"].as_str().unwrap().is_empty())
    );
    let faults = list(&["serve", "--list-faults", "--format", "json"]);
    let (_, text, _) = run(&["serve", "--list-faults"]);
    assert_eq!(faults.len(), text.lines().count());
    for fault in &faults {
        let found_by = fault["found_by"].as_str().unwrap();
        assert!(
            ids.contains(found_by) || found_by == "answered",
            "{found_by}"
        );
    }
    let rules = list(&["diff", "--rules", "--format", "json"]);
    assert!(rules.iter().any(|it| it["judged"] == "by-meaning"));
    let (code, _, err) = run(&["diff", "--rules", "--format", "html"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("--rules lists the rules with --format text or --format json"),
        "{err}"
    );
    assert!(!list(&["releases", "--format", "json"]).is_empty());
}

#[test]
fn a_comparison_is_annotations_and_test_cases() {
    let here = folder("compare-formats", &[]);
    let report = |name: &str, serve: &[&str]| {
        let file = path(&here, name);
        Site::start(serve).run(&["check", "--report", &format!("json={file}")]);
        file
    };
    let clean = report("clean.json", &[]);
    let faulty = report("faulty.json", &["--fault", "dates-with-z"]);
    let (code, out, err) = run(&["compare", &clean, &faulty, "--format", "github"]);
    assert_eq!(code, 1, "{err}");
    assert!(out.starts_with("::error title=new%3A "), "{out}");
    assert_eq!(out.matches("::error title=new").count(), 1, "{out}");
    assert!(
        out.contains("::error title=memberspec compare::1 new, 0 gone"),
        "{out}"
    );
    let (_, xml, _) = run(&["compare", &clean, &faulty, "--format", "junit"]);
    assert!(xml.contains("failures=\"1\""), "{xml}");
    let (_, xml, _) = run(&["compare", &faulty, &faulty, "--format", "junit"]);
    assert!(
        xml.contains("skipped=\"1\" errors=\"0\" failures=\"0\""),
        "{xml}"
    );
}
