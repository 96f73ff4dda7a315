use std::fs;
use std::path::Path;

use super::binary::{memberspec, run};

/// The root of the repository, where the committed documents are.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn committed_documents_are_up_to_date() {
    let output = memberspec(&["generate", "--check"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(text, "6 generated files are up to date\n");
}

#[test]
fn one_document_goes_to_standard_output_and_says_what_it_is() {
    let (code, out, err) = run(&["generate", "--api", "v4"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("\n  x-api: v4\n  x-contract: observed\n"),
        "{}",
        &out[..900]
    );
    let kept = fs::read_to_string(Path::new(ROOT).join("openapi/v4.yaml")).unwrap();
    assert!(out == kept, "standard output and openapi/v4.yaml differ");
}

#[test]
fn a_stale_file_is_shown_with_its_difference_and_exits_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let (code, text, _) = run(&["generate", "--out", out]);
    assert_eq!(code, 0);
    assert_eq!(text.lines().count(), 6, "{text}");
    let (code, ..) = run(&["generate", "--check", "--out", out]);
    assert_eq!(code, 0);

    let document = folder.path().join("documented/v3.yaml");
    let edited = fs::read_to_string(&document)
        .unwrap()
        .replace("operationId: getMembershipPlan", "operationId: readPlan");
    fs::write(&document, edited).unwrap();
    fs::remove_file(folder.path().join("v2.yaml")).unwrap();
    let (code, text, _) = run(&["generate", "--check", "--out", out]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("-      operationId: readPlan"), "{text}");
    assert!(
        text.contains("+      operationId: getMembershipPlan"),
        "{text}"
    );
    assert!(text.contains("v2.yaml is missing\n"), "{text}");
    assert!(
        text.ends_with(
            "2 of 6 generated files are out of date: run `memberspec generate` and commit the result\n"
        ),
        "{text}"
    );
}

#[test]
fn the_manual_is_written_for_a_version_and_a_release_and_never_for_a_profile() {
    let kept = fs::read_to_string(Path::new(ROOT).join("docs/manual/v3.md")).unwrap();
    let (code, out, err) = run(&["generate", "--format", "markdown", "--api", "v3"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out == kept, "standard output and docs/manual/v3.md differ");
    let (code, out, _) = run(&[
        "generate",
        "--format",
        "markdown",
        "--api",
        "v2",
        "--release",
        "1.17",
    ]);
    assert_eq!(code, 0);
    assert!(out.starts_with("# WooCommerce Memberships REST API v2: manual\n"));
    assert!(!out.contains("usermembership.plan_name") && out.contains("2026-03-01T09:30:00+00:00"));
    for wrong in [["--profile", "3.0"], ["--contract", "documented"]] {
        let (code, out, err) = run(&["generate", "--format", "markdown", wrong[0], wrong[1]]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(&format!("omit {}", wrong[0])), "{err}");
    }
}

#[test]
fn profiles_and_formats_have_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let (code, ..) = run(&[
        "generate",
        "--profile",
        "3.0",
        "--format",
        "json",
        "--out",
        out,
    ]);
    assert_eq!(code, 0);
    let text = fs::read_to_string(folder.path().join("documented/v2.3.0.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["openapi"], "3.0.3");
    assert!(!folder.path().join("openapi.yaml").exists());
}

#[test]
fn what_cannot_be_generated_is_refused_with_advice() {
    let (code, out, err) = run(&["generate", "--api", "v4", "--contract", "documented"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("it has no public documentation"), "{err}");
    let (code, _, err) = run(&["generate", "--out", "-"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("choose one with --api and --contract"),
        "{err}"
    );
    let (code, _, err) = run(&["generate", "--check", "--out", "-"]);
    assert_eq!(code, 2);
    assert!(err.contains("--check compares files"), "{err}");
    // A folder cannot stand below a file.
    let file = tempfile::NamedTempFile::new().unwrap();
    let below = file.path().join("documents");
    let below = below.to_str().unwrap();
    let (code, _, err) = run(&["generate", "--out", below]);
    assert_eq!(code, 2);
    assert!(err.contains(&format!("cannot write {below}")), "{err}");
}
