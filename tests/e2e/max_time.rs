//! `--max-time` bounds a run as a whole: one that reads, one that writes, and not the time that a
//! person takes at the prompt.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::write::Site;

/// Exit code, verdict and reasons of a run at a site that takes its time for each answer.
fn ended(site: &Site, folder: &Path, more: &[&str]) -> (i32, String, Vec<String>, String) {
    let mut arguments = vec!["check", site.url(), "--report", "json=-"];
    arguments.extend(more);
    let (code, out, err) = site.run(&arguments, folder);
    let report: Value = serde_json::from_str(&out).expect(&err);
    let ids = report["incomplete"].as_array().unwrap().iter();
    let ids = ids.map(|it| it["id"].as_str().unwrap().to_owned());
    let verdict = report["verdict"].as_str().unwrap().to_owned();
    (code, verdict, ids.collect(), err)
}

#[test]
fn a_run_that_reads_ends_in_time_and_is_incomplete() {
    let site = Site::slow(Duration::from_millis(400));
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let (code, verdict, reasons, err) = ended(&site, folder.path(), &["--max-time", "2"]);
    assert_eq!((code, verdict.as_str()), (2, "incomplete"), "{err}");
    assert_eq!(reasons, ["time-budget-spent"], "{err}");
    // All of it would take longer than a minute.
    assert!(begun.elapsed() < Duration::from_secs(30), "{err}");
}

#[test]
fn a_run_that_writes_cleans_up_after_its_time_and_is_incomplete() {
    let site = Site::slow(Duration::from_millis(20));
    let before = site.dump();
    // How far a run gets in a time is up to the machine: the first that writes shows it.
    for seconds in ["2", "4", "6", "9", "14", "20"] {
        let folder = tempfile::tempdir().unwrap();
        let from = site.writes();
        let more = [
            "--write",
            "--yes-write-to",
            "127.0.0.1",
            "--max-time",
            seconds,
        ];
        let (code, verdict, reasons, err) = ended(&site, folder.path(), &more);
        assert_eq!(site.dump(), before, "{err}");
        if site.writes() > from && code == 2 {
            assert_eq!(verdict, "incomplete", "{err}");
            assert_eq!(reasons, ["time-budget-spent"], "{err}");
            return;
        }
    }
    panic!("no run was ended in the midst of its writes");
}

#[cfg(unix)]
#[test]
fn a_person_at_the_prompt_is_not_interrupted() {
    use std::process::Stdio;

    use rexpect::session::spawn_command;

    let site = Site::start();
    let before = site.dump();
    let folder = tempfile::tempdir().unwrap();
    let mut command = site.command(&site.write(&["--max-time", "1"]), folder.path());
    command.stdin(Stdio::inherit());
    let mut session = spawn_command(command, Some(60_000)).unwrap();
    let prompt = "Type the host name to continue: ";
    session.exp_string(prompt).unwrap();
    std::thread::sleep(Duration::from_millis(2_500));
    session.send_line("127.0.0.1").unwrap();
    let said = session.exp_eof().unwrap();
    let status = format!("{:?}", session.process().wait().unwrap());
    // The time is over, so that there is nothing left to be judged in; but it ends by itself.
    assert!(
        status.starts_with("Exited(") && status.ends_with(", 2)"),
        "{status} {said}"
    );
    assert!(said.contains("raise --max-time"), "{said}");
    assert_eq!(site.dump(), before);
}
