use std::borrow::Cow;

use super::{BaselineUse, Example, Finding, Incomplete, Level, Rule};
use crate::redact::Redactor;

/// The whole result of a run, ready to be reported. Holds no secret and no personal data.
#[derive(Debug)]
pub struct Outcome {
    /// What was judged.
    pub subject: Subject,
    /// Which contract: `observed` or `documented`.
    pub contract: &'static str,
    /// Tells the document and the overlay that the person named from others: 16 hexadecimal digits;
    /// none where memberspec's own documents judged alone.
    pub extension: Option<String>,
    /// Whether warnings and known departures count too.
    pub strict: bool,
    /// How much was requested of a site; none for what was not requested.
    pub profile: Option<UsedProfile>,
    /// How many exchanges were judged.
    pub exchanges: u64,
    /// How many more were only compared with those: answers of other versions of the API, and of
    /// routes of WooCommerce's own.
    pub compared: u64,
    /// By the contract of which release of the plugin was judged; none where nobody asked.
    pub release: Option<JudgedRelease>,
    /// Exchanges that were not judged, by reason, with their number.
    pub skipped: Vec<(String, u64)>,
    /// Every rule that took part, in registry order, with what it judged; zero means that nothing
    /// exercised it. Checks of writes take part where there was a write.
    pub rules: Vec<RuleTally>,
    /// What each rule judged at each operation, by operation and then by rule id.
    pub cases: Vec<Case>,
    /// Every operation of the contract and how many exchanges belonged to it.
    pub operations: Vec<(String, u64)>,
    /// Findings, grouped by operation, the worst first.
    pub findings: Vec<Finding>,
    /// Known departures that were seen and do not count, by catalogue id.
    pub known: Vec<Known>,
    /// What could not be exercised, each with its reason.
    pub unexercised: Vec<Unexercised>,
    /// Remarks for the person who runs it, in order.
    pub notes: Vec<String>,
    /// Why not everything was judged that was requested; empty where it was.
    pub incomplete: Vec<Incomplete>,
    /// What came of holding the site's description of itself against the contract and the
    /// responses; none where it gave none.
    pub described: Option<SelfDescription>,
    /// How long the responses of each operation took; nothing for a recording and for the site on
    /// this machine.
    pub latency: Vec<Latency>,
    /// What came of comparing the findings with a baseline; none where none was named.
    pub baseline: Option<BaselineUse>,
    /// What the receiver of notifications knows of it; none where nobody is notified.
    pub notified: Option<Notified>,
}

/// What the receiver of notifications knows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Notified {
    /// The verdict that was delivered last, or that needed no notification; null where the first one
    /// could not be delivered.
    pub verdict: Option<Verdict>,
}

/// The profile of a run: how much it requested.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct UsedProfile {
    /// What it is called: `quick`, or the name of one in `memberspec.toml`.
    pub name: String,
    /// How much that requests: `quick`, `standard` or `thorough`.
    pub scope: String,
}

impl std::fmt::Display for UsedProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.name == self.scope {
            return f.write_str(&self.name);
        }
        write!(f, "{} ({})", self.name, self.scope)
    }
}

/// How long the responses of one operation took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latency {
    /// The operation.
    pub operation: String,
    /// How many responses were timed.
    pub responses: u64,
    /// The time of all of them together.
    pub total: std::time::Duration,
    /// The time in the middle.
    pub median: std::time::Duration,
    /// The longest time.
    pub slowest: std::time::Duration,
}

/// How a site's description of itself (OPTIONS), the document and the responses agree. None of it
/// counts: what answers do wrong is found by the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfDescription {
    /// Statements about properties, arguments and routes of which at least two of the three speak.
    pub compared: usize,
    /// Those on which all agree.
    pub agree: usize,
    /// Those on which every site of the release disagrees, as the catalogue knows.
    pub known: usize,
    /// All others.
    pub unknown: usize,
    /// The first of these.
    pub first: Vec<Disagreement>,
    /// The command that prints all of them.
    pub command: String,
}

/// One statement on which document, self-description and answers disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// `members order_id`, `GET members per_page`.
    pub what: String,
    /// What of it: `type`, `null`, `enum`.
    pub aspect: &'static str,
    /// What the document says.
    pub document: String,
    /// The site's self-description.
    pub site: String,
    /// What answers held.
    pub seen: String,
    /// Who disagrees with whom.
    pub who: String,
}

/// By which release was judged, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedRelease {
    /// The release whose contract judged: `1.27.2`.
    pub judged_by: String,
    /// The release that the site names, if it does.
    pub named: Option<String>,
    /// How: `told`, `system-status`, `answers` or `assumed`.
    pub by: &'static str,
    /// All of it for people.
    pub text: String,
}

/// What was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `https://shop.example`, `v3-read.har`, `embedded reference site`.
    pub name: String,
    /// `site`, `recording`, `receiver`, `proxy` or `reference`.
    pub kind: SubjectKind,
    /// The API versions that were judged, as `v3`.
    pub apis: Vec<String>,
}

