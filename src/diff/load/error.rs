use std::io;

use thiserror::Error;

/// Why a document could not be read. Each message says where, what, and what to do next.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The source could not be opened or read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// What the user named.
        name: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The bytes are no UTF-8.
    #[error("{name} is not UTF-8 text; save it as UTF-8 JSON or YAML")]
    NotText {
        /// The file.
        name: String,
    },
    /// The file is too large to be read.
    #[error("{name} is larger than the maximum of {limit} bytes")]
    TooLarge {
        /// The file.
        name: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The document refers to too many files.
    #[error("{name} refers to more than {limit} files; bundle it first")]
    TooManyFiles {
        /// The document's first file.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// The text is neither JSON nor YAML.
    #[error("{name}:{line}: {problem}")]
    Syntax {
        /// The file.
        name: String,
        /// Line from 1.
        line: u32,
        /// What is wrong there.
        problem: String,
    },
    /// The document's values do not have the form that OpenAPI asks for.
    #[error("{name}:{line}: {pointer}: {problem}")]
    Invalid {
        /// The file.
        name: String,
        /// Line from 1.
        line: u32,
        /// JSON Pointer of the value.
        pointer: String,
        /// What is wrong with it.
        problem: String,
    },
    /// `git` could not be started.
    #[error("cannot start git to read {name}: {source}; install git or give a file")]
    GitMissing {
        /// What the user named.
        name: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// `git` knows no such revision or file.
    #[error("git cannot show {name}: {problem}")]
    Git {
        /// Revision and path.
        name: String,
        /// What git said.
        problem: String,
    },
    /// A `$ref` leads to another host and that was not allowed.
    #[error(
        "{name}:{line}: {pointer}: \"{reference}\" points to the network; add --allow-remote if \
         you trust it, or bundle the document"
    )]
    RemoteRefused {
        /// The file that refers.
        name: String,
        /// Line from 1.
        line: u32,
        /// JSON Pointer of the reference.
        pointer: String,
        /// The reference.
        reference: String,
    },
    /// A `$ref` leads out of the folder of the document and that was not allowed.
    #[error(
        "{name}:{line}: {pointer}: \"{reference}\" points outside the folder or repository of the \
         document; add --allow-outside if you trust it, or bundle the document"
    )]
    OutsideRefused {
        /// The file that refers.
        name: String,
        /// Line from 1.
        line: u32,
        /// JSON Pointer of the reference.
        pointer: String,
        /// The reference.
        reference: String,
    },
    /// A URL could not be fetched.
    #[error("cannot fetch {name}: {problem}")]
    Fetch {
        /// The URL, without credentials.
        name: String,
        /// What happened.
        problem: String,
    },
}
