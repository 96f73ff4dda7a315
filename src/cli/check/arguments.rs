use std::path::PathBuf;

use clap::Args;

use super::reports::Report;
use crate::cli::site_access::SiteAccess;
use crate::document::{Edition, Release};
use crate::fleet::Partition;
use crate::interpret::Api;

/// What to check, against which contract, and how to ask.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Credentials come from the environment (MEMBERSPEC_KEY and MEMBERSPEC_SECRET) or from a file with \
the key in its first line and the secret in its second (--credentials), never from the command \
line. Without credentials the run is incomplete, unless --auth none is given.

Settings come from the command line, else from the section of the named site in memberspec.toml, \
else from the environment (MEMBERSPEC_API, _CONTRACT, _RELEASE, _AUTH, _CREDENTIALS, _CACERT, \
_CUSTOMER_CREDENTIALS, _SITE_AUTH, _CLIENT_CERT, _USER_AGENT, _REST_PREFIX, _TIMEOUT, _RATE, \
_CONCURRENCY, _MAX_REQUESTS, _MAX_TIME, _MAX_BODY), else from [check] in memberspec.toml.

Nothing on the site is changed unless --write is given: only GET, HEAD and OPTIONS are sent.")]
pub(in crate::cli) struct Check {
    /// Sites (with or without /wp-json), names of sites in memberspec.toml or patterns of them such
    /// as 'eu-*', or recordings (HAR, or of Charles, mitmproxy, Postman or newman) [default: the
    /// embedded reference site]
    #[arg(value_name = "TARGET")]
    pub(super) targets: Vec<String>,

    /// Check every site in memberspec.toml
    #[arg(long)]
    pub(super) all: bool,

