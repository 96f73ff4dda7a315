use std::fmt;
use std::time::Duration;

/// Something that happens while a request is under way and that a person may want to see. URLs are
/// redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The site asked to wait; the request is repeated after the wait.
    Waiting {
        /// 429 or 503.
        status: u16,
        /// How long.
        wait: Duration,
        /// What was asked.
        url: String,
    },
    /// The site asked to wait longer than the limit; its response is final.
    NotWaiting {
        /// 503.
        status: u16,
        /// How long it asked for.
        wait: Duration,
        /// How long is waited at most.
        longest: Duration,
        /// What was asked.
        url: String,
    },
    /// The connection was closed before the end of the response; the request is sent once more.
    Dropped {
        /// What was asked.
        url: String,
    },
    /// The site sent the request on to another address of the same site.
    Redirected {
        /// The first address.
        from: String,
        /// The next one.
        to: String,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting { status, wait, url } => {
                write!(
                    f,
                    "{url} returns {status} and asks to slow down: waiting {} s",
                    wait.as_secs()
                )
            }
            Self::NotWaiting {
                status,
                wait,
                longest,
                url,
            } => write!(
                f,
                "{url} returns {status} and asks to wait {} s: more than the maximum of {} s, so \
                 this response is final",
                wait.as_secs(),
                longest.as_secs()
            ),
            Self::Dropped { url } => {
                write!(f, "{url} closed the connection: sending the request again")
            }
            Self::Redirected { from, to } => write!(f, "{from} redirects to {to}"),
        }
    }
}
