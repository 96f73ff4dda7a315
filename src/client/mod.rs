//! Sends requests to a site: authentication, timeouts, rate, redirects, size limits.
//!
//! The only room that knows `reqwest`. Everything that goes out passes `gate`, which rejects what
//! could change a site; every result is an [`crate::exchange::Exchange`] or an [`Error`] that says
//! what happened, to what, and what to do next.

mod body;
mod classify;
mod deadline;
mod error;
mod event;
mod explain;
mod extra;
mod gate;
mod index;
mod locate;
mod negotiate;
mod oauth1;
mod pace;
mod pinned;
mod redirect;
mod relay;
mod retry;
mod sender;
mod settings;
mod sign;
mod target;
mod tls;
mod wire;

#[cfg(test)]
mod curl_tests;
#[cfg(test)]
mod locate_tests;
#[cfg(test)]
mod loopback;
#[cfg(test)]
mod tests;

pub use deadline::Deadline;
pub(crate) use error::{Error, Tls};
pub use event::Event;
pub(crate) use explain::{Refusal, ahead, distance, explain};
pub(crate) use extra::Extra;
pub(crate) use gate::{Permit, Writes};
pub(crate) use locate::{LocateError, Located, locate};
pub(crate) use negotiate::{NegotiateError, attempt, negotiate};
pub use oauth1::Hash;
pub(crate) use relay::{Arriving, AtSite, Relay};
pub(crate) use retry::date as http_date;
pub use sender::Client;
pub(crate) use settings::Trust;
pub use settings::{Credentials, Proxy, Scheme, Settings};
pub(crate) use sign::is_in_the_clear;
pub(crate) use target::{address, home};
pub(crate) use tls::random_bytes;
