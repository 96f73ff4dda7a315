//! `check --since` and `--notify`: what changed, on the screen and at a receiver.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::binary::memberspec;
use crate::laws::Site;

/// Where nobody listens.
const DEAD: &str = "http://127.0.0.1:9";

/// Keeps what is posted to it, and returns this status.
struct Receiver {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    fn start(response: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut text = String::new();
                let mut part = [0; 4096];
                loop {
                    let read = stream.read(&mut part).unwrap_or(0);
                    text.push_str(&String::from_utf8_lossy(&part[..read]));
                    let length = text.split_once("\r\n\r\n").and_then(|(head, body)| {
                        let head = head.to_ascii_lowercase();
                        let (_, length) = head.split_once("content-length: ")?;
                        let length: usize = length.lines().next()?.parse().ok()?;
                        Some(body.len() >= length)
                    });
                    if read == 0 || length == Some(true) {
                        break;
                    }
                }
                kept.lock().unwrap().push(text);
                let _gone = stream.write_all(response.as_bytes());
            }
        });
        Self { port, requests }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks/very-secret-token", self.port)
    }

    /// The bodies that came in since the last call.
    fn bodies(&self) -> Vec<Value> {
        let requests = std::mem::take(&mut *self.requests.lock().unwrap());
        let bodies = requests.iter().map(|it| {
            assert!(
                it.starts_with("POST /hooks/very-secret-token HTTP/1.1"),
                "{it}"
            );
            let (_, body) = it.split_once("\r\n\r\n").unwrap();
            serde_json::from_str(body).unwrap_or_else(|_| panic!("{it}"))
        });
        bodies.collect()
    }
}

const OK: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

fn run(folder: &Path, hook: &str, arguments: &[&str]) -> (i32, String, String) {
    let output = memberspec(arguments)
        .current_dir(folder)
        .env("MEMBERSPEC_KEY", "ck_reference_read")
        .env("MEMBERSPEC_SECRET", "cs_reference_read")
        .env("HOOK", hook)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    for text in [&out, &err] {
        assert!(!text.contains("very-secret"), "{text}");
    }
    (output.status.code().unwrap(), out, err)
}

fn fits(notification: &Value) {
    let schema = include_str!("../../src/compare/notification.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(validator.is_valid(notification), "{notification:#}");
}

#[test]
fn a_receiver_is_told_once_when_the_verdict_changed_and_no_values() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::start(OK);
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    // The verdict of a shop changes: both are one site to whoever reads the reports.
    let check = |site: &Site| {
        let section = format!(
            "[site.shop]\nurl = \"{}\"\n[notify]\nurl = \"$HOOK\"\n",
            site.url()
        );
        fs::write(folder.path().join("memberspec.toml"), section).unwrap();
        let arguments = [
            "check",
            "shop",
            "sho*",
            "--config",
            "memberspec.toml",
            "--only",
            "date-format,schema",
            "--profile",
            "quick",
            "--since",
            "last.json",
            "--report",
            "json=last.json",
        ];
        run(folder.path(), &receiver.url(), &arguments)
    };
    let (code, out, err) = check(&good);
    assert_eq!(code, 0, "{out}{err}");
    assert!(err.contains("there is no last.json yet"), "{err}");
    assert!(receiver.bodies().is_empty(), "{err}");

    let (code, out, err) = check(&bad);
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("shop: conforms -> fails, 1 new, 0 gone"),
        "{out}"
    );
    let bodies = receiver.bodies();
    assert_eq!(bodies.len(), 1, "{err}");
    let told = &bodies[0];
    fits(told);
    assert_eq!(told["verdict"]["before"], "conforms");
    assert_eq!(told["verdict"]["after"], "fails");
    assert_eq!(told["changed"][0]["site"], "shop");
    assert_eq!(told["changed"][0]["counts"]["errors"], 1);
    assert_eq!(told["changed"][0]["new"][0]["check"], "date-format");
    assert!(told.to_string().len() < 1_000, "{told}");

    let (code, out, err) = check(&bad);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("0 sites changed, 1 the same"), "{out}");
    assert!(receiver.bodies().is_empty(), "{err}");
    let (code, _, err) = check(&good);
    assert_eq!(code, 0, "{err}");
    let bodies = receiver.bodies();
    assert_eq!(
        bodies[0]["changed"][0]["gone"][0]["check"], "date-format",
        "{err}"
    );
}

