use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

use super::{Partition, canonical};
use crate::finding::{Level, Notified, Verdict};
use crate::runs::{Finding, NotARun, Run, Runs};

/// How many names of sites are listed beside one finding.
const NAMED: usize = 5;

/// Checked sites, by name, with the JSON report of each.
#[derive(Debug)]
pub(crate) struct Sites {
    sites: BTreeMap<String, Site>,
    /// By fingerprint, check and operation.
    findings: BTreeMap<(String, String, String), Shared>,
    /// The reports one after another.
    reports: File,
    length: u64,
    /// The parts that these sites are, if they are not all sites.
    parts: BTreeSet<Partition>,
    /// The parts that were expected and are not there.
    missing: Vec<Partition>,
}

/// What a table says of one site.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) verdict: Verdict,
    pub(super) release: Option<String>,
    pub(super) exchanges: u64,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Why it was not judged completely: the first reason.
    pub(super) incomplete: Option<(String, String)>,
    pub(super) notified: Option<Notified>,
    place: (u64, u64),
}

/// A finding of one site or of several.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) finding: Finding,
    pub(super) sites: usize,
    /// The first of them.
    pub(super) named: Vec<String>,
}

/// A file is not a report of one or several sites.
#[derive(Debug, Error)]
pub(crate) enum NotAFleet {
    /// One report in it is none.
    #[error(transparent)]
    Run(#[from] NotARun),
    /// It does not hold as many sites as it says.
    #[error("it holds {held} of {of} sites: write it again")]
    Cut {
        /// How many it has.
        held: usize,
        /// How many it says it has.
        of: usize,
    },
    /// Its verdict is worse than what it lists.
    #[error("its verdict `{0}` does not follow from the sites that it lists: write it again")]
    Contradiction(&'static str),
    /// It is a part of another division.
    #[error("it is part {0}, and another report is part {1}: merge the parts of one division")]
    Parts(Partition, Partition),
    /// It names a part that is none.
    #[error("{0}")]
    Part(String),
    /// Two reports are of one site.
    #[error("`{0}` was reported before: name each site in one report only")]
    Twice(String),
    /// The reports could not be kept.
    #[error("cannot write a temporary file: {0}")]
    Kept(#[from] io::Error),
}

impl Sites {
    /// None yet.
    ///
    /// # Errors
    ///
    /// The system gives no temporary file.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            sites: BTreeMap::new(),
            findings: BTreeMap::new(),
            reports: tempfile::tempfile()?,
            length: 0,
            parts: BTreeSet::new(),
            missing: Vec::new(),
        })
    }

    /// Adds a site with its JSON report, in any order.
    ///
    /// # Errors
    ///
    /// It is no report, the site is there already, or the report cannot be kept.
    pub(crate) fn add(&mut self, name: &str, report: &[u8]) -> Result<Verdict, NotAFleet> {
        let (name, run) = (canonical(name), Run::read(report)?);
        if self.sites.contains_key(&name) {
            return Err(NotAFleet::Twice(name));
        }
        self.reports.seek(SeekFrom::Start(self.length))?;
        self.reports.write_all(report)?;
        let place = (self.length, report.len() as u64);
        self.length += place.1;
        let verdict = run.verdict;
        let count = |level| {
            (run.findings.iter())
                .filter(|it| it.counts && it.level == level)
                .count()
        };
        let site = Site {
            verdict,
            release: run.release.as_ref().map(|it| it.judged_by.clone()),
            exchanges: run.exchanges,
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            incomplete: run
                .incomplete
                .first()
                .map(|it| (it.id.clone(), it.text.clone())),
            notified: run.notified,
            place,
        };
        for ((fingerprint, check, operation), finding) in run.by_identity() {
            if !finding.counts {
                continue;
            }
            let id = (
                fingerprint.to_owned(),
                check.to_owned(),
                operation.to_owned(),
            );
            let shared = self.findings.entry(id).or_insert_with(|| Shared {
                finding: finding.clone(),
                sites: 0,
                named: Vec::new(),
            });
            shared.sites += 1;
            // The same, whichever site was done first.
            let at = shared.named.partition_point(|it| *it < name);
            if at == 0 {
                shared.finding = finding.clone();
            }
            shared.named.insert(at, name.clone());
            shared.named.truncate(NAMED);
        }
        self.sites.insert(name, site);
        Ok(verdict)
    }

    /// Says that these are the sites of one part.
    ///
    /// # Errors
    ///
    /// Another part is there already that belongs to another division.
    pub(crate) fn are_part(&mut self, part: Partition) -> Result<(), NotAFleet> {
        match self.parts.iter().find(|known| known.of() != part.of()) {
            Some(known) => Err(NotAFleet::Parts(part, *known)),
            None => {
                self.parts.insert(part);
                Ok(())
            }
        }
    }

    /// Says that nothing more comes: the parts that are not there are missing.
    pub(crate) fn finish(&mut self) {
        let all = self.parts.first().map(|part| part.all());
        let absent = all
            .into_iter()
            .flatten()
            .filter(|part| !self.parts.contains(part));
        self.missing = absent.take(NAMED).collect();
        if self.missing.is_empty() {
            self.parts.clear();
        }
    }

