use std::io;
use std::time::Duration;

use crate::exchange::Exchange;
use crate::redact;

/// Who follows a run.
pub(crate) trait Observer {
    /// Keeps an exchange.
    ///
    /// # Errors
    ///
    /// When it cannot be kept; that ends the run.
    fn keep(&mut self, exchange: &Exchange) -> io::Result<()>;

    /// Hears what happens.
    fn hear(&mut self, event: &Event);
}

/// What happens in a run, for progress and for `-v`. Holds no secret and no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A request was answered.
    Answered {
        /// Its number in the run, from 1.
        number: u64,
        /// How many the run has planned so far.
        planned: u64,
        /// Why it was asked.
        purpose: String,
        /// Method and URL, redacted.
        request: String,
        /// The status of the response.
        status: u16,
        /// How long it took.
        took: Duration,
    },
    /// A request was repeated because of what its response showed.
    AskedAgain {
        /// Why it was asked at first.
        purpose: String,
        /// Method and URL, redacted.
        request: String,
        /// The status of the response.
        status: u16,
        /// How long it took.
        took: Duration,
    },
    /// A request was not answered.
    Unanswered {
        /// Why it was asked.
        purpose: String,
        /// What went wrong.
        why: String,
    },
}

impl Event {
    /// The method and the URL of what was sent, redacted.
    pub(super) fn request(exchange: &Exchange) -> String {
        let request = &exchange.request;
        format!("{} {}", request.method, redact::url(&request.url))
    }
}
