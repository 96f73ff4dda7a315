use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use super::Trouble;
use crate::client::{LocateError, NegotiateError, Refusal};
use crate::finding::Reason;
use crate::{client, config, contract, har, judge, ledger, runner, serve};

/// Why a check could not be run.
#[derive(Debug, ThisError)]
pub enum Error {
    /// A secret stood on the command line.
    #[error(
        "a secret on the command line ends up in the shell's history and in the process list: \
         set MEMBERSPEC_KEY and MEMBERSPEC_SECRET, or name a file with --credentials"
    )]
    SecretOnCommandLine,
    /// The target's URL holds credentials.
    #[error(
        "the address of the site holds credentials: leave them out, and set MEMBERSPEC_KEY and \
         MEMBERSPEC_SECRET instead"
    )]
    SecretInAddress,
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// `--only` or `--skip` names no check.
    #[error(transparent)]
    UnknownCheck(#[from] judge::UnknownCheck),
    /// A value of the configuration or of the environment means nothing.
    #[error("{place}: `{value}` is not {expected}")]
    Value {
        /// Where it stands.
        place: &'static str,
        /// The value.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// An overlay cannot be used.
    #[error("{} cannot be used: {source}", .path.display())]
    Overlay {
        /// The file.
        path: PathBuf,
        /// Why.
        source: crate::document::OverlayError,
    },
    /// A document cannot be used.
    #[error("{} cannot be used as the contract: {why}", .path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There was no answer of that version to learn from.
    #[error("nothing was learned: there is no answer of {0} with rows or a description")]
    NothingToLearn(crate::seen::Api),
    /// The site gave no answer to learn from.
    #[error("nothing was learned: {0}")]
    Unheard(crate::finding::Incomplete),
    /// What was learned cannot be put into the document.
    #[error("what was learned of the site does not fit memberspec's document: {0}")]
    Learned(#[source] crate::document::OverlayError),
    /// Only one of key and secret is there.
    #[error("{there} is set and {missing} is not: both are needed")]
    HalfCredentials {
        /// What is there.
        there: &'static str,
        /// What is not.
        missing: &'static str,
    },
    /// The file with the credentials cannot be used.
    #[error("cannot read the credentials in {}: {source}", path.display())]
    ReadCredentials {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file with the credentials holds something else.
    #[error("the credentials in {}: {trouble}", path.display())]
    CredentialsForm {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        trouble: Trouble,
    },
    /// The environment holds something else than credentials.
    #[error("MEMBERSPEC_KEY and MEMBERSPEC_SECRET: {0}")]
    CredentialsInEnvironment(#[source] Trouble),
    /// A file that nobody named chooses where a key of the user would go.
    #[error(
        "the address of `{site}` comes from {file} in the current directory, and the key from \
         elsewhere: add --config {file} if you trust that file, or give the address itself"
    )]
    UntrustedHost {
        /// The name of the site.
        site: String,
        /// The configuration.
        file: &'static str,
    },
    /// A file that nobody named names credentials that lie elsewhere.
    #[error(
        "{} names credentials outside of its folder ({}): add --config {} if you trust that file",
        config::NAME, path.display(), config::NAME
    )]
    UntrustedCredentials {
        /// The file with the credentials.
        path: PathBuf,
    },
    /// What `--require` names means nothing.
    #[error(
        "--require {0}: neither a check of this run nor a percentage such as 80%; \
         `memberspec checks` lists the checks"
    )]
    Requirement(String),
    /// The target is a directory.
    #[error("{} is a directory: name a HAR file in it, or a site", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// The target is neither a site nor a file.
    #[error(
        "{0}: neither a file that is there, nor an address of a site, nor a name of a site in memberspec.toml"
    )]
    Target(String),
    /// The recording cannot be opened.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The recording cannot be read ahead.
    #[error("the system gives no thread to read the recording with: {source}; end some programs")]
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
    /// A report cannot be written.
    #[error("cannot write the {format} report to {}: {source}; the other reports and the verdict are complete", path.display())]
    Report {
        /// Its format.
        format: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
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
    /// The certificates cannot be read.
    #[error("cannot read the certificates in {}: {source}", path.display())]
    ReadCacert {
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
    Locate(client::LocateError),
    /// The site does not let these credentials in.
    #[error(transparent)]
    Negotiate(client::NegotiateError),
    /// A recording cannot be written to.
    #[error("--write needs a site: a recording can only be judged")]
    WriteToRecording,
    /// Nobody has agreed that the site may be written to.
    #[error(
        "nothing was written to {host}: nobody sits at the terminal to agree; if that is the \
         site you mean, add --yes-write-to {host}"
    )]
    NoConsent {
        /// The host.
        host: String,
    },
    /// Another host was named than the one that would be written to.
    #[error("nothing was written: `{typed}` was named, and the site is at {host}")]
    OtherHost {
        /// What was typed.
        typed: String,
        /// The host.
        host: String,
    },
    /// The release does not have the version of the API.
    #[error("release {release} of the plugin has no {api} of the API: choose another --api")]
    NoDocument {
        /// The version.
        api: crate::seen::Api,
        /// The release.
        release: crate::document::Release,
    },
    /// Writing takes a key.
    #[error("writing takes credentials: set MEMBERSPEC_KEY and MEMBERSPEC_SECRET")]
    WriteWithoutCredentials,
    /// The budget does not pay for what was asked for.
    #[error(
        "--write needs about {needed} requests and the budget is {given} ({place}): nothing was \
         sent; raise --max-requests, or leave it out for the default"
    )]
    WriteBudget {
        /// How many it needs.
        needed: usize,
        /// How many are allowed.
        given: usize,
        /// Where that is said.
        place: &'static str,
    },
    /// The write run ended without telling how.
    #[error(transparent)]
    Write(#[from] crate::runner::WriteError),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The contract cannot be compiled.
    #[error("the contract cannot be used: {0}")]
    Contract(#[source] contract::Error),
    /// The reference site cannot be started.
    #[error("the reference site cannot be started: {0}")]
    Reference(#[source] serve::Error),
    /// The reference site has no usable address.
    #[error("the reference site has no usable address: {0}")]
    ReferenceAddress(#[source] url::ParseError),
    /// The run cannot be set up.
    #[error("the run cannot be set up: {0}")]
    Runtime(#[source] io::Error),
}

impl Error {
    /// Why the run is incomplete, where this error ended one that had begun; none for an error of
    /// usage, after which there is nothing to report on.
    pub(super) fn reason(&self) -> Option<Reason> {
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
