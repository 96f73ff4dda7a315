//! Who else may see what: a customer of the shop, whose key is given beside the run's own.

use std::fs;

use memberspec::site as serve;

use crate::write::Site;

const KEY: &str = "ck_reference_customer";
const SECRET: &str = "cs_reference_customer";

fn faulty(id: &str) -> Site {
    Site::with(|options| options.faults = vec![serve::fault(id).unwrap()])
}

#[test]
fn a_customer_who_is_rejected_is_judged_and_one_who_sees_a_list_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("customer.txt"),
        format!("{KEY}\n{SECRET}\n"),
    )
    .unwrap();
    for (site, found) in [
        (Site::start(), None),
        (
            faulty("customers-see-all"),
            Some("GET /wc/v3/memberships/members"),
        ),
        (
            faulty("customers-see-plans"),
            Some("GET /wc/v3/memberships/plans"),
        ),
    ] {
        let arguments = [
            "check",
            site.url(),
            "-v",
            "--customer-credentials",
            "customer.txt",
            "--record",
            "r.har",
            "--report",
            "json=r.json",
        ];
        let (code, out, err) = site.run(&arguments, folder.path());
        let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
        let (recording, report) = (read("r.har"), read("r.json"));
        assert_eq!(code, i32::from(found.is_some()), "{out}{err}");
        assert!(recording.matches("as a customer of the shop").count() >= 4);
        assert!(!out.contains("access by a customer"), "{out}");
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        let findings: Vec<_> = findings.filter(|it| it["counts"] == true).collect();
        assert_eq!(
            findings.len(),
            usize::from(found.is_some()),
            "{findings:#?}"
        );
        if let Some(operation) = found {
            assert_eq!(findings[0]["check"], "authentication-required");
            assert_eq!(findings[0]["operation"], operation);
            assert!(out.contains("$MEMBERSPEC_CUSTOMER_KEY"), "{out}");
        }
        // What was recorded says who asked.
        let (code, again, _) = site.run(&["check", "r.har"], folder.path());
        assert_eq!(code, i32::from(found.is_some()), "{again}");
        for text in [&out, &err, &recording, &report.to_string()] {
            assert!(!text.contains(KEY) && !text.contains(SECRET), "{text}");
        }
    }
}

#[test]
fn without_a_key_of_a_customer_the_report_says_that_nobody_tried() {
    let (site, folder) = (Site::start(), tempfile::tempdir().unwrap());
    let (code, out, err) = site.run(&["check", site.url(), "-v"], folder.path());
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("no key of a customer is given"), "{out}");
}

#[test]
fn a_key_that_the_site_does_not_know_is_no_customer() {
    let (site, folder) = (Site::start(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("old.txt"), "ck_revoked\ncs_revoked\n").unwrap();
    let arguments = [
        "check",
        site.url(),
        "-v",
        "--customer-credentials",
        "old.txt",
    ];
    let (code, out, err) = site.run(&arguments, folder.path());
    assert_eq!(code, 2, "{out}{err}");
    assert!(out.contains("does not accept the key of"), "{out}");
}

#[test]
fn a_configuration_that_nobody_named_sends_no_customers_key_from_elsewhere() {
    let site = Site::start();
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("customer.txt");
    fs::write(&file, format!("{KEY}\n{SECRET}\n")).unwrap();
    let text = format!("[check]\ncustomer_credentials = {file:?}\n");
    fs::write(folder.path().join("memberspec.toml"), text).unwrap();
    let (code, out, err) = site.run(&["check", site.url()], folder.path());
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("customer.txt"), "{err}");
    let named = ["check", site.url(), "--config", "memberspec.toml"];
    let (code, out, err) = site.run(&named, folder.path());
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn a_key_of_a_customer_that_a_recording_cannot_use_is_reported() {
    let recording = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har");
    let arguments = [
        "check",
        recording,
        "--customer-credentials",
        "none",
        "--report",
        "json=-",
    ];
    let (_, out, err) = crate::binary::run(&arguments);
    assert!(
        out.contains("--customer-credentials was not used"),
        "{out}{err}"
    );
    let (_, out, _) = crate::binary::run(&["check", recording, "--profile", "quick"]);
    assert!(
        out.contains("a profile changes what is requested of a site"),
        "{out}"
    );
    assert!(!out.contains("  profile "), "{out}");
}
