use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use super::access::{Layers, access};
use super::credentials::{self, Credentials};
use super::reports::Report;
use super::require::Requirement;
use super::target::target;
use super::{Check, Error, environment, extended, profile};
use crate::checks::Extension;
use crate::cli::{Context, configuration};
use crate::client::Deadline;
use crate::config::{self, Auth};
use crate::document::Edition;
use crate::interpret::Api;
use crate::judge::{Selection, Strictness};
use crate::probe::Scope;
use crate::redact::{Redactor, RunTrust, Secret};
use crate::report::Detail;
use crate::session::{Policy, SiteAccess, Target, Writing};

/// Everything that a run needs to know, from command line, environment and file.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) policy: Policy,
    /// The key, and where it is from.
    pub(super) credentials: Option<Credentials>,
    pub(super) reports: Vec<Report>,
    pub(super) require: Vec<Requirement>,
    /// The file with known findings.
    pub(super) baseline: Option<PathBuf>,
    /// Whether a file and not the command line switches the check of certificates off.
    pub(super) is_insecure_by_file: bool,
    pub(super) verbose: u8,
    pub(super) show_values: bool,
    pub(super) detail: Detail,
}

impl Settings {
    /// Has everything masked from now on that is secret, or the name of somebody.
    fn teach(&self, redactor: &Redactor) {
        let policy = &self.policy;
        let reader = policy
            .write
            .as_ref()
            .and_then(|write| write.reader.as_ref());
        let pairs = policy.credentials.iter().chain(reader);
        let pairs = pairs.chain(&policy.customer_credentials);
        let pairs = pairs.flat_map(|pair| [&pair.key, &pair.secret]);
        let secrets = pairs.chain(&policy.webhook_secret).map(Secret::expose);
        for secret in secrets.chain(policy.customer.iter().map(String::as_str)) {
            redactor.learn(secret);
        }
    }
}

/// Reads on the reference site and a life on it take so many; a real site holds more.
const NEEDED_WITH_WRITES: usize = 300;

/// The settings of a check, with the configuration that it names or that lies in the directory.
pub(super) fn resolve(check: &Check, context: &Context) -> Result<(Settings, Target), Error> {
    let file = configuration::read(check.config.as_deref(), context)?;
    resolve_with(check, &file, context)
}

