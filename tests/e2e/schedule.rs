//! The examples for checks every day: what they run must run.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::laws::Site;

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    fs::read_to_string(path).unwrap()
}

fn yaml(name: &str) -> Value {
    serde_saphyr::from_str(&example(name)).unwrap()
}

/// A shell in a folder, with the program and the reading key; the exit code and all that it printed.
fn shell(folder: &Path, command: &str) -> (i32, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_memberspec"))
        .parent()
        .unwrap();
    let path = std::env::var("PATH").unwrap();
    let tools = folder.join("tools");
    let output = Command::new("bash")
        .args(["-e", "-o", "pipefail", "-c", command])
        .current_dir(folder)
        .env_clear()
        .env(
            "PATH",
            format!("{}:{}:{path}", tools.display(), binary.display()),
        )
        .env("RUNNER_TEMP", folder)
        .env("MEMBERSPEC_KEY", "ck_reference_read")
        .env("MEMBERSPEC_SECRET", "cs_reference_read")
        .env("MEMBERSPEC_NOTIFY_URL", "http://127.0.0.1:9/hook")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

fn report(folder: &Path, site: &Site, name: &str) {
    let path = folder.join(name);
    let option = format!("json={}", path.display());
    let summary = format!(
        "markdown={}",
        folder.join("memberspec-report/summary.md").display()
    );
    let arguments = [
        "check",
        "--profile",
        "quick",
        "--report",
        &option,
        "--report",
        &summary,
    ];
    let (code, _, err) = site.run(&arguments);
    assert!(code < 2, "{err}");
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_workflow_for_github_opens_an_issue_when_the_verdict_changed() {
    let workflow = yaml("schedule.yml");
    let steps = workflow["jobs"]["check"]["steps"].as_array().unwrap();
    let step = |name: &str| steps.iter().find(|it| it["name"] == name).unwrap();
    let issue = step("Open an issue if the verdict changed")["run"]
        .as_str()
        .unwrap();
    let download = step("Download the last report")["run"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for name in ["last", "memberspec-report", "memberspec/any", "tools"] {
        fs::create_dir_all(here.join(name)).unwrap();
    }
    let program: PathBuf = here.join("memberspec/any/memberspec");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_memberspec"), program).unwrap();
    let gh = here.join("tools/gh");
    fs::write(&gh, "#!/bin/sh\necho \"gh $*\" >>calls\n").unwrap();
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
    if shell(here, "jq --version").0 != 0 {
        eprintln!("skipped: there is no jq");
        return;
    }
    // The first run has no report to download.
    assert_eq!(shell(here, download).0, 0);
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    let calls = || fs::read_to_string(here.join("calls")).unwrap_or_default();
    report(here, &good, "memberspec-report/report.json");
    assert_eq!(shell(here, issue), (0, String::new()));
    assert!(!calls().contains("issue"), "{}", calls());
    let now = here.join("memberspec-report/report.json");
    fs::rename(&now, here.join("good.json")).unwrap();
    report(here, &bad, "memberspec-report/report.json");
    assert_eq!(shell(here, issue), (0, String::new()));
    assert!(
        calls().contains("--title memberships: conforms before, fails now"),
        "{}",
        calls()
    );
    let body = fs::read_to_string(here.join("issue.md")).unwrap();
    assert!(body.contains("memberspec"), "{body}");
    // With a last report the issue says what is new.
    fs::rename(here.join("good.json"), here.join("last/report.json")).unwrap();
    assert_eq!(shell(here, issue), (0, String::new()));
    let body = fs::read_to_string(here.join("issue.md")).unwrap();
    assert!(body.starts_with("### Worse: 1 new, 0 gone"), "{body}");
}

#[test]
fn the_job_for_gitlab_and_the_service_run_their_commands() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::start(&[]);
    let job = yaml("schedule.gitlab-ci.yml");
    let line = job["memberships"]["script"][0].as_str().unwrap().to_owned();
    let service = example("memberspec.service");
    let start = service
        .lines()
        .find_map(|it| it.strip_prefix("ExecStart="))
        .unwrap();
    let start = start
        .replace("/usr/bin/", "")
        .replace("$$", "\\$")
        .replace("${CREDENTIALS_DIRECTORY}", ".");
    fs::write(
        folder.path().join("shop.key"),
        "ck_reference_read\ncs_reference_read\n",
    )
    .unwrap();
    for (line, runs) in [(line, 2), (start, 1)] {
        let line = line.replace("https://shop.example", site.url());
        let line = line.replace("memberspec check", "memberspec check --profile quick");
        for said in ["there is no last.json yet", "SAME  0 new"]
            .iter()
            .take(runs)
        {
            let (code, text) = shell(folder.path(), &line);
            assert_eq!(code, 0, "{line}: {text}");
            assert!(text.contains(said), "{text}");
            assert!(text.contains("nothing was posted"), "{text}");
        }
        fs::remove_file(folder.path().join("last.json")).unwrap();
    }
}
