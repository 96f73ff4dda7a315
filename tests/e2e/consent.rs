//! The prompt before a write run, as a person at a terminal meets it: through a pseudo-terminal.
#![cfg(unix)]

use std::path::Path;
use std::process::Stdio;

use rexpect::session::{PtySession, spawn_command};

use crate::write::Site;

const PROMPT: &str = "Type the host name to continue: ";

/// How long the program may take for anything, in milliseconds.
const PATIENCE: u64 = 60_000;

fn spawn(site: &Site, folder: &Path) -> PtySession {
    let mut command = site.command(&site.write(&[]), folder);
    // The terminal's.
    command.stdin(Stdio::inherit());
    spawn_command(command, Some(PATIENCE)).unwrap()
}

fn at_a_terminal(site: &Site, folder: &Path) -> PtySession {
    let mut session = spawn(site, folder);
    let told = session.exp_string(PROMPT).unwrap();
    // What is about to happen is told before anybody is asked.
    for part in [
        "This run will write to 127.0.0.1",
        "  mails:",
        "  webhooks",
        ".jsonl",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(site.writes(), 0);
    session
}

/// How the program ended, and what it said meanwhile.
fn end(mut session: PtySession) -> (String, String) {
    let said = session.exp_eof().unwrap();
    (format!("{:?}", session.process().wait().unwrap()), said)
}

#[test]
fn the_right_name_starts_the_run_and_nothing_is_left() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let before = site.dump();
    for typed in ["127.0.0.1".to_owned(), site.host()] {
        let from = site.writes();
        let mut session = spawn(&site, folder.path());
        session.exp_string(PROMPT).unwrap();
        session.send_line(&typed).unwrap();
        let (status, said) = end(session);
        assert!(status.ends_with(", 0)"), "{typed}: {status} {said}");
        assert!(site.writes() > from + 60, "{typed}: {said}");
        assert_eq!(site.dump(), before, "{typed}");
    }
}

#[test]
fn any_other_name_writes_nothing() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    for typed in ["", "y", "yes", "127.0.0.2", "127.0.0.1:1", "127.0.0.1 yes"] {
        let mut session = at_a_terminal(&site, folder.path());
        session.send_line(typed).unwrap();
        let (status, said) = end(session);
        assert!(status.ends_with(", 2)"), "{typed}: {status} {said}");
        assert!(said.contains("nothing was written"), "{typed}: {said}");
    }
    assert_eq!(site.writes(), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn ctrl_c_and_the_end_of_input_at_the_prompt_write_nothing() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    for key in ['c', 'd'] {
        let mut session = at_a_terminal(&site, folder.path());
        session.send_control(key).unwrap();
        let (status, said) = end(session);
        assert!(!status.ends_with(", 0)"), "{key}: {status} {said}");
    }
    assert_eq!(site.writes(), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// What goes into a pipe was not typed by anybody.
#[test]
fn a_name_from_a_pipe_is_no_consent() {
    use std::io::Write;

    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let mut child = site
        .command(&site.write(&[]), folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have gone before it reads.
    let _gone = child.stdin.take().unwrap().write_all(b"127.0.0.1\n");
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--yes-write-to 127.0.0.1"), "{said}");
    assert_eq!(site.writes(), 0);
}