/// The kind of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A site on the network.
    Site,
    /// Recorded traffic.
    Recording,
    /// A receiver of webhooks, with what came in.
    Receiver,
    /// A site, as a client used it through a proxy.
    Proxy,
    /// The reference site that memberspec started itself.
    Reference,
}

/// What one rule did in a run.
#[derive(Debug)]
pub struct RuleTally {
    /// The rule.
    pub rule: &'static Rule,
    /// Instances judged.
    pub judged: u64,
    /// Findings of it that count.
    pub findings: u64,
}

/// What one rule judged at one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The operation as people name it.
    pub operation: String,
    /// The rule.
    pub rule: &'static Rule,
    /// Instances judged there, at least 1.
    pub judged: u64,
}

/// A known departure that was seen.
#[derive(Debug)]
pub struct Known {
    /// Catalogue id.
    pub id: &'static str,
    /// Its one-line title.
    pub title: &'static str,
    /// How many instances showed it.
    pub times: u64,
    /// Operations that showed it, sorted.
    pub operations: Vec<String>,
    /// The first instance, if one was kept.
    pub example: Option<Example>,
}

/// Something that the run could not look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unexercised {
    /// What: a check id, an operation, a status.
    pub what: String,
    /// Why: "no paused membership on this site".
    pub reason: String,
}

/// How a run ended: the one decision on which the exit code and every report agree.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything that was requested was judged, and nothing that counts was found.
    Conforms,
    /// Something that counts was found, whether everything was judged or not.
    Fails,
    /// Nothing that counts was found, and not everything was judged.
    Incomplete,
    /// There was nothing to judge.
    NothingJudged,
}

impl Verdict {
    /// What follows from whether something fails the run, whether it is whole, and how many instances
    /// its checks examined.
    pub(crate) fn of(fails: bool, is_whole: bool, examined: u64) -> Self {
        match (fails, is_whole, examined) {
            (true, ..) => Self::Fails,
            (false, false, _) => Self::Incomplete,
            (false, true, 0) => Self::NothingJudged,
            (false, true, _) => Self::Conforms,
        }
    }

    /// The worse of two.
    #[must_use]
    pub(crate) fn or_worse(self, other: Self) -> Self {
        let rank = |verdict| match verdict {
            Self::Conforms => 0,
            Self::NothingJudged => 1,
            Self::Incomplete => 2,
            Self::Fails => 3,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }

    /// The word for it in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Fails => "fails",
            Self::Incomplete => "incomplete",
            Self::NothingJudged => "nothing-judged",
        }
    }
}

impl Outcome {
    /// How the run ended.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let examined = self.rules.iter().map(|it| it.judged);
        let is_whole = self.incomplete.is_empty();
        Verdict::of(
            self.fails(),
            is_whole,
            examined.fold(0, u64::saturating_add),
        )
    }

    /// Whether the run found what fails it.
    #[must_use]
    pub fn fails(&self) -> bool {
        let has_stale = || (self.baseline.as_ref()).is_some_and(|it| it.stale().next().is_some());
        self.findings.iter().any(|finding| self.is_failing(finding)) || (self.strict && has_stale())
    }

    /// Whether this finding alone would fail the run.
    #[must_use]
    pub fn is_failing(&self, finding: &Finding) -> bool {
        finding.counts
            && (finding.level == Level::Error || (self.strict && finding.level == Level::Warning))
    }

    /// How many findings of that level count.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.counts && finding.level == level)
            .count()
    }

    /// Shows values in place of their shapes.
    pub fn open(&mut self) {
        for finding in &mut self.findings {
            let example = &mut finding.example;
            if let Some(open) = example.open.take() {
                example.value = open.value.or(example.value.take());
                example.excerpt = open.excerpt.or(example.excerpt.take());
            }
            for fact in &mut example.facts {
                if let Some(open) = fact.open.take() {
                    fact.value = open;
                }
            }
        }
    }

    /// Masks the secrets of the run in every text that a site or a recording may have filled, before
    /// a report breaks it into lines.
    pub fn mask(&mut self, redactor: &Redactor) {
        let mask = |text: &mut String| {
            if let Cow::Owned(masked) = redactor.text(text) {
                *text = masked;
            }
        };
        mask(&mut self.subject.name);
        if let Some(profile) = &mut self.profile {
            mask(&mut profile.name);
        }
        self.notes
            .iter_mut()
            .chain(self.incomplete.iter_mut().map(|it| &mut it.text))
            .for_each(mask);
        for gap in &mut self.unexercised {
            mask(&mut gap.what);
            mask(&mut gap.reason);
        }
        for finding in &mut self.findings {
            mask(&mut finding.operation);
            mask(&mut finding.cause.expected);
            mask(&mut finding.cause.found);
            finding
                .cause
                .parameters
                .iter_mut()
                .for_each(|(_, it)| mask(it));
            finding.example.texts().for_each(mask);
        }
        for it in self.described.iter_mut().flat_map(|it| &mut it.first) {
            let texts = [
                &mut it.what,
                &mut it.document,
                &mut it.site,
                &mut it.seen,
                &mut it.who,
            ];
            texts.into_iter().for_each(mask);
        }
    }
}
