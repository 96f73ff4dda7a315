//! HAR 1.2 in and out, one entry at a time.
//!
//! HAR (HTTP Archive) is the JSON format in which browsers, proxies and `check --record` keep
//! traffic: `{"log": {"version", "creator", "browser", "comment", "entries": […]}}`. The reader
//! holds one entry at a time, reading ahead a few; the writer writes nothing that `redact` would
//! hide.
//!
//! Recordings of other formats (Charles, mitmproxy, Postman, newman) become entries of HAR first, so
//! that all that is known of recorders is in one place.

mod ahead;
mod attachments;
mod body;
mod charles;
mod convert;
mod entry;
mod error;
mod fields;
mod flows;
mod lenient;
mod metadata;
mod open;
mod order;
mod postman;
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
pub(crate) use open::open;
pub use reader::Reader;
pub(crate) use writer::OF_CLIENT;
pub use writer::Writer;
