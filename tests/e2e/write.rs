use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use memberspec::check::Credentials;
use memberspec::check::Secret;
use memberspec::internals::Body;
use memberspec::internals::{Client, Hash, PlannedRequest, Proxy, Scheme, Settings};
use memberspec::site::{self as serve, Key, Running};
use serde_json::Value;

use crate::binary::memberspec;

/// A site in this process, and a runtime that keeps it going.
pub(crate) struct Site {
    runtime: tokio::runtime::Runtime,
    running: Running,
}

impl Site {
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn open() -> Self {
        Self::with(|options| options.auth = serve::AuthPolicy::Open)
    }

    /// One that is served over TLS.
    pub(crate) fn encrypted() -> Self {
        Self::with(|options| options.tls = serve::Tls::SelfSigned)
    }

    /// The certificate to trust, in PEM.
    pub(crate) fn certificate(&self) -> Option<&str> {
        self.running.certificate.as_deref()
    }

    /// One that takes its time for each answer.
    pub(crate) fn slow(latency: std::time::Duration) -> Self {
        Self::with(|options| options.latency = latency)
    }

    pub(crate) fn with(set_up: impl FnOnce(&mut serve::Options)) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut options = serve::Options {
            clock: serve::Clock::System,
            data: serve::Data::seeded(jiff::Timestamp::now()),
            ..serve::Options::default()
        };
        set_up(&mut options);
        let running = runtime.block_on(serve::start(options)).unwrap();
        Self { runtime, running }
    }

    pub(crate) fn url(&self) -> &str {
        self.running.url.as_str()
    }

    /// `127.0.0.1:8931`.
    pub(crate) fn host(&self) -> String {
        let url = &self.running.url;
        format!("{}:{}", url.host_str().unwrap(), url.port().unwrap())
    }

    pub(crate) fn command(&self, arguments: &[&str], folder: &Path) -> Command {
        let key = &self.running.keys.read_write;
        let mut command = memberspec(arguments);
        command
            .current_dir(folder)
            .env("MEMBERSPEC_KEY", &key.consumer_key)
            .env("MEMBERSPEC_SECRET", &key.consumer_secret);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str], folder: &Path) -> (i32, String, String) {
        let output = self.command(arguments, folder).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code().unwrap(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    pub(crate) fn write<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec!["check", self.running.url.as_str(), "--write"];
        arguments.extend(more);
        arguments
    }

    /// Everything that the site holds of memberships (trash included) and customers.
    pub(crate) fn dump(&self) -> Vec<Value> {
        let Key {
            consumer_key,
            consumer_secret,
        } = &self.running.keys.read;
        let client = Client::new(Settings {
            credentials: Some(Credentials {
                key: Secret::new(consumer_key.as_str()),
                secret: Secret::new(consumer_secret.as_str()),
            }),
            scheme: Scheme::OAuth1(Hash::Sha256),
            proxy: Proxy::Direct,
            rate: None,
            ..Settings::default()
        })
        .unwrap();
        let mut rows = Vec::new();
        for path in ["wc/v4/memberships/members", "wc/v3/customers"] {
            for page in 1.. {
                let url = format!(
                    "{}wp-json/{path}?per_page=100&page={page}",
                    self.running.url
                );
                let question = PlannedRequest::get("rows", url.parse().unwrap());
                let answer = self.runtime.block_on(client.send(&question)).unwrap();
                let Body::Whole(bytes) = answer.response.body else {
                    panic!("no list")
                };
                let found: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
                if found.is_empty() {
                    break;
                }
                rows.extend(found);
            }
        }
        // The end of a membership on hold moves with the clock.
        for row in &mut rows {
            if row["paused_date"].is_string() {
                row["end_date"] = Value::Null;
                row["end_date_gmt"] = Value::Null;
            }
        }
        rows
    }

    /// How many requests came in all.
    pub(crate) fn requests(&self) -> u64 {
        self.running.requests().values().sum()
    }

    pub(crate) fn writes(&self) -> u64 {
        let requests = self.running.requests();
        let is_write = |method: &str| !matches!(method, "GET" | "HEAD" | "OPTIONS");
        requests
            .iter()
            .filter(|(method, _)| is_write(method))
            .map(|(_, count)| count)
            .sum()
    }
}

