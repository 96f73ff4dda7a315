use std::io;
use std::path::Path;

use super::{Error, Intended};
use crate::client;
use crate::exchange::Exchange;
use crate::runner;

/// What happens in a session. Holds no secret and no personal data.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The embedded reference site is about to be started.
    StartingReference,
    /// The site was found.
    Located {
        /// Its host.
        host: &'a str,
        /// Whether requests carry credentials.
        is_signed: bool,
    },
    /// The site is about to be asked.
    Asking {
        /// What the site is called.
        name: &'a str,
        /// How many requests are sent at most.
        most: usize,
        /// Whether some of them write.
        writes: bool,
    },
    /// A request was answered, or was not.
    Request(&'a runner::Event),
    /// Somebody wanted the run to end, and it does.
    Interrupted,
    /// The site is written to from now on.
    Writing {
        /// The file that says what is made, where there is one.
        ledger: Option<&'a Path>,
    },
    /// The last request was answered.
    Asked,
    /// An error ended the session before its end; the outcome says so too.
    Ended(&'a Error),
}

/// Hears of requests that wait or are sent on.
pub type Listener = Box<dyn Fn(&client::Event) + Send + Sync>;

/// Who runs a session: hears what happens, and is asked before anything is written.
pub trait Attendant {
    /// Hears what happens.
    fn hear(&mut self, _event: &Event<'_>) {}

    /// Gets every exchange of a live session, in order, with all that is in it.
    fn keep(&mut self, _exchange: &Exchange) {}

    /// Hears of requests that wait or are sent on; it is called from the tasks that send them.
    fn listener(&self) -> Option<Listener> {
        None
    }

    /// Is told what a session would write, and gives the name of the host that may be written to;
    /// none where nobody agrees. Where the policy names the host already, the response is not
    /// needed.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from asking.
    fn consent(&mut self, _intended: &Intended) -> io::Result<Option<String>> {
        Ok(None)
    }
}

/// Nobody: hears nothing, and agrees to nothing that the policy does not allow by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Attendant for Alone {}
