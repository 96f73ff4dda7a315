use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::contradiction::contradiction;
use crate::finding::{
    Accepted, Confirmation, Excerpt, Fact, Level, Location, Notified, Outcome, UsedProfile, Verdict,
};
use crate::report;

/// One run or several, each with the name of what was checked.
pub(crate) trait Runs {
    /// Hands each run over, in the order of the names, one at a time: many do not fit into memory.
    ///
    /// # Errors
    ///
    /// Of the call, and of a report that cannot be read again.
    fn each(&self, call: &mut dyn FnMut(&str, &Run) -> io::Result<()>) -> io::Result<()>;

    /// The parts of the whole whose report is missing.
    fn missing_parts(&self) -> Vec<String>;
}

impl Runs for Run {
    fn each(&self, call: &mut dyn FnMut(&str, &Run) -> io::Result<()>) -> io::Result<()> {
        call(&self.subject.name, self)
    }

    fn missing_parts(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a JSON report of `check` says of a run. Properties that a later release adds are ignored.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Run {
    schema_version: u32,
    pub(crate) verdict: Verdict,
    pub(crate) subject: Subject,
    pub(crate) contract: String,
    /// What extended the contract.
    #[serde(default)]
    pub(crate) extension: Option<String>,
    pub(crate) strict: bool,
    #[serde(default)]
    pub(crate) profile: Option<UsedProfile>,
    pub(crate) release: Option<ReleaseOfRun>,
    pub(crate) exchanges: u64,
    #[serde(default)]
    pub(super) counts: Option<Counts>,
    pub(crate) checks: Vec<Check>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) incomplete: Vec<Incomplete>,
    #[serde(default)]
    pub(super) stopped: Option<String>,
    #[serde(default)]
    pub(crate) known: Vec<Known>,
    #[serde(default)]
    pub(crate) unexercised: Vec<Unexercised>,
    #[serde(default)]
    pub(crate) latency: Vec<Latency>,
    #[serde(default)]
    pub(crate) baseline: Option<Baseline>,
    #[serde(default)]
    pub(crate) notified: Option<Notified>,
}

/// Findings that count, by level.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Counts {
    pub(super) errors: u64,
    pub(super) warnings: u64,
    pub(super) infos: u64,
}

/// What a baseline says beside its findings.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Baseline {
    /// How many findings it accepts.
    #[serde(default)]
    pub(super) known: u64,
    /// The entries that somebody should look at.
    #[serde(default)]
    pub(crate) told: Vec<Entry>,
}

/// An entry of a baseline.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Entry {
    pub(crate) check: String,
    pub(crate) operation: String,
    pub(crate) place: String,
    /// `expired`, `vanished` or `not-judged`.
    pub(crate) state: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Subject {
    pub(crate) name: String,
    /// `site`, `recording`, `receiver` or `reference`.
    #[serde(default)]
    pub(crate) kind: String,
    pub(crate) apis: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ReleaseOfRun {
    pub(crate) judged_by: String,
    pub(crate) named: Option<String>,
    by: String,
}

impl ReleaseOfRun {
    /// Whether somebody chose it for the run, whatever the site runs.
    pub(crate) fn is_told(&self) -> bool {
        self.by == "told"
    }
}

/// A known departure that was seen and does not count.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) times: u64,
}

/// Something that the run could not look at.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Unexercised {
    pub(crate) what: String,
    pub(crate) reason: String,
}

/// How long the responses of one operation took.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Latency {
    pub(crate) operation: String,
    pub(crate) responses: u64,
    #[serde(default)]
    pub(crate) total_ms: u64,
    pub(crate) median_ms: u64,
    pub(crate) slowest_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Check {
    pub(crate) id: String,
    pub(crate) judged: u64,
    pub(crate) unit: String,
    /// Findings of it that count.
    #[serde(default)]
    pub(super) findings: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Operation {
    pub(crate) operation: String,
    pub(crate) exchanges: u64,
}

/// A finding, as a report tells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Finding {
    pub(crate) check: String,
    pub(crate) level: Level,
    pub(crate) operation: String,
    pub(crate) fingerprint: String,
    pub(crate) message: String,
    #[serde(skip_serializing)]
    pub(crate) counts: bool,
    /// How many instances of its kind were judged.
    #[serde(skip_serializing, default)]
    pub(crate) judged: u64,
    #[serde(skip_serializing)]
    pub(crate) location: Option<Location>,
    #[serde(skip_serializing, default)]
    pub(crate) known_as: Vec<String>,
    /// The entry of the baseline that lists it.
    #[serde(skip_serializing)]
    pub(crate) accepted: Option<Accepted>,
    #[serde(skip_serializing)]
    pub(crate) confirmation: Option<Confirmation>,
    #[serde(skip_serializing, default)]
    pub(crate) example: Example,
    #[serde(skip_serializing, default)]
    pub(super) also_seen_by: Vec<Also>,
}

