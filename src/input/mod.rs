//! Files as input and output, whatever stands at their paths: regular files only, and never more of
//! them than is requested. Every option that takes a file goes through here.

mod file;
mod parsed;
mod pipe;

pub(crate) use file::{create, is_recording, open, open_named, put, read, replace, text, write};
pub(crate) use parsed::{Misread, toml, yaml};
pub(crate) use pipe::is_of_shell;

/// Bytes of a configuration, an overlay, an approvals file, certificates: what people write.
pub(crate) const WRITTEN: u64 = 16 * 1024 * 1024;
/// Bytes of a file with a key and a secret.
pub(crate) const CREDENTIALS: u64 = 64 * 1024;
/// Bytes of a document, a ledger, the data of a site: what programs write.
pub(crate) const MADE: u64 = 128 * 1024 * 1024;
