use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use clap::ValueEnum;

use super::reports::Report;
use super::{Check, Error, Target, extended};
use crate::checks::Extension;
use crate::cli::{Context, configuration};
use crate::client::Deadline;
use crate::config::{self, Auth};
use crate::document::{Edition, Release};
use crate::exchange::Exchange;
use crate::judge::{Selection, Strictness};
use crate::redact::Secret;
use crate::seen::Api;

/// Everything that a run needs to know, from command line, environment and file.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) apis: Vec<Api>,
    pub(super) edition: Edition,
    pub(super) release: Option<Release>,
    pub(super) extension: Extension,
    /// Where every exchange of a live run goes, for who learns from it.
    pub(super) kept: Option<Rc<RefCell<Vec<Exchange>>>>,
    pub(super) strictness: Strictness,
    pub(super) selection: Selection,
    pub(super) reports: Vec<Report>,
    pub(super) auth: Auth,
    pub(super) customer: Vec<String>,
    pub(super) credentials: Option<Credentials>,
    pub(super) cacert: Option<PathBuf>,
    pub(super) insecure: bool,
    pub(super) timeout: Duration,
    pub(super) rate: Option<f64>,
    pub(super) concurrency: usize,
    pub(super) max_requests: usize,
    pub(super) max_body: usize,
    pub(super) deadline: Option<Deadline>,
    pub(super) record: Option<PathBuf>,
    pub(super) verbose: u8,
    pub(super) write: Option<Write>,
    pub(super) webhook_secret: Option<Secret>,
}

/// What a run needs to know that writes.
#[derive(Debug, Clone)]
pub(super) struct Write {
    pub(super) yes_to: Option<String>,
    pub(super) ledger: Option<PathBuf>,
    pub(super) customer: Option<u64>,
    pub(super) reader: Option<Credentials>,
}

/// A consumer key and its secret, or a user and an application password.
#[derive(Debug, Clone)]
pub(super) struct Credentials {
    pub(super) key: Secret,
    pub(super) secret: Secret,
}

const TIMEOUT: f64 = 30.0;
const CONCURRENCY: usize = 2;
const MAX_REQUESTS: usize = 120;
const MAX_REQUESTS_WITH_WRITES: usize = 400;
const MAX_BODY: usize = 32 << 20;

/// Lays arguments over environment over file over defaults, and works the target out.
pub(super) fn resolve(check: &Check, context: &Context) -> Result<(Settings, Target), Error> {
    if check.key.is_some() || check.secret.is_some() {
        return Err(Error::SecretOnCommandLine);
    }
    let file = configuration::read(check.config.as_deref(), context)?;
    let named = check.target.as_ref().and_then(|name| file.site.get(name));
    let base = match named {
        Some(site) => file.check.overlaid(&site.check),
        None => file.check.clone(),
    };
    let typed = named
        .map(|site| site.url.as_str())
        .or(check.target.as_deref());
    let target = Target::of(typed, &context.directory)?;
    let apis = match &base.api {
        _ if !check.api.is_empty() => check.api.clone(),
        Some(names) => names
            .iter()
            .map(|name| named_api(name))
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let edition = match (check.contract, &base.contract) {
        (Some(edition), _) => edition,
        (None, Some(name)) => Edition::from_str(name, true).map_err(|_unknown| Error::Value {
            place: "check.contract",
            value: name.clone(),
            expected: "observed or documented",
        })?,
        (None, None) => Edition::Observed,
    };
    let release = match (check.release, &base.release) {
        (None, Some(text)) => Some(text.parse().map_err(|_refused| Error::Value {
            place: "check.release",
            value: text.clone(),
            expected: "a release such as 1.19.1",
        })?),
        (release, _) => release,
    };
    let strict = check.strict || base.strict.unwrap_or(false);
    let lists = |given: &[String], file: &Option<Vec<String>>| {
        if given.is_empty() {
            file.clone().unwrap_or_default()
        } else {
            given.to_vec()
        }
    };
    let selection = Selection::of(
        &lists(&check.only, &base.only),
        &lists(&check.skip, &base.skip),
    )?;
    let in_directory = |path: &PathBuf| context.directory.join(path);
    let credentials_file = check.credentials.as_ref().or(base.credentials.as_ref());
    let timeout = positive("timeout", check.timeout.or(base.timeout).unwrap_or(TIMEOUT))?;
    let rate = check
        .rate
        .or(base.rate)
        .map(|rate| positive("rate", rate))
        .transpose()?;
    let own = check
        .document
        .as_ref()
        .map(|path| extended::document(&in_directory(path)))
        .transpose()?;
    let overlay = check.overlay.as_ref().or(base.overlay.as_ref());
    let overlay = overlay
        .map(|path| extended::overlay(&in_directory(path), edition, own.as_ref()))
        .transpose()?;
    let settings = Settings {
        apis,
        edition,
        release,
        extension: Extension {
            document: own,
            overlay,
        },
        kept: None,
        strictness: if strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        },
        selection,
        reports: check.report.clone(),
        customer: lists(&check.customer, &base.customer),
        auth: check.auth.or(base.auth).unwrap_or_default(),
        credentials: credentials(credentials_file.map(in_directory).as_deref(), context)?,
        cacert: check
            .cacert
            .as_ref()
            .or(base.cacert.as_ref())
            .map(in_directory),
        insecure: check.insecure || base.insecure.unwrap_or(false),
        timeout: Duration::try_from_secs_f64(timeout).unwrap_or(Duration::MAX),
        rate,
        concurrency: at_least_one(
            "concurrency",
            check
                .concurrency
                .or(base.concurrency)
                .unwrap_or(CONCURRENCY),
        )?,
        max_requests: at_least_one(
            "max-requests",
            check
                .max_requests
                .or(base.max_requests)
                .unwrap_or(if check.write {
                    MAX_REQUESTS_WITH_WRITES
                } else {
                    MAX_REQUESTS
                }),
        )?,
        deadline: (check.max_time.or(base.max_time))
            .map(|seconds| positive("max-time", seconds))
            .transpose()?
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .and_then(Deadline::after),
        max_body: at_least_one(
            "max-body",
            check.max_body.or(base.max_body).unwrap_or(MAX_BODY),
        )?,
        record: check.record.as_ref().map(in_directory),
        verbose: check.verbose,
        write: check
            .write
            .then(|| write(check, &base.write, context))
            .transpose()?,
        webhook_secret: variable("MEMBERSPEC_WEBHOOK_SECRET", context),
    };
    Ok((settings, target))
}

