use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::base::Release;
use crate::cli::site_access::SiteAccess;
use crate::config::{FailOn, RuleLevel};
use crate::interpret::Api;
use crate::report::Dialect;
use crate::traffic::Told;

/// Arguments of `memberspec diff`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    /// The old document: a file, `-`, `REVISION:PATH` in git, a URL, `release:1.17.4` for the
    /// document of a release of the plugin, or a source to learn it from: a HAR recording, or a site
    /// by its URL (or as `site:NAME`, a site of memberspec.toml). With --base, the only document: the
    /// old one is the same file at that revision.
    #[arg(value_name = "OLD", required_unless_present = "rules")]
    pub(super) old: Option<String>,
    /// New document.
    #[arg(value_name = "NEW", required_unless_present_any = ["base", "rules"], conflicts_with = "base")]
    pub(super) new: Option<String>,
    /// Compare a file with itself at a git revision.
    #[arg(long, value_name = "REVISION")]
    pub(super) base: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// List changes of descriptions, examples and extensions one by one, too.
    #[arg(long)]
    pub(super) all: bool,
    /// Fail if there is a change of this level or a higher one [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,
    /// Fail if `info.version` was not raised as far as the changes require.
    #[arg(long)]
    pub(super) check_version: bool,
    /// Report only changes of paths that match, as `/members/*`; may be given again.
    #[arg(long = "path", value_name = "PATTERN")]
    pub(super) paths: Vec<String>,
    /// Report only changes of operations with this tag; may be given again.
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,
    /// Report only changes of this operation, by its `operationId` or as `GET /members`; may be
    /// given again.
    #[arg(long = "operation", value_name = "OPERATION")]
    pub(super) operations: Vec<String>,
    /// Leave out changes of extensions (`x-…`).
    #[arg(long)]
    pub(super) no_extensions: bool,
    /// Give the changes of a rule another level: error, warning, info or off.
    #[arg(long = "level", value_name = "RULE=LEVEL", value_parser = level)]
    pub(super) levels: Vec<(String, RuleLevel)>,
    /// File with approved breaking changes [default: memberspec.approved.toml, if it exists].
    #[arg(long, value_name = "FILE")]
    pub(super) approvals: Option<PathBuf>,
    /// Approve a change by its hash, or `all` that fail the run: adds them to the approvals file,
    /// with --reason, --owner and --expires.
    #[arg(long, value_name = "HASH", requires_all = ["reason", "owner", "expires"])]
    pub(super) approve: Vec<String>,
    /// Why the changes are approved.
    #[arg(long, value_name = "TEXT", requires = "approve")]
    pub(super) reason: Option<String>,
    /// Who is responsible for the approved changes.
    #[arg(long, value_name = "NAME", requires = "approve")]
    pub(super) owner: Option<String>,
    /// Last day on which the approval is valid, such as 2027-01-31.
    #[arg(long, value_name = "DATE", requires = "approve")]
    pub(super) expires: Option<jiff::civil::Date>,
    /// Count the recorded calls of a HAR file that each change affects; repeatable.
    #[arg(long, value_name = "FILE.har")]
    pub(super) traffic: Vec<PathBuf>,
    /// Write the document learned from a recording or a site to a file, to look up line numbers; if
    /// both are learned, the new one.
    #[arg(long, value_name = "FILE")]
    pub(super) learned: Option<PathBuf>,
    /// Show names and words of a recording or a site that are not known to be harmless: property
    /// names with hyphens, media types, enum words. Addresses, dates and numbers stay masked.
    #[arg(long)]
    pub(super) show_values: bool,
    /// Label changes with the release that `x-since` names; with RELEASE, list only changes of
    /// later releases.
    #[arg(long, value_name = "RELEASE", num_args = 0..=1, require_equals = true, value_parser = release)]
    pub(super) since_release: Option<Option<Release>>,
    /// Version of the API to request from a site [default: the one that the other document
    /// describes, else v3]
    #[arg(long, value_enum, value_name = "VERSION")]
    pub(super) api: Option<Api>,
    #[command(flatten)]
    pub(super) access: SiteAccess,
    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Follow `$ref` to other hosts.
    #[arg(long)]
    pub(super) allow_remote: bool,
    /// Follow `$ref` to files outside the document's folder or git repository.
    #[arg(long)]
    pub(super) allow_outside: bool,
    /// List the rules, as text or as JSON, and exit.
    #[arg(long, conflicts_with_all = ["old", "new", "base"])]
    pub(super) rules: bool,
}

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// A changelog for a pull request.
    Markdown,
    /// For programs.
    Json,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One page.
    Html,
}

impl Diff {
    /// What of a recording or a site a learned document repeats.
    pub(super) fn told(&self) -> Told {
        if self.show_values {
            Told::Words
        } else {
            Told::Harmless
        }
    }
}

impl Format {
    /// How it writes what must not be there as it is.
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::Text | Self::Markdown | Self::Github => Dialect::Text,
            Self::Json | Self::Sarif => Dialect::Json,
            Self::Junit | Self::Html => Dialect::Xml,
        }
    }
}

/// Reads a release.
fn release(text: &str) -> Result<Release, String> {
    Release::parse(text)
        .ok_or_else(|| "a release consists of numbers and dots, such as 1.23.0".to_owned())
}

/// Reads `RULE=LEVEL`.
fn level(text: &str) -> Result<(String, RuleLevel), String> {
    let (rule, level) = text.split_once('=').ok_or("write it as RULE=LEVEL")?;
    let level = RuleLevel::from_str(level, false)
        .map_err(|_unknown| "a level is error, warning, info or off")?;
    Ok((rule.to_owned(), level))
}
