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

    let some = [
        "merge",
        "part-1.json",
        "part-2.json",
        "part-4.json",
        "--report",
        "json=some.json",
    ];
    let (code, out, err) = run(folder.path(), &some);
    assert_ne!(code, 0, "{out}{err}");
    assert!(out.contains("no report of part 3/4"), "{out}");
    let rest = [
        "merge",
        "some.json",
        "part-3.json",
        "--report",
        "json=rest.json",
    ];
    run(folder.path(), &rest);
    assert_eq!(read("rest.json"), read("all.json"));

    let (code, _, err) = run(folder.path(), &["merge", "part-1.json", "all.json"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("was reported before"), "{err}");
}

#[test]
fn two_reports_of_several_sites_name_the_sites_that_changed() {
    let good = Site::start(&[]);
    let (old, bad) = (
        Site::start(&["--api-release", "1.17.4"]),
        Site::start(&["--fault", "order-id-as-text"]),
    );
    let check = ["--profile", "quick", "--only", "schema,date-format"];
    let report = |sites: &[(&str, &str)], name: &str| {
        let folder = folder(sites);
        let report = format!("json={name}");
        let all = [&["check", "--all", "--report", &report][..], &check].concat();
        run(folder.path(), &all);
        folder
    };
    let here = report(
        &[("a", good.url()), ("b", old.url()), ("c", good.url())],
        "before.json",
    );
    let there = report(
        &[("a", good.url()), ("b", good.url()), ("c", bad.url())],
        "after.json",
    );
    let after = there.path().join("after.json");
    fs::copy(after, here.path().join("after.json")).unwrap();
    let compare = ["compare", "before.json", "after.json"];
    let (code, out, err) = run(here.path(), &compare);
    assert_eq!(code, 1, "{out}{err}");
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("compare-sites-terminal", out) });
    let (_, json, _) = run(here.path(), &[&compare[..], &["--format", "json"]].concat());
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["judgement"], "worse");
    assert_eq!(json["unchanged"], serde_json::json!(["a"]));
    assert_eq!(json["changed"][0]["before"]["release"], "1.17.4");
    assert_eq!(
        json["changed"][1]["difference"]["new"][0]["check"],
        "schema"
    );
    for (format, part) in [
        ("markdown", "| c | 1.27.2 | conforms -&gt; fails |"),
        ("junit", "<testsuite name=\"c\" tests=\"1\""),
        ("github", "::error title=c%3A new%3A schema"),
    ] {
        let (_, out, _) = run(here.path(), &[&compare[..], &["--format", format]].concat());
        assert!(out.contains(part), "{format}: {out}");
    }
    let (code, _, err) = run(here.path(), &[&compare[..], &["--format", "html"]].concat());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("comparison of one site"), "{err}");
    // A site is compared with its own run in the report of all.
    let (code, out, _) = run(here.path(), &["compare", "before.json", "b"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("SAME  0 new"), "{out}");
    let (code, out, err) = run(here.path(), &["compare", "before.json", good.url()]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("before.json has no run of http"), "{err}");
}

#[test]
fn each_site_may_have_a_baseline_of_its_own() {
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    let folder = folder(&[("bad", bad.url()), ("good", good.url())]);
    let configuration = folder.path().join("memberspec.toml");
    let plain = fs::read_to_string(&configuration).unwrap();
    let with = |baseline: &str| {
        let line = format!("credentials = \"key\"\nbaseline = \"{baseline}\"");
        fs::write(
            &configuration,
            plain.replacen("credentials = \"key\"", &line, 1),
        )
        .unwrap();
    };
    let quick = ["--profile", "quick", "--only", "date-format"];
    let check = |more: &[&str]| run(folder.path(), &[&["check"][..], more, &quick].concat());
    let (code, _, err) = check(&["bad", "--baseline-update"]);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("--baseline-update writes the file of"),
        "{err}"
    );
    with("bad.toml");
    let (code, out, err) = check(&["bad", "--baseline-update"]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, _) = check(&["--all"]);
    assert_eq!(code, 0, "{out}");
    // What is known of one site is new on another.
    fs::write(
        &configuration,
        fs::read_to_string(&configuration)
            .unwrap()
            .replace(good.url(), bad.url()),
    )
    .unwrap();
    let (code, out, _) = check(&["--all"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("1 site: good"), "{out}");
    // A configuration that lies around names no file elsewhere, not even one to be written.
    with("../elsewhere.toml");
    let (code, _, err) = check(&["bad", "--baseline-update"]);
    assert_eq!(code, 2, "{err}");
    assert!(!folder.path().join("../elsewhere.toml").exists());
}

