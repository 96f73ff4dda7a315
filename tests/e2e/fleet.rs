//! Several sites in one run, and the reports of several runs joined.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::memberspec;
use crate::laws::Site;

/// A folder with a configuration that names these sites, each with the key that may read.
fn folder(sites: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sections = sites.iter().map(|(name, url)| {
        format!("[site.{name}]\nurl = \"{url}\"\n[site.{name}.check]\ncredentials = \"key\"\n")
    });
    let sections: String = sections.collect();
    fs::write(folder.path().join("memberspec.toml"), sections).unwrap();
    fs::write(
        folder.path().join("key"),
        "ck_reference_read\ncs_reference_read\n",
    )
    .unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = memberspec(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

/// Where nobody listens.
const DEAD: &str = "http://127.0.0.1:9";

#[test]
fn each_site_is_judged_by_itself_and_a_broken_one_stops_no_other() {
    let (good, old) = (Site::start(&[]), Site::start(&["--api-release", "1.17.4"]));
    let bad = Site::start(&["--fault", "open-to-all"]);
    let folder = folder(&[
        ("shop-good", good.url()),
        ("shop-old", old.url()),
        ("shop-bad", bad.url()),
        ("gone", DEAD),
    ]);
    let only = "schema,authentication-required";
    let (code, out, err) = run(folder.path(), &["check", "--all", "--only", only]);
    assert_eq!(code, 1, "{out}{err}");
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("many-sites-terminal", out) });
    // One line as each ends.
    assert_eq!(err.lines().count(), 4, "{err}");

    let (code, out, err) = run(folder.path(), &["check", "shop-[go]*", "--only", only]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("2 sites checked, no findings"), "{out}");
    let (code, out, _) = run(
        folder.path(),
        &["check", "shop-old", "gone", "--only", only],
    );
    assert_eq!(code, 2, "{out}");
}

#[test]
fn partitions_merged_are_the_undivided_run() {
    let good = Site::start(&[]);
    let bad = Site::start(&["--fault", "open-to-all"]);
    let names: Vec<String> = (0..6).map(|number| format!("shop-{number}")).collect();
    let mut sites: Vec<(&str, &str)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        sites.push((name, if at == 4 { bad.url() } else { good.url() }));
    }
    sites.push(("gone", DEAD));
    let folder = folder(&sites);
    let check = ["check", "--all", "--skip", "slow-response"];
    let whole = &[&check[..], &["--report", "json=all.json"]].concat();
    let (code, out, err) = run(folder.path(), whole);
    assert_eq!(code, 1, "{out}{err}");
    let mut merge = vec!["merge".to_owned()];
    for part in 1..=4 {
        let (partition, report) = (format!("{part}/4"), format!("json=part-{part}.json"));
        let more = ["--partition", &partition, "--report", &report];
        run(folder.path(), &[&check[..], &more].concat());
        merge.push(format!("part-{part}.json"));
    }
    merge.extend(["--report", "json=merged.json", "--report", "junit=all.xml"].map(str::to_owned));
    let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
    let (code, out, err) = run(folder.path(), &merge);
    assert_eq!(code, 1, "{out}{err}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("merged.json"), read("all.json"));
    let report: Value = serde_json::from_str(&read("all.json")).unwrap();
    assert_eq!(report["counts"]["sites"], 7);
    assert_eq!(report["verdict"], "fails");
    let xml = read("all.xml");
    assert_eq!(xml.matches("<testsuite ").count(), 7, "{xml}");
    assert_eq!(xml.matches("<failure").count(), 1, "{xml}");
    assert_eq!(xml.matches("<error").count(), 1, "{xml}");

    let (code, _, err) = run(folder.path(), &["merge", "part-1.json", "all.json"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("was reported before"), "{err}");
}

#[test]
fn what_is_for_one_site_is_rejected_for_several() {
    let folder = folder(&[("one", DEAD), ("two", DEAD)]);
    for arguments in [
        &["--write"][..],
        &["--record", "a.har"],
        &["-v"],
        &["--known"],
        &["--baseline", "b.toml", "--baseline-update"],
    ] {
        let all = [&["check", "--all"][..], arguments].concat();
        let (code, _, err) = run(folder.path(), &all);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("is for one site"), "{err}");
    }
    let (code, out, err) = run(folder.path(), &["check", "--all", "--skip", "schemas"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("did you mean `schema`"), "{err}");
    let (code, _, err) = run(folder.path(), &["check", "three*"]);
    assert_eq!(code, 2);
    assert!(err.contains("matches no site"), "{err}");
}