impl Site {
    /// Writes as somebody else does, on a site that asks for no key.
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) {
        use std::io::{Read, Write};

        let mut stream = std::net::TcpStream::connect(self.host()).unwrap();
        let head = format!(
            "{method} /wp-json/wc/v3/{path} HTTP/1.1\r\nHost: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.host(),
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    }
}

fn kill(child: &mut Child, signal: &str) {
    let pid = child.id().to_string();
    Command::new("kill").args([signal, &pid]).status().unwrap();
}

#[test]
fn a_whole_life_is_led_and_leaves_nothing() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let before = site.dump();
    let (code, out, err) = site.run(
        &site.write(&["--yes-write-to", "127.0.0.1", "--ledger", "run.jsonl"]),
        folder.path(),
    );
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.contains("everything that provably belongs to this run is deleted"),
        "{out}"
    );
    assert_eq!(site.dump(), before);
    assert!(site.writes() > 60, "{}", site.writes());
    let requests: u64 = site.running.requests().values().sum();
    // Three more are the dump's.
    assert!(requests <= 290, "{requests} requests");
    let ledger = std::fs::read_to_string(folder.path().join("run.jsonl")).unwrap();
    assert!(ledger.ends_with("{\"event\":\"clean\"}\n"));
    assert!(out.contains("that existed before are unchanged"), "{out}");
    for personal in ["@", "Nora"] {
        assert!(!ledger.contains(personal), "{personal} is in the ledger");
    }
    for secret in ["ck_", "cs_", "password"] {
        assert!(!ledger.contains(secret), "{secret} is in the ledger");
    }
    let (code, out, _) = site.run(&["cleanup", "run.jsonl"], folder.path());
    assert_eq!(code, 0);
    assert!(out.contains("already cleaned up"), "{out}");
    // An existing ledger may be all that is known of rows that are left.
    let (code, _, err) = site.run(
        &site.write(&["--yes-write-to", "127.0.0.1", "--ledger", "run.jsonl"]),
        folder.path(),
    );
    assert_eq!(code, 2);
    assert!(err.contains("cannot create the ledger"), "{err}");
}

/// On the embedded site nobody is asked; a recording of the run is judged as the run was.
#[test]
fn a_run_on_the_embedded_site_can_be_recorded_and_judged_again() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = memberspec(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), out)
    };
    let (code, out) = run(&["check", "--write", "--record", "run.har"]);
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains("the shop changed meanwhile"), "{out}");
    let (code, out) = run(&["check", "run.har"]);
    assert_eq!(code, 0, "{out}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "the embedded site needs no ledger");
}

#[test]
fn nothing_is_written_without_consent() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = site.run(&site.write(&[]), folder.path());
    assert_eq!(code, 2);
    assert!(err.contains("--yes-write-to 127.0.0.1"), "{err}");
    let (code, _, err) = site.run(
        &site.write(&["--yes-write-to", "shop.example"]),
        folder.path(),
    );
    assert_eq!(code, 2);
    assert!(err.contains("you typed `shop.example`"), "{err}");
    assert_eq!(site.writes(), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_existing_customer_keeps_what_it_has() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("memberspec.toml"),
        "[check.write]\ncustomer = 65\n",
    )
    .unwrap();
    let before = site.dump();
    let (code, out, err) = site.run(&site.write(&["--yes-write-to", "127.0.0.1"]), folder.path());
    assert_eq!(code, 0, "{out}{err}");
    assert!(err.contains("customer 65"), "{err}");
    assert_eq!(site.dump(), before);
}

#[test]
fn ctrl_c_and_its_like_clean_up() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let before = site.dump();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let from = site.writes();
        let arguments = ["--yes-write-to", "127.0.0.1", "--rate", "100"];
        let mut child = site
            .command(&site.write(&arguments), folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while site.writes() < from + 10 {
            std::thread::sleep(Duration::from_millis(5));
        }
        kill(&mut child, signal);
        assert_eq!(child.wait().unwrap().code(), Some(2), "{signal}");
        assert_eq!(site.dump(), before, "{signal}");
    }
}

