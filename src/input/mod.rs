//! Files as input and output, whatever stands at their paths: regular files only, and never more
//! of them than is asked for. Every option that takes a file goes through here.

mod file;
mod parsed;
mod pipe;

pub use file::{create, open, open_named, read, text, write};
pub use parsed::{Misread, toml, yaml};
pub use pipe::is_of_shell;

/// Bytes of a configuration, an overlay, an approvals file, certificates: what people write.
pub const WRITTEN: u64 = 16 * 1024 * 1024;
/// Bytes of a file with a key and a secret.
pub const CREDENTIALS: u64 = 64 * 1024;
/// Bytes of a document, a ledger, the data of a site: what programs write.
pub const MADE: u64 = 128 * 1024 * 1024;
