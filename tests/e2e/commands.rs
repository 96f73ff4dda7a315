//! Every command line of the documentation runs, and does what a reader expects: no error.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::laws::Site;

/// Sites that the documentation names: the reference site answers for both.
const HOSTS: [&str; 2] = ["https://staging.shop.example", "https://shop.example"];

/// Longer than any of these commands takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The README and every page of the book.
pub(crate) fn pages() -> Vec<PathBuf> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|it| it == "md") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.join("README.md")];
    collect(&root.join("docs"), &mut found);
    found.sort();
    found
}

/// The lines of the shell in a page, those that a backslash continues put together.
fn command_lines(page: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut within = false;
    let mut open = String::new();
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            within = matches!(language, "sh" | "console");
            continue;
        }
        if !within {
            continue;
        }
        let line = line.trim().trim_start_matches("$ ");
        match line.strip_suffix('\\') {
            Some(start) => open.push_str(start),
            None => lines.push(std::mem::take(&mut open) + line),
        }
    }
    lines
}

/// Whether a line starts the program, as it is or through cargo. The self-test takes minutes in a debug
/// build, and runs where the tables of the documentation are made.
fn is_ours(line: &str) -> bool {
    if line.starts_with("memberspec selftest") {
        return false;
    }
    line.split(['|', ' ']).any(|word| word == "memberspec") || line.starts_with("cargo run -- ")
}

/// A folder with everything that the examples name: recordings, documents in git, a configuration.
fn workplace(site: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = |from: &str, to: &str| {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root.join(from), to).unwrap();
    };
    for name in [
        "traffic.har",
        "last-week.har",
        "last-month.har",
        "this-month.har",
    ] {
        copy("docs/example.har", name);
    }
    for name in [
        "openapi/openapi.yaml",
        "openapi/v2.yaml",
        "openapi/documented/v3.yaml",
    ] {
        copy(name, name);
    }
    copy("openapi/v2.yaml", "v1.yaml");
    copy("openapi/openapi.yaml", "v2.yaml");
    copy("openapi/v2.yaml", "old.yaml");
    copy("openapi/openapi.yaml", "new.yaml");
    copy("openapi/documented/v3.yaml", "my-own-description.yaml");
    fs::write(
        folder.path().join("sync.php"),
        "<?php $end = $row['end_date'];\n",
    )
    .unwrap();
    let configuration =
        format!("[site.shop]\nurl = \"{site}\"\n\n[site.shop.check]\ncredentials = \"shop.key\"\n");
    fs::write(folder.path().join("memberspec.toml"), configuration).unwrap();
    fs::write(
        folder.path().join("shop.key"),
        "ck_reference_read_write\ncs_reference_read_write\n",
    )
    .unwrap();
    let client = crate::front::certificate(&["tester"], |_| {});
    let client = format!("{}{}", client.certificate, client.key);
    fs::write(folder.path().join("me.pem"), client).unwrap();
    fs::write(folder.path().join("site.auth"), "staging:open-sesame\n").unwrap();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command
            .current_dir(folder.path())
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
            .args(arguments)
            .stdout(Stdio::null());
        assert!(command.status().unwrap().success(), "git {arguments:?}");
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message=a"]);
    git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    folder
}

/// The line as it runs here, with the local site in place of the ones that the reader has.
fn local(line: &str, site: &str) -> String {
    let mut line = line.replace("cargo run -- ", "memberspec ");
    for host in HOSTS {
        line = line.replace(host, site);
    }
    if line.contains("--write") {
        line = line.replace("--write", "--write --yes-write-to 127.0.0.1");
    }
    // The folder has a configuration already.
    line = line.replace("memberspec init", "memberspec init --force");
    // Ports of the examples may be in use here.
    for port in ["--port 8931", "--port 8090"] {
        line = line.replace(port, "--port 0");
    }
    if line.contains("memberspec serve") && !line.contains("--port") {
        line = line.replace("memberspec serve", "memberspec serve --port 0");
    }
    if is_server(&line) {
        // In place of the shell: else only the shell would be ended, and the server would go on.
        line = line.replace("memberspec ", "exec memberspec ");
    }
    line
}

/// Whether it goes on until somebody ends it.
fn is_server(line: &str) -> bool {
    (line.contains("memberspec serve") && !line.contains("--list-faults"))
        || line.contains("memberspec listen")
        || line.contains("memberspec proxy")
}

/// What is wrong with a command line, if anything is.
fn trouble(line: &str, folder: &Path) -> Option<String> {
    let binary = Path::new(env!("CARGO_BIN_EXE_memberspec"));
    let path = std::env::var("PATH").unwrap();
    let said = folder.join("said.txt");
    let mut process = Command::new("sh")
        .args(["-c", &format!("exec 2>said.txt; {line}")])
        .current_dir(folder)
        .env_clear()
        .env(
            "PATH",
            format!("{}:{path}", binary.parent().unwrap().display()),
        )
        .env("MEMBERSPEC_KEY", "ck_reference_read_write")
        .env("MEMBERSPEC_SECRET", "cs_reference_read_write")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let told = || fs::read_to_string(&said).unwrap_or_default();
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            // Findings are what some of the examples show; an error is never one.
            let is_well = matches!(status.code(), Some(0 | 1)) && !is_server(line);
            return (!is_well).then(|| format!("{line}\nended with {status}\n{}", told()));
        }
        if is_server(line) && started.elapsed() > Duration::from_millis(1_500) {
            let _ended = process.kill();
            let _ended = process.wait();
            return None;
        }
        if started.elapsed() > PATIENCE {
            let _ended = process.kill();
            let _ended = process.wait();
            return Some(format!("{line}\ndoes not end\n{}", told()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn every_command_of_the_documentation_runs() {
    let site = Site::start(&[]);
    let url = site.url().trim_end_matches('/');
    let mut seen = Vec::new();
    let mut troubles = Vec::new();
    for page in pages() {
        let folder = workplace(url);
        for line in command_lines(&fs::read_to_string(&page).unwrap()) {
            let line = local(&line, url);
            // What writes files is needed by the lines that follow on the same page.
            let writes = [">", "--out", "--record", "--baseline-update"];
            let writes = writes.iter().any(|it| line.contains(it));
            if !is_ours(&line) || (seen.contains(&line) && !writes) {
                continue;
            }
            let trouble = trouble(&line, folder.path());
            troubles.extend(trouble.map(|it| format!("{}: {it}", page.display())));
            seen.push(line);
        }
    }
    assert!(seen.len() > 40, "{seen:#?}");
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

#[test]
fn a_command_that_is_wrong_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    assert!(trouble("memberspec check --no-such-option", folder.path()).is_some());
    assert!(trouble("memberspec checks", folder.path()).is_none());
    let page = "```sh\nmemberspec a \\\n  b\n```\n```toml\nmemberspec c\n```\n";
    assert_eq!(command_lines(page), ["memberspec a b"]);
}
