use std::collections::BTreeSet;
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

/// The ids of all memberships that carry a run's mark, by walking all pages.
fn marks(site: &Site) -> Vec<u64> {
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
            found.extend(
                metas
                    .filter(|meta| meta["key"] == "run")
                    .map(|meta| meta["value"].as_str().unwrap().parse::<u64>().unwrap()),
            );
        }
    }
    found
}

/// Writes until the site is killed; gives the marks that were answered.
fn write_until_killed(site: &Site, from: u64) -> (BTreeSet<u64>, u64) {
    let mut answered = BTreeSet::new();
    for mark in from.. {
        // A membership without an owner is never a duplicate.
        let body = format!(
            r#"{{"customer_id": 0, "plan_id": 35, "meta_data": [{{"key": "run", "value": "{mark}"}}]}}"#
        );
        match site.send(&format!("POST {MEMBERS}"), &body) {
            Some((head, _)) => {
                assert!(head.starts_with("HTTP/1.1 200"), "{head}");
                answered.insert(mark);
            }
            None => return (answered, mark + 1),
        }
    }
    (answered, from)
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

/// What was answered is there after kill -9, once; what was not answered is there once or not.
#[test]
fn a_store_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.sqlite");
    let store = ["--auth", "open", "--store", file.to_str().unwrap()];
    let mut answered = BTreeSet::new();
    let mut next = 1;
    for round in 0..6_u64 {
        let site = Site::start(&store);
        let killer = kill_after(&site, 150 + 83 * round);
        let (new, after) = write_until_killed(&site, next);
        killer.join().unwrap();
        answered.extend(new);
        next = after;
    }
    assert!(
        answered.len() > 10,
        "only {} writes were answered",
        answered.len()
    );
    let site = Site::start(&store);
    let kept = marks(&site);
    let once: BTreeSet<u64> = kept.iter().copied().collect();
    assert_eq!(once.len(), kept.len(), "a write is there twice");
    let lost: Vec<&u64> = answered.difference(&once).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
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
