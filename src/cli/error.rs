use std::io;

use thiserror::Error;

/// Why a command could not do its work.
///
/// Each message says what happened, to what, and what to do next.
#[derive(Debug, Error)]
pub enum Error {
    /// Standard output or a report could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl Error {
    /// Whether the reader of our output went away, which is success: `memberspec … | head`.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
