//! What a package installs beside the program: manual pages and completions of shells.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::binary::{memberspec, run};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// The commands that `--help` lists.
fn commands() -> Vec<String> {
    let (_, help, _) = run(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let names: Vec<String> = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 15, "{help}");
    names
}

/// The files of a folder, by name.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn every_command_has_a_manual_page_with_its_options() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let folder = folder.path().join(name);
        let (code, _, error) = run(&["man", folder.to_str().unwrap()]);
        assert_eq!(code, 0, "{error}");
        pages(&folder)
    };
    let pages = write("a/new/folder");
    assert_eq!(pages, write("another"), "not deterministic");
    for name in commands() {
        let page = &pages[&format!("memberspec-{name}.1")];
        assert!(page.contains(".SH SYNOPSIS"), "{name}: {page}");
    }
    assert_eq!(pages.len(), commands().len() + 1);
    assert!(pages["memberspec.1"].contains("Exit codes:"));
    assert!(pages["memberspec-diff.1"].contains("\\-\\-approvals"));
}

#[cfg(unix)]
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn manual_pages_are_read_by_man() {
    // Other programs of that name have other options, or are placeholders.
    let version = Command::new("man").arg("--version").output();
    let is_known = version.is_ok_and(|it| it.stdout.starts_with(b"man 2."));
    if !is_known {
        eprintln!("SKIPPED: there is no man-db");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    run(&["man", folder.path().to_str().unwrap()]);
    for name in pages(folder.path()).keys() {
        let shown = Command::new("man")
            .args(["--warnings", "--local-file", "--encoding=utf8"])
            .arg(folder.path().join(name))
            .env("MANPAGER", "cat")
            .output()
            .unwrap();
        let warnings = String::from_utf8_lossy(&shown.stderr);
        assert!(
            shown.status.success() && warnings.is_empty(),
            "{name}: {warnings}"
        );
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped shell is named")]
fn completions_are_accepted_by_their_shells_and_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in SHELLS {
        let (code, script, error) = run(&["completions", shell]);
        assert_eq!(code, 0, "{error}");
        assert_eq!(run(&["completions", shell]).1, script, "not deterministic");
        for name in commands() {
            assert!(script.contains(&name), "{shell} lacks {name}");
        }
        // Nobody is led to type a secret.
        for flag in ["--key", "--secret", " -l key", " -l secret"] {
            let offers = script.split(flag).skip(1);
            let ends = |rest: &str| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '-');
            assert!(!offers.into_iter().any(ends), "{shell} offers {flag}");
        }
        let file = folder.path().join(shell);
        std::fs::write(&file, &script).unwrap();
        let parsed = Command::new(shell).arg("-n").arg(&file).output();
        match parsed {
            Ok(parsed) if matches!(shell, "bash" | "fish" | "zsh") => {
                let error = String::from_utf8_lossy(&parsed.stderr);
                assert!(
                    parsed.status.success() && error.is_empty(),
                    "{shell}: {error}"
                );
            }
            _ => eprintln!("SKIPPED: {shell} is not installed, so its script was not parsed"),
        }
    }
}

#[test]
fn neither_depends_on_the_environment() {
    let (_, plain, _) = run(&["completions", "bash"]);
    let mut command = memberspec(&["completions", "bash"]);
    let output = command
        .env("MEMBERSPEC_CONFIG", "elsewhere.toml")
        .env("MEMBERSPEC_KEY", "ck_elsewhere")
        .env("COLUMNS", "40")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), plain);
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (code, _, error) = run(&["man", file.join("man1").to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(
        error.contains("cannot write the manual pages to"),
        "{error}"
    );
}
