use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::Error;
use super::consent::{self, Intended};
use super::settings::Write;
use crate::cli::{Context, interrupt};
use crate::client::{Client, Scheme, Writes, random_bytes};
use crate::exchange::Exchange;
use crate::finding::{Incomplete, Reason, SubjectKind};
use crate::judge::Judge;
use crate::ledger::{Ledger, Run};
use crate::life::{Mark, Own, Setting};
use crate::runner::{self, Attendants, Event, Left, Since, WritePlan};
use crate::seen::Api;

/// How many rows that could not be proved are told one by one.
const MOST_TOLD: usize = 5;

/// The site that is to be written to.
pub(super) struct Site<'a> {
    pub(super) root: &'a Url,
    pub(super) client: &'a Client,
    pub(super) reader: Option<&'a Client>,
    pub(super) kind: SubjectKind,
    pub(super) api: Api,
}

/// A write run that somebody has agreed to.
pub(super) struct Writing {
    run: Run,
    client: Client,
    reader: Option<Client>,
    own: Own,
    setting: Setting,
    ledger: Ledger,
    pause: Duration,
}

/// Asks for consent, makes the ledger and opens the client's gate for what the run will make.
pub(super) async fn prepare(
    site: Site<'_>,
    write: &Write,
    context: &mut Context,
) -> Result<Writing, crate::cli::Error> {
    if site.client.scheme() == Scheme::None {
        return Err(Error::WriteWithoutCredentials.into());
    }
    let lent = write.customer;
    let started = crate::clock::now_or_epoch();
    let run = Run::new(site.root, site.api.as_str(), lent, started, random_bytes()?);
    let mark = Mark::of(&run.mark);
    let is_own_site = site.kind == SubjectKind::Reference;
    let default = context
        .directory
        .join(format!("memberspec-write-{mark}.jsonl"));
    let path: Option<PathBuf> = match &write.ledger {
        Some(path) => Some(path.clone()),
        // The embedded site ends with this process, and its rows with it.
        None if is_own_site => None,
        None => Some(default),
    };
    if !is_own_site {
        let shown = path.as_deref().map(name).unwrap_or_default();
        let intended = Intended {
            root: site.root,
            mark: &mark,
            lent,
            ledger: &shown,
            yes_to: write.yes_to.as_deref(),
        };
        consent::ask(&intended, site.client, context).await?;
    }
    let ledger = match &path {
        Some(path) => Ledger::create(path).map_err(Error::Ledger)?,
        None => Ledger::unwritten(),
    };
    let own = Own::new(site.root, &mark, lent);
    let allowed = |client: &Client| client.clone().with_writes(Writes::Allowed(own.permit()));
    Ok(Writing {
        run,
        client: allowed(site.client),
        reader: site.reader.map(allowed),
        setting: Setting {
            api: site.api,
            mark,
            lent,
            has_reader: site.reader.is_some(),
        },
        own,
        ledger,
        pause: pause(site.root),
    })
}

impl Writing {
    /// Leads the life and cleans up; says why it is not complete, if it is not.
    pub(super) async fn run(
        &mut self,
        judge: &mut Judge,
        keep: &mut dyn FnMut(&Exchange) -> io::Result<()>,
        tell: &mut dyn FnMut(&Event),
        notes: &mut Vec<String>,
    ) -> Result<Vec<Incomplete>, crate::cli::Error> {
        let path = self.ledger.path().map(Path::to_owned);
        interrupt::writes(path.as_deref());
        let plan = WritePlan {
            run: self.run.clone(),
            setting: self.setting.clone(),
            client: self.client.clone(),
            reader: self.reader.clone(),
            own: self.own.clone(),
            pause: self.pause,
            stop: interrupt::stop(),
        };
        let mut attendants = Attendants { keep, tell };
        let written = runner::write(plan, judge, &mut self.ledger, &mut attendants).await;
        let written = written.map_err(Error::Write)?;
        if written.left.is_nothing() {
            if written.has_looked {
                notes.push(
                    "everything that is proved to be of this run is gone; that was looked at"
                        .to_owned(),
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
pub(in crate::cli) fn since(since: &Result<Since, String>) -> String {
    match since {
        Ok(since) => since.to_string(),
        Err(trouble) => format!(
            "whether the memberships that were there before are as they were could not be seen: \
             {trouble}"
        ),
    }
}

/// What is left, and what to do about it.
pub(in crate::cli) fn left_behind(left: &Left, ledger: Option<&Path>) -> String {
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
        (false, _) => format!("left behind: {}", parts.join(" and ")),
        (true, false) => "nothing that is proved to be of this run is left".to_owned(),
        (true, true) => "it could not be made sure that nothing is left behind".to_owned(),
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
            "; left alone, not proved: {}{more}",
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
pub(in crate::cli) fn pause(root: &Url) -> Duration {
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
