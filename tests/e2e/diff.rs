use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use memberspec::diff::Document;
use memberspec::diff::Level;
use memberspec::diff::{Comparison, Day, Options};
use serde_json::Value;

use crate::binary::{memberspec, run};

pub(crate) const OLD: &str = "\
openapi: 3.1.0
info: {title: t, version: 1.0.0}
paths:
  /a:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: integer}
";

/// Runs `diff` in a folder: exit code, standard output, standard error.
pub(crate) fn diff(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = memberspec(&["diff"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Writes files into a folder of their own and gives its path.
pub(crate) fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("diff")
        .join(name);
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

pub(crate) fn path(folder: &Path, file: &str) -> String {
    folder.join(file).to_str().unwrap().to_owned()
}

#[test]
fn the_exit_code_tells_none_found_and_could_not_run() {
    let new = OLD.replace("required: [id]", "required: []");
    let broken = OLD.replace("in: query", "in: nowhere");
    let here = folder(
        "codes",
        &[("old.yaml", OLD), ("new.yaml", &new), ("bad.yaml", &broken)],
    );
    let (old, new, bad) = (
        path(&here, "old.yaml"),
        path(&here, "new.yaml"),
        path(&here, "bad.yaml"),
    );
    assert_eq!(run(&["diff", &old, &old]).0, 0);
    let (code, out, _) = run(&["diff", &old, &new]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("property-became-optional"), "{out}");
    assert!(out.contains("proof    {} may now be returned"), "{out}");
    assert!(out.contains("new.yaml:17"), "{out}");
    assert_eq!(
        run(&["diff", &new, &old]).0,
        0,
        "an answer may promise more"
    );
    assert_eq!(run(&["diff", &new, &old, "--fail-on", "any"]).0, 1);
    let (_, out, _) = run(&["diff", &old, &bad]);
    assert!(
        out.contains("bad.yaml:7: /paths/~1a/get/parameters/0:"),
        "{out}"
    );
    assert_eq!(run(&["diff", &old, "nowhere.yaml"]).0, 2);
}

#[test]
fn every_format_is_well_formed_and_repeats_itself() {
    let new = OLD
        .replace("type: integer}}", "type: boolean}}")
        .replace("1.0.0", "1.0.1");
    let here = folder("formats", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let (old, new) = (path(&here, "old.yaml"), path(&here, "new.yaml"));
    for format in [
        "text", "markdown", "json", "junit", "github", "sarif", "html",
    ] {
        let (code, out, error) = run(&["diff", &old, &new, "--format", format]);
        assert_eq!(code, 1, "{format}: {error}");
        assert!(out.contains("type-changed"), "{format}: {out}");
        assert!(out.contains("new.yaml"), "{format}: {out}");
        assert_eq!(run(&["diff", &old, &new, "--format", format]).1, out);
        if matches!(format, "json" | "sarif") {
            serde_json::from_str::<Value>(&out).unwrap();
        }
    }
    let (code, _, error) = run(&["diff", &old, &new, "--check-version", "--fail-on", "any"]);
    assert_eq!(code, 1);
    assert!(error.contains("require a major version"), "{error}");
}

#[test]
fn an_approved_change_passes_and_a_stale_approval_does_not() {
    let new = OLD.replace("  /a:", "  /b:");
    let here = folder("approved", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let (old, new) = (path(&here, "old.yaml"), path(&here, "new.yaml"));
    let (_, out, _) = run(&["diff", &old, &new, "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let removed = changes
        .iter()
        .find(|change| change["rule"] == "operation-removed")
        .unwrap();
    let approval = format!(
        "[[approved]]\nchange = {}\nlocation = \"GET /a\"\nreason = \"unused\"\nowner = \"me\"\n\
         expires = \"9999-12-31\"\n",
        removed["hash"]
    );
    fs::write(here.join("approved.toml"), approval).unwrap();
    let approvals = path(&here, "approved.toml");
    let (code, out, error) = run(&["diff", &old, &new, "--approvals", &approvals]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(
        out.contains("me is responsible for it until 9999-12-31: unused"),
        "{out}"
    );
    let (code, out, _) = run(&["diff", &old, &old, "--approvals", &approvals]);
    assert_eq!(code, 1);
    assert!(out.contains("no longer matches a change"), "{out}");
    assert_eq!(
        run(&["diff", &old, &new, "--level", "operation-removed=info"]).0,
        0
    );
    assert_eq!(run(&["diff", &old, &new, "--level", "nonsense=info"]).0, 2);
}

#[test]
fn a_file_is_compared_with_itself_at_a_revision() {
    let here = folder("git", &[("api.yaml", OLD)]);
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let output = Command::new("git")
            .args(name)
            .args(arguments)
            .current_dir(&here)
            .output();
        assert!(output.unwrap().status.success(), "git {arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "api.yaml"]);
    git(&["commit", "-q", "--allow-empty", "-m", "one"]);
    fs::write(
        here.join("api.yaml"),
        OLD.replace("required: [id]", "required: []"),
    )
    .unwrap();
    let diff = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_memberspec"));
        let output = command
            .arg("diff")
            .args(arguments)
            .current_dir(&here)
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, out) = diff(&["--base", "HEAD", "api.yaml"]);
    assert_eq!(code, 1);
    assert!(out.contains("HEAD:api.yaml:"), "{out}");
    assert_eq!(diff(&["HEAD:api.yaml", "api.yaml"]).0, 1);
    assert_eq!(diff(&["HEAD:api.yaml", "HEAD:./api.yaml"]).0, 0);
    assert_eq!(diff(&["gone:api.yaml", "api.yaml"]).0, 2);
}

#[test]
fn the_project_s_own_documents_are_equal_to_themselves() {
    for file in [
        "openapi.yaml",
        "v2.yaml",
        "v4.yaml",
        "documented/v2.yaml",
        "documented/v3.yaml",
    ] {
        let file = format!("{}/openapi/{file}", env!("CARGO_MANIFEST_DIR"));
        if !Path::new(&file).exists() {
            continue;
        }
        let (code, out, error) = run(&["diff", &file, &file, "--fail-on", "any"]);
        assert_eq!((code, out.as_str()), (0, "no change\n"), "{file}: {error}");
    }
}

/// The folder of recorded pairs of another tool, with the names of the pairs. The pairs are not
/// part of this project: `MEMBERSPEC_PAIRS` names the folder that they were unpacked to.
#[expect(clippy::print_stderr, reason = "a skipped run is told loudly")]
fn recorded_pairs() -> Option<(PathBuf, Vec<String>)> {
    let Some(folder) = std::env::var_os("MEMBERSPEC_PAIRS").map(PathBuf::from) else {
        eprintln!("SKIPPED: MEMBERSPEC_PAIRS names no folder of recorded pairs");
        return None;
    };
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".expected.json").map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{} holds no pairs", folder.display());
    Some((folder, names))
}

fn compared(old: &Document, new: &Document) -> Comparison {
    let today = Day(jiff::civil::date(2026, 8, 8));
    Comparison::of(old, new, Options { today })
}

/// How far another tool's findings on pairs of its own agree: where they do not, the table of
/// `docs/diff-disagreements.md` says why.
#[test]
#[expect(clippy::print_stderr, reason = "a graded run is told loudly")]
fn the_gate_agrees_with_recorded_findings_of_another_tool_or_says_why_not() {
    let Some((folder, names)) = recorded_pairs() else {
        return;
    };
    let table = include_str!("../../docs/diff-disagreements.md");
    let argued: BTreeMap<&str, &str> = (table.lines())
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter_map(|(pair, rest)| Some((pair, rest.split_once(" | ")?.0)))
        .collect();
    let read = |name: String| fs::read_to_string(folder.join(name)).unwrap();
    let (mut agree, mut differ) = (0, BTreeMap::new());
    for name in &names {
        let document = |edition: &str| {
            let file = format!("{name}.{edition}.json");
            Document::from_text(&file, &read(file.clone())).unwrap()
        };
        let found = compared(&document("base"), &document("revision"));
        let ours = found.count(Level::Error) > 0;
        let expected: Value = serde_json::from_str(&read(format!("{name}.expected.json"))).unwrap();
        // Where the other tool leaves it open, either answer agrees.
        let agrees = match expected["verdict"].as_str() {
            Some("breaking") => ours,
            Some("non-breaking") => !ours,
            _ => true,
        };
        if agrees {
            agree += 1;
        } else {
            let pair = name.rsplit('_').next().unwrap();
            differ.insert(pair.to_owned(), if ours { "break" } else { "safe" });
        }
    }
    eprintln!("{agree} of {} agree, the others are argued", names.len());
    let differ: BTreeMap<&str, &str> = differ.iter().map(|(pair, said)| (&**pair, *said)).collect();
    assert_eq!(differ, argued);
}

#[test]
fn recorded_documents_of_another_tool_are_equal_to_themselves() {
    let Some((folder, names)) = recorded_pairs() else {
        return;
    };
    for name in &names {
        for edition in ["base", "revision"] {
            let file = format!("{name}.{edition}.json");
            let text = fs::read_to_string(folder.join(&file)).unwrap();
            let document = || Document::from_text(&file, &text).unwrap();
            let changes = compared(&document(), &document()).changes;
            assert!(changes.is_empty(), "{file}: {changes:?}");
        }
    }
}
