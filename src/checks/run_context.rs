use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::states::States;
use crate::contract::{Contract, Memory, Operation, Reading, ResponseSpec, Schema};
use crate::document::{self, Edition, Overlay, OverlayError, Release};
use crate::finding::Basis;
use crate::interpret::{Api, Interpreted, Json, SiteIndex};
use crate::redact::Secret;

/// What all checks of a run stand on: the contracts, and what is known of the moment.
#[derive(Debug)]
pub struct RunContext {
    edition: Edition,
    contracts: Vec<(Api, Edition, Compiled)>,
    moment: ObservedAt,
    traffic: Traffic,
    /// Whether requests were seen as they were sent.
    has_whole_requests: bool,
    customer: Vec<String>,
    release: Option<Release>,
    extension: Extension,
    own_customers: BTreeSet<u64>,
    is_writing: bool,
    unseen_writes: u64,
    webhook_secret: Option<Secret>,
    states: States,
    site: SiteIndex,
    memory: RefCell<Memory>,
}

/// A contract, once it was requested; none where there is no document.
type Compiled = OnceCell<Option<Arc<Contract>>>;

/// What the person who runs it knows beyond memberspec's own documents.
#[derive(Debug, Clone, Default)]
pub struct Extension {
    /// A document of their own, for the versions of the API that it has paths of.
    pub document: Option<Value>,
    /// An overlay, for whichever document judges.
    pub overlay: Option<Overlay>,
}

impl Extension {
    /// Whether it extends nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.document.is_none() && self.overlay.is_none()
    }

    /// Tells what extends the contract from anything else that does: 16 hexadecimal digits; none
    /// where nothing does.
    #[must_use]
    pub(crate) fn digest(&self) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let text = serde_json::json!([self.document, self.overlay]).to_string();
        let digest = Sha256::digest(text.as_bytes());
        let first = digest.iter().take(8);
        Some(first.map(|it| format!("{it:02x}")).collect())
    }

    /// Why the overlay cannot be applied to the document of a version, if it cannot.
    #[must_use]
    pub fn misfit(
        &self,
        api: Api,
        edition: Edition,
        release: Option<Release>,
    ) -> Option<OverlayError> {
        let overlay = self.overlay.as_ref()?;
        let mut document = self.document_of(api, edition, release)?;
        overlay.for_api(api).apply(&mut document).err()
    }

    /// The document of a version with the overlay on it. An overlay that cannot be applied is
    /// omitted as a whole: it speaks of the document that it was learned for.
    #[must_use]
    pub fn extended(&self, api: Api, edition: Edition, release: Option<Release>) -> Option<Value> {
        let plain = self.document_of(api, edition, release)?;
        let Some(overlay) = &self.overlay else {
            return Some(plain);
        };
        let mut document = plain.clone();
        match overlay.for_api(api).apply(&mut document) {
            Ok(()) => Some(document),
            Err(_does_not_fit) => Some(plain),
        }
    }

    /// The person's own document, where it has the version, else memberspec's.
    fn document_of(&self, api: Api, edition: Edition, release: Option<Release>) -> Option<Value> {
        let own = self.document.as_ref().filter(|document| {
            let root = format!("/wc/{api}/memberships");
            let paths = document.get("paths").and_then(Value::as_object);
            paths.is_some_and(|paths| paths.keys().any(|path| path.starts_with(&root)))
        });
        match (own, release) {
            (Some(document), _) => Some(document.clone()),
            (None, Some(release)) => document::openapi_of(api, edition, release),
            (None, None) => document::openapi(api, edition),
        }
    }
}

/// Whose traffic is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Traffic {
    /// memberspec's own questions, asked just now: what takes several responses to see is asked
    /// again before it counts, so that answers may be held against each other however slow the site
    /// or the pace is.
    Live,
    /// memberspec's own questions, recorded: nothing is missing, and none of them changes the site.
    Own,
    /// Somebody's recording: writes may be missing from it, so that a response that changes and
    /// changes back proves nothing.
    #[default]
    Foreign,
}

/// A stretch of traffic in which nothing is known to have changed on the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ObservedAt {
    /// Grows with each write that is seen.
    pub epoch: u64,
    /// When the current exchange was started, if known.
    pub at: Option<Timestamp>,
}

impl ObservedAt {
    /// How long two responses may lie apart to be compared. Longer, and a shop may have sold
    /// something in between.
    pub const WINDOW: Duration = Duration::from_secs(5);

    /// Whether an earlier moment may be compared with this one.
    #[must_use]
    pub fn comparable(&self, earlier: &Self) -> bool {
        self.epoch == earlier.epoch
            && match (self.at, earlier.at) {
                (Some(now), Some(then)) => now.duration_since(then).unsigned_abs() <= Self::WINDOW,
                // A recording without times shows nothing of how long the shop had to change.
                _ => false,
            }
    }
}

