//! What judging a recording costs beside parsing the same bytes into `serde_json::Value`.
//!
//! The two sides take turns, each in a process of its own, and the ratio of their medians is
//! printed. Reads the recordings in the folder that `MEMBERSPEC_RECORDINGS` names. The contracts
//! are compiled once before, as in a run over a large recording; the recording is read ahead on a
//! second thread, as `check` reads it.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark that cannot set itself up has nothing to measure, and prints"
)]

use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use memberspec::check::{Subject, SubjectKind};
use memberspec::internals::{Ahead, Bodies, Closing, Content, Entry, Judge, Options, Reader};
use memberspec::openapi::Api;

/// Pairs of children, one for each side.
const PAIRS: usize = 11;

/// How often a child does its work; what counts is the median.
const ROUNDS: usize = 7;

fn parse(bytes: &[u8]) -> Duration {
    let started = Instant::now();
    black_box(serde_json::from_slice::<serde_json::Value>(bytes).expect("a recording is JSON"));
    started.elapsed()
}

fn judge(bytes: &[u8]) -> Duration {
    let recording = Cursor::new(bytes.to_owned());
    let mut judge = Judge::new(Options::default());
    judge.prepare(&Api::ALL);
    let started = Instant::now();
    let mut bodies = Bodies::default();
    let read = move |entry: Entry| {
        let exchange = entry.into_exchange().ok()?;
        let content = Content::of(&exchange.response, &mut bodies);
        Some((exchange, content))
    };
    for entry in Ahead::of(Reader::new(recording), read).expect("a thread") {
        if let Some((exchange, content)) = entry.expect("a whole recording") {
            judge.see_read(&exchange, content);
        }
    }
    let subject = Subject {
        name: "bench".into(),
        kind: SubjectKind::Recording,
        apis: Vec::new(),
    };
    black_box(judge.finish(Closing {
        subject,
        notes: Vec::new(),
        incomplete: Vec::new(),
    }));
    started.elapsed()
}

type Side = fn(&[u8]) -> Duration;

/// What can be timed, by the name that a child is called with.
const SIDES: [(&str, Side); 2] = [("parse", parse), ("judge", judge)];

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The median of one side in a process of its own: what judging leaves in memory would slow parsing
/// down, and the other way round.
fn child(side: &str, path: &Path) -> Duration {
    let this = env::current_exe().expect("this program has a path");
    let output = Command::new(this)
        .arg(side)
        .arg(path)
        .output()
        .expect("this program runs again");
    let nanos = String::from_utf8_lossy(&output.stdout).trim().parse();
    Duration::from_nanos(nanos.expect("a child prints its time"))
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, side, path] = arguments.as_slice()
        && let Some(side) = SIDES.iter().find(|(name, _)| name == side)
    {
        let bytes = fs::read(path).expect("a recording");
        let times = (0..ROUNDS).map(|_| (side.1)(&bytes)).collect();
        println!("{}", median(times).as_nanos());
        return;
    }
    let Some(folder) = env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: MEMBERSPEC_RECORDINGS does not name a folder with recordings");
        return;
    };
    for name in ["v2-read.har", "v3-read.har", "v3-write.har"] {
        let path = folder.join(name);
        let bytes = fs::metadata(&path).expect("a recording").len();
        // The two sides take turns, so that a machine that grows slow is slow for both.
        let (parsing, judging): (Vec<_>, Vec<_>) = (0..PAIRS)
            .map(|_| (child("parse", &path), child("judge", &path)))
            .unzip();
        let (parsing, judging) = (median(parsing), median(judging));
        println!(
            "{name}: {bytes} bytes, parse {parsing:.2?}, judge {judging:.2?}, ratio {:.2}",
            judging.as_secs_f64() / parsing.as_secs_f64()
        );
    }
}
