//! The action for GitHub (`action.yml`): its steps, run as a runner runs them, with a release that lies
//! in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::diff::OLD;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn action() -> Value {
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// What a runner knows while it runs the action.
struct Runner {
    folder: tempfile::TempDir,
    /// `inputs.target`, `github.base_ref`, `steps.run.outputs.exit-code`.
    context: BTreeMap<String, String>,
    environment: Vec<(String, String)>,
}

impl Runner {
    fn new(inputs: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut context = BTreeMap::new();
        for (name, input) in action()["inputs"].as_object().unwrap() {
            let default = input["default"].as_str().unwrap_or_default();
            context.insert(format!("inputs.{name}"), default.to_owned());
        }
        for (name, value) in inputs {
            let old = context.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(old.is_some(), "there is no input {name}");
        }
        for (name, value) in [
            ("github.action_path", root().to_str().unwrap()),
            ("github.action_repository", ""),
            ("github.repository", "owner/memberspec"),
            ("github.base_ref", ""),
            ("github.event.number", "7"),
            ("github.token", "token"),
        ] {
            context.insert(name.to_owned(), value.to_owned());
        }
        fs::create_dir(folder.path().join("temp")).unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        Self {
            folder,
            context,
            environment: Vec::new(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A value of the action with its expressions, of which it uses names and `||`.
    fn evaluated(&self, text: &str) -> String {
        let mut value = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").unwrap();
            let mut names = expression.split("||").map(str::trim);
            let found = names.find_map(|name| {
                let known = self.context.get(name);
                let unset = name.starts_with("steps.");
                assert!(known.is_some() || unset, "{name} is not known");
                known.filter(|value| !value.is_empty())
            });
            value += before;
            value += found.map_or("", String::as_str);
            rest = after;
        }
        value + rest
    }

    /// Runs a step by its name.
    fn step(&mut self, name: &str) -> Output {
        let action = action();
        let steps = action["runs"]["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["name"] == name).unwrap();
        let script = self.at("step.sh");
        fs::write(&script, step["run"].as_str().unwrap()).unwrap();
        let outputs = self.at("outputs");
        fs::write(&outputs, "").unwrap();
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&script)
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap())
            .env("GITHUB_OUTPUT", &outputs)
            .env("GITHUB_STEP_SUMMARY", self.at("summary.md"))
            .env(
                "GITHUB_SERVER_URL",
                format!("file://{}", self.at("server").display()),
            )
            .env("RUNNER_TEMP", self.at("temp"))
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .envs(self.environment.iter().cloned())
            .current_dir(self.at("work"))
            .stdin(Stdio::null());
        for (variable, value) in step["env"].as_object().unwrap() {
            command.env(variable, self.evaluated(value.as_str().unwrap()));
        }
        let output = command.output().unwrap();
        if let Some(id) = step["id"].as_str() {
            for line in fs::read_to_string(&outputs).unwrap().lines() {
                let (name, value) = line.split_once('=').unwrap();
                let name = format!("steps.{id}.outputs.{name}");
                self.context.insert(name, value.to_owned());
            }
        }
        output
    }

    fn output(&self, name: &str) -> &str {
        self.context.get(name).map_or("", String::as_str)
    }

    /// A release in a folder that stands for the server: the archive that a release has, around a
    /// program that calls the one under test.
    fn release(&self) -> PathBuf {
        let version = env!("CARGO_PKG_VERSION");
        let releases = format!("server/owner/memberspec/releases/download/v{version}");
        let release = self.at(&releases);
        let program = self.at("memberspec");
        let script = format!(
            "#!/bin/sh\nexec {} \"$@\"\n",
            env!("CARGO_BIN_EXE_memberspec")
        );
        fs::write(&program, script).unwrap();
        let run = |command: &mut Command| {
            let output = command.output().unwrap();
            assert!(output.status.success(), "{output:?}");
            output.stdout
        };
        run(Command::new("chmod").arg("755").arg(&program));
        let packaging = root().join("scripts/packaging");
        run(Command::new(packaging.join("archive.sh"))
            .arg(&program)
            .arg("x86_64-unknown-linux-musl")
            .arg(&release));
        let archive = format!("memberspec-{version}-x86_64-unknown-linux-musl.tar.gz");
        let sums = run(Command::new("sha256sum")
            .arg(&archive)
            .current_dir(&release));
        fs::write(release.join("SHA256SUMS"), sums).unwrap();
        release.join(archive)
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn has_tools() -> bool {
    let tools = ["bash", "curl", "python3", "sha256sum"];
    let missing: Vec<&str> = (tools.into_iter())
        .filter(|tool| Command::new(tool).arg("--version").output().is_err())
        .collect();
    if !missing.is_empty() {
        eprintln!("SKIPPED: not installed: {}", missing.join(", "));
    }
    missing.is_empty()
}

#[test]
fn no_expression_is_part_of_a_script() {
    for step in action()["runs"]["steps"].as_array().unwrap() {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{script}");
    }
}

#[test]
fn a_release_is_installed_and_checks_a_site() {
    if !has_tools() {
        return;
    }
    let site = crate::laws::Site::start(&["--fault", "order-id-as-text"]);
    let mut runner = Runner::new(&[
        ("target", site.url()),
        ("key", "ck_reference_read_write"),
        ("secret", "cs_reference_read_write"),
        ("arguments", "--api\nv3\n\n--max-requests\n150\n"),
    ]);
    runner.release();
    let output = runner.step("Install memberspec");
    assert!(output.status.success(), "{}", said(&output));
    let program = Path::new(runner.output("steps.install.outputs.program")).to_owned();
    let installed = program.parent().unwrap();
    for name in [
        "man/memberspec-check.1",
        "completions/_memberspec",
        "LICENSE-MIT",
    ] {
        assert!(installed.join(name).exists(), "{name}");
    }
    let output = runner.step("Run memberspec");
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("::error "), "{text}");
    assert!(!text.contains("cs_reference"), "{text}");
    assert_eq!(runner.output("steps.run.outputs.exit-code"), "1");
    let reports = Path::new(runner.output("steps.run.outputs.reports"));
    for name in ["report.json", "junit.xml", "summary.md"] {
        let report = fs::read_to_string(reports.join(name)).unwrap();
        assert!(report.contains("order_id"), "{name}: {report}");
    }
    let summary = fs::read_to_string(runner.at("summary.md")).unwrap();
    assert!(summary.contains("order_id"), "{summary}");
}

#[test]
fn a_release_whose_checksum_is_wrong_or_missing_is_not_run() {
    if !has_tools() {
        return;
    }
    let mut runner = Runner::new(&[]);
    let archive = runner.release();
    let sums = archive.with_file_name("SHA256SUMS");
    let right = fs::read_to_string(&sums).unwrap();
    for wrong in ["", "0".repeat(64).as_str()] {
        let wrong = right.replace(&right[..64], wrong);
        fs::write(&sums, wrong).unwrap();
        let output = runner.step("Install memberspec");
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("checksum"), "{}", said(&output));
        assert_eq!(runner.output("steps.install.outputs.program"), "");
    }
    fs::remove_file(&archive).unwrap();
    let output = runner.step("Install memberspec");
    assert!(
        said(&output).contains("cannot be downloaded"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_version_cannot_lead_to_another_address() {
    let mut runner = Runner::new(&[("version", "../../../other/repository")]);
    let output = runner.step("Install memberspec");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("is not a version"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_target_is_never_an_option_and_no_input_is_a_command() {
    let mut runner = Runner::new(&[
        ("binary", env!("CARGO_BIN_EXE_memberspec")),
        ("target", "--help"),
    ]);
    runner.step("Install memberspec");
    let output = runner.step("Run memberspec");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let inputs = [("command", "check; touch hit"), ("binary", "$(touch hit)")];
    for input in inputs {
        let mut runner = Runner::new(&[input]);
        runner.step("Install memberspec");
        let output = runner.step("Run memberspec");
        assert!(!output.status.success(), "{}", said(&output));
        assert!(!runner.at("work/hit").exists());
    }
}

#[test]
fn a_document_is_compared_with_the_base_branch() {
    let mut runner = Runner::new(&[
        ("binary", env!("CARGO_BIN_EXE_memberspec")),
        ("command", "diff"),
        ("document", "api.yaml"),
        ("comment", "true"),
    ]);
    let work = runner.at("work");
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .current_dir(&work)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
    };
    fs::write(work.join("api.yaml"), OLD).unwrap();
    git(&["init", "-q"]);
    git(&["add", "api.yaml"]);
    git(&["commit", "-q", "-m", "one"]);
    git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    fs::write(work.join("api.yaml"), OLD.replace("  /a:", "  /b:")).unwrap();
    runner.step("Install memberspec");

    let output = runner.step("Run memberspec");
    assert_eq!(output.status.code(), Some(2), "no base: {}", said(&output));
    runner
        .context
        .insert("github.base_ref".into(), "gone".into());
    let output = runner.step("Run memberspec");
    assert_eq!(
        output.status.code(),
        Some(2),
        "no branch: {}",
        said(&output)
    );

    runner
        .context
        .insert("github.base_ref".into(), "main".into());
    let output = runner.step("Run memberspec");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("::error file=api.yaml,title=operation-removed"));
    let summary = fs::read_to_string(runner.at("summary.md")).unwrap();
    assert!(
        summary.starts_with("### ❌ API changes: 1 breaking change"),
        "{summary}"
    );

    // In place of the client of GitHub: it says how it was called.
    let tools = runner.at("tools");
    fs::create_dir(&tools).unwrap();
    fs::write(tools.join("gh"), "#!/bin/sh\necho \"$GH_REPO: $*\"\n").unwrap();
    let mode = Command::new("chmod")
        .arg("755")
        .arg(tools.join("gh"))
        .status();
    assert!(mode.unwrap().success());
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    runner.environment.push(("PATH".into(), path));
    let output = runner.step("Comment the summary");
    let text = said(&output);
    assert!(
        text.starts_with("owner/memberspec: pr comment 7 --body-file "),
        "{text}"
    );
}
