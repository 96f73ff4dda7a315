//! What the tests, benchmarks and fuzz targets of this repository measure. No part of the library:
//! it changes without notice.

pub use crate::catalogue::{Concern, InDocuments, ROWS, Unwritten};
pub use crate::client::{Client, Hash, Proxy, Scheme, Settings};
pub use crate::diff::rules::find as find_rule;
pub use crate::diff::schema::Direction;
pub use crate::exchange::{
    Body, Exchange, Headers, Method, PlannedRequest, Request, Response, Unrecorded,
};
pub use crate::har::{Ahead, Entry, Reader, Writer};
pub use crate::interpret::{Bodies, Content};
pub use crate::judge::{Closing, Judge, Options};
pub use crate::ledger::{Before, Entry as LedgerEntry, Kind, Run, read as read_ledger};
