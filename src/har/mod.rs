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
pub use entry::{Entry, Skipped};
pub use error::{Error, Mistaken};
pub use metadata::{Metadata, Program};
pub use reader::{ENTRY_CAP, Reader};
pub use writer::Writer;
