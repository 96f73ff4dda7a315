use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

/// The whole of `memberspec.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "memberspec.toml")]
pub(crate) struct File {
    /// Settings of `memberspec check` for every target.
    pub check: Check,
    /// Sites by name: `memberspec check NAME`.
    pub site: BTreeMap<String, Site>,
    /// Profiles by name: `memberspec check --profile NAME`.
    pub profile: BTreeMap<String, Profile>,
    /// Settings of `memberspec diff`.
    pub diff: Diff,
    /// The receiver of changes of the verdict.
    pub notify: Notify,
}

/// The receiver of changes of the verdict. Only a file that is named with `--config` may say so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Notify {
    /// The address that `check --notify` would name: `"$NOTIFY_URL"`, with the address in the
    /// environment.
    pub url: Option<String>,
}

/// A profile: how much a run requests, and settings that go with it. The command line, the section of
/// a site and the environment win over it, and it wins over `[check]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Profile {
    /// What is requested: `quick`, `standard` or `thorough`; `standard` by default.
    pub extends: Option<String>,
    /// `observed` or `documented`.
    pub contract: Option<String>,
    /// Whether warnings and known departures fail the run.
    pub strict: Option<bool>,
    /// Ids of the only checks to run.
    pub only: Option<Vec<String>>,
    /// Ids of checks to skip.
    pub skip: Option<Vec<String>>,
    /// What must have been judged: ids of checks, or a percentage of the checks (`80%`).
    pub require: Option<Vec<String>>,
    /// Seconds until a request is given up.
    pub timeout: Option<f64>,
    /// Requests per second at most.
    pub rate: Option<f64>,
    /// Requests under way at once at most.
    pub concurrency: Option<usize>,
    /// Requests in a run at most.
    pub max_requests: Option<usize>,
    /// Seconds that a run may take at most, waits included.
    pub max_time: Option<f64>,
}

impl Profile {
    /// Its settings in the form of those of a check.
    #[must_use]
    pub(crate) fn settings(&self) -> Check {
        let it = self.clone();
        Check {
            contract: it.contract,
            strict: it.strict,
            only: it.only,
            skip: it.skip,
            require: it.require,
            timeout: it.timeout,
            rate: it.rate,
            concurrency: it.concurrency,
            max_requests: it.max_requests,
            max_time: it.max_time,
            ..Check::default()
        }
    }
}

/// What `memberspec check` takes from the file. The command line wins over the section of a site,
/// that over the environment, and that over `[check]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Check {
    /// Versions of the API to judge: `v2`, `v3`, `v4`.
    pub api: Option<Vec<String>>,
    /// `observed` or `documented`.
    pub contract: Option<String>,
    /// Release of the plugin to judge by, where the site does not tell: `1.19.1`.
    pub release: Option<String>,
    /// OpenAPI overlay that extends the contract, such as `memberspec learn` writes.
    pub overlay: Option<PathBuf>,
    /// Whether warnings and known departures fail the run.
    pub strict: Option<bool>,
    /// How much is requested: `quick`, `standard`, `thorough`, or a profile of this file.
    pub profile: Option<String>,
    /// Ids of the only checks to run.
    pub only: Option<Vec<String>>,
    /// Ids of checks to skip.
    pub skip: Option<Vec<String>>,
    /// What must have been judged: ids of checks, or a percentage of the checks (`80%`).
    pub require: Option<Vec<String>>,
    /// File with the findings that are known, such as `check --baseline-update` writes.
    pub baseline: Option<PathBuf>,
    /// E-mail address and login of one customer who may be asked for by them.
    pub customer: Option<Vec<String>>,
    /// How to authenticate.
    pub auth: Option<Auth>,
    /// File with the key in its first line and the secret in its second.
    pub credentials: Option<PathBuf>,
    /// PEM file with certificate authorities to trust in addition to the system's.
    pub cacert: Option<PathBuf>,
    /// Headers that each request carries: `"Cookie: session=$STAGING"`, with the value in the
    /// environment.
    pub header: Option<Vec<String>>,
    /// File with `user:password` for a web server that protects the site with a password of its own.
    pub site_auth: Option<PathBuf>,
    /// File with the key of a plain customer, in the form of `credentials`, which must see no list.
    pub customer_credentials: Option<PathBuf>,
    /// PEM file with a client certificate and its private key.
    pub client_cert: Option<PathBuf>,
    /// The `User-Agent` field.
    pub user_agent: Option<String>,
    /// Path of the REST API below the home page, where it is not `wp-json`.
    pub rest_prefix: Option<String>,
    /// Whether to accept any TLS certificate.
    pub insecure: Option<bool>,
    /// Seconds until a request is given up.
    pub timeout: Option<f64>,
    /// Requests per second at most.
    pub rate: Option<f64>,
    /// Requests under way at once at most.
    pub concurrency: Option<usize>,
    /// Requests in a run at most.
    pub max_requests: Option<usize>,
    /// Seconds that a run may take at most, waits included.
    pub max_time: Option<f64>,
    /// Bytes of one response at most.
    pub max_body: Option<usize>,
    /// What `--write` needs beside.
    pub write: Write,
}