    /// Check at most this many sites concurrently, if there are several; those of one host are
    /// checked one after another
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) jobs: u16,

    /// Check only the sites of this part, such as 3/8, to spread many sites over several machines.
    /// `memberspec merge` joins their reports
    #[arg(long, value_name = "PART/PARTS")]
    pub(super) partition: Option<Partition>,

    /// Version of the API to judge; repeatable [default: v3 for a site, all versions found for a
    /// recording]
    #[arg(long, value_enum, value_name = "VERSION", value_delimiter = ',')]
    pub(in crate::cli) api: Vec<Api>,

    /// What sites return (known departures from the documentation are reported and do not fail the
    /// run), or what the documentation promises
    #[arg(long, value_enum)]
    pub(super) contract: Option<Edition>,

    /// Release of the plugin to judge by, such as 1.19.1 [default: the one that the site runs, if
    /// it can be determined, else 1.27.2]
    #[arg(long, value_name = "RELEASE")]
    pub(super) release: Option<Release>,

    /// Judge by this document (YAML or JSON) instead of the built-in one; `memberspec generate`
    /// writes one to start from
    #[arg(long, value_name = "FILE")]
    pub(super) document: Option<PathBuf>,

    /// Extend the contract by this OpenAPI Overlay, such as one written by `memberspec learn`
    #[arg(long, value_name = "FILE")]
    pub(super) overlay: Option<PathBuf>,

    /// Fail on warnings and known departures, too
    #[arg(long)]
    pub(super) strict: bool,

    /// How much to request: quick (at most 12 requests), standard (about 80), thorough (all pages and
    /// items, at most 2000 requests), or a profile of memberspec.toml [default: standard]
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,

    /// Run only this check; repeatable. `memberspec checks` lists them
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub(super) only: Vec<String>,

    /// Skip this check; repeatable
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub(super) skip: Vec<String>,

    /// Require that this check had data, or this percentage of the checks, such as 80%; otherwise
    /// the run is incomplete; repeatable
    #[arg(long, value_name = "CHECK|PERCENT", value_delimiter = ',')]
    pub(super) require: Vec<String>,

    /// Fail only for findings that this file does not list; `baseline` in memberspec.toml names one for
    /// each site
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write the findings of this run into the baseline, and remove those that are gone
    #[arg(long)]
    pub(super) baseline_update: bool,

    /// Why the new entries of the baseline may stay
    #[arg(long, value_name = "TEXT", requires = "baseline_update")]
    pub(super) reason: Option<String>,

    /// Who answers for the new entries of the baseline
    #[arg(long, value_name = "NAME", requires = "baseline_update")]
    pub(super) owner: Option<String>,

    /// The last day on which the new entries of the baseline may stay: 2027-01-31
    #[arg(long, value_name = "DATE", requires = "baseline_update")]
    pub(super) expires: Option<jiff::civil::Date>,

    /// Write a report; repeatable. FORMAT is terminal, json, junit, github, markdown, sarif,
    /// prometheus or html; - is standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<Report>,

    /// Say what is new, gone or the same since the run of this JSON report, which need not exist yet and may
    /// be the file of --report json=. It does not change the exit code
    #[arg(long, value_name = "REPORT")]
    pub(super) since: Option<PathBuf>,

    /// Post a small JSON object to this https address if the verdict is not that of --since; without
    /// --since, if the verdict is not `conforms`. It holds no values. Write it as '$VARIABLE', with the
    /// address in the environment, since addresses hold tokens
    #[arg(long, value_name = "URL")]
    pub(super) notify: Option<String>,

    /// E-mail address or login of a customer to look up by it; repeatable, all values must belong
    /// to one customer. Never shown
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) customer: Vec<String>,

    /// File with the key and the secret of a customer of the shop, who must see no list
    #[arg(long, value_name = "FILE")]
    pub(super) customer_credentials: Option<PathBuf>,

    /// Accept any TLS certificate: anybody on the network path can then read the credentials
    #[arg(long)]
    pub(in crate::cli) insecure: bool,

    #[command(flatten)]
    pub(in crate::cli) access: SiteAccess,

    /// Time out a request after this many seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub(in crate::cli) timeout: Option<f64>,

    /// Send at most this many requests per second [default: no limit]
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) rate: Option<f64>,

    /// Send at most this many requests concurrently [default: 2]
    #[arg(long, value_name = "NUMBER")]
    pub(super) concurrency: Option<usize>,

    /// Send at most this many requests in total [default: that of the profile, with --write 400]
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) max_requests: Option<usize>,

    /// Stop the run after this many seconds, waits included [default: no limit]. Whatever a run
    /// with --write created is removed after that
    #[arg(long, value_name = "SECONDS")]
    pub(in crate::cli) max_time: Option<f64>,

    /// Read at most this many bytes of one response [default: 33554432]
    #[arg(long, value_name = "BYTES")]
    pub(super) max_body: Option<usize>,

    /// Record the traffic of the run in a HAR file, without secrets and personal data
    #[arg(long, value_name = "FILE.har")]
    pub(super) record: Option<PathBuf>,

    /// Also test writes, through the full life cycle of memberships: create, change and delete
    /// memberships of temporary customers. Asks you to type the host name before it writes
    #[arg(long)]
    pub(super) write: bool,

    /// Write to this host without asking
    #[arg(long, value_name = "HOST", requires = "write")]
    pub(super) yes_write_to: Option<String>,

    /// Ledger: file that records what --write creates, for `memberspec cleanup` [default:
    /// memberspec-write-MARK.jsonl in the current directory]
    #[arg(long, value_name = "FILE", requires = "write")]
    pub(super) ledger: Option<PathBuf>,

    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    pub(in crate::cli) config: Option<PathBuf>,

    /// List the known departures that were seen
    #[arg(long)]
    pub(super) known: bool,

    /// Print each request and the full report; given twice, also what was examined
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,

    /// Show values of responses other than ids, dates, counts and enum words. Without it they are
    /// reported by their shape, such as `string, 42 characters`; a HAR file never holds them
    #[arg(long)]
    pub(super) show_values: bool,
}

impl Check {
    /// The target, if a single site or recording is checked.
    pub(super) fn target(&self) -> Option<&String> {
        self.targets.first()
    }

    /// The arguments of a check of one site, with what `fill` sets.
    pub(in crate::cli) fn for_site(site: &str, fill: impl FnOnce(&mut Self)) -> Self {
        let mut check = Self {
            targets: vec![site.to_owned()],
            // A profile of the configuration is for checks.
            profile: Some("standard".to_owned()),
            ..Self::default()
        };
        fill(&mut check);
        check
    }
}
