//! Ctrl-C, SIGTERM and SIGHUP: a thread of its own hears them, whatever the others do.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use super::Exit;
use crate::runner::{Stop, Stopper};

/// How long a run that only reads gets to end by itself: to write its reports.
const GRACE: Duration = Duration::from_millis(800);

/// Waits for Ctrl-C or, where there are such, SIGTERM and SIGHUP.
pub(super) async fn interrupted() -> io::Result<()> {
    Signals::new()?.next().await
}

/// The signals that end a run.
#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    /// Takes the signals from now on; the system's default no longer ends the process.
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        // Whoever starts a program under nohup wants it to go on without the terminal.
        if !is_ignored(SignalKind::hangup()) {
            kinds.push(SignalKind::hangup());
        }
        let signals: io::Result<Vec<_>> = kinds.into_iter().map(signal).collect();
        signals.map(Self)
    }

    async fn next(&mut self) -> io::Result<()> {
        let each = self.0.iter_mut().map(|it| Box::pin(it.recv()));
        futures_util::future::select_all(each).await;
        Ok(())
    }
}

/// Whether the process was started with a signal ignored; where the system does not say, it was not.
#[cfg(unix)]
fn is_ignored(kind: tokio::signal::unix::SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignores(&status, kind.as_raw_value())
}

/// Reads the mask of ignored signals from what Linux says of a process: signal 1 is its lowest bit.
#[cfg(unix)]
fn ignores(status: &str, signal: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let bit = u32::try_from(signal - 1).ok();
    match (mask, bit) {
        (Some(mask), Some(bit)) => mask.checked_shr(bit).is_some_and(|mask| mask & 1 == 1),
        _ => false,
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}

static INTERRUPT: OnceLock<Interrupt> = OnceLock::new();

/// What the thread that hears signals and the run share.
#[derive(Debug)]
struct Interrupt {
    stop: Stop,
    /// Whether the run ends by itself when it is told to.
    is_heeded: AtomicBool,
    /// Whether it has written to a site, so that it has to clean up.
    is_writing: AtomicBool,
    ledger: Mutex<Option<PathBuf>>,
}

impl Interrupt {
    fn first(&self, stopper: &Stopper) {
        stopper.stop();
        if self.is_writing.load(Ordering::Acquire) {
            say("Interrupted: cleaning up. A second signal stops immediately.");
            return;
        }
        thread::sleep(GRACE);
        let goes_on =
            self.is_heeded.load(Ordering::Acquire) || self.is_writing.load(Ordering::Acquire);
        if !goes_on {
            say("memberspec: interrupted");
            self.end();
        }
    }

    fn end(&self) -> ! {
        std::process::exit(i32::from(Exit::CouldNotRun.code()))
    }

    fn second(&self) -> ! {
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        match ledger.as_deref() {
            Some(path) => say(&format!(
                "memberspec: stopped before everything was cleaned up; `memberspec cleanup {}` \
                 removes the rest",
                path.display()
            )),
            None => say("memberspec: interrupted"),
        }
        self.end()
    }
}

/// Hears signals from now on, once in a process.
///
/// # Errors
///
/// When the system does not let them be heard.
pub(super) fn listen() -> io::Result<()> {
    if INTERRUPT.get().is_some() {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut signals = {
        let _inside = runtime.enter();
        Signals::new()?
    };
    let (stopper, stop) = Stop::new();
    let interrupt = INTERRUPT.get_or_init(|| Interrupt {
        stop,
        is_heeded: AtomicBool::new(false),
        is_writing: AtomicBool::new(false),
        ledger: Mutex::new(None),
    });
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            // It waits for the second one while the first is acted on.
            if runtime.block_on(signals.next()).is_err() {
                return;
            }
            thread::spawn(move || interrupt.first(&stopper));
            if runtime.block_on(signals.next()).is_ok() {
                interrupt.second();
            }
        })?;
    Ok(())
}

/// Says whether somebody wants the run to end; never, where signals are not heard.
pub(super) fn stop() -> Stop {
    INTERRUPT
        .get()
        .map_or_else(Stop::never, |interrupt| interrupt.stop.clone())
}

/// Says that the run ends by itself now.
pub(super) fn heeded() {
    if let Some(interrupt) = INTERRUPT.get() {
        interrupt.is_heeded.store(true, Ordering::Release);
    }
}

/// Says that the run writes from now on, and where its ledger is.
pub(super) fn writes(ledger: Option<&Path>) {
    if let Some(interrupt) = INTERRUPT.get() {
        let mut held = interrupt
            .ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *held = ledger.map(Path::to_owned);
        interrupt.is_writing.store(true, Ordering::Release);
    }
}

fn say(text: &str) {
    // Where standard error is gone there is nobody left to tell.
    let _gone = writeln!(io::stderr(), "{text}");
}

#[cfg(all(test, unix))]
mod tests {
    use super::ignores;

    #[test]
    fn an_ignored_signal_is_read_from_the_mask() {
        let status = "Name:\tmemberspec\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000000001\n";
        assert!(ignores(status, 1) && ignores(status, 13));
        assert!(!ignores(status, 2) && !ignores(status, 15));
        assert!(!ignores("", 1) && !ignores("SigIgn:\tx", 1));
    }
}
