//! The workflow that `docs/` offers: what its steps run must run.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::diff::{OLD, folder};

/// The commands of the steps that compare, in order.
fn commands(workflow: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(workflow);
    let text = fs::read_to_string(path).unwrap();
    let workflow: Value = serde_saphyr::from_str(&text).unwrap();
    let steps = workflow["jobs"]["diff"]["steps"].as_array().unwrap();
    (steps.iter())
        .filter_map(|step| step["run"].as_str())
        .filter(|run| run.contains("memberspec diff"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_steps_of_the_workflow_gate_a_pull_request() {
    let workflow = "docs/api-diff.yml";
    let here = folder("workflow", &[("api.yaml", OLD)]);
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .current_dir(&here)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "api.yaml"]);
    git(&["commit", "-q", "--allow-empty", "-m", "one"]);
    git(&["branch", "-f", "base"]);
    fs::write(here.join("api.yaml"), OLD.replace("  /a:", "  /b:")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_memberspec"));
    let paths = std::env::var("PATH").unwrap();
    let run = |command: &str, base: &str| {
        let output = Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", command])
            .env(
                "PATH",
                format!("{}:{paths}", binary.parent().unwrap().display()),
            )
            .env("BASE", base)
            .env("DOCUMENT", "api.yaml")
            .env("GITHUB_STEP_SUMMARY", "summary.md")
            .current_dir(&here)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let commands = commands(workflow);
    let [changelog, gate] = commands.as_slice() else {
        panic!("{workflow}: {commands:?}");
    };
    assert_eq!(
        run(changelog, "base").0,
        Some(0),
        "a changelog is no failure"
    );
    let summary = fs::read_to_string(here.join("summary.md")).unwrap();
    assert!(
        summary.starts_with("### ❌ API changes: 1 breaking change"),
        "{summary}"
    );
    let (code, annotations) = run(gate, "base");
    assert_eq!(code, Some(1));
    assert!(
        annotations.contains("::error file=api.yaml,title=operation-removed%3A GET /a::"),
        "{annotations}"
    );
    assert_eq!(
        run(changelog, "no-such-branch").0,
        Some(1),
        "what cannot run must not pass"
    );
}