#[test]
fn one_site_is_compared_with_its_own_earlier_run() {
    let folder = tempfile::tempdir().unwrap();
    let bad = Site::start(&["--fault", "dates-with-z"]);
    let quick = [
        "check",
        bad.url(),
        "--profile",
        "quick",
        "--only",
        "date-format",
    ];
    let receiver = Receiver::start(OK);
    // Without an earlier report whatever does not conform is told.
    let notify = [
        &quick[..],
        &["--notify", "$HOOK", "--report", "json=a.json"],
    ]
    .concat();
    let (code, _, err) = run(folder.path(), &receiver.url(), &notify);
    assert_eq!(code, 1, "{err}");
    let bodies = receiver.bodies();
    fits(&bodies[0]);
    assert_eq!(bodies[0]["verdict"]["before"], Value::Null);
    assert_eq!(
        bodies[0]["changed"][0]["site"],
        bad.url().trim_end_matches('/')
    );

    let since = [&quick[..], &["--since", "a.json", "--notify", "$HOOK"]].concat();
    let (code, out, err) = run(folder.path(), &receiver.url(), &since);
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("SAME  0 new, 0 gone, 1 unchanged"), "{out}");
    assert!(
        err.contains("nothing was posted: no verdict changed"),
        "{err}"
    );
    assert!(receiver.bodies().is_empty());
    // A report for programs has standard output for itself.
    let json = [&quick[..], &["--since", "a.json", "--report", "json=-"]].concat();
    let (_, out, err) = run(folder.path(), "", &json);
    assert!(serde_json::from_str::<Value>(&out).is_ok(), "{out}");
    assert!(err.contains("SAME  0 new"), "{err}");
    // The report of another site has nothing to compare with.
    let other = Site::start(&[]);
    let since = [
        "check",
        other.url(),
        "--profile",
        "quick",
        "--since",
        "a.json",
    ];
    let (code, out, err) = run(folder.path(), "", &since);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("a.json has no run of"), "{out}");
    fs::write(folder.path().join("a.json"), "{}").unwrap();
    let (code, out, err) = run(folder.path(), "", &since);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("a.json"), "{err}");
}

#[test]
fn a_change_that_did_not_arrive_is_posted_again_until_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (Site::start(&[]), Site::start(&["--fault", "dates-with-z"]));
    let failing = Receiver::start("HTTP/1.1 503 Later\r\nConnection: close\r\n\r\n");
    let receiver = Receiver::start(OK);
    let report = || -> Value {
        let text = fs::read_to_string(folder.path().join("last.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let check = |several: bool, site: &Site, hook: &Receiver| {
        let section = format!("[site.shop]\nurl = \"{}\"\n", site.url());
        fs::write(folder.path().join("memberspec.toml"), section).unwrap();
        let targets = if several {
            &["shop", "sho*"][..]
        } else {
            &["shop"]
        };
        let arguments = [
            &["check"],
            targets,
            &[
                "--config",
                "memberspec.toml",
                "--only",
                "date-format",
                "--profile",
                "quick",
            ],
            &[
                "--since",
                "last.json",
                "--report",
                "json=last.json",
                "--notify",
                "$HOOK",
            ],
        ];
        let (code, out, err) = run(folder.path(), &hook.url(), &arguments.concat());
        assert!(code < 2, "{out}{err}");
        err
    };
    for several in [true, false] {
        let notified = || {
            let report = report();
            let of_one = report["sites"].get(0).cloned().unwrap_or(report);
            of_one["notified"]["verdict"].clone()
        };
        let _fresh = fs::remove_file(folder.path().join("last.json"));
        check(several, &good, &failing);
        assert_eq!(notified(), "conforms");
        if !several {
            // Another address would be another site: its name is the address.
            continue;
        }
        for _ in 0..2 {
            let err = check(several, &bad, &failing);
            assert!(err.contains("posts it again"), "{err}");
            assert_eq!(failing.bodies().len(), 1, "{err}");
            assert_eq!(notified(), "conforms");
        }
        let err = check(several, &bad, &receiver);
        let bodies = receiver.bodies();
        assert_eq!(bodies.len(), 1, "{err}");
        fits(&bodies[0]);
        assert_eq!(bodies[0]["verdict"]["before"], "conforms");
        assert_eq!(bodies[0]["changed"][0]["new"][0]["check"], "date-format");
        assert_eq!(notified(), "fails");
        check(several, &bad, &receiver);
        assert!(receiver.bodies().is_empty());
        // A change that was taken back before anybody heard of it is none.
        check(several, &good, &failing);
        assert_eq!((failing.bodies().len(), notified()), (1, "fails".into()));
        check(several, &bad, &receiver);
        assert!(receiver.bodies().is_empty());
    }
    // Where the first post of all fails, nothing is known.
    fs::remove_file(folder.path().join("last.json")).unwrap();
    check(false, &bad, &failing);
    assert_eq!(report()["notified"], serde_json::json!({"verdict": null}));
    check(false, &bad, &receiver);
    assert_eq!(receiver.bodies()[0]["verdict"]["before"], Value::Null);
    check(false, &bad, &receiver);
    assert!(receiver.bodies().is_empty());
}

#[test]
fn the_status_says_that_it_arrived_and_an_address_is_one_site_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    // The body never comes to its end.
    let receiver = Receiver::start("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[");
    let check = |site: &str, more: &[&str]| {
        let arguments = [&["check", site, "--report", "json=last.json"][..], more].concat();
        run(folder.path(), &receiver.url(), &arguments)
    };
    let (_, _, err) = check(DEAD, &["--notify", "$HOOK"]);
    assert!(err.contains("was posted"), "{err}");
    for typed in ["http://127.0.0.1:9/", "HTTP://127.0.0.1:9"] {
        let (_, out, err) = check(typed, &["--since", "last.json"]);
        assert!(out.contains("Since last.json"), "{typed}: {out}{err}");
    }
    let several = [
        "http://127.0.0.1:9/",
        "HTTP://127.0.0.1:9",
        "--since",
        "last.json",
    ];
    let (_, out, err) = run(folder.path(), "", &[&["check"], &several[..]].concat());
    assert!(out.contains("0 sites changed, 1 the same"), "{out}{err}");
}

