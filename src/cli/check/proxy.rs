//! `memberspec proxy`: stands between a client and a site, and judges what they say.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::reports::Report;
use super::{Check, Error, heed_signals, require, settings, tell};
use crate::cli::{Context, Exit, interrupt, ready_file};
use crate::config::Auth;
use crate::document::{Edition, Release};
use crate::interpret::Api;
use crate::proxy::Front;
use crate::session::{self, Call, Target};

/// Bytes of a body that are kept by default.
const MAX_BODY: usize = 4 << 20;
/// Calls that are judged by default.
const MAX_REQUESTS: usize = 100_000;
/// How long the site may take for the head of an answer by default: the client has its own limit.
const TIMEOUT: f64 = 300.0;

/// Arguments of `memberspec proxy`.
#[derive(Debug, Args)]
#[command(after_help = "\
Configure the client with the address that the proxy prints. Its requests are forwarded unchanged, \
writes included, to that site alone; redirects are not followed. Absolute links in responses (Link, \
_links) name the site, and a client that follows them leaves the proxy.

Keys are sent as HTTP Basic or in the query. A signature by OAuth 1.0a covers the URL, so one made \
for the address of the proxy is rejected with an explanation: clients sign when the address of the \
site begins with http://. For a site on http, set the proxy as the http proxy of the client instead \
(HTTP_PROXY).

On Ctrl-C, SIGTERM or SIGHUP the reports are written.")]
pub(in crate::cli) struct Proxy {
    /// Site to forward to: its address, or its name in memberspec.toml
    #[arg(value_name = "SITE")]
    site: String,

    /// Port on 127.0.0.1 to listen on; 0 chooses a free port
    #[arg(long, value_name = "PORT", default_value_t = 8090)]
    port: u16,

    /// Write the address to this file (JSON) once the proxy accepts connections, for tests that
    /// start it with --port 0
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// Print no line for each call
    #[arg(short, long)]
    quiet: bool,

    /// Version of the API to judge; repeatable [default: all that the client calls]
    #[arg(long, value_enum, value_name = "VERSION", value_delimiter = ',')]
    api: Vec<Api>,

    /// What sites return, or what the documentation promises
    #[arg(long, value_enum)]
    contract: Option<Edition>,

    /// Release of the plugin to judge by, such as 1.19.1 [default: the one that the first responses
    /// show, else 1.27.2]
    #[arg(long, value_name = "RELEASE")]
    release: Option<Release>,

    /// Judge by this document (YAML or JSON) instead of the built-in one
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,

    /// Extend the contract by this OpenAPI Overlay
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,

    /// Fail on warnings and known departures, too
    #[arg(long)]
    strict: bool,

    /// Run only this check; repeatable. `memberspec checks` lists them
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    only: Vec<String>,

    /// Skip this check; repeatable
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    skip: Vec<String>,

    /// Require that this check had data, or this percentage of the checks, such as 80%; otherwise
    /// the run is incomplete; repeatable
    #[arg(long, value_name = "CHECK|PERCENT", value_delimiter = ',')]
    require: Vec<String>,

    /// Write a report; repeatable. FORMAT is terminal, json, junit, github, markdown, sarif,
    /// prometheus or html; - is standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<Report>,

    /// Record the calls in a HAR file, without secrets and personal data
    #[arg(long, value_name = "FILE.har")]
    record: Option<PathBuf>,

    /// PEM file with certificate authorities to trust in addition to the system's
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,

    /// Accept any TLS certificate of the site: anybody on the network path can then read the
    /// credentials
    #[arg(long)]
    insecure: bool,

    /// Return 504 to the client if the site has sent nothing after this many seconds
    /// [default: 300]
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,

    /// Judge and record at most this many calls; later ones are only forwarded [default: 100000]
    #[arg(long, value_name = "NUMBER")]
    max_requests: Option<usize>,

    /// Judge and record bodies of at most this many bytes; larger ones are only forwarded
    /// [default: 4194304]
    #[arg(long, value_name = "BYTES")]
    max_body: Option<usize>,