impl RunContext {
    /// A context in which the given edition is in force.
    #[must_use]
    pub fn new(edition: Edition) -> Self {
        let contracts = Api::ALL
            .into_iter()
            .flat_map(|api| [Edition::Observed, Edition::Documented].map(|edition| (api, edition)))
            .map(|(api, edition)| (api, edition, OnceCell::new()))
            .collect();
        Self {
            edition,
            contracts,
            moment: ObservedAt::default(),
            traffic: Traffic::default(),
            has_whole_requests: false,
            webhook_secret: None,
            states: States::default(),
            site: SiteIndex::default(),
            customer: Vec::new(),
            release: None,
            extension: Extension::default(),
            own_customers: BTreeSet::new(),
            is_writing: false,
            unseen_writes: 0,
            memory: RefCell::default(),
        }
    }

    /// The edition in force.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// Whose traffic is judged.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Whether two responses may be held against each other: always those of one moment, and those
    /// of a whole run where a contradiction is asked again. A write in between ends this.
    #[must_use]
    pub fn may_compare(&self, earlier: &ObservedAt) -> bool {
        match self.traffic {
            Traffic::Live => self.moment.epoch == earlier.epoch,
            Traffic::Own | Traffic::Foreign => self.moment.comparable(earlier),
        }
    }

    /// Notes that something was written that no exchange shows.
    pub fn note_unseen_write(&mut self) {
        self.is_writing = true;
        self.unseen_writes += 1;
    }

    /// How often something was written that no exchange shows.
    #[must_use]
    pub fn unseen_writes(&self) -> u64 {
        self.unseen_writes
    }

    /// The names that lead to one customer, as the person who runs it says: e-mail address, login.
    #[must_use]
    pub fn customer(&self) -> &[String] {
        &self.customer
    }

    /// Says which names lead to one customer.
    pub fn set_customer(&mut self, names: Vec<String>) {
        self.customer = names;
    }

    /// Says by the contract of which release is judged, before anything is; without it by that of
    /// the release that was measured.
    pub fn set_release(&mut self, release: Release) {
        self.release = (release != Release::MEASURED).then_some(release);
    }

    /// The release by which is judged.
    #[must_use]
    pub fn release(&self) -> Release {
        self.release.unwrap_or(Release::MEASURED)
    }

    /// What extends the contract in force.
    #[must_use]
    pub(crate) fn extension(&self) -> &Extension {
        &self.extension
    }

    /// Extends the contract in force, before anything is judged.
    pub fn extend(&mut self, extension: Extension) {
        self.extension = extension;
    }

    /// Whether nothing was taken out of a client's requests, as recorders take out credentials.
    #[must_use]
    pub fn has_whole_requests(&self) -> bool {
        self.has_whole_requests
    }

    /// Says that nothing was taken out of the requests.
    pub fn set_whole_requests(&mut self) {
        self.has_whole_requests = true;
    }

    /// Says whose traffic is judged.
    pub fn set_traffic(&mut self, traffic: Traffic) {
        self.traffic = traffic;
    }

    /// Says that a customer was made by the run itself: nobody else has a hand in what is theirs.
    pub fn add_own_customer(&mut self, id: u64) {
        self.own_customers.insert(id);
    }

    /// Whether the run itself made this customer.
    #[must_use]
    pub fn is_own_customer(&self, id: u64) -> bool {
        self.own_customers.contains(&id)
    }

    /// The secret that webhooks are signed with, if it is known.
    #[must_use]
    pub fn webhook_secret(&self) -> Option<&Secret> {
        self.webhook_secret.as_ref()
    }

    /// Says which secret webhooks are signed with.
    pub fn set_webhook_secret(&mut self, secret: Secret) {
        self.webhook_secret = Some(secret);
    }

    /// The schema that the contract gives the payloads of a topic. The versions of the API send the
    /// same ones (`docs/observed.md#13`).
    #[must_use]
    pub fn webhook(&self, topic: &str) -> Option<&Arc<Schema>> {
        let contract = self.contract(Api::V3, self.edition)?;
        contract.webhook(topic)?.schema.as_ref()
    }

    /// Whether the contract lists a topic.
    #[must_use]
    pub fn has_webhook(&self, topic: &str) -> bool {
        let contract = self.contract(Api::V3, self.edition);
        contract.is_some_and(|contract| contract.webhook(topic).is_some())
    }

    /// The moment of the current exchange.
    #[must_use]
    pub fn moment(&self) -> ObservedAt {
        self.moment
    }