fn named_api(name: &str) -> Result<Api, Error> {
    Api::from_str(name, true).map_err(|_unknown| Error::Value {
        place: "check.api",
        value: name.to_owned(),
        expected: "v2, v3 or v4",
    })
}

fn positive(place: &'static str, number: f64) -> Result<f64, Error> {
    if number.is_finite() && number > 0.0 {
        return Ok(number);
    }
    Err(Error::Value {
        place,
        value: number.to_string(),
        expected: "a number above 0",
    })
}

fn at_least_one(place: &'static str, number: usize) -> Result<usize, Error> {
    if number > 0 {
        return Ok(number);
    }
    Err(Error::Value {
        place,
        value: number.to_string(),
        expected: "at least 1",
    })
}

fn write(check: &Check, file: &config::Write, context: &Context) -> Result<Write, Error> {
    let in_directory = |path: &PathBuf| context.directory.join(path);
    let reader = file.read_credentials.as_ref().map(in_directory);
    Ok(Write {
        yes_to: check.yes_write_to.clone(),
        ledger: check.ledger.as_ref().map(in_directory),
        customer: file.customer,
        reader: reader.map(|path| pair(path.as_path())).transpose()?,
    })
}

/// The environment wins over the file.
fn credentials(file: Option<&Path>, context: &Context) -> Result<Option<Credentials>, Error> {
    const KEY: &str = "MEMBERSPEC_KEY";
    const SECRET: &str = "MEMBERSPEC_SECRET";
    match (variable(KEY, context), variable(SECRET, context), file) {
        (Some(key), Some(secret), _) => Ok(Some(Credentials { key, secret })),
        (Some(_), None, _) => Err(Error::HalfCredentials {
            there: KEY,
            missing: SECRET,
        }),
        (None, Some(_), _) => Err(Error::HalfCredentials {
            there: SECRET,
            missing: KEY,
        }),
        (None, None, None) => Ok(None),
        (None, None, Some(path)) => pair(path).map(Some),
    }
}

/// A secret from the environment.
fn variable(name: &str, context: &Context) -> Option<Secret> {
    let value = context.environment.get(name);
    value
        .filter(|value| !value.is_empty())
        .map(|value| Secret::new(value.as_str()))
}

/// Key and secret from a file with two lines.
fn pair(path: &Path) -> Result<Credentials, Error> {
    let text = crate::input::text(path, crate::input::CREDENTIALS).map_err(|source| {
        Error::ReadCredentials {
            path: path.to_owned(),
            source,
        }
    })?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next(), lines.next()) {
        (Some(key), Some(secret), None) => Ok(Credentials {
            key: Secret::new(key),
            secret: Secret::new(secret),
        }),
        _ => Err(Error::CredentialsForm {
            path: path.to_owned(),
        }),
    }
}
