use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use super::Trouble;
use crate::cli::site_access::HeaderError;
use crate::{config, contract, fleet, judge, proxy, session};

/// Why a check could not be run.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// Two reports cannot share a file, and one for programs shares standard output with none.
    #[error(
        "two reports go to {}: give each a file of its own",
        if path == std::path::Path::new("-") { "standard output".to_owned() } else { path.display().to_string() }
    )]
    OneFileForReports {
        /// The file; `-` is standard output.
        path: PathBuf,
    },
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
    /// There is no profile of that name.
    #[error(
        "there is no profile `{name}`{}; the profiles are quick, standard, thorough and those of \
         memberspec.toml ([profile.NAME])",
        nearest.as_ref().map_or_else(String::new, |it| format!("; did you mean `{it}`?"))
    )]
    UnknownProfile {
        /// What was typed.
        name: String,
        /// The name that looks most like it.
        nearest: Option<String>,
    },
    /// The configuration gives another meaning to a profile of the program.
    #[error("[profile.{0}] in memberspec.toml has the name of a built-in profile: rename it")]
    ReservedProfile(String),
    /// A quick run cannot write.
    #[error("--profile quick sends too few requests for --write: use standard or thorough")]
    QuickWrite,
    /// A header cannot be sent.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// A notification can go nowhere.
    #[error(transparent)]
    Notify(#[from] super::notify::Error),
    /// A pattern or `--all` leads to no site.
    #[error(transparent)]
    NoSite(#[from] fleet::NoSite),
    /// The reports of several sites cannot be put together.
    #[error("cannot report the sites: {0}")]
    Sites(#[source] fleet::NotAFleet),
    /// The proxy cannot be started.
    #[error(transparent)]
    Proxy(#[from] proxy::Error),
    /// A proxy stands in front of a site.
    #[error(
        "`{0}` is not the address of a site: memberspec proxy forwards to one, such as \
         https://shop.example"
    )]
    NoSiteToForwardTo(String),
    /// An option is for a run on one site.
    #[error("{0} is for one site: name a single one")]
    OfOneSite(&'static str),
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
    #[error("cannot use {} as the contract: {why}", .path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There was no response of that version to learn from.
    #[error("nothing was learned: {0} returned no rows and no self-description")]
    NothingToLearn(crate::interpret::Api),
    /// The site gave no response to learn from.
    #[error("nothing was learned: {0}")]
    Unheard(crate::finding::Incomplete),
    /// What was learned cannot be put into the document.
    #[error("what was learned from the site does not fit memberspec's document: {0}")]
    Learned(#[source] crate::document::OverlayError),
    /// Only one of key and secret is there.
    #[error("{there} is set and {missing} is not: both are required")]
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
    /// The address of a site is a file.
    #[error("site {site}: `{url}` is not the address of a site; write it as https://shop.example")]
    NoAddress {
        /// The name of the site.
        site: String,
        /// What stands in its place.
        url: String,
    },
    /// A file that nobody named names one that lies elsewhere.
    #[error(
        "{} names a file outside its folder ({}): add --config {} if you trust that file",
        config::NAME, path.display(), config::NAME
    )]
    UntrustedCredentials {
        /// The file outside.
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
        "{0}: not an existing file, nor the address of a site, nor the name of a site in \
         memberspec.toml"
    )]
    Target(String),
    /// No file to write the findings into.
    #[error(
        "--baseline-update writes the file of --baseline FILE, or that of `baseline` in memberspec.toml: \
         name one"
    )]
    NoBaseline,
    /// A baseline cannot be read.
    #[error("cannot read the baseline {}: {source}; --baseline-update writes one", path.display())]
    ReadBaseline {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is no baseline.
    #[error("{} is no baseline: {source}", path.display())]
    Baseline {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: crate::baseline::Misfit,
    },
    /// A baseline cannot be written.
    #[error("cannot write the baseline {}: {source}; check that the folder exists and is yours", path.display())]
    WriteBaseline {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A baseline has no form in TOML.
    #[error("the baseline cannot be written down: {0}")]
    FormBaseline(#[source] toml::ser::Error),
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
    /// The release does not have the version of the API.
    #[error("release {release} of the plugin has no {api} of the API: choose another --api")]
    NoDocument {
        /// The version.
        api: crate::interpret::Api,
        /// The release.
        release: crate::document::Release,
    },
    /// The budget does not pay for what was requested.
    #[error(
        "--write needs about {needed} requests but the budget is {given} ({place}): nothing was \
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
    /// The contract cannot be compiled.
    #[error("the contract cannot be used: {0}")]
    Contract(#[source] contract::Error),
    /// The session ended before its end.
    #[error(transparent)]
    Session(#[from] session::Error),
}
