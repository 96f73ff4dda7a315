//! `check --profile`: how much is requested, counted where the requests arrive.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::binary::{memberspec, run};

/// A site whose log of requests is kept.
struct Logged {
    process: Child,
    log: PathBuf,
    url: String,
    _folder: tempfile::TempDir,
}

impl Logged {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut process = Command::new(env!("CARGO_BIN_EXE_memberspec"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let url = line.rsplit(' ').next().unwrap().trim().to_owned();
        // A program whose reader has gone stops.
        std::mem::forget(output);
        Self {
            process,
            log,
            url,
            _folder: folder,
        }
    }

    /// Exit code, report, and the requests that arrived.
    fn check(&self, arguments: &[&str]) -> (i32, Value, Vec<String>) {
        let before = fs::read_to_string(&self.log).unwrap().len();
        // One at a time: lines that a site logs at once may stand in one another.
        let output = memberspec(&["check", "--report", "json=-", "--concurrency", "1"])
            .args(arguments)
            .arg(&self.url)
            .env("MEMBERSPEC_KEY", "ck_reference_read")
            .env("MEMBERSPEC_SECRET", "cs_reference_read")
            .output()
            .unwrap();
        let report = serde_json::from_slice(&output.stdout);
        let report = report.unwrap_or_else(|_| panic!("{output:?}"));
        let log = fs::read_to_string(&self.log).unwrap();
        let requests = log[before..].lines().filter(|it| it.contains(" /"));
        let requests = requests.map(str::to_owned).collect();
        (output.status.code().unwrap(), report, requests)
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}

/// How many of the requests read a single item of that kind.
fn items(requests: &[String], kind: &str) -> usize {
    let mut found: Vec<&str> = (requests.iter())
        .filter_map(|it| it.strip_prefix("GET ")?.split(['?', ' ']).next())
        .filter(|path| {
            let (parent, id) = path.rsplit_once('/').unwrap_or_default();
            parent.ends_with(&format!("/v3/memberships/{kind}")) && id.len() < 9 && id != "abc"
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

#[test]
fn each_profile_sends_as_many_requests_as_it_says() {
    let site = Logged::start(&[]);
    let (code, report, requests) = site.check(&["--profile", "quick"]);
    assert_eq!(code, 0, "{report:#}");
    assert!(requests.len() <= 12, "{requests:#?}");
    let left_out = report["unexercised"].as_array().unwrap();
    let is_left_out = |what: &str| {
        (left_out.iter())
            .any(|it| it["what"] == what && it["reason"] == "the profile quick leaves it out")
    };
    assert!(
        is_left_out("single items") && is_left_out("malformed parameters"),
        "{left_out:#?}"
    );
    assert_eq!(report["profile"]["name"], "quick");

    // The key of a customer takes part, in the same number of requests.
    let folder = tempfile::tempdir().unwrap();
    let customer = folder.path().join("customer");
    fs::write(&customer, "ck_reference_customer\ncs_reference_customer\n").unwrap();
    let customer = customer.to_str().unwrap();
    let arguments = ["--profile", "quick", "--customer-credentials", customer];
    let (code, report, more) = site.check(&arguments);
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(more.len(), requests.len() + 1, "{more:#?}");
    assert!(more.len() <= 12, "{more:#?}");
    let left_out = report["unexercised"].to_string();
    assert!(!left_out.contains("access by a customer"), "{left_out}");

    let (code, _, requests) = site.check(&["--profile", "standard"]);
    assert_eq!(code, 0);
    assert!((60..=85).contains(&requests.len()), "{}", requests.len());
    let (_, _, same) = site.check(&[]);
    assert_eq!(requests.len(), same.len());
    assert!(items(&requests, "members") < 20);

    let (code, report, requests) = site.check(&["--profile", "thorough"]);
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(items(&requests, "members"), 61);
    // A thorough run that may send less says what it left out, and is complete.
    let (code, report, requests) = site.check(&["--profile", "thorough", "--max-requests", "150"]);
    assert_eq!(code, 0, "{report:#}");
    assert!(requests.len() <= 150, "{}", requests.len());
    let left_out = report["unexercised"].as_array().unwrap();
    let told = left_out
        .iter()
        .find(|it| it["what"] == "single items of members");
    assert!(
        told.is_some_and(|it| it["reason"]
            .as_str()
            .unwrap()
            .contains("more are in the lists")),
        "{told:?}"
    );
}

#[test]
fn a_quick_run_judges_authentication_shape_pages_a_filter_and_dates() {
    for (fault, check) in [
        ("open-to-all", "authentication-required"),
        ("customer-data-null", "schema"),
        ("order-changes-by-page", "page-walk"),
        ("status-ignored", "filter-sound"),
        ("dates-as-stored", "date-format"),
        ("html-content-type", "content-type"),
    ] {
        let site = Logged::start(&["--fault", fault]);
        let (code, report, requests) = site.check(&["--profile", "quick"]);
        assert_eq!(code, 1, "{fault}: {report:#}");
        assert_eq!(report["findings"][0]["check"], check, "{fault}");
        assert!(requests.len() <= 12, "{fault}: {}", requests.len());
    }
    let (_, report, _) = Logged::start(&[]).check(&["--profile", "quick"]);
    let checks = report["checks"].as_array().unwrap();
    let pairs = checks.iter().find(|it| it["id"] == "date-pair").unwrap();
    assert!(pairs["judged"].as_u64().unwrap() > 0);
}

#[test]
fn a_profile_of_ones_own_is_a_scope_with_settings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("memberspec.toml");
    let path = file.to_str().unwrap();
    let config = "[profile.hourly]\nextends = \"quick\"\nonly = [\"schema\", \"page-walk\"]\n";
    fs::write(&file, config).unwrap();
    let site = Logged::start(&[]);
    let (code, report, requests) = site.check(&["--config", path, "--profile", "hourly"]);
    assert_eq!(code, 0, "{report:#}");
    assert!(requests.len() <= 12, "{}", requests.len());
    assert_eq!(report["checks"].as_array().unwrap().len(), 2);
    assert_eq!(report["profile"]["name"], "hourly");
    assert_eq!(report["profile"]["scope"], "quick");
    // The command line wins.
    let arguments = ["--config", path, "--profile", "hourly", "--only", "schema"];
    let (_, report, _) = site.check(&arguments);
    assert_eq!(report["checks"].as_array().unwrap().len(), 1);

    let said = |arguments: &[&str]| {
        let all = [&["check", site.url.as_str(), "--config", path], arguments].concat();
        let (code, _, err) = run(&all);
        assert_eq!(code, 2, "{err}");
        err
    };
    let err = said(&["--profile", "hourli"]);
    assert!(err.contains("did you mean `hourly`?"), "{err}");
    let err = said(&["--profile", "quick", "--write"]);
    assert!(err.contains("too few requests for --write"), "{err}");
    fs::write(&file, "[profile.thorough]\nskip = [\"schema\"]\n").unwrap();
    let err = said(&["--profile", "thorough"]);
    assert!(
        err.contains("[profile.thorough] in memberspec.toml has the name of a built-in"),
        "{err}"
    );
    fs::write(&file, "[profile.mine]\ncredentials = \"/home/ann/key\"\n").unwrap();
    let err = said(&["--profile", "mine"]);
    assert!(
        err.contains("unknown key `profile.mine.credentials`"),
        "{err}"
    );
}
