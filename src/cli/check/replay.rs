//! `memberspec replay`: asks whether one finding of a report is still there.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum as _};
use thiserror::Error as ThisError;

use super::attendant::Terminal;
use super::settings::{self, Settings};
use super::{Check, baseline, heed_signals};
use crate::cli::format::Format;
use crate::cli::site_access::SiteAccess;
use crate::cli::{Context, Exit, configuration};
use crate::client;
use crate::compare::{Replayed, State};
use crate::config;
use crate::document::Edition;
use crate::finding::{Class, Confirmation, Reason};
use crate::fleet::{self, Sites};
use crate::input;
use crate::interpret::Api;
use crate::judge::{self, Selection, Strictness};
use crate::probe::Scope;
use crate::report::Dialect;
use crate::runs::{Finding, Run, Runs as _};
use crate::session::{Session, Target};

/// Methods that may change a site.
const WRITES: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

/// How many digits of a fingerprint name a finding at least.
const DIGITS: usize = 4;

/// How often a finding that comes and goes is looked for before it is called gone.
const TRIES: usize = 3;

/// How many findings or sites an error lists.
const LISTED: usize = 5;

/// Arguments of `memberspec replay`.
#[derive(Debug, Args)]
#[command(after_help = "\
The requests are those of `check` for the check of the finding: first the few of the profile quick, \
if they can show it, then those of the profile standard. Only GET, HEAD and OPTIONS are sent.

Exit code 0 means that the finding is gone, 1 that it is still there, 2 that nobody can say, with the \
reason. Addresses in the report are not trusted: name the site, or have it in memberspec.toml. \
Credentials are given as for `check`.")]
pub(in crate::cli) struct Replay {
    /// JSON report of `check`, of one site or of several
    report: PathBuf,

    /// Fingerprint of the finding, as the report prints it, or its first digits
    id: String,

    /// The site, or its name in memberspec.toml [default: the site of the report, if memberspec.toml
    /// has it]
    site: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Judge by this document (YAML or JSON), as for the report
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,

    /// Extend the contract by this OpenAPI Overlay, as for the report
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,

    /// File with the key and the secret of a customer of the shop, who must see no list
    #[arg(long, value_name = "FILE")]
    customer_credentials: Option<PathBuf>,

    /// Accept any TLS certificate: anybody on the network path can then read the credentials
    #[arg(long)]
    insecure: bool,

    #[command(flatten)]
    access: SiteAccess,

    /// Time out a request after this many seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,

    /// Send at most this many requests per second [default: no limit]
    #[arg(long, value_name = "NUMBER")]
    rate: Option<f64>,

    /// Stop after this many seconds, waits included [default: no limit]
    #[arg(long, value_name = "SECONDS")]
    max_time: Option<f64>,

    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

/// Why a finding cannot be looked for.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// No fingerprint has that form.
    #[error(
        "`{0}` is not a fingerprint: give the 16 hexadecimal digits that the report prints with the \
         finding, or at least its first {DIGITS}"
    )]
    Form(String),
    /// The report has none.
    #[error("{} has no finding {id}", report.display())]
    NotThere {
        /// The file.
        report: PathBuf,
        /// What was typed.
        id: String,
    },
    /// The report has several.
    #[error("{id} begins several findings: {found}; give more digits")]
    Several {
        /// What was typed.
        id: String,
        /// The first of them.
        found: String,
    },
    /// Several sites have it.
    #[error("several sites have this finding ({0}): name one of them after the finding")]
    SeveralSites(String),
    /// Nobody named the site.
    #[error(
        "the report is of {0}, and addresses in a report are not trusted: name the site after the \
         finding, or have it in memberspec.toml"
    )]
    NoSite(String),
    /// There is nothing to send requests to.
    #[error("{} is a recording, and a replay sends requests: name a site", .0.display())]
    Recording(PathBuf),
    /// The report names no check of this program.
    #[error("the report names the check `{0}`, which this release of memberspec does not have")]
    NoCheck(String),
    /// The report names no contract or version of this program.
    #[error("the report says `{0}`, which is neither a contract nor a version of the API")]
    Unknown(String),
}

/// A finding of the report, with the run that has it.
struct Listed {
    run: Run,
    finding: Finding,
    /// The name of the site in the report.
    name: String,
}

/// Runs the command.
pub(in crate::cli) fn run(
    replay: &Replay,
    context: &mut Context,
) -> Result<Exit, crate::cli::Error> {
    let listed = find(replay, context)?;
    let finding = &listed.finding;
    let replayed = match impossible(finding)? {
        Some(replayed) => replayed,
        None => look(replay, &listed, context)?,
    };
    match replay.format {
        Format::Text => replayed.text(finding, context.style, &mut context.out)?,
        Format::Json => {
            context.out.speak(Dialect::Json)?;
            replayed.json(finding, &mut context.out)?;
        }
    }
    Ok(match replayed.state {
        State::StillThere => Exit::Findings,
        State::Gone => Exit::Conforms,
        State::NotJudged => Exit::CouldNotRun,
    })
}

