use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::document::{Edition, WriteError};
use crate::har;
use crate::interpret::Api;
use crate::serve;

/// Why a command could not do its work.
///
/// Each message says what happened, to what, and what to do next.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// Standard output or a report could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The clock is absurd.
    #[error(transparent)]
    Clock(#[from] crate::clock::AbsurdClock),
    /// The self-test could not be run.
    #[error(transparent)]
    Selftest(#[from] crate::selftest::Error),
    /// A check could not be run.
    #[error(transparent)]
    Check(#[from] super::check::Error),
    /// A finding cannot be looked for.
    #[error(transparent)]
    Replay(#[from] super::check::ReplayError),
    /// A configuration could not be written.
    #[error(transparent)]
    Init(#[from] super::init::Error),
    /// A document could not be read for comparison.
    #[error(transparent)]
    Load(#[from] crate::diff::load::LoadError),
    /// An approvals file is not what it should be.
    #[error("{} is not an approvals file: {source}", path.display())]
    Approvals {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: crate::input::Misread,
    },
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] crate::config::Error),
    /// A level is given to a rule that is not there.
    #[error(
        "{place}: there is no rule `{id}`{}; `memberspec diff --rules` lists them",
        suggestion(*nearest)
    )]
    UnknownRule {
        /// Where it is named: `--level`, `memberspec.toml`.
        place: String,
        /// What was typed.
        id: String,
        /// The id that looks most like it.
        nearest: Option<&'static str>,
    },
    /// The list of rules has no such format.
    #[error("--rules lists the rules with --format text or --format json")]
    FormatOfRules,
    /// A change was to be approved that was not found.
    #[error(
        "--approve {hash}: no change that fails the run has this hash; each report prints the \
         hashes of its changes"
    )]
    NothingToApprove {
        /// What was typed.
        hash: String,
    },
    /// A recording holds no call that a document could be learned from.
    #[error(
        "{}: none of its {calls} calls belongs to the compared API and was recorded with the body of \
         its response; record calls of that API with bodies, or compare the recording with a \
         document of its own API",
        path.display()
    )]
    NothingLearned {
        /// The recording.
        path: PathBuf,
        /// Calls that it holds.
        calls: u64,
    },
    /// A recording holds nothing that a site could serve.
    #[error(
        "{}: no membership is in it, so there is nothing to serve; record a list of memberships \
         that was answered with 200, or omit --from to serve the seed",
        recordings.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    NoMemberships {
        /// The recordings.
        recordings: Vec<PathBuf>,
    },
    /// Approvals could not be written down.
    #[error("cannot write the approvals: {0}")]
    WriteApprovals(#[from] toml::ser::Error),
    /// The manual pages could not be written.
    #[error("cannot write the manual pages to {}: {source}", directory.display())]
    WriteManual {
        /// The directory.
        directory: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A generated document could not be written down.
    #[error(transparent)]
    Document(#[from] WriteError),
    /// The release does not have that version of the API.
    #[error("release {release} of the plugin has no {api}: v3 came with 1.12, v4 with 1.23")]
    NotIn {
        /// The version asked for.
        api: Api,
        /// The release asked for.
        release: crate::document::Release,
    },
    /// A header cannot be sent.
    #[error(transparent)]
    Header(#[from] super::site_access::HeaderError),
    /// A file is not what a run wrote.
    #[error("{}: {source}", path.display())]
    NotARun {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: crate::runs::NotARun,
    },
    /// A file is not a report of sites.
    #[error("{}: {source}", path.display())]
    NotAFleet {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: crate::fleet::NotAFleet,
    },
    /// A recording holds no request to send.
    #[error("the recordings hold no request that can be sent again: record a site and try again")]
    NothingToRepeat,
    /// Two outputs cannot share a file.
    #[error("--ready-file and --certificate name the same file {}: name two", path.display())]
    OneFileForTwo {
        /// The file.
        path: PathBuf,
    },
    /// A comparison has no such report.
    #[error(
        "{format} is a report of one run, and not of a comparison: use terminal, json, junit, github, \
         markdown or html"
    )]
    ReportOfOneRun {
        /// The format.
        format: &'static str,
    },
    /// A page shows the comparison of one site.
    #[error(
        "html shows the comparison of one site: use terminal, json, junit, github or markdown for reports \
         of several sites"
    )]
    PageOfOneSite,
    /// A report of several sites does not have the site of the other side.
    #[error("{} has no run of {site}: compare it with a report of several sites", path.display())]
    NoRunOf {
        /// The report.
        path: PathBuf,
        /// The site, redacted.
        site: String,
    },
    /// An upgrade leads to a later release.
    #[error(
        "{to} is not later than {from}: name the release that runs now with --from, and the one after the upgrade with --to"
    )]
    NoUpgrade {
        /// The release before.
        from: crate::document::Release,
        /// The release after.
        to: crate::document::Release,
    },
    /// The target is not on the network.
    #[error("{typed} is a recording, and --site asks a site; name the release with --from")]
    NotASite {
        /// What was typed.
        typed: String,
    },
    /// A site does not show which release it runs.
    #[error(
        "nothing that {site} returns shows which release of the plugin it runs: give a key that may \
         read the memberships, or name the release with --from"
    )]
    NoReleaseShown {
        /// The site.
        site: String,
    },
    /// Nothing is known of a release by itself.
    #[error(
        "nothing is known of release {release} by itself; `memberspec releases` lists those that were examined"
    )]
    UnknownRelease {
        /// What was typed.
        release: crate::document::Release,
    },
    /// Code could not be searched.
    #[error(transparent)]
    Code(#[from] crate::releases::CodeError),
    /// What was typed as a release is none.
    #[error("release:{typed}: {problem}")]
    Release {
        /// What was typed.
        typed: String,
        /// What is wrong with it.
        problem: crate::base::NoRelease,
    },
    /// There is no document of this version and contract.
    #[error(
        "there is no {edition} document of {api}, because it has no public documentation; use \
         --contract observed"
    )]
    NoDocument {
        /// The version asked for.
        api: Api,
        /// The contract asked for.
        edition: Edition,
    },
    /// A manual is of a whole document.
    #[error(
        "a manual describes the full document: omit --profile, or choose --format yaml or json"
    )]
    ManualOfProfile,
    /// A manual already shows what the documentation says.
    #[error(
        "a manual describes what sites return, and what the documentation says otherwise: omit \
         --contract documented"
    )]
    ManualOfDocumentation,
    /// Several documents cannot go to one stream.
    #[error(
        "several documents cannot be written to standard output: choose one with --api and \
         --contract, or name a folder with --out"
    )]
    SeveralDocuments,
    /// A check needs files.
    #[error("--check compares files: name their folder with --out, not `-`")]
    NothingToCompare,
    /// Nothing goes by that id.
    #[error("there is no {what} `{id}`{}; `memberspec {list}` lists them", suggestion(*nearest))]
    UnknownId {
        /// What was looked for: "known departure".
        what: &'static str,
        /// What was typed.
        id: String,
        /// The id that looks most like it.
        nearest: Option<&'static str>,
        /// The command that lists the ids.
        list: &'static str,
    },
    /// Nothing that can be explained goes by that id.
    #[error(
        "there is no check, known departure or diff rule `{id}`{}; `memberspec checks`, \
         `memberspec deviations` and `memberspec diff --rules` list them",
        suggestion(*nearest)
    )]
    NothingToExplain {
        /// What was typed.
        id: String,
        /// The id that looks most like it.
        nearest: Option<&'static str>,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}; check that the folder exists and is writable, or name \
             another file", path.display())]
    WriteFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A recording could not be read to its end.
    #[error("cannot read the recording {}: {source}", path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: har::Error,
    },
    /// The reference site did not start.
    #[error(transparent)]
    Serve(#[from] serve::Error),
    /// A data file is not what the reference site reads.
    #[error("{} is not valid data for the reference site: {source}", path.display())]
    SiteData {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    ReadFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |id| format!(" (did you mean `{id}`?)"))
}

impl Error {
    /// Whether the reader of our output went away, which is success: `memberspec … | head`.
    #[must_use]
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
