//! HAR 1.2 in and out, one entry at a time.
//!
//! HAR (HTTP Archive) is the JSON format in which browsers, proxies and `check --record` keep
//! traffic: `{"log": {"version", "creator", "browser", "comment", "entries": […]}}`. The reader
//! holds one entry at a time, reading ahead a few; the writer writes nothing that `redact` would
//! hide.

mod ahead;
mod convert;
mod entry;
mod error;
mod lenient;
mod metadata;
mod raw;
mod reader;
mod source;
mod value_end;
mod writer;
mod written;

pub use ahead::Ahead;
pub use entry::Entry;
pub(crate) use entry::Skipped;
pub(crate) use error::Error;
pub(crate) use metadata::Metadata;
pub use reader::Reader;
pub use writer::Writer;