/// Where somebody listens and never answers.
#[cfg(unix)]
fn silent() -> (std::net::TcpListener, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[test]
fn a_configuration_that_lies_around_opens_no_file_elsewhere_and_gets_no_secret_from_elsewhere() {
    let good = Site::start(&[]);
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("shop");
    fs::create_dir(&inner).unwrap();
    fs::write(
        outer.path().join("own"),
        "ck_reference_read\ncs_reference_read\n",
    )
    .unwrap();
    fs::write(inner.join("own"), "ck_reference_read\ncs_reference_read\n").unwrap();
    let configured = |lines: &str| {
        let url = good.url();
        let text = format!("[site.s]\nurl = \"{url}\"\n[site.s.check]\n{lines}\n");
        fs::write(inner.join("memberspec.toml"), text).unwrap();
    };
    let check = ["check", "s", "--only", "schema"];
    for lines in [
        "overlay = \"../own\"",
        "cacert = \"../own\"",
        "credentials = \"../own\"",
    ] {
        configured(lines);
        let (code, out, err) = run(&inner, &check);
        assert_eq!((code, out.as_str()), (2, ""), "{lines}: {err}");
        assert!(err.contains("outside its folder"), "{lines}: {err}");
    }
    configured("");
    let header = "X-Key: $MEMBERSPEC_TESTED";
    for more in [
        &["--credentials", "../own"][..],
        &["--site-auth", "../own"],
        &["--credentials", "own", "--header", header],
    ] {
        let (code, out, err) = run(&inner, &[&check[..], more].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{more:?}: {err}");
        assert!(err.contains("--config"), "{more:?}: {err}");
    }
    // A file beside it, and one that the user calls trusted.
    let beside = [&check[..], &["--credentials", "own"]].concat();
    assert_eq!(run(&inner, &beside).0, 0);
    let named = ["--credentials", "../own", "--config", "memberspec.toml"];
    assert_eq!(run(&inner, &[&check[..], &named].concat()).0, 0);

    fs::write(
        inner.join("memberspec.toml"),
        "[site.s]\nurl = \"../own\"\n",
    )
    .unwrap();
    let (code, out, err) = run(&inner, &check);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("not the address of a site"), "{err}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_reports_what_was_judged_and_what_was_not() {
    let good = Site::start(&[]);
    let (_silent, hanging) = silent();
    let folder = folder(&[
        ("good", good.url()),
        ("hanging", &hanging),
        ("later", &hanging),
    ]);
    for targets in [&["--all"][..], &["hanging"]] {
        let report = folder.path().join("r.json");
        let _absent = fs::remove_file(&report);
        let mut process = memberspec(&["check", "--only", "schema", "--report", "json=r.json"])
            .args(targets)
            .current_dir(folder.path())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_secs(4));
        let pid = process.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-INT", &pid])
            .status();
        assert!(sent.unwrap().success());
        let begun = std::time::Instant::now();
        assert_eq!(process.wait().unwrap().code(), Some(2));
        // A request to a site that never answers takes half a minute.
        assert!(begun.elapsed().as_secs() < 10);
        let report: Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
        assert_eq!(report["verdict"], "incomplete");
        if targets == ["--all"] {
            let verdicts = report["sites"].as_array().unwrap().iter();
            let verdicts = verdicts.map(|site| site["report"]["verdict"].as_str().unwrap());
            assert_eq!(
                verdicts.collect::<Vec<_>>(),
                ["conforms", "incomplete", "incomplete"]
            );
            assert_eq!(
                report["sites"][2]["report"]["incomplete"][0]["id"],
                "interrupted"
            );
        } else {
            assert_eq!(report["incomplete"][0]["id"], "interrupted");
        }
    }
}

#[test]
fn a_part_that_is_missing_makes_the_whole_incomplete() {
    let good = Site::start(&[]);
    let folder = folder(&[("one", good.url())]);
    for part in ["1/2", "2/2"] {
        let report = format!("json=part-{}.json", &part[..1]);
        let check = ["check", "--all", "--only", "schema", "--partition", part];
        run(
            folder.path(),
            &[&check[..], &["--report", &report]].concat(),
        );
    }
    let (code, out, err) = run(folder.path(), &["merge", "part-1.json", "part-2.json"]);
    assert_eq!(code, 0, "{out}{err}");
    for part in ["part-1.json", "part-2.json"] {
        let (code, out, err) = run(folder.path(), &["merge", part, "--report", "junit=a.xml"]);
        assert_eq!(code, 2, "{out}{err}");
        assert!(out.contains("no report of part"), "{out}");
        let xml = fs::read_to_string(folder.path().join("a.xml")).unwrap();
        assert!(xml.contains("part-missing"), "{xml}");
    }
}

#[test]
fn a_report_of_sites_that_contradicts_itself_is_refused() {
    let good = Site::start(&[]);
    let folder = folder(&[("one", good.url())]);
    let check = [
        "check",
        "one",
        "o*",
        "--only",
        "schema",
        "--report",
        "json=a.json",
    ];
    run(folder.path(), &check);
    let text = fs::read_to_string(folder.path().join("a.json")).unwrap();
    for (from, to, said) in [
        (r#""sites":1"#, r#""sites":50"#, "1 of 50 sites"),
        (
            r#""verdict": "conforms""#,
            r#""verdict": "fails""#,
            "does not follow",
        ),
        (r#""parts": []"#, r#""parts": ["3/2"]"#, "not a partition"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(folder.path().join("b.json"), text.replacen(from, to, 1)).unwrap();
        let (code, out, err) = run(folder.path(), &["merge", "b.json"]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(said), "{err}");
    }
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
