use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::binary;

/// A site in a process of its own; killed when it is dropped.
struct Site {
    process: Child,
    /// Kept open: a program whose reader has gone stops, which is success.
    _output: BufReader<ChildStdout>,
    address: String,
}

impl Site {
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_memberspec"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            // The request log: nobody reads it here.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let url = line.rsplit(' ').next().unwrap().trim().to_owned();
        let address = url
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Self {
            process,
            _output: output,
            address,
        }
    }

    /// Sends a request; none if the site is gone before the whole answer is there.
    fn send(&self, line: &str, body: &str) -> Option<(String, Value)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        Some((head.to_owned(), serde_json::from_str(body).ok()?))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have been killed already.
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

const MEMBERS: &str = "/wp-json/wc/v3/memberships/members";

/// What the site keeps of a run: mark, id and status of each membership, by walking all pages.
fn kept(site: &Site) -> Vec<(u64, u64, String)> {
    let mut found = Vec::new();
    for page in 1.. {
        let (_, rows) = site
            .send(&format!("GET {MEMBERS}?per_page=100&page={page}"), "")
            .unwrap();
        let rows = rows.as_array().unwrap().clone();
        if rows.is_empty() {
            return found;
        }
        for row in rows {
            let metas = row["meta_data"].as_array().unwrap().iter();
            let marks = metas.filter(|meta| meta["key"] == "run");
            found.extend(marks.map(|meta| {
                let mark = meta["value"].as_str().unwrap().parse().unwrap();
                let status = row["status"].as_str().unwrap().to_owned();
                (mark, row["id"].as_u64().unwrap(), status)
            }));
        }
    }
    found
}

/// What was written, as far as a client of the site can know.
#[derive(Default)]
struct Written {
    next: u64,
    answered: usize,
    ids: BTreeMap<u64, u64>,
    /// By mark: the status that was answered last; none after a deletion.
    known: BTreeMap<u64, Option<&'static str>>,
    /// The marks of writes that were sent and not answered: they may have happened or not.
    open: BTreeSet<u64>,
}

impl Written {
    /// Creates, pauses and deletes memberships until the site is gone.
    fn until_killed(&mut self, site: &Site) {
        loop {
            let now = self.next;
            self.next += 1;
            let (mark, line, body, status) = match now % 4 {
                2 => self.change(now, 2, "PUT", r#"{"status":"paused"}"#, Some("paused")),
                3 => self.change(now, 2, "DELETE", "", None),
                // A membership without an owner is never a duplicate.
                _ => {
                    let meta = format!(r#"[{{"key": "run", "value": "{now}"}}]"#);
                    let body =
                        format!(r#"{{"customer_id": 0, "plan_id": 35, "meta_data": {meta}}}"#);
                    (now, format!("POST {MEMBERS}"), body, Some("active"))
                }
            };
            if line.is_empty() {
                continue;
            }
            match site.send(&line, &body) {
                Some((head, answer)) => {
                    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
                    self.answered += 1;
                    self.known.insert(mark, status);
                    if let Some(id) = answer["id"].as_u64() {
                        self.ids.insert(mark, id);
                    }
                }
                None => {
                    self.open.insert(mark);
                    return;
                }
            }
        }
    }

    /// A change to the membership that was made some writes ago, if it is known to be there.
    fn change(
        &self,
        now: u64,
        ago: u64,
        method: &str,
        body: &str,
        status: Option<&'static str>,
    ) -> (u64, String, String, Option<&'static str>) {
        let mark = now - ago;
        let is_sure = self.known.contains_key(&mark) && !self.open.contains(&mark);
        let id = self.ids.get(&mark).filter(|_| is_sure);
        let line = id.map_or(String::new(), |id| format!("{method} {MEMBERS}/{id}"));
        (mark, line, body.to_owned(), status)
    }
}

fn kill_after(site: &Site, milliseconds: u64) -> std::thread::JoinHandle<()> {
    let pid = site.process.id().to_string();
    std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        // SIGKILL: nothing is flushed, nothing is told.
        let killed = Command::new("kill").args(["-9", &pid]).status().unwrap();
        assert!(killed.success());
    })
}

/// Five hundred writes and more, killed at random moments: what was answered is there after each
/// restart, once and as answered; what was not answered happened as a whole or not at all.
#[test]
fn a_store_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.sqlite");
    let store = ["--auth", "open", "--store", file.to_str().unwrap()];
    let mut written = Written::default();
    let mut kills = 0;
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    while written.answered < 500 {
        assert!(kills < 60, "only {} writes were answered", written.answered);
        // Xorshift: the moments differ and are the same in each run.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let site = Site::start(&store);
        let killer = kill_after(&site, 20 + random % 400);
        written.until_killed(&site);
        killer.join().unwrap();
        kills += 1;
        let site = Site::start(&store);
        let kept = kept(&site);
        let once: BTreeMap<u64, &str> = kept
            .iter()
            .map(|(mark, _, status)| (*mark, status.as_str()))
            .collect();
        assert_eq!(once.len(), kept.len(), "a write is there twice");
        for (mark, status) in &written.known {
            if !written.open.contains(mark) {
                assert_eq!(once.get(mark), status.as_ref(), "write {mark}");
            }
        }
    }
}

