//! One recorded request and its response as plain data: no HTTP library type, no I/O.

mod caller;
mod coding;
mod headers;
mod method;
mod planned;
mod request;
mod response;
mod role;

pub(crate) use caller::Caller;
pub(crate) use coding::{Undone, undo};
pub use headers::Headers;
pub use method::Method;
pub use planned::PlannedRequest;
pub use request::Request;
pub use response::{Body, Response, Unrecorded};
pub(crate) use role::Role;

use jiff::Timestamp;

/// One request and the response to it, from a live site or from a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// A name for people: the `comment` of a HAR entry, or the purpose of a live request.
    pub label: Option<String>,
    /// What part it plays in the run that recorded it.
    pub role: Role,
    /// When the request was sent, if known. Absolute time, UTC.
    pub started: Option<Timestamp>,
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub response: Response,
}
