//! Releases of the plugin: found, told, and generated.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use crate::binary::run;
use crate::laws::Site;

#[test]
fn a_site_of_any_release_is_judged_by_its_own_contract_without_an_option() {
    for (release, exact) in [
        ("1.11.2", "1.11.2"),
        ("1.12.2", "1.12.2"),
        ("1.12.4", "1.12.4"),
        ("1.13.1", "1.13.1"),
        ("1.17", "1.17.0"),
        ("1.19", "1.19.0"),
        ("1.24", "1.24.0"),
        ("1.27", "1.27.2"),
    ] {
        let site = Site::start(&["--api-release", release]);
        let (code, out, err) = site.run(&["check"]);
        assert_eq!(code, 0, "{release}: {out}{err}");
        assert!(out.contains("no findings"), "{release}: {out}");
        let line = format!("judged as {exact}, which the system status names");
        assert!(out.contains(&line), "{release}: {out}");
    }
}

#[test]
fn the_wrong_release_is_named_as_such() {
    let site = Site::start(&["--api-release", "1.17"]);
    let (code, out, _) = site.run(&["check", "--release", "1.27.2"]);
    assert_eq!(code, 1, "{out}");
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("judged as 1.27.2, as told; this is the wrong release: the site runs 1.17.0"),
        "{out}"
    );
    let report = site.check(&["--release", "1.17"]);
    assert_eq!(report["release"]["judged_by"], "1.17.0");
    assert_eq!(report["release"]["named"], "1.17.0");
    assert_eq!(report["verdict"], "conforms");
}

#[test]
fn a_recording_of_an_old_site_is_judged_by_what_its_answers_tell() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.har");
    let path = path.to_str().unwrap();
    let site = Site::start(&["--api-release", "1.17"]);
    let (code, out, err) = site.run(&["check", "--record", path]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = run(&["check", path]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("judged as 1.17.0"), "{out}");
}

/// Real traffic of 14 releases, also of sites that were upgraded.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn recordings_of_real_releases_conform_and_the_reference_site_answers_like_them() {
    let folder = std::env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from);
    let Some(folder) = folder
        .map(|it| it.join("releases"))
        .filter(|it| it.is_dir())
    else {
        eprintln!("SKIPPED: MEMBERSPEC_RECORDINGS does not name the folder of the recordings");
        return;
    };
    let files = std::fs::read_dir(&folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut table = String::new();
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "har"))
    {
        let (path, name) = (
            path.to_str().unwrap(),
            path.file_stem().unwrap().to_str().unwrap(),
        );
        let (code, out, err) = run(&["check", path]);
        let release = out.split_once("judged as ").map(|(_, rest)| rest);
        let release = release.and_then(|rest| rest.split(',').next());
        assert_eq!(code, 0, "{name}: {out}{err}");
        let (_, fidelity, err) = run(&["fidelity", path]);
        let share = fidelity.lines().find_map(|line| {
            let (_, share) = line.split_once("types and headers: ")?;
            share.strip_suffix(" %")?.parse::<f64>().ok()
        });
        let share = share.unwrap_or_else(|| panic!("{name}: {fidelity}{err}"));
        assert!(share >= 95.0, "{name}: {fidelity}");
        writeln!(
            table,
            "{name:<20}{:<10}{share:>6} %",
            release.unwrap_or("?")
        )
        .unwrap();
    }
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("releases-recorded", table) });
}

#[test]
fn a_document_can_be_had_as_of_a_release() {
    let (code, out, err) = run(&["generate", "--release", "1.17", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["info"]["version"], "1.17.0");
    let member = &document["components"]["schemas"]["UserMembership"]["properties"];
    assert!(member.get("profile_fields").is_none() && member.get("plan_name").is_none());
    assert_eq!(member["end_date"]["format"], "date-time");
    assert!(
        document["paths"]
            .get("/wc/v3/memberships/members/directory")
            .is_none()
    );
    let (code, _, err) = run(&["generate", "--release", "1.17", "--api", "v4"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("release 1.17.0 of the plugin has no v4"),
        "{err}"
    );
}