#[test]
fn a_file_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "these are notes, and no database at all").unwrap();
    let (code, _, stderr) =
        binary::run(&["serve", "--port", "0", "--store", file.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(stderr.contains("notes.txt"), "{stderr}");
}

#[test]
fn faults_are_listed_and_a_wrong_name_is_met_with_the_nearest() {
    let (code, list, _) = binary::run(&["serve", "--list-faults"]);
    assert_eq!(code, 0);
    assert!(list.lines().count() >= 60);
    assert!(list.lines().any(|line| line.starts_with("status-ignored ")));
    let (code, _, stderr) = binary::run(&["serve", "--fault", "status-ignord"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("status-ignored"), "{stderr}");
}

/// A recording without memberships is an error, not an empty site.
#[test]
fn a_recording_without_memberships_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.har");
    std::fs::write(&file, r#"{"log": {"version": "1.2", "entries": []}}"#).unwrap();
    let (code, _, stderr) =
        binary::run(&["serve", "--port", "0", "--from", file.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("none.har") && stderr.contains("no membership"),
        "{stderr}"
    );
}

/// Starts a site, reads its ready file, sends requests, and gives the log.
fn log_of(arguments: &[&str], requests: &[(&str, &str)]) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    std::fs::write(&ready, "of an earlier run").unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_memberspec"))
        .args(["serve", "--port", "0", "--ready-file"])
        .arg(&ready)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let found = (0..200).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let text = std::fs::read_to_string(&ready).ok()?;
        serde_json::from_str::<Value>(&text).ok()
    });
    let mut statuses = Vec::new();
    let mut log = String::new();
    let mut errors = BufReader::new(process.stderr.take().unwrap());
    if let Some(ready) = found {
        let address = ready["address"].as_str().unwrap();
        let address = address.trim_start_matches("http://").trim_end_matches('/');
        assert_eq!(ready["certificate"], Value::Null);
        assert_eq!(ready["keys"]["read"]["consumer_key"], "ck_reference_read");
        for (target, header) in requests {
            let mut stream = TcpStream::connect(address).unwrap();
            let request = format!(
                "GET {target} HTTP/1.1\r\nHost: {address}\r\n{header}Connection: close\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            statuses.push(answer[9..12].to_owned());
            errors.read_line(&mut log).unwrap();
        }
    }
    process.kill().unwrap();
    let _reaped = process.wait();
    (statuses, log)
}

/// `ck_reference_read:cs_reference_read`.
const BASIC: &str = "Authorization: Basic Y2tfcmVmZXJlbmNlX3JlYWQ6Y3NfcmVmZXJlbmNlX3JlYWQ=\r\n";
const BY_QUERY: &str = "/wp-json/wc/v3/memberships/members?consumer_key=ck_reference_read&consumer_secret=cs_reference_read";

#[test]
fn each_refusal_is_logged_with_its_reason_and_without_secrets() {
    let (statuses, log) = log_of(
        &[],
        &[
            (MEMBERS, BASIC),
            (BY_QUERY, ""),
            (MEMBERS, ""),
            ("/", ""),
            ("/shop", ""),
        ],
    );
    assert_eq!(statuses, ["401", "401", "401", "200", "404"], "{log}");
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(
        lines[0],
        format!(
            "GET {MEMBERS} 401: Basic over http is ignored as on a real site: use --tls-self-signed or --dev"
        )
    );
    assert!(
        lines[1].contains("401: query keys over http are ignored"),
        "{log}"
    );
    assert!(lines[2].contains("401: no credentials"), "{log}");
    assert_eq!(lines[3], "GET / 200");
    assert!(!log.contains("reference_read"), "{log}");
}

#[test]
fn a_site_for_development_takes_basic_and_query_keys_over_http() {
    let wrong = BY_QUERY.replace("secret=cs", "secret=xs");
    let (statuses, log) = log_of(
        &["--dev"],
        &[
            (MEMBERS, BASIC),
            (BY_QUERY, ""),
            (&wrong, ""),
            (MEMBERS, ""),
        ],
    );
    assert_eq!(statuses, ["200", "200", "401", "401"], "{log}");
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines[2].contains("Consumer secret is invalid."), "{log}");
    assert!(lines[3].contains("no credentials"), "{log}");
}
