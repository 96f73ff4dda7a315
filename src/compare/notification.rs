use schemars::JsonSchema;
use serde::Serialize;

use super::Difference;
use crate::base::plural;
use crate::finding::{Level, Verdict};
use crate::runs::{Finding, Run};

/// The version of the shape.
const SCHEMA_VERSION: u32 = 1;

/// How many sites and how many findings of one are listed, and how long a name may be.
const SITES: usize = 20;
const FINDINGS: usize = 10;
const NAME: usize = 200;

/// What `check --notify` posts: which sites have another verdict than before. It holds no value of a
/// site and no secret.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "memberspec notification")]
pub(crate) struct Notification {
    /// The version of this shape.
    schema_version: u32,
    /// The program that posts it.
    tool: Tool,
    /// The rest as one line for people.
    text: String,
    /// The verdict of the run: that of its worst site.
    verdict: Change,
    /// How many sites were checked.
    sites: usize,
    /// The sites whose verdict changed, by name, at most 20.
    changed: Vec<SiteChange>,
    /// How many more sites changed.
    more: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// A verdict, before and after.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
struct Change {
    /// The one that was posted last, or that of the earlier report; null without both.
    before: Option<Verdict>,
    after: Verdict,
}

/// A site whose verdict changed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SiteChange {
    /// Its name in `memberspec.toml`, or its address.
    site: String,
    verdict: Change,
    /// Findings that count, by level.
    counts: Counts,
    /// Findings that the earlier report does not have, at most 10; all that count where a change before
    /// could not be posted.
    new: Vec<Named>,
    /// Findings that are gone where the check had as much data as before, at most 10.
    gone: Vec<Named>,
    /// How many more findings are new or gone.
    more: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// A finding by its ids.
#[derive(Debug, Serialize, JsonSchema)]
struct Named {
    /// 16 hexadecimal digits.
    fingerprint: String,
    /// The id of the check.
    check: String,
    level: Level,
}

/// The last verdict of a site that was posted to the receiver; none if nothing was.
pub(crate) fn told(before: Option<&Run>) -> Option<Verdict> {
    let run = before?;
    // An earlier release of memberspec kept no record.
    run.notified.map_or(Some(run.verdict), |it| it.verdict)
}

/// Whether the receiver has to be told.
pub(crate) fn is_news(told: Option<Verdict>, after: Verdict) -> bool {
    told.unwrap_or(Verdict::Conforms) != after
}

impl SiteChange {
    /// What changed on a site since the last verdict that was posted; none if the verdict is the same. A
    /// site of which nothing was posted, and which conforms, did not change.
    pub(crate) fn between(name: &str, before: Option<&Run>, after: &Run) -> Option<Self> {
        let told = told(before);
        if !is_news(told, after.verdict) {
            return None;
        }
        // Where the receiver missed a change, the run before may have the same findings.
        let known = before.filter(|it| told == Some(it.verdict));
        let difference = known.map(|before| Difference::between(before, after));
        let (new, gone) = match &difference {
            Some(difference) => (difference.new.clone(), difference.gone.clone()),
            None => (
                after.findings.iter().filter(|it| it.counts).collect(),
                Vec::new(),
            ),
        };
        let count = |level| {
            let findings = after.findings.iter();
            findings.filter(|it| it.counts && it.level == level).count()
        };
        Some(Self {
            site: shown(name),
            verdict: Change {
                before: told,
                after: after.verdict,
            },
            counts: Counts {
                errors: count(Level::Error),
                warnings: count(Level::Warning),
                infos: count(Level::Info),
            },
            more: new.len().saturating_sub(FINDINGS) + gone.len().saturating_sub(FINDINGS),
            new: named(&new),
            gone: named(&gone),
        })
    }

    fn text(&self) -> String {
        let before = self
            .verdict
            .before
            .map_or("no earlier report", Verdict::as_str);
        let new = plural(self.new.len() as u64, "new finding");
        format!(
            "{}: {before} → {}, {new}",
            self.site,
            self.verdict.after.as_str()
        )
    }
}

impl Notification {
    /// What is posted of a run; none if no verdict changed.
    pub(crate) fn of(
        (before, after): (Option<Verdict>, Verdict),
        sites: usize,
        mut changed: Vec<SiteChange>,
    ) -> Option<Self> {
        let first = changed.first()?.text();
        let (all, more) = (changed.len(), changed.len().saturating_sub(SITES));
        changed.truncate(SITES);
        let text = match all {
            1 => format!("memberspec: {first}"),
            all => format!("memberspec: {all} of {sites} sites changed; {first}"),
        };
        Some(Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            text,
            verdict: Change { before, after },
            sites,
            changed,
            more,
        })
    }

    /// The JSON Schema of it, pretty-printed, with a line feed at the end.
    #[must_use]
    pub(crate) fn schema() -> String {
        let mut schema = schemars::schema_for!(Self);
        let id = format!("urn:memberspec:notification:{SCHEMA_VERSION}");
        schema.insert("$id".to_owned(), id.into());
        format!("{:#}\n", schema.as_value())
    }
}

/// The findings by their ids. Those of an earlier report may be of anybody's making, so that only what
/// has the form of an id is repeated.
fn named(findings: &[&Finding]) -> Vec<Named> {
    let is_id = |text: &str| {
        text.len() <= 64 && (text.bytes()).all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    (findings.iter())
        .filter(|it| is_id(&it.fingerprint) && is_id(&it.check))
        .take(FINDINGS)
        .map(|it| Named {
            fingerprint: it.fingerprint.clone(),
            check: it.check.clone(),
            level: it.level,
        })
        .collect()
}

/// A name that no chat takes for markup.
fn shown(name: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "-._~:/[]% ".contains(it);
    let characters = name.chars().take(NAME);
    characters
        .map(|it| if is_plain(it) { it } else { '?' })
        .collect()
}