/// A finding that was folded into another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Also {
    #[serde(default)]
    fingerprint: String,
    #[serde(default)]
    same_fault: bool,
}

/// The first instance of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Example {
    /// Method and URL.
    pub(crate) request: String,
    /// A command that sends the request again.
    pub(crate) curl: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) excerpt: Option<Excerpt>,
}

impl Finding {
    /// Its fingerprint, and those of the same fault at other places.
    pub(crate) fn fingerprints(&self) -> impl Iterator<Item = &str> {
        let others = self.also_seen_by.iter().filter(|it| it.same_fault);
        [&*self.fingerprint]
            .into_iter()
            .chain(others.map(|it| &*it.fingerprint))
    }

    /// Where in the response, for people.
    pub(crate) fn place(&self) -> String {
        (self.location.as_ref()).map_or(String::new(), ToString::to_string)
    }

    /// Why it does not count, for people; none if it does.
    pub(crate) fn excuse(&self) -> Option<String> {
        if self.counts {
            return None;
        }
        let accepted = self.accepted.as_ref().map(Accepted::words);
        let confirmed = || self.confirmation.map(|it| it.meaning().to_owned());
        let departure = || {
            let ids = self.known_as.join(", ");
            (!ids.is_empty()).then(|| format!("known as {ids}"))
        };
        let found = accepted.or_else(departure).or_else(confirmed);
        Some(found.unwrap_or_else(|| "does not count under this contract".to_owned()))
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Incomplete {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// Fingerprint, check and operation of a finding.
pub(crate) type Identity<'r> = (&'r str, &'r str, &'r str);

/// A file is not a report of a run.
#[derive(Debug, Error)]
pub(crate) enum NotARun {
    /// It does not have the form of one.
    #[error(
        "not a JSON report of `memberspec check` ({0}); write one with --report json=FILE, or name \
         a HAR recording"
    )]
    Form(serde_json::Error),
    /// It denies in one place what it says in another.
    #[error("the report contradicts itself: {0}; check the site again")]
    Contradiction(String),
    /// It has another version.
    #[error(
        "a report of version {0}, and this program reads version {1}; use the same release of \
             memberspec for both runs"
    )]
    Version(u32, u32),
}

impl Run {
    /// Reads a JSON report.
    ///
    /// # Errors
    ///
    /// It is something else, of another version, or it contradicts itself.
    pub(crate) fn read(text: &[u8]) -> Result<Self, NotARun> {
        let run: Self = serde_json::from_slice(text).map_err(NotARun::Form)?;
        if run.schema_version != report::json::SCHEMA_VERSION {
            return Err(NotARun::Version(
                run.schema_version,
                report::json::SCHEMA_VERSION,
            ));
        }
        // A report may come from anybody.
        match contradiction(&run) {
            Some(what) => Err(NotARun::Contradiction(what)),
            None => Ok(run),
        }
    }

    /// A run of this process, by the report that it would write.
    ///
    /// # Errors
    ///
    /// None that is known: the report is what [`Run::read`] reads.
    pub(crate) fn of(outcome: &Outcome) -> Result<Self, NotARun> {
        let mut text = Vec::new();
        report::json::write(outcome, &mut text)
            .map_err(|error| NotARun::Form(serde_json::Error::io(error)))?;
        Self::read(&text)
    }

    /// Whether this finding alone fails the run.
    pub(crate) fn is_failing(&self, finding: &Finding) -> bool {
        finding.counts
            && (finding.level == Level::Error || (self.strict && finding.level == Level::Warning))
    }

    /// The findings, by what tells them apart. Those that do not count are there too: a finding that
    /// somebody accepted is not gone.
    pub(crate) fn by_identity(&self) -> BTreeMap<Identity<'_>, &Finding> {
        (self.findings.iter())
            .map(|it| ((&*it.fingerprint, &*it.check, &*it.operation), it))
            .collect()
    }

    /// The fingerprints of all findings, at each of their places.
    pub(crate) fn fingerprints(&self) -> BTreeSet<&str> {
        self.findings
            .iter()
            .flat_map(Finding::fingerprints)
            .collect()
    }

    /// How many instances each check judged.
    pub(crate) fn judged(&self) -> BTreeMap<&str, u64> {
        (self.checks.iter())
            .map(|check| (check.id.as_str(), check.judged))
            .collect()
    }

    /// How many exchanges of each operation there were.
    pub(crate) fn exercised(&self) -> BTreeMap<&str, u64> {
        (self.operations.iter())
            .map(|it| (it.operation.as_str(), it.exchanges))
            .collect()
    }
}
