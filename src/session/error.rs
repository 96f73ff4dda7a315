use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use crate::client::{self, LocateError, NegotiateError, Refusal};
use crate::finding::Reason;
use crate::{contract, har, ledger, runner, serve};

/// Why a session ended before its end.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The recording cannot be opened.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The recording cannot be read ahead.
    #[error("cannot start a thread to read the recording: {source}; stop some programs")]
    Thread {
        /// What the system says.
        source: io::Error,
    },
    /// The recording cannot be read.
    #[error("{}: {source}", path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: har::Error,
    },
    /// The traffic cannot be recorded.
    #[error("cannot write the recording to {}: {source}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The recording broke off.
    #[error("the recording of this run is not complete: {0}")]
    Recorder(#[source] har::Error),
    /// An exchange could not be recorded.
    #[error("cannot write the output: {0}")]
    Kept(#[source] io::Error),
    /// The certificates cannot be read.
    #[error("cannot read the certificates in {}: {source}", path.display())]
    ReadCacert {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The client's own certificate cannot be read.
    #[error("cannot read the client certificate in {}: {source}", path.display())]
    ReadClientCert {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The user and the password of the web server cannot be read.
    #[error("cannot read user and password of the web server in {}: {source}", path.display())]
    ReadSiteAuth {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The site cannot be asked.
    #[error(transparent)]
    Client(client::Error),
    /// There is no site of this kind there.
    #[error(transparent)]
    Locate(LocateError),
    /// The site does not let these credentials in.
    #[error(transparent)]
    Negotiate(NegotiateError),
    /// A recording cannot be written to.
    #[error("--write needs a site: a recording can only be judged")]
    WriteToRecording,
    /// Nobody could be asked.
    #[error("nothing was written: nobody could be asked whether that is allowed: {0}")]
    Unasked(#[source] io::Error),
    /// Nobody has agreed that the site may be written to.
    #[error(
        "nothing was written to {host}: there is no terminal to confirm at; if this is the site \
         you mean, add --yes-write-to {host}"
    )]
    NoConsent {
        /// The host.
        host: String,
    },
    /// Another host was named than the one that would be written to.
    #[error("nothing was written: you typed `{typed}`, but the host of the site is {host}")]
    OtherHost {
        /// What was typed.
        typed: String,
        /// The host.
        host: String,
    },
    /// Writing takes a key.
    #[error("--write requires credentials: set MEMBERSPEC_KEY and MEMBERSPEC_SECRET")]
    WriteWithoutCredentials,
    /// The write run ended without telling how.
    #[error(transparent)]
    Write(#[from] runner::WriteError),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The contract cannot be compiled.
    #[error("the contract cannot be used: {0}")]
    Contract(#[source] contract::Error),
    /// The reference site cannot be started.
    #[error("the reference site cannot be started: {0}")]
    Reference(#[source] serve::Error),
    /// The site has no usable address.
    #[error("the reference site has no usable address: {0}")]
    ReferenceAddress(#[source] url::ParseError),
    /// The run cannot be set up.
    #[error("the run cannot be set up: {0}")]
    Runtime(#[source] io::Error),
}

impl Error {
    /// Why the run is incomplete, where this error ended one that had begun; none for an error
    /// after which there is nothing to report on.
    #[must_use]
    pub(crate) fn reason(&self) -> Option<Reason> {
        Some(match self {
            Self::Client(error) | Self::Locate(LocateError::Client(error)) => {
                runner::incomplete(error, false).reason
            }
            Self::Negotiate(NegotiateError::Client(error)) => {
                runner::incomplete(error, true).reason
            }
            Self::Locate(
                LocateError::BadTarget { .. }
                | LocateError::NotHttp { .. }
                | LocateError::CredentialsInTarget,
            ) => return None,
            Self::Locate(_) => Reason::SiteUnusable,
            Self::WriteWithoutCredentials
            | Self::Negotiate(NegotiateError::Refused(Refusal::NoCredentials)) => {
                Reason::CredentialsMissing
            }
            Self::Negotiate(NegotiateError::Refused(_)) => Reason::CredentialsRefused,
            Self::Recording { .. } => Reason::RecordingBroken,
            Self::NoConsent { .. } | Self::OtherHost { .. } | Self::Write(_) => {
                Reason::WritesNotDone
            }
            Self::Recorder(_) => Reason::NotRecorded,
            _ => return None,
        })
    }
}