/// Lays arguments over the section of the site over environment over file over defaults, and works
/// the target out.
pub(super) fn resolve_with(
    check: &Check,
    file: &config::File,
    context: &Context,
) -> Result<(Settings, Target), Error> {
    super::are_apart(&check.report)?;
    // An address is never looked up as a name.
    let name = check.target().filter(|name| !name.contains("://"));
    let named = name.and_then(|name| Some((name, file.site.get(name)?)));
    let section = named
        .map(|(_, site)| site.check.clone())
        .unwrap_or_default();
    let environment = environment::read(context)?;
    let profile = (check.profile.as_ref())
        .or(section.profile.as_ref())
        .or(file.check.profile.as_ref());
    let profile = profile::named(profile.map(String::as_str), file)?;
    let base = (file.check.overlaid(&profile.settings))
        .overlaid(&environment)
        .overlaid(&section);
    let typed = named
        .map(|(_, site)| site.url.as_str())
        .or(check.target().map(String::as_str));
    let target = target(typed, &context.directory)?;
    if let (Some((name, site)), Target::Recording(_)) = (named, &target) {
        return Err(Error::NoAddress {
            site: crate::redact::text(name),
            url: crate::redact::text(&site.url),
        });
    }
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
    let auth = check.access.auth.or(base.auth).unwrap_or_default();
    let sources = Sources {
        told: check.access.credentials.as_deref(),
        section: section.credentials.as_deref(),
        environment: environment.credentials.as_deref(),
        global: file.check.credentials.as_deref(),
        site: named.map(|(name, _)| name.as_str()),
        is_file_named: check.config.is_some(),
    };
    let credentials = match (auth, &target) {
        // What is not asked of a site needs no key, and `--auth none` wants none.
        (Auth::None, _) | (_, Target::Recording(_) | Target::Reference) => None,
        _ => sources.credentials(context)?,
    };
    let layers = Layers {
        section: &section,
        environment: &environment,
        global: &file.check,
    };
    let access = match &target {
        Target::Site(_) => access(check, &layers, &sources, context)?,
        Target::Recording(_) | Target::Reference => SiteAccess::default(),
    };
    let customer_credentials = match &target {
        Target::Site(_) if auth != Auth::None => layers.file(
            check.customer_credentials.as_deref(),
            |it| it.customer_credentials.as_ref(),
            &sources,
            context,
        )?,
        _ => None,
    };
    let customer_credentials = customer_credentials.map(|path| credentials::from_file(&path));
    let timeout = positive(
        "timeout",
        check.timeout.or(base.timeout).unwrap_or(Policy::TIMEOUT),
    )?;
    let rate = check
        .rate
        .or(base.rate)
        .map(|rate| positive("rate", rate))
        .transpose()?;
    // A recording is judged in the versions that it holds.
    let judged = match &target {
        _ if !apis.is_empty() => apis.clone(),
        Target::Recording(_) => Vec::new(),
        Target::Site(_) | Target::Reference => vec![Api::V3],
    };
    let own = check
        .document
        .as_ref()
        .map(|path| extended::document(&in_directory(path), &judged))
        .transpose()?;
    for path in [
        base.overlay.as_ref().filter(|_| check.overlay.is_none()),
        (base.cacert.as_ref()).filter(|path| {
            check.access.cacert.is_none() && environment.cacert.as_ref() != Some(path)
        }),
        (base.write.read_credentials.as_ref()).filter(|_| check.write),
    ]
    .into_iter()
    .flatten()
    {
        sources.stays_inside(path, context)?;
    }
    let listed = base
        .baseline
        .as_deref()
        .filter(|_| check.baseline.is_none());
    // A file that is not there yet would be written.
    let places = listed.map(|path| [Some(path), path.parent()]);
    for path in places.into_iter().flatten().flatten() {
        sources.stays_inside(path, context)?;
    }
    let baseline = check.baseline.clone().or_else(|| base.baseline.clone());
    if check.baseline_update && baseline.is_none() {
        return Err(Error::NoBaseline);
    }
    let overlay = check.overlay.as_ref().or(base.overlay.as_ref());
    let overlay = overlay
        .map(|path| extended::overlay(&in_directory(path), edition, own.as_ref()))
        .transpose()?;
    let of_customer = customer_credentials.as_ref();
    let quick = Scope::QUICK_REQUESTS - of_customer.map_or(0, |_| Scope::QUICK_CUSTOMER_REQUESTS);
    let given = check.max_requests.or(match profile.scope {
        Scope::Quick if check.write => return Err(Error::QuickWrite),
        Scope::Quick => Some(base.max_requests.map_or(quick, |most| most.min(quick))),
        Scope::Standard | Scope::Thorough => base.max_requests,
    });
    if let Some(given) = given.filter(|given| check.write && *given < NEEDED_WITH_WRITES) {
        return Err(Error::WriteBudget {
            needed: NEEDED_WITH_WRITES,
            given,
            place: match (check.max_requests, environment.max_requests) {
                (Some(_), _) => "--max-requests",
                (None, Some(_)) if section.max_requests.is_none() => "MEMBERSPEC_MAX_REQUESTS",
                _ => "max_requests in the configuration",
            },
        });
    }
    let max_requests = match (given, check.write) {
        (Some(given), _) => at_least_one("max-requests", given)?,
        (None, _) if profile.scope == Scope::Thorough => Policy::MAX_REQUESTS_THOROUGH,
        (None, true) => Policy::MAX_REQUESTS_WITH_WRITES,
        (None, false) => Policy::MAX_REQUESTS,
    };
    let require = lists(&check.require, &base.require);
    let require = require
        .iter()
        .map(|text| Requirement::of(text, &selection))
        .collect::<Result<_, _>>()?;
    let insecure = check.insecure || base.insecure.unwrap_or(false);
    let is_insecure_by_file = !check.insecure && insecure;
    let cacert = check.access.cacert.as_ref().or(base.cacert.as_ref());
    let remark = "certificates were not verified: `insecure` is set in the configuration";
    let is_recorded = matches!(target, Target::Recording(_));
    let not_requested = (profile.scope != Scope::Standard && is_recorded)
        .then_some("a profile changes what is requested of a site, and not what a recording holds");
    let no_customer = (check.customer_credentials.is_some() && customer_credentials.is_none()).then_some(
        match target {
            Target::Recording(_) => {
                "--customer-credentials was not used: nothing is requested as a customer where a \
                 recording is judged"
            }
            Target::Reference => {
                "--customer-credentials was not used: the embedded reference site has a customer of \
                 its own"
            }
            Target::Site(_) => "--customer-credentials was not used: --auth none sends no key",
        },
    );
    let policy = Policy {
        apis,
        edition,
        release,
        extension: Extension {
            document: own,
            overlay,
        },
        strictness: if strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        },
        selection,
        scope: profile.scope,
        profile: profile.name,
        credentials: credentials.as_ref().map(Credentials::pair),
        customer_credentials: customer_credentials
            .transpose()?
            .as_ref()
            .map(Credentials::pair),
        auth,
        customer: lists(&check.customer, &base.customer),
        access,
        trust: match cacert {
            _ if insecure => RunTrust::Insecure,
            Some(path) => RunTrust::File(in_directory(path)),
            None => RunTrust::System,
        },
        timeout: Duration::try_from_secs_f64(timeout).unwrap_or(Duration::MAX),
        rate,
        concurrency: at_least_one(
            "concurrency",
            check
                .concurrency
                .or(base.concurrency)
                .unwrap_or(Policy::CONCURRENCY),
        )?,
        max_requests,
        max_body: at_least_one(
            "max-body",
            check.max_body.or(base.max_body).unwrap_or(Policy::MAX_BODY),
        )?,
        deadline: (check.max_time.or(base.max_time))
            .map(|seconds| positive("max-time", seconds))
            .transpose()?
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .and_then(Deadline::after),
        write: check
            .write
            .then(|| write(check, &base.write, context))
            .transpose()?,
        webhook_secret: variable("MEMBERSPEC_WEBHOOK_SECRET", context),
        record: check.record.as_ref().map(in_directory),
        notes: (is_insecure_by_file.then_some(remark).into_iter())
            .chain(not_requested)
            .chain(no_customer)
            .map(str::to_owned)
            .collect(),
        redactor: context.redactor.clone(),
        ..Policy::default()
    };
    let settings = Settings {
        policy,
        credentials,
        reports: check.report.clone(),
        require,
        baseline,
        is_insecure_by_file,
        verbose: check.verbose,
        show_values: check.show_values,
        detail: match (check.verbose, check.known) {
            (0, false) => Detail::Short,
            (0, true) => Detail::Known,
            _ => Detail::Full,
        },
    };
    settings.teach(&context.redactor);
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