#[test]
fn a_receiver_that_fails_fails_no_run() {
    let folder = tempfile::tempdir().unwrap();
    // Nothing is requested of it, and it is incomplete.
    let check = ["check", DEAD, "--notify", "$HOOK"];
    for (response, said) in [
        (
            "HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n",
            "returned 500",
        ),
        (
            "HTTP/1.1 307 Away\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n",
            "redirects",
        ),
        (
            "HTTP/1.1 429 Wait\r\nRetry-After: 0\r\nConnection: close\r\n\r\n",
            "asked to wait",
        ),
        ("", "was not posted"),
    ] {
        let receiver = Receiver::start(response);
        let (code, out, err) = run(folder.path(), &receiver.url(), &check);
        assert_eq!(code, 2, "{err}");
        assert!(out.contains("INCOMPLETE"), "{out}");
        assert!(err.contains(said), "{said}: {err}");
        assert_eq!(receiver.bodies().len(), 1, "{said}: {err}");
    }
    // It may take five seconds; nobody listens here, which takes none.
    let begun = Instant::now();
    let (code, _, err) = run(
        folder.path(),
        "http://127.0.0.1:9/very-secret-token",
        &["check", "http://127.0.0.1:10", "--notify", "$HOOK"],
    );
    assert_eq!(code, 2, "{err}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(err.contains("was not posted"), "{err}");
}

#[test]
fn where_a_notification_may_go() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |hook: &str, check: &[&str], said: &str| {
        let (code, out, err) = run(folder.path(), hook, check);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(said), "{said}: {err}");
        assert!(!err.contains("incomplete"), "{err}");
    };
    let check = ["check", DEAD, "--notify", "$HOOK"];
    refused("", &check, "not set in the environment");
    refused("no address very-secret", &check, "cannot be used");
    refused("http://hooks.example/very-secret", &check, "https address");
    refused("ftp://hooks.example/very-secret", &check, "https address");
    refused(
        "https://me:very-secret@hooks.example/",
        &check,
        "holds a user",
    );
    // Never to a checked site.
    refused(
        "http://127.0.0.1:9/very-secret",
        &check,
        "host of a checked site",
    );
    let own = [
        "check",
        "https://www.shop.example/de",
        "--notify",
        "https://SHOP.example./wp",
    ];
    refused("", &own, "host of a checked site");
    // A configuration that lies around says nothing of it.
    let text = format!("[site.s]\nurl = \"{DEAD}\"\n[notify]\nurl = \"https://evil.example\"\n");
    fs::write(folder.path().join("memberspec.toml"), text).unwrap();
    refused("", &["check", DEAD], "--config memberspec.toml");
    let many = [
        "check",
        "--all",
        "--config",
        "memberspec.toml",
        "--notify",
        "http://127.0.0.1:9/a",
    ];
    refused("", &many, "host of a checked site");
}