    /// Moves on to the moment of an exchange; a write that succeeded ends an epoch.
    ///
    /// While memberspec itself writes, every exchange is an epoch of its own: it looks at the same
    /// lists again and again, and in a shop that goes on selling a repeated request cannot be
    /// isolated. What must hold between those responses is for the checks of writes to say.
    pub fn advance(&mut self, seen: &Interpreted<'_>) {
        self.moment.at = seen.exchange.started;
        let is_write = !seen.method.is_safe();
        self.is_writing |= is_write && self.traffic != Traffic::Foreign;
        if self.is_writing || (is_write && seen.is_success()) {
            self.moment.epoch += 1;
        }
    }

    /// Takes in what an exchange says of memberships that were written, after it was judged.
    pub fn learn(&mut self, seen: &Interpreted<'_>) {
        self.states.learn(seen);
    }

    /// What the index of the REST API says of the site; nothing where it was not asked for, or is
    /// hidden.
    #[must_use]
    pub fn site(&self) -> &SiteIndex {
        &self.site
    }

    /// Takes in what is not of this API but says something of the site.
    pub fn learn_from_compared(&mut self, seen: &Interpreted<'_>) {
        if let Some(site) = SiteIndex::of(seen) {
            self.site = site;
        }
    }

    /// The memberships that were written in this traffic, as they were before this exchange.
    pub(super) fn states(&self) -> &States {
        &self.states
    }

    /// Goes back to a moment, after exchanges that were only looked at.
    pub fn return_to(&mut self, moment: ObservedAt) {
        self.moment = moment;
    }

    /// The compiled contract of a version and an edition, if there is one.
    #[must_use]
    pub fn contract(&self, api: Api, edition: Edition) -> Option<&Contract> {
        let (.., cell) = self
            .contracts
            .iter()
            .find(|(of, in_edition, _)| *of == api && *in_edition == edition)?;
        cell.get_or_init(|| {
            if self.extension.is_empty() || edition != self.edition {
                return own_contract(api, edition, self.release);
            }
            let document = self.extension.extended(api, edition, self.release)?;
            Contract::compile(document).ok().map(Arc::new)
        })
        .as_deref()
    }

    /// memberspec's own contract, without what the person added to it or put in its place.
    #[must_use]
    pub fn own_contract(&self, api: Api, edition: Edition) -> Option<Arc<Contract>> {
        own_contract(api, edition, self.release)
    }

    /// The editions that judge a response: the documented one always (under the observed contract
    /// its findings only tell known departures), the observed one where it is in force.
    #[must_use]
    pub fn editions(&self) -> &'static [Edition] {
        match self.edition {
            // Who brings a contract of their own is judged by that alone.
            Edition::Observed if !self.extension.is_empty() => &[Edition::Observed],
            Edition::Observed => &[Edition::Observed, Edition::Documented],
            Edition::Documented => &[Edition::Documented],
        }
    }

    /// What a schema says of a body; rows that this run read before are not read again.
    #[must_use]
    pub fn readings(&self, schema: &Schema, body: &Json) -> Vec<(Option<usize>, Arc<Reading>)> {
        schema.readings(body, &mut self.memory.borrow_mut())
    }

    /// The operation of an exchange in an edition.
    #[must_use]
    pub fn operation(&self, seen: &Interpreted<'_>, edition: Edition) -> Option<&Operation> {
        let address = seen.address.as_ref()?;
        self.contract(address.api, edition)?
            .operation(&seen.method, &address.template())
    }

    /// What an edition promises for the response of an exchange.
    #[must_use]
    pub fn response(&self, seen: &Interpreted<'_>, edition: Edition) -> Option<&ResponseSpec> {
        self.operation(seen, edition)?.response(seen.status())
    }
}

/// The contract of one of our own documents. They never change, so that each is compiled once,
/// however many runs and threads judge by it. Without a release it is that of the release that was
/// measured; none where there is no such document.
pub(crate) fn own_contract(
    api: Api,
    edition: Edition,
    release: Option<Release>,
) -> Option<Arc<Contract>> {
    type Place = Arc<OnceLock<Option<Arc<Contract>>>>;
    type Places = BTreeMap<(Api, Edition, Option<Release>), Place>;
    static COMPILED: Mutex<Places> = Mutex::new(BTreeMap::new());
    let release = release.filter(|release| *release != Release::MEASURED);
    // Held only to find the place, so that two contracts can be compiled at the same time.
    let place = {
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(compiled.entry((api, edition, release)).or_default())
    };
    let contract = place.get_or_init(|| {
        let document = match release {
            Some(release) => document::openapi_of(api, edition, release)?,
            None => document::openapi(api, edition)?,
        };
        // The documents are our own and a test compiles each of them.
        Contract::compile(document).ok().map(Arc::new)
    });
    contract.clone()
}

impl From<Edition> for Basis {
    fn from(edition: Edition) -> Self {
        match edition {
            Edition::Observed => Self::Observed,
            Edition::Documented => Self::Documented,
        }
    }
}