fn write(check: &Check, file: &config::Write, context: &Context) -> Result<Writing, Error> {
    let in_directory = |path: &PathBuf| context.directory.join(path);
    let reader = file.read_credentials.as_ref().map(in_directory);
    let reader = reader.map(|path| credentials::from_file(path.as_path()));
    Ok(Writing {
        host: check.yes_write_to.clone(),
        ledger: check.ledger.as_ref().map(in_directory),
        ledgers: Some(context.directory.clone()),
        customer: file.customer,
        reader: reader.transpose()?.as_ref().map(Credentials::pair),
        pause: None,
    })
}

/// A secret from the environment.
fn variable(name: &str, context: &Context) -> Option<Secret> {
    let value = context.environment.get(name);
    value
        .filter(|value| !value.is_empty())
        .map(|value| Secret::new(value.as_str()))
}

/// The places where credentials may be named, and what chose the host.
pub(super) struct Sources<'a> {
    told: Option<&'a Path>,
    section: Option<&'a Path>,
    environment: Option<&'a Path>,
    global: Option<&'a Path>,
    /// The name of the site, if a file says its address.
    site: Option<&'a str>,
    /// Whether the user named the configuration file; one that lies around may be anybody's.
    pub(super) is_file_named: bool,
}

impl Sources<'_> {
    /// Command line, section of the site, environment, file for all.
    fn credentials(&self, context: &Context) -> Result<Option<Credentials>, Error> {
        let file = |path: &Path| credentials::from_file(&context.directory.join(path));
        if let Some(path) = self.told {
            self.may_send(path, context)?;
            return file(path).map(Some);
        }
        if let Some(path) = self.section {
            self.stays_inside(path, context)?;
            return file(path).map(Some);
        }
        let found = match (credentials::from_environment(context)?, self.environment) {
            (Some(found), _) => Some(found),
            (None, Some(path)) => Some(file(path)?),
            (None, None) => None,
        };
        match (found, self.global) {
            (Some(found), _) => self.chose_no_host().map(|()| Some(found)),
            (None, Some(path)) => {
                self.stays_inside(path, context)?;
                file(path).map(Some)
            }
            (None, None) => Ok(None),
        }
    }

    /// A configuration that lies around must not choose where a secret from elsewhere goes.
    pub(super) fn chose_no_host(&self) -> Result<(), Error> {
        match self.site {
            Some(site) if !self.is_file_named => Err(Error::UntrustedHost {
                site: crate::redact::text(site),
                file: config::NAME,
            }),
            _ => Ok(()),
        }
    }

    /// What a file holds that was named on the command line is sent to a site whose address a
    /// configuration says that lies around only if the file lies beside it.
    pub(super) fn may_send(&self, path: &Path, context: &Context) -> Result<(), Error> {
        self.stays_inside(path, context)
            .or_else(|_outside| self.chose_no_host())
    }

    /// A configuration that lies around must not send any file of the user to any host.
    pub(super) fn stays_inside(&self, path: &Path, context: &Context) -> Result<(), Error> {
        let real = |path: &Path| path.canonicalize().ok();
        let (file, folder) = (
            real(&context.directory.join(path)),
            real(&context.directory),
        );
        let is_inside = match (&file, &folder) {
            (Some(file), Some(folder)) => file.starts_with(folder),
            // A file that is not there is told as such.
            _ => true,
        };
        if self.is_file_named || is_inside {
            return Ok(());
        }
        Err(Error::UntrustedCredentials {
            path: path.to_owned(),
        })
    }
}