/// The first signal begins the clean-up of a slow site, the second one ends it, and says where the
/// ledger is.
#[test]
fn a_second_signal_ends_at_once_and_names_the_ledger() {
    let site = Site::with(|options| options.latency = Duration::from_millis(100));
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--yes-write-to", "127.0.0.1", "--ledger", "run.jsonl"];
    let mut child = site
        .command(&site.write(&arguments), folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while site.writes() < 4 {
        std::thread::sleep(Duration::from_millis(5));
    }
    kill(&mut child, "-HUP");
    std::thread::sleep(Duration::from_millis(50));
    let begun = std::time::Instant::now();
    kill(&mut child, "-TERM");
    let output = child.wait_with_output().unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("Interrupted: cleaning up"), "{err}");
    assert!(err.contains("memberspec cleanup"), "{err}");
    assert!(err.contains("run.jsonl"), "{err}");
}

/// kill -9 in the midst of a life; then a clean-up finds everything, twice over without harm.
#[test]
fn what_kill_9_leaves_is_cleaned_up() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let before = site.dump();
    for (round, writes) in [1, 3, 9, 31, 64].into_iter().enumerate() {
        let ledger = format!("{round}.jsonl");
        let from = site.writes();
        let arguments = ["--yes-write-to", "127.0.0.1", "--ledger", &ledger];
        let mut child = site
            .command(&site.write(&arguments), folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while site.writes() < from + writes {
            std::thread::sleep(Duration::from_millis(1));
        }
        kill(&mut child, "-9");
        child.wait().unwrap();
        for _ in 0..2 {
            let (code, out, err) = site.run(
                &["cleanup", &ledger, "--yes-write-to", "127.0.0.1"],
                folder.path(),
            );
            assert_eq!(code, 0, "after {writes} writes: {out}{err}");
        }
        assert_eq!(site.dump(), before, "after {writes} writes");
    }
}

/// What the shop itself does between a kill and the clean-up is told by id, and is no failure.
#[test]
fn a_cleanup_says_which_rows_of_others_are_not_as_they_were() {
    let site = Site::open();
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--yes-write-to", "127.0.0.1", "--ledger", "run.jsonl"];
    let from = site.writes();
    let mut child = site
        .command(&site.write(&arguments), folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while site.writes() < from + 9 {
        std::thread::sleep(Duration::from_millis(1));
    }
    kill(&mut child, "-9");
    child.wait().unwrap();
    let ledger = folder.path().join("run.jsonl");
    let text = std::fs::read_to_string(&ledger).unwrap();
    let copy = folder.path().join("copy.jsonl");
    std::fs::write(&copy, &text).unwrap();
    let (code, out, err) = site.run(
        &["cleanup", "run.jsonl", "--yes-write-to", "127.0.0.1"],
        folder.path(),
    );
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.contains("that existed before are unchanged"),
        "{out}{err}"
    );

    let id = |row: &Value| row["id"].as_u64().unwrap();
    let rows = site.dump();
    let is_active = |row: &&Value| row["status"] == "active" && row["plan_id"].is_u64();
    let active: Vec<u64> = rows.iter().filter(is_active).map(id).collect();
    let member = |id| format!("memberships/members/{id}");
    site.send("PUT", &member(active[0]), "{\"status\":\"cancelled\"}");
    site.send("DELETE", &member(active[1]), "");
    let (code, out, err) = site.run(
        &["cleanup", "copy.jsonl", "--yes-write-to", "127.0.0.1"],
        folder.path(),
    );
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains(&format!("changed: {}", active[0])), "{out}");
    assert!(out.contains(&format!("gone: {}", active[1])), "{out}");
    assert!(!out.contains("more than before"), "{out}");
}

/// What a write sets off is told before the start.
#[test]
fn webhooks_and_mails_are_told_before_the_start() {
    let site = Site::open();
    let folder = tempfile::tempdir().unwrap();
    for topic in ["user_membership.updated", "membership_plan.updated"] {
        let body = format!(
            "{{\"name\":\"n\",\"topic\":\"{topic}\",\"delivery_url\":\"http://crm.example/secret-path\"}}"
        );
        site.send("POST", "webhooks", &body);
    }
    let from = site.writes();
    let (code, _, err) = site.run(&site.write(&[]), folder.path());
    assert_eq!(code, 2, "{err}");
    assert_eq!(site.writes(), from, "{err}");
    for told in [
        "webhooks that it triggers: user_membership.updated to crm.example",
        "memberspec.invalid, a domain that does not exist",
    ] {
        assert!(err.contains(told), "{told}: {err}");
    }
    assert!(
        !err.contains("membership_plan.updated") && !err.contains("secret-path"),
        "{err}"
    );
}