    /// The parts that these sites are; none if they are all sites.
    pub(super) fn parts(&self) -> impl Iterator<Item = String> {
        self.parts.iter().map(ToString::to_string)
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.sites.len()
    }

    /// The verdict of the whole: the worst of all sites.
    pub(crate) fn verdict(&self) -> Verdict {
        let has = |verdict| self.count(verdict) > 0;
        if has(Verdict::Fails) {
            Verdict::Fails
        } else if has(Verdict::Incomplete)
            || has(Verdict::NothingJudged)
            || !self.missing.is_empty()
        {
            Verdict::Incomplete
        } else if self.sites.is_empty() {
            Verdict::NothingJudged
        } else {
            Verdict::Conforms
        }
    }

    /// How many sites ended so.
    pub(super) fn count(&self, verdict: Verdict) -> usize {
        let sites = self.sites.values();
        sites.filter(|site| site.verdict == verdict).count()
    }

    /// By name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Site)> {
        self.sites.iter()
    }

    /// The findings, those of most sites first, then the worst.
    pub(super) fn findings(&self) -> Vec<&Shared> {
        let mut findings: Vec<&Shared> = self.findings.values().collect();
        findings.sort_by_key(|it| std::cmp::Reverse((it.sites, it.finding.level)));
        findings
    }

    /// The run of a site; none if it is not there.
    ///
    /// # Errors
    ///
    /// It cannot be read again.
    pub(crate) fn run(&self, name: &str) -> io::Result<Option<Run>> {
        let Some(site) = self.sites.get(&canonical(name)) else {
            return Ok(None);
        };
        let mut run = Run::read(&self.report(site)?).map_err(io::Error::other)?;
        run.notified = site.notified;
        Ok(Some(run))
    }

    /// Keeps what the receiver of notifications knows of a site.
    pub(crate) fn notify(&mut self, name: &str, notified: Option<Notified>) {
        if let Some(site) = self.sites.get_mut(&canonical(name)) {
            site.notified = notified;
        }
    }

    /// The report of a site, as it was added.
    ///
    /// # Errors
    ///
    /// It cannot be read again.
    pub(super) fn report(&self, site: &Site) -> io::Result<Vec<u8>> {
        let mut file = &self.reports;
        file.seek(SeekFrom::Start(site.place.0))?;
        let mut report = Vec::new();
        file.take(site.place.1).read_to_end(&mut report)?;
        Ok(report)
    }
}

impl Runs for Sites {
    fn each(&self, call: &mut dyn FnMut(&str, &Run) -> io::Result<()>) -> io::Result<()> {
        for (name, site) in self.iter() {
            let run = Run::read(&self.report(site)?).map_err(io::Error::other)?;
            call(name, &run)?;
        }
        Ok(())
    }

    fn missing_parts(&self) -> Vec<String> {
        self.missing.iter().map(ToString::to_string).collect()
    }
}

/// The form of a report of several sites, as far as it is read.
#[derive(Deserialize)]
struct Several {
    sites: Vec<One>,
    verdict: Verdict,
    counts: Counts,
    #[serde(default)]
    parts: Vec<String>,
}

#[derive(Deserialize)]
struct Counts {
    sites: usize,
}

#[derive(Deserialize)]
struct One {
    name: String,
    #[serde(default)]
    notified: Option<Notified>,
    report: Box<RawValue>,
}

/// Whether a JSON report is of several sites.
pub(crate) fn is_of_several(text: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Form {
        #[serde(rename = "sites")]
        _sites: serde::de::IgnoredAny,
    }
    serde_json::from_slice::<Form>(text).is_ok()
}

/// Adds what a JSON report of several sites holds, or of one.
///
/// # Errors
///
/// It is neither, or a site is there already.
pub(crate) fn read(text: &[u8], sites: &mut Sites) -> Result<(), NotAFleet> {
    let Ok(several) = serde_json::from_slice::<Several>(text) else {
        let run = Run::read(text)?;
        let compact: Box<RawValue> = serde_json::from_slice(text).map_err(NotARun::Form)?;
        sites.add(&run.subject.name, &compacted(&compact)?)?;
        return Ok(());
    };
    let (held, of) = (several.sites.len(), several.counts.sites);
    if held != of {
        return Err(NotAFleet::Cut { held, of });
    }
    for part in &several.parts {
        sites.are_part(part.parse().map_err(NotAFleet::Part)?)?;
    }
    let mut worst = Verdict::Conforms;
    for site in several.sites {
        worst = worst.or_worse(sites.add(&site.name, &compacted(&site.report)?)?);
        if site.notified.is_some() {
            sites.notify(&site.name, site.notified);
        }
    }
    // Of no sites and of some parts alone the verdict says more than the sites do.
    let is_whole = held > 0 && several.parts.is_empty();
    if is_whole && worst.or_worse(several.verdict) != worst {
        return Err(NotAFleet::Contradiction(several.verdict.as_str()));
    }
    Ok(())
}

/// A report without white space between its tokens, whoever wrote it.
fn compacted(report: &RawValue) -> Result<Vec<u8>, NotARun> {
    let value: serde_json::Value = serde_json::from_str(report.get()).map_err(NotARun::Form)?;
    serde_json::to_vec(&value).map_err(NotARun::Form)
}
