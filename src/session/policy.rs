use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::{Error, SiteAccess};
use crate::checks::Extension;
use crate::client::{self, Credentials, Deadline, Proxy, Scheme, Trust};
use crate::config::Auth;
use crate::document::{Edition, Release};
use crate::finding::UsedProfile;
use crate::interpret::Api;
use crate::judge::{Selection, Strictness};
use crate::probe::Scope;
use crate::redact::{Redactor, RunTrust, Secret};
use crate::runner::Stop;

/// By what a session judges, what it asks, and what it is allowed.
///
/// [`Policy::default`] reads from a site without credentials, by the contract of what sites return.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The versions of the API that are judged. Empty: v3 where a site has it, else its newest; all
    /// that a recording holds.
    pub apis: Vec<Api>,
    /// Whether what sites return is the contract, or what the documentation promises.
    pub edition: Edition,
    /// The release of the plugin by whose contract is judged; none for the one that is found.
    pub release: Option<Release>,
    /// A document and an overlay of one's own.
    pub extension: Extension,
    /// Whether warnings and known departures count.
    pub strictness: Strictness,
    /// The checks that take part.
    pub selection: Selection,
    /// Fingerprints of findings that a baseline lists, which stay apart from those that are new.
    pub listed: BTreeSet<String>,
    /// How much of a site is requested.
    pub scope: Scope,
    /// The name of a profile of one's own, for reports; none for that of the scope.
    pub profile: Option<String>,
    /// Key and secret; without them only what is public is judged.
    pub credentials: Option<Credentials>,
    /// Key and secret of a plain customer of the shop, or none: they must see no list.
    pub customer_credentials: Option<Credentials>,
    /// How credentials are sent.
    pub auth: Auth,
    /// The names (e-mail address, login) of one customer whose memberships may be asked for.
    pub customer: Vec<String>,
    /// What the site wants to see beside the key.
    pub access: SiteAccess,
    /// Which certificates are trusted.
    pub trust: RunTrust,
    /// How long one response may take.
    pub timeout: Duration,
    /// The longest time that a site may ask to be left alone for.
    pub longest_wait: Duration,
    /// Requests per second at most; none for no limit.
    pub rate: Option<f64>,
    /// Requests under way at the same time.
    pub concurrency: usize,
    /// Requests at most.
    pub max_requests: usize,
    /// Bytes of one response at most.
    pub max_body: usize,
    /// When the session must be over.
    pub deadline: Option<Deadline>,
    /// What may be written; none where nothing may.
    pub write: Option<Writing>,
    /// The secret that webhooks are signed with, so that signatures can be verified.
    pub webhook_secret: Option<Secret>,
    /// Where the exchanges of a live session are recorded (HAR), without secrets and personal data.
    pub record: Option<PathBuf>,
    /// Remarks for the outcome.
    pub notes: Vec<String>,
    /// What is masked in recordings.
    pub redactor: Redactor,
    /// Says whether somebody wants the session to end.
    pub stop: Stop,
}

/// What a session may write: memberships and customers that it makes itself, changes, and deletes.
#[derive(Debug, Clone, Default)]
pub struct Writing {
    /// The host that may be written to, as somebody named it: `shop.example`, `127.0.0.1:8931`. Any
    /// other is rejected. None where the attendant is to be asked.
    pub host: Option<String>,
    /// The file that says what is made. None for none: what the session cannot clean up is then
    /// told by the outcome alone.
    pub ledger: Option<PathBuf>,
    /// The folder for a ledger of a name of its own, where no file is named and the site outlives
    /// the session.
    pub ledgers: Option<PathBuf>,
    /// A customer to give memberships to, in place of two that the session makes.
    pub customer: Option<u64>,
    /// A key that may only read, to see whether it is kept from writing.
    pub reader: Option<Credentials>,
    /// How long a clean-up waits before it looks again; none for what suits the site.
    pub pause: Option<Duration>,
}

impl Policy {
    /// Seconds that one response may take by default.
    pub const TIMEOUT: f64 = 30.0;
    /// Requests under way by default.
    pub const CONCURRENCY: usize = 2;
    /// Requests by default: a run takes about 80; a site that redirects every request takes twice as
    /// many.
    pub const MAX_REQUESTS: usize = 200;
    /// Requests by default where something is written.
    pub const MAX_REQUESTS_WITH_WRITES: usize = 400;
    /// Requests by default where all items are read.
    pub const MAX_REQUESTS_THOROUGH: usize = 2_000;
    /// Bytes of one response by default.
    pub const MAX_BODY: usize = 32 << 20;

    /// The profile, as reports name it.
    pub(super) fn used_profile(&self) -> UsedProfile {
        let scope = self.scope.as_str();
        UsedProfile {
            name: self.profile.clone().unwrap_or_else(|| scope.to_owned()),
            scope: scope.to_owned(),
        }
    }

    /// The client's settings for a session; `site` is any address of the site that is asked.
    pub(super) fn client(
        &self,
        scheme: Scheme,
        credentials: Option<Credentials>,
        proxy: Proxy,
        site: Option<Url>,
    ) -> Result<client::Settings, Error> {
        let trust = match &self.trust {
            RunTrust::System => Trust::System,
            RunTrust::Insecure => Trust::Insecure,
            RunTrust::File(path) => {
                let pem = crate::input::read(path, crate::input::WRITTEN);
                Trust::Pem(pem.map_err(|source| Error::ReadCacert {
                    path: path.clone(),
                    source,
                })?)
            }
        };
        let defaults = client::Settings::default();
        Ok(client::Settings {
            credentials,
            scheme,
            extra: self.access.extra(site, &self.redactor)?,
            trust,
            identity: self.access.identity()?,
            proxy,
            connect_timeout: self.timeout.min(Duration::from_secs(10)),
            timeout: self.timeout,
            longest_wait: self.longest_wait,
            rate: self.rate,
            concurrency: NonZeroUsize::new(self.concurrency).unwrap_or(NonZeroUsize::MIN),
            max_requests: self.max_requests as u64,
            body_cap: self.max_body,
            deadline: self.deadline,
            user_agent: (self.access.user_agent.clone()).unwrap_or(defaults.user_agent),
            ..client::Settings::default()
        })
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            apis: Vec::new(),
            edition: Edition::Observed,
            release: None,
            extension: Extension::default(),
            strictness: Strictness::Lenient,
            selection: Selection::default(),
            listed: BTreeSet::new(),
            scope: Scope::Standard,
            profile: None,
            credentials: None,
            customer_credentials: None,
            auth: Auth::Auto,
            customer: Vec::new(),
            access: SiteAccess::default(),
            trust: RunTrust::System,
            timeout: Duration::from_secs_f64(Self::TIMEOUT),
            longest_wait: Duration::from_secs(60),
            rate: None,
            concurrency: Self::CONCURRENCY,
            max_requests: Self::MAX_REQUESTS,
            max_body: Self::MAX_BODY,
            deadline: None,
            write: None,
            webhook_secret: None,
            record: None,
            notes: Vec::new(),
            redactor: Redactor::default(),
            stop: Stop::never(),
        }
    }
}
