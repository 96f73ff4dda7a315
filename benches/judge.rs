//! What judging a recording costs beside parsing the same bytes into `serde_json::Value`.
//!
//! Both sides run in one process, and the ratio of their medians is printed. Reads the recordings
//! in the folder that `MEMBERSPEC_RECORDINGS` names. The contracts are compiled once
//! before, as in a run over a large recording.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark that cannot set itself up has nothing to measure, and prints"
)]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs};

use memberspec::document::Edition;
use memberspec::finding::{Subject, SubjectKind};
use memberspec::har::{Entry, Reader};
use memberspec::judge::{Closing, Judge, Selection, Strictness};
use memberspec::seen::Api;

const ROUNDS: usize = 15;

fn parse(bytes: &[u8]) -> Duration {
    let started = Instant::now();
    black_box(serde_json::from_slice::<serde_json::Value>(bytes).expect("a recording is JSON"));
    started.elapsed()
}

fn judge(bytes: &[u8]) -> Duration {
    let mut judge = Judge::new(
        Edition::Observed,
        Strictness::Lenient,
        &Selection::default(),
    );
    judge.prepare(&Api::ALL);
    let started = Instant::now();
    for entry in Reader::new(bytes) {
        if let Entry::Exchange(exchange) = entry.expect("a whole recording") {
            judge.see(&exchange);
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
        stopped: None,
    }));
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let Some(folder) = env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: MEMBERSPEC_RECORDINGS does not name a folder with recordings");
        return;
    };
    let recordings = ["v2-read.har", "v3-read.har", "v3-write.har"]
        .map(|name| (name, fs::read(folder.join(name)).expect("a recording")));
    // What judging leaves in memory slows parsing down, so that parsing comes first.
    let parsed = recordings
        .each_ref()
        .map(|(_, bytes)| median((0..ROUNDS).map(|_| parse(bytes)).collect()));
    for ((name, bytes), parsing) in recordings.iter().zip(parsed) {
        let judging = median((0..ROUNDS).map(|_| judge(bytes)).collect());
        println!(
            "{name}: {} bytes, parse {parsing:.2?}, judge {judging:.2?}, ratio {:.2}",
            bytes.len(),
            judging.as_secs_f64() / parsing.as_secs_f64()
        );
    }
}