/// What `memberspec check --write` takes from the file. That a run writes is never said here: it
/// takes a person, or the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Write {
    /// Id of an existing customer to give memberships to. Without it the run makes customers of
    /// its own and deletes them.
    pub customer: Option<u64>,
    /// File with a read-only key, in the form of `credentials`, to try to write with.
    pub read_credentials: Option<PathBuf>,
}

/// What `memberspec diff` takes from the file. The command line wins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Diff {
    /// Levels of rules by their ids: `"server-removed" = "warning"`. `memberspec diff --rules`
    /// lists the ids.
    pub levels: BTreeMap<String, RuleLevel>,
    /// The least level that fails a run.
    pub fail_on: Option<FailOn>,
    /// Whether a run fails when `info.version` was not raised as far as the changes ask.
    pub check_version: Option<bool>,
    /// File with the breaking changes that somebody answers for, from the current directory.
    pub approvals: Option<PathBuf>,
}

/// The level that a rule of `diff` is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RuleLevel {
    /// It breaks somebody.
    Error,
    /// It may break somebody.
    Warning,
    /// It breaks nobody.
    Info,
    /// It is omitted.
    Off,
}

/// The least level of a change that fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FailOn {
    /// Only what breaks somebody.
    #[default]
    Error,
    /// What may break somebody, too.
    Warning,
    /// Any change.
    Any,
}

/// A site by name. What it sets wins over `[check]`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    /// Address of the site, with or without `/wp-json`.
    pub url: String,
    /// Settings for this site only.
    #[serde(default)]
    pub check: Check,
}

/// How to authenticate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// Basic over https, OAuth 1.0a over http; query keys where the server drops `Authorization`.
    #[default]
    Auto,
    /// HTTP Basic with consumer key and secret.
    Basic,
    /// Consumer key and secret in the query.
    Query,
    /// OAuth 1.0a, one-legged.
    Oauth1,
    /// HTTP Basic with a WordPress user name and an application password.
    ApplicationPassword,
    /// Not at all.
    None,
}

impl Check {
    /// This with what `other` sets laid over it.
    #[must_use]
    pub(crate) fn overlaid(&self, other: &Self) -> Self {
        let base = self.clone();
        let over = other.clone();
        Self {
            api: over.api.or(base.api),
            contract: over.contract.or(base.contract),
            release: over.release.or(base.release),
            overlay: over.overlay.or(base.overlay),
            strict: over.strict.or(base.strict),
            profile: over.profile.or(base.profile),
            only: over.only.or(base.only),
            skip: over.skip.or(base.skip),
            require: over.require.or(base.require),
            baseline: over.baseline.or(base.baseline),
            customer: over.customer.or(base.customer),
            auth: over.auth.or(base.auth),
            credentials: over.credentials.or(base.credentials),
            cacert: over.cacert.or(base.cacert),
            header: over.header.or(base.header),
            site_auth: over.site_auth.or(base.site_auth),
            customer_credentials: over.customer_credentials.or(base.customer_credentials),
            client_cert: over.client_cert.or(base.client_cert),
            user_agent: over.user_agent.or(base.user_agent),
            rest_prefix: over.rest_prefix.or(base.rest_prefix),
            insecure: over.insecure.or(base.insecure),
            timeout: over.timeout.or(base.timeout),
            rate: over.rate.or(base.rate),
            concurrency: over.concurrency.or(base.concurrency),
            max_requests: over.max_requests.or(base.max_requests),
            max_time: over.max_time.or(base.max_time),
            max_body: over.max_body.or(base.max_body),
            write: Write {
                customer: over.write.customer.or(base.write.customer),
                read_credentials: over.write.read_credentials.or(base.write.read_credentials),
            },
        }
    }
}