    /// Print the full report; given twice, also what was examined
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,

    /// Show values of responses other than ids, dates, counts and enum words
    #[arg(long)]
    show_values: bool,

    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

impl Proxy {
    /// The same for a check: whatever judges and reports is the same. It holds no key: the client
    /// sends its own.
    fn check(&self) -> Check {
        Check::for_site(&self.site, |check| {
            check.access.auth = Some(Auth::None);
            check.api.clone_from(&self.api);
            check.contract = self.contract;
            check.release = self.release;
            check.document.clone_from(&self.document);
            check.overlay.clone_from(&self.overlay);
            check.strict = self.strict;
            check.only.clone_from(&self.only);
            check.skip.clone_from(&self.skip);
            check.require.clone_from(&self.require);
            check.report.clone_from(&self.report);
            check.record.clone_from(&self.record);
            check.access.cacert.clone_from(&self.cacert);
            check.insecure = self.insecure;
            // Limits of the configuration are for what memberspec itself sends.
            check.timeout = Some(self.timeout.unwrap_or(TIMEOUT));
            check.max_requests = Some(self.max_requests.unwrap_or(MAX_REQUESTS));
            check.max_body = Some(self.max_body.unwrap_or(MAX_BODY));
            // Which of them the client meets is what it wants to know.
            check.known = true;
            check.verbose = self.verbose;
            check.show_values = self.show_values;
            check.config.clone_from(&self.config);
        })
    }
}

/// Runs the command.
pub(in crate::cli) fn run(proxy: &Proxy, context: &mut Context) -> Result<Exit, crate::cli::Error> {
    let (mut settings, target) = settings::resolve(&proxy.check(), context)?;
    let Target::Site(site) = &target else {
        return Err(Error::NoSiteToForwardTo(crate::redact::text(&proxy.site)).into());
    };
    if let Some(path) = &proxy.ready_file {
        ready_file::remove(path)?;
    }
    let relay = session::relay(site, &settings.policy).map_err(Error::Session)?;
    heed_signals(&target, &mut settings)?;
    // It ends by itself, with its reports; a second signal ends at once.
    interrupt::heeded();
    let outcome = session::block_on(async {
        let front = Front::listen(proxy.port, relay, settings.policy.max_body);
        let front = front.await.map_err(Error::Proxy)?;
        writeln!(
            context.err,
            "forwarding {} to {}; stop with Ctrl-C",
            front.url, front.home
        )?;
        if settings.is_insecure_by_file {
            writeln!(
                context.err,
                "WARNING: `insecure` in the configuration disables certificate verification"
            )?;
        }
        if let Some(path) = &proxy.ready_file {
            ready_file::write(path, &json!({ "address": front.url, "site": front.home }))?;
        }
        let judged = session::client_calls(front, &settings.policy, |call| {
            if !proxy.quiet {
                // Where standard error is gone there is nobody left to tell.
                let _gone = writeln!(context.err, "{}", line(call));
            }
        });
        Ok::<_, crate::cli::Error>(judged.await.map_err(Error::Session)?)
    });
    let mut outcome = outcome.map_err(Error::Session)??;
    require(&mut outcome, &settings);
    tell(outcome, &settings, context)
}

/// A call in one line.
fn line(call: &Call) -> String {
    let status = (call.status).map_or_else(|| "---".to_owned(), |status| status.to_string());
    // The report may put several together, so that they are named and not counted.
    let new: Vec<&str> = call.findings.iter().copied().collect();
    let result = match (call.skipped, new.join(", ")) {
        (Some(why), new) if new.is_empty() => why.to_owned(),
        (Some(why), new) => format!("{why}, new: {new}"),
        (None, new) if new.is_empty() => "nothing new".to_owned(),
        (None, new) => format!("new: {new}"),
    };
    let took = call.took.as_millis();
    format!("{status}  {took:>5} ms  {}  ({result})", call.operation)
}