/// Looks the finding up.
fn find(replay: &Replay, context: &Context) -> Result<Listed, crate::cli::Error> {
    let id = replay.id.trim().to_ascii_lowercase();
    let is_form = (DIGITS..=16).contains(&id.len()) && id.bytes().all(|it| it.is_ascii_hexdigit());
    if !is_form {
        let shown = id.chars().take(20).collect::<String>();
        return Err(Error::Form(crate::redact::text(&shown)).into());
    }
    let path = context.directory.join(&replay.report);
    let text = input::read(&path, input::MADE).map_err(|source| crate::cli::Error::ReadFile {
        path: replay.report.clone(),
        source,
    })?;
    let mut sites = Sites::new()?;
    fleet::read(&text, &mut sites).map_err(|source| crate::cli::Error::NotAFleet {
        path: replay.report.clone(),
        source,
    })?;
    let (mut found, mut names) = (BTreeSet::new(), Vec::new());
    let mut chosen: Option<Listed> = None;
    sites.each(&mut |name, run| {
        let mut matching = run.findings.iter();
        let matching = matching
            .by_ref()
            .filter(|it| it.fingerprint.starts_with(&id));
        for finding in matching {
            found.insert((
                finding.fingerprint.clone(),
                finding.check.clone(),
                finding.operation.clone(),
            ));
            names.push(name.to_owned());
            if chosen.is_none() || replay.site.as_deref() == Some(name) {
                chosen = Some(Listed {
                    run: run.clone(),
                    finding: finding.clone(),
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    })?;
    let Some(chosen) = chosen else {
        let report = replay.report.clone();
        return Err(Error::NotThere { report, id }.into());
    };
    if found.len() > 1 {
        let found = found.iter().take(LISTED);
        let found: Vec<String> = found
            .map(|(fingerprint, check, _)| format!("{fingerprint} ({check})"))
            .collect();
        let found = found.join(", ");
        return Err(Error::Several { id, found }.into());
    }
    if names.len() > 1 && replay.site.is_none() {
        names.truncate(LISTED);
        return Err(Error::SeveralSites(names.join(", ")).into());
    }
    Ok(chosen)
}

/// What no request that changes nothing can show.
fn impossible(finding: &Finding) -> Result<Option<Replayed>, Error> {
    let rules = judge::rules_of_findings();
    let rule = rules.iter().find(|it| it.id == finding.check);
    let rule = rule.ok_or_else(|| Error::NoCheck(finding.check.clone()))?;
    let method = finding.operation.split(' ').next().unwrap_or_default();
    let asked = finding
        .example
        .request
        .split(' ')
        .next()
        .unwrap_or_default();
    let is_write = [method, asked].iter().any(|it| WRITES.contains(it));
    Ok(match rule.class {
        Class::Webhooks => Some(Replayed::impossible(
            "needs-deliveries",
            "deliveries of webhooks show this finding, and a replay sends requests; receive some with \
             `memberspec listen`",
        )),
        Class::Requests => Some(Replayed::impossible(
            "needs-client",
            "requests of a client show this finding, and a replay sends requests of its own; run the \
             client again through `memberspec proxy`",
        )),
        Class::Writes => Some(writes()),
        _ if is_write => Some(writes()),
        _ => None,
    })
}

fn writes() -> Replayed {
    Replayed::impossible(
        "needs-writes",
        "writes show this finding, and a replay changes nothing; run `memberspec check --write` again",
    )
}

/// Sends the requests, and says what came of it.
fn look(
    replay: &Replay,
    listed: &Listed,
    context: &mut Context,
) -> Result<Replayed, crate::cli::Error> {
    let (mut settings, target) = resolve(replay, listed, context)?;
    heed_signals(&target, &mut settings)?;
    let today = baseline::today()?;
    let most = settings.policy.max_requests;
    let mut last: Option<Replayed> = None;
    for scope in attempts(&listed.finding) {
        settings.policy.scope = scope;
        settings.policy.max_requests = match scope {
            Scope::Quick => most.min(Scope::QUICK_REQUESTS),
            Scope::Standard | Scope::Thorough => most,
        };
        let session = Session::new(target.clone(), settings.policy.clone());
        let mut terminal = Terminal::new(&settings, context);
        let ran = session.run_blocking(&mut terminal);
        let mut outcome = ran.map_err(super::Error::Session)?;
        outcome.mask(&context.redactor);
        let mut replayed = Replayed::new(&listed.run, &listed.finding, &mut outcome, today)?;
        replayed.add(last.as_ref());
        // More requests help where the budget of a few was spent, and nowhere else.
        let is_over = (outcome.incomplete.iter()).any(|it| it.reason != Reason::RequestBudget);
        let is_there = replayed.state == State::StillThere;
        last = Some(replayed);
        if is_there || is_over {
            break;
        }
    }
    let mut replayed = last.unwrap_or_else(|| Replayed::impossible("not-started", "not started"));
    if listed.finding.confirmation == Some(Confirmation::Intermittent)
        && replayed.state == State::Gone
    {
        replayed.note(format!(
            "the finding came and went in the report, and was not seen in {TRIES} runs now"
        ));
    }
    Ok(replayed)
}

/// How much to request, in order. A quick run reads lists alone.
fn attempts(finding: &Finding) -> Vec<Scope> {
    let is_item = finding.operation.contains('{');
    let tries = match finding.confirmation {
        Some(Confirmation::Intermittent) => TRIES,
        _ => 1,
    };
    let quick = (!is_item).then_some(Scope::Quick);
    (quick.into_iter())
        .chain(std::iter::repeat_n(Scope::Standard, tries))
        .collect()
}

/// The settings of a check that judges as the run of the report did, of that check alone.
fn resolve(
    replay: &Replay,
    listed: &Listed,
    context: &Context,
) -> Result<(Settings, Target), crate::cli::Error> {
    let file =
        configuration::read(replay.config.as_deref(), context).map_err(super::Error::Config)?;
    let site = site(replay, listed, &file)?;
    let run = &listed.run;
    let unknown = |text: &str| Error::Unknown(crate::redact::text(text));
    let mut apis = (run.subject.apis.iter())
        .map(|it| Api::from_str(it, false).map_err(|_| unknown(it)))
        .collect::<Result<Vec<_>, _>>()?;
    apis.sort_unstable();
    apis.dedup();
    let edition = Edition::from_str(&run.contract, false).map_err(|_| unknown(&run.contract))?;
    let told = run.release.as_ref().filter(|it| it.is_told());
    let check = Check {
        targets: site.into_iter().collect(),
        profile: Some(Scope::Standard.as_str().to_owned()),
        api: apis,
        contract: Some(edition),
        release: told.and_then(|it| it.judged_by.parse().ok()),
        document: replay.document.clone(),
        overlay: replay.overlay.clone(),
        customer_credentials: replay.customer_credentials.clone(),
        insecure: replay.insecure,
        access: replay.access.clone(),
        timeout: replay.timeout,
        rate: replay.rate,
        max_time: replay.max_time,
        config: replay.config.clone(),
        ..Check::default()
    };
    let (mut settings, target) = settings::resolve_with(&check, &file, context)?;
    if let Target::Recording(path) = target {
        return Err(Error::Recording(path).into());
    }
    let only = [listed.finding.check.clone()];
    // What no check reports by itself is seen when all take part.
    let selection = Selection::of(&only, &[]).unwrap_or_default();
    settings.policy.selection = selection;
    settings.policy.strictness = match run.strict {
        true => Strictness::Strict,
        false => Strictness::Lenient,
    };
    Ok((settings, target))
}

/// The site to ask: the one that was named, else the one of the report if the configuration has it;
/// none for the embedded reference site.
fn site(replay: &Replay, listed: &Listed, file: &config::File) -> Result<Option<String>, Error> {
    if let Some(site) = &replay.site {
        return Ok(Some(site.clone()));
    }
    let subject = &listed.run.subject;
    if subject.kind == "reference" {
        return Ok(None);
    }
    if file.site.contains_key(&listed.name) {
        return Ok(Some(listed.name.clone()));
    }
    let home = |address: &str| client::home(address, None);
    let said = home(&subject.name).filter(|_| subject.name.contains("://"));
    let configured = file.site.iter();
    let same = configured
        .filter(|(_, site)| said.is_some() && home(&site.url) == said)
        .map(|(name, _)| name.clone());
    match same.into_iter().next() {
        Some(name) => Ok(Some(name)),
        None => Err(Error::NoSite(crate::redact::text(&subject.name))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn finding(operation: &str, confirmation: &str) -> Finding {
        let finding = json!({"check": "schema", "level": "error", "operation": operation,
            "fingerprint": "0", "message": "", "counts": true, "confirmation": confirmation});
        serde_json::from_value(finding).unwrap()
    }

    #[test]
    fn only_a_list_is_requested_quickly_and_what_comes_and_goes_more_often() {
        let (list, item) = ("GET /members", "GET /members/{id}");
        assert_eq!(
            attempts(&finding(list, "deterministic")),
            [Scope::Quick, Scope::Standard]
        );
        assert_eq!(attempts(&finding(item, "deterministic")), [Scope::Standard]);
        assert_eq!(attempts(&finding(item, "intermittent")).len(), TRIES);
    }

    #[test]
    fn what_only_writes_show_is_not_requested() {
        let id = |finding: &Finding| {
            let replayed = impossible(finding).unwrap();
            replayed.and_then(|it| it.why).map(|it| it.id)
        };
        let mut found = finding("GET /members", "deterministic");
        assert_eq!(id(&found), None);
        found.check = "write-create".to_owned();
        assert_eq!(id(&found), Some("needs-writes"));
        found.check = "webhook-signature".to_owned();
        assert_eq!(id(&found), Some("needs-deliveries"));
        found.check = "no-such-check".to_owned();
        assert!(impossible(&found).is_err());
    }
}
