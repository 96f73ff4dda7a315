//! Checks of a reference site in a process of its own, as a user's site is checked.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::binary::memberspec;

/// A site in a process of its own; killed when it is dropped.
pub(crate) struct Site {
    process: Child,
    /// Kept open: a program whose reader has gone stops, which is success.
    _output: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Site {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_memberspec"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let url = line.rsplit(' ').next().unwrap().trim().to_owned();
        Self {
            process,
            _output: output,
            url,
        }
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Runs a command of memberspec on it with the key that may read.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = memberspec(arguments)
            .arg(&self.url)
            .env("MEMBERSPEC_KEY", "ck_reference_read")
            .env("MEMBERSPEC_SECRET", "cs_reference_read")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        (code, text(output.stdout), text(output.stderr))
    }

    /// The report of a check as JSON.
    pub(crate) fn check(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["check", "--report", "json=-"];
        all.extend(arguments);
        let (_, out, err) = self.run(&all);
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have been killed already.
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}

fn confirmations(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["counts"] == true && finding["level"] != "info")
        .map(|finding| (text(&finding["check"]), text(&finding["confirmation"])))
        .collect()
}

#[test]
fn what_is_always_wrong_is_deterministic_and_what_comes_and_goes_is_intermittent() {
    for (fault, check, expected) in [
        ("item-cached", "row-equals-item", "deterministic"),
        ("v2-differs", "versions-equal", "deterministic"),
        (
            "customer-that-is-not-there",
            "foreign-keys",
            "deterministic",
        ),
        (
            "bad-gateway-now-and-then",
            "status-documented",
            "intermittent",
        ),
    ] {
        let report = Site::start(&["--fault", fault]).check(&[]);
        let found = confirmations(&report);
        let labels: Vec<&str> = found
            .iter()
            .filter(|(id, _)| id == check)
            .map(|(_, label)| label.as_str())
            .collect();
        assert!(
            !labels.is_empty() && labels.iter().all(|label| *label == expected),
            "{fault}: {found:?}"
        );
        assert_eq!(report["verdict"], "fails", "{fault}");
    }
}

#[test]
fn a_recording_is_never_asked_again() {
    let (_, out, _) = crate::binary::run(&[
        "check",
        "--report",
        "json=-",
        concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har"),
    ]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert!(
        confirmations(&report)
            .iter()
            .all(|(_, label)| label == "none"),
        "{report:#}"
    );
}

#[test]
fn a_customer_is_requested_by_name_and_the_name_is_never_shown() {
    let site = Site::start(&[]);
    // Where none is given, WooCommerce says the names of a customer.
    for arguments in [
        &["check", "-v"][..],
        &[
            "check",
            "-v",
            "--customer",
            "nora.field@example.test,nobody",
        ],
    ] {
        let (code, out, err) = site.run(arguments);
        assert_eq!(code, 0, "{out}{err}");
        assert!(!out.contains("no customer was named"), "{out}");
        assert!(err.contains("customer=<redacted>"), "{err}");
        for name in ["nora.field", "@example.test"] {
            assert!(!format!("{out}{err}").contains(name), "{out}{err}");
        }
    }
}
