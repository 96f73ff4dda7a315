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
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    /// Takes the signals from now on; the system's default does not end the process any more.
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn next(&mut self) -> io::Result<()> {
        let Self([interrupt, terminate, hangup]) = self;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
        Ok(())
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
            say("Interrupted: cleaning up. A second signal ends at once.");
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
                "memberspec: ended before everything was cleaned up; `memberspec cleanup {}` \
                 does the rest",
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
