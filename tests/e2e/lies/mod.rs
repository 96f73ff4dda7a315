//! Sites that lie about ids, rows, owners, marks and batches while they are written to: nothing
//! that a run did not make is written to, in the run and in the clean-up after a kill.

mod front;
mod ledgers;
mod list;

use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::write::Site;
use front::{Front, Lie};
use list::LIES;

/// How many sites are lied about at a time.
const SIDE_BY_SIDE: usize = 6;

const YES: [&str; 2] = ["--yes-write-to", "127.0.0.1"];

/// Tries every lie in turn, several at a time; gives what went wrong.
fn each(lies: &[Lie], try_one: impl Fn(usize, &Lie) -> Result<(), String> + Sync) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((index, lie)) = {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    lies.get(index).map(|lie| (index, lie))
                } {
                    if let Err(why) = try_one(index, lie) {
                        wrong.lock().unwrap().push(format!("{}: {why}", lie.name));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What was there before is there still, as it was, and no write went to it.
fn unharmed(site: &Site, front: &Front, before: &[serde_json::Value]) -> Result<(), String> {
    let foreign = front.foreign_writes();
    if !foreign.is_empty() {
        return Err(format!("foreign writes: {foreign:?}"));
    }
    let after = site.dump();
    match before.iter().find(|row| !after.contains(row)) {
        None => Ok(()),
        Some(row) => Err(format!("changed or gone: {row}")),
    }
}

#[test]
fn a_site_that_lies_loses_nothing_in_a_run() {
    each(LIES, |_, lie| {
        let site = Site::start();
        let before = site.dump();
        let front = Front::start(&site, *lie);
        let folder = tempfile::tempdir().unwrap();
        let mut arguments = vec!["check", front.url(), "--write", "--ledger", "run.jsonl"];
        // What is judged of the reads is of no interest here.
        arguments.extend(["--only", "write-read-back"]);
        arguments.extend(YES);
        let (code, out, err) = site.run(&arguments, folder.path());
        unharmed(&site, &front, &before).map_err(|why| format!("{why}\n{out}{err}"))?;
        let said = format!("{out} {err}");
        let words: Vec<&str> = said.split_whitespace().collect();
        let said = words.join(" ");
        if code == 0 && lie.must_be_told {
            return Err(format!("the run says that all is well\n{said}"));
        }
        for told in lie.says {
            if !said.contains(told) {
                return Err(format!("does not say `{told}`\n{said}"));
            }
        }
        Ok(())
    });
}

#[test]
fn a_site_that_lies_loses_nothing_in_a_clean_up_after_a_kill() {
    each(LIES, |index, lie| {
        let site = Site::start();
        let before = site.dump();
        let front = Front::start(&site, *lie);
        let folder = tempfile::tempdir().unwrap();
        let mut arguments = vec!["check", front.url(), "--write", "--ledger", "run.jsonl"];
        // What is judged of the reads is of no interest here.
        arguments.extend(["--only", "write-read-back"]);
        arguments.extend(YES);
        let mut child = site
            .command(&arguments, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let until = 3 + index as u64 % 5;
        let begun = Instant::now();
        while front.writes() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(300));
            if begun.elapsed() > Duration::from_secs(60) {
                return Err("it neither writes nor ends".to_owned());
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // The ledger as a kill before the last line would have left it.
        let path = folder.path().join("run.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        let open: Vec<&str> = text
            .lines()
            .filter(|line| !line.contains("\"clean\"") && !line.contains("\"gone\""))
            .collect();
        std::fs::write(&path, open.join("\n") + "\n").unwrap();
        let mut arguments = vec!["cleanup", "run.jsonl"];
        arguments.extend(YES);
        let (_, out, err) = site.run(&arguments, folder.path());
        unharmed(&site, &front, &before).map_err(|why| format!("{why}\n{out}{err}"))
    });
}
