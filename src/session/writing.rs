use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::run::Site;
use super::{Attendant, Error, Writing, consent};
use crate::client::{Client, Scheme, Writes, random_bytes};
use crate::finding::{Incomplete, Reason, SubjectKind};
use crate::interpret::Api;
use crate::judge::Judge;
use crate::ledger::{Ledger, Run};
use crate::runner::{self, Left, Observer, Since, Stop, WritePlan};
use crate::scenario::{Mark, Own, Setting};

/// How many rows that could not be proved are reported one by one.
const MOST_TOLD: usize = 5;

/// A write run that somebody has agreed to.
pub(super) struct Prepared {
    run: Run,
    client: Client,
    reader: Option<Client>,
    own: Own,
    setting: Setting,
    ledger: Ledger,
    pause: Duration,
}

impl Prepared {
    /// Asks for consent, makes the ledger and opens the client's gate for what the run will make.
    pub(super) async fn of<A: Attendant + ?Sized>(
        site: &Site,
        api: Api,
        write: &Writing,
        attendant: &mut A,
    ) -> Result<Self, Error> {
        if site.client.scheme() == Scheme::None {
            return Err(Error::WriteWithoutCredentials);
        }
        let lent = write.customer;
        let secret = random_bytes().map_err(Error::Runtime)?;
        let started = crate::clock::now_or_epoch();
        let run = Run::new(&site.root, api.as_str(), lent, started, secret);
        let mark = Mark::of(&run.mark);
        // The embedded site ends with this process, and its rows with it.
        let outlives = site.subject.kind != SubjectKind::Reference;
        let folder = write.ledgers.as_ref().filter(|_| outlives);
        let own_name = folder.map(|folder| folder.join(format!("memberspec-write-{mark}.jsonl")));
        let path: Option<PathBuf> = write.ledger.clone().or(own_name);
        if outlives {
            let shown = path.as_deref().map(name).unwrap_or_default();
            let intended = consent::Intended::of(&site.root, &mark, lent, &shown);
            let named = write.host.as_deref();
            consent::ask(&site.root, intended, named, &site.client, attendant).await?;
        }
        let ledger = match &path {
            Some(path) => Ledger::create(path)?,
            None => Ledger::unwritten(),
        };
        let own = Own::new(&site.root, &mark, lent);
        let allowed = |client: &Client| client.clone().with_writes(Writes::Allowed(own.permit()));
        Ok(Self {
            run,
            client: allowed(&site.client),
            reader: site.reader.as_ref().map(allowed),
            setting: Setting {
                root: site.root.clone(),
                api,
                mark,
                lent,
                has_reader: site.reader.is_some(),
            },
            own,
            ledger,
            pause: write.pause.unwrap_or_else(|| pause(&site.root)),
        })
    }

    /// The file that says what is made.
    pub(super) fn ledger(&self) -> Option<&Path> {
        self.ledger.path()
    }

    /// Leads the life and cleans up; says why it is not complete, if it is not.
    pub(super) async fn run(
        &mut self,
        judge: &mut Judge,
        stop: Stop,
        observer: &mut (impl Observer + ?Sized),
        notes: &mut Vec<String>,
    ) -> Result<Vec<Incomplete>, Error> {
        let path = self.ledger.path().map(Path::to_owned);
        let plan = WritePlan {
            run: self.run.clone(),
            setting: self.setting.clone(),
            client: self.client.clone(),
            reader: self.reader.clone(),
            own: self.own.clone(),
            pause: self.pause,
            stop,
        };
        let written = runner::write(plan, judge, &mut self.ledger, observer).await?;
        if written.left.is_nothing() {
            if written.has_looked {
                notes.push(
                    "verified: everything that provably belongs to this run is deleted".to_owned(),
                );
                notes.push(since(&written.since));
            }
            return Ok(written.stopped.into_iter().collect());
        }
        let left = left_behind(&written.left, path.as_deref());
        let left = Incomplete::new(Reason::LeftBehind, left);
        Ok(written.stopped.into_iter().chain([left]).collect())
    }
}

/// What became of the memberships that are not the run's.
#[must_use]
pub(crate) fn since(since: &Result<Since, String>) -> String {
    match since {
        Ok(since) => since.to_string(),
        Err(trouble) => format!(
            "could not verify that the memberships that existed before are unchanged: {trouble}"
        ),
    }
}

/// What is left, and what to do about it.
#[must_use]
pub(crate) fn left_behind(left: &Left, ledger: Option<&Path>) -> String {
    let numbers = |ids: &[u64]| {
        let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    let mut parts = Vec::new();
    if !left.members.is_empty() {
        parts.push(format!("memberships {}", numbers(&left.members)));
    }
    if !left.customers.is_empty() {
        parts.push(format!("customers {}", numbers(&left.customers)));
    }
    let mut text = match (parts.is_empty(), left.unproved.is_empty()) {
        (false, _) => format!("not deleted: {}", parts.join(" and ")),
        (true, false) => "nothing that provably belongs to this run is left".to_owned(),
        (true, true) => "could not verify that nothing is left behind".to_owned(),
    };
    if !left.unproved.is_empty() {
        let told = left.unproved.iter().take(MOST_TOLD);
        let told: Vec<String> = told.map(ToString::to_string).collect();
        let more = left.unproved.len().saturating_sub(MOST_TOLD);
        let more = if more > 0 {
            format!("; and {more} more")
        } else {
            String::new()
        };
        text.push_str(&format!(
            "; left alone, because not proved to be of this run: {}{more}",
            told.join("; ")
        ));
    }
    if let Some(trouble) = &left.trouble {
        text.push_str(&format!(" ({trouble})"));
    }
    if let Some(path) = ledger {
        text.push_str(&format!("; memberspec cleanup {} tries again", name(path)));
    }
    text
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// A site on this machine answers at once; any other gets time to end what it has begun.
#[must_use]
pub(crate) fn pause(root: &Url) -> Duration {
    let is_here = match root.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if is_here {
        Duration::from_millis(150)
    } else {
        Duration::from_secs(3)
    }
}
