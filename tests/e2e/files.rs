//! What may stand at a path that an option names, and where references may lead.

use std::path::Path;
use std::process::Command;

use crate::binary::run;

const OLD: &str = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}"#;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[cfg(unix)]
#[test]
fn a_fifo_a_device_and_a_directory_are_an_error_at_once_for_every_option() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("old.json"), OLD).unwrap();
    std::fs::write(at("a.har"), r#"{"log":{"version":"1.2","entries":[]}}"#).unwrap();
    std::fs::create_dir(at("folder.har")).unwrap();
    let fifo = at("fifo.har");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let (old, har) = (at("old.json"), at("a.har"));
    let (old, har) = (text(&old), text(&har));
    let folder = at("folder.har");
    for (path, what) in [
        (text(&fifo), "it is a FIFO"),
        (text(&folder), "it is a directory"),
        ("/dev/zero", "it is a device"),
    ] {
        let site = "http://127.0.0.1:9";
        for arguments in [
            vec!["diff", path, old],
            vec!["diff", old, old, "--approvals", path],
            vec!["diff", old, old, "--traffic", path],
            vec!["diff", old, old, "--config", path],
            vec!["check", har, "--document", path],
            vec!["check", har, "--overlay", path],
            vec!["check", har, "--config", path],
            vec!["check", har, "--baseline", path],
            vec!["check", site, "--credentials", path],
            vec!["check", site, "--cacert", path],
            vec!["check", har, "--report", &format!("json={path}")],
            vec!["listen", "--port", "0", "--for", "0", "--record", path],
            vec!["serve", "--port", "0", "--data", path],
            vec!["fidelity", path],
            vec!["cleanup", path],
        ] {
            let (code, _, error) = run(&arguments);
            assert!(error.contains(what), "{arguments:?}: {error}");
            assert_eq!(code, 2, "{arguments:?}");
        }
    }
}

#[test]
fn nothing_of_a_file_outside_of_the_folder_is_read_or_printed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("api")).unwrap();
    std::fs::write(at("secret.yaml"), "type: s3cret\n").unwrap();
    std::fs::write(at("api/old.json"), OLD).unwrap();
    let refer = |reference: &str| {
        let new = OLD.replace(
            r#""paths": {}"#,
            &format!(
                r##""paths": {{}}, "components": {{"schemas": {{"a": {{"$ref": "{reference}"}}}}}}"##
            ),
        );
        std::fs::write(at("api/new.json"), new).unwrap();
        run(&["diff", text(&at("api/old.json")), text(&at("api/new.json"))])
    };
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("secret.yaml"), at("api/link.yaml")).unwrap();
    for reference in [
        "../secret.yaml",
        text(&at("secret.yaml")),
        "link.yaml",
        "../none.yaml",
    ] {
        let (code, output, error) = refer(reference);
        assert_eq!(code, 2, "{reference}: {output}{error}");
        assert!(error.contains("--allow-outside"), "{reference}: {error}");
        assert!(
            !error.contains("s3cret") && output.is_empty(),
            "{reference}: {output}{error}"
        );
    }
    std::fs::create_dir(at(".git")).unwrap();
    let (_, output, error) = refer("../secret.yaml");
    assert!(!error.contains("--allow-outside"), "{output}{error}");
}
