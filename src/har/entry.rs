use std::fmt;

use crate::exchange::Exchange;

/// What one element of `log.entries` came to. Entries count from 1 in the order of the file.
#[derive(Debug)]
pub enum Entry {
    /// A request with its response.
    Exchange(Box<Exchange>),
    /// Something that cannot be judged; reading goes on after it.
    Skipped(Skipped),
}

impl Entry {
    /// The exchange.
    ///
    /// # Errors
    ///
    /// Why the entry holds none.
    pub fn into_exchange(self) -> Result<Exchange, Skipped> {
        match self {
            Self::Exchange(exchange) => Ok(*exchange),
            Self::Skipped(reason) => Err(reason),
        }
    }
}

/// Why an entry holds no exchange. Its text is a reason that many entries can share, so that they
/// can be counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skipped {
    /// The request was aborted or blocked: no response, or status 0.
    NoAnswer,
    /// The browser had kept the response: nothing was sent, or the site said that nothing changed.
    Cached,
    /// The browser asked by itself whether a page may send a request.
    Preflight,
    /// The URL is missing or cannot be read.
    BadUrl,
    /// The URL is not `http` or `https`: `data:`, `ws:`, an extension of the browser.
    NotHttp,
    /// The entry is larger than the reader's limit.
    TooLarge,
    /// The entry is not an object of the form that HAR 1.2 asks for.
    Malformed,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAnswer => "no response was recorded (aborted or blocked request)",
            Self::Cached => "the response came from the browser's cache (304, or no request sent)",
            Self::Preflight => "a CORS preflight of the browser",
            Self::BadUrl => "the request has no readable URL",
            Self::NotHttp => "not HTTP",
            Self::TooLarge => "the entry is larger than the size limit",
            Self::Malformed => "the entry does not have the form of a HAR entry",
        })
    }
}
