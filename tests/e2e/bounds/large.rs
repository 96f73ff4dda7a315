use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{EMPTY, inputs};
use crate::diff::folder;

/// What a comparison of documents of up to some 5 MB may take at the very worst.
const LONG: Duration = Duration::from_secs(10);
const KILOBYTES: u64 = 512 * 1024;

struct Run {
    code: Option<i32>,
    /// On the processor: others may want it as well.
    took: Duration,
    kilobytes: u64,
    said: String,
}

/// The time that a process took, of `/proc/PID/stat`: its fourteenth and fifteenth field, in
/// hundredths of a second.
fn processor(stat: &str) -> Duration {
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    Duration::from_millis(
        10 * ticks
            .filter_map(|field| field.parse::<u64>().ok())
            .sum::<u64>(),
    )
}

/// Runs the binary and looks at its memory until it ends, or until it took too long.
fn run(binary: &str, folder: &Path, old: &str, new: &str, format: &str) -> Run {
    let begin = Instant::now();
    let mut child = Command::new(binary)
        .args(["diff", old, new, "--format", format])
        .current_dir(folder)
        .env_clear()
        .stdout(fs::File::create(folder.join("out")).unwrap())
        .stderr(Stdio::from(fs::File::create(folder.join("err")).unwrap()))
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let stat = format!("/proc/{}/stat", child.id());
    let (mut kilobytes, mut took) = (0, Duration::ZERO);
    let code = loop {
        // The high-water mark of the process: what it says last is what it had at most.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let mark = mark.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
        kilobytes = mark.unwrap_or(0).max(kilobytes);
        took = took.max(processor(&fs::read_to_string(&stat).unwrap_or_default()));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if took > LONG * 2 || begin.elapsed() > LONG * 20 || kilobytes > 4 * KILOBYTES {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let mut said = fs::read_to_string(folder.join("err")).unwrap();
    let out = fs::read(folder.join("out")).unwrap();
    let out = String::from_utf8_lossy(&out[out.len().saturating_sub(300)..]).into_owned();
    said.push_str(out.lines().last().unwrap_or_default());
    Run {
        code,
        took,
        kilobytes,
        said: said.chars().take(160).collect(),
    }
}

/// `MEMBERSPEC_HOSTILE` names some of the documents.
#[test]
#[ignore = "takes minutes and wants an optimized binary: MEMBERSPEC_BINARY"]
#[expect(clippy::print_stderr, reason = "a long run says what it did")]
fn large_hostile_documents_have_an_answer_or_an_error_in_time() {
    let binary = std::env::var("MEMBERSPEC_BINARY")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_memberspec").to_owned());
    let binary = fs::canonicalize(binary).unwrap();
    let binary = binary.to_str().unwrap();
    let only = std::env::var("MEMBERSPEC_HOSTILE").unwrap_or_default();
    let mut bad = Vec::new();
    for hostile in inputs::all().filter(|hostile| hostile.name.contains(&only)) {
        let [old, new] = [false, true].map(|edited| (hostile.make)(hostile.large, edited));
        let bytes = old.len();
        let folder = folder(
            "large",
            &[
                ("old.json", &old),
                ("new.json", &new),
                ("empty.json", EMPTY),
            ],
        );
        for (old, new, format) in [
            ("old.json", "new.json", "text"),
            ("new.json", "old.json", "json"),
            ("new.json", "new.json", "text"),
            ("empty.json", "new.json", "html"),
            ("new.json", "empty.json", "markdown"),
        ] {
            let run = run(binary, &folder, old, new, format);
            let (took, memory) = (run.took.as_secs_f64(), run.kilobytes / 1024);
            let good =
                matches!(run.code, Some(0..=2)) && run.took < LONG && run.kilobytes < KILOBYTES;
            let sign = if good { "  " } else { "! " };
            let line = format!(
                "{sign}{} ({} KB, {old} {new} {format}): {took:.2} s, {memory} MB, {:?}: {}",
                hostile.name,
                bytes / 1024,
                run.code,
                run.said
            );
            eprintln!("{line}");
            if !good {
                bad.push(line);
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
