use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use crate::finding::{self, Level, Location, Notified, Outcome, SubjectKind, UsedProfile, Verdict};
use crate::report::verdict;
use crate::report::{arrange, headline};

/// The result of a run of memberspec.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report<'a> {
    /// The version of this shape.
    schema_version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The verdict.
    verdict: Verdict,
    /// The verdict as a sentence for people.
    summary: String,
    /// What was judged.
    subject: Subject<'a>,
    /// Which contract: `observed` or `documented`.
    contract: &'a str,
    /// Tells the document and the overlay that `check` was given from others; null without them.
    /// Runs with different ones are not comparable.
    extension: Option<&'a str>,
    /// Whether warnings and known departures fail the run too.
    strict: bool,
    /// How much was requested of the site; null for what was not requested.
    profile: Option<&'a UsedProfile>,
    /// How many exchanges were judged.
    exchanges: u64,
    /// How many more were only compared with those: answers of other versions of the API, and of
    /// routes of WooCommerce's own.
    compared: u64,
    /// By the contract of which release of the plugin was judged.
    release: Option<Release<'a>>,
    /// Exchanges that were not judged, by reason.
    skipped: Vec<Skipped<'a>>,
    /// Findings that count, by level.
    counts: Counts,
    /// Every check, in the order of the registry.
    checks: Vec<Check<'a>>,
    /// Every operation of the contract.
    operations: Vec<Operation<'a>>,
    /// The findings, by operation, the worst first.
    findings: Vec<Finding<'a>>,
    /// Known departures that were seen and do not count.
    known: Vec<Known<'a>>,
    /// What could not be exercised.
    unexercised: Vec<Unexercised<'a>>,
    /// Remarks for the person who ran it.
    notes: &'a [String],
    /// The text of the first reason in `incomplete`, if there is one.
    stopped: Option<&'a str>,
    /// Why not everything was judged that was requested; empty where it was. Findings can fail a
    /// run that is incomplete too.
    incomplete: Vec<Incomplete<'a>>,
    /// How the site's self-description (OPTIONS), the document and the responses agree. None of it
    /// fails a run.
    self_description: Option<SelfDescription<'a>>,
    /// How long the responses of each operation took; empty for a recording and for the embedded
    /// site.
    latency: Vec<Latency<'a>>,
    /// What came of comparing the findings with a baseline; null where none was named.
    baseline: Option<Baseline<'a>>,
    /// What the receiver of `--notify` knows, so that the next run with `--since` posts what it missed;
    /// null where nobody is notified.
    notified: Option<Notified>,
}

/// How the findings and the entries of a baseline meet.
#[derive(Serialize, JsonSchema)]
struct Baseline<'a> {
    /// How many findings it lists.
    entries: usize,
    /// How many findings of this run it lists.
    known: usize,
    /// The entries that somebody should look at.
    told: Vec<Entry<'a>>,
}

/// An entry of a baseline.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    fingerprint: &'a str,
    /// The id of the check.
    check: &'a str,
    operation: &'a str,
    place: &'a str,
    /// Who answers for it; empty for nobody.
    owner: &'a str,
    /// The last day on which it may stay; empty for no end.
    expires: &'a str,
    /// `expired` and `vanished` fail a strict run; `not-judged` never does.
    state: &'a str,
    /// Why it was not judged: `run-incomplete`, `no-data`, `other-contract` or
    /// `departure-not-counted`; null where it was.
    why: Option<&'a str>,
}

/// The entry of a baseline that lists a finding.
#[derive(Serialize, JsonSchema)]
struct Accepted<'a> {
    /// The day on which it was written down.
    first_seen: &'a str,
    /// Why it may stay; empty where nobody said so.
    reason: &'a str,
    /// Who answers for it; empty for nobody.
    owner: &'a str,
    /// The last day on which it may stay; empty for no end.
    expires: &'a str,
    /// Whether that day is over.
    has_expired: bool,
}

/// How long the responses of one operation took, in milliseconds.
#[derive(Serialize, JsonSchema)]
struct Latency<'a> {
    operation: &'a str,
    responses: u64,
    /// All of them together.
    total_ms: u128,
    median_ms: u128,
    slowest_ms: u128,
}

/// One reason why not everything was judged.
#[derive(Serialize, JsonSchema)]
struct Incomplete<'a> {
    /// The kind of reason: `request-budget-spent`, `credentials-missing`.
    id: &'a str,
    /// What happened and what to do about it, for people.
    text: &'a str,
}

/// By which release was judged, and how it was found.
#[derive(Serialize, JsonSchema)]
struct Release<'a> {
    /// The release whose contract judged: `1.27.2`.
    judged_by: &'a str,
    /// The release that the site names, if it does.
    named: Option<&'a str>,
    /// How: `told`, `system-status`, `answers` or `assumed`.
    by: &'a str,
}

/// How a site's description of itself, the document and the responses agree.
#[derive(Serialize, JsonSchema)]
struct SelfDescription<'a> {
    /// Statements of which at least two of the three speak.
    compared: usize,
    agree: usize,
    /// Those on which every site of the release disagrees, as the catalogue knows.
    known: usize,
    /// All others.
    unknown: usize,
    /// The first of these.
    first: Vec<Disagreement<'a>>,
}

/// One statement on which document, self-description and answers disagree.
#[derive(Serialize, JsonSchema)]
struct Disagreement<'a> {
    /// A property, an argument or a route.
    what: &'a str,
    /// What of it: `type`, `null`, `enum`.
    aspect: &'a str,
    document: &'a str,
    /// The site's self-description.
    site: &'a str,
    /// What answers held.
    answers: &'a str,
    /// Who disagrees with whom.
    who: &'a str,
}

/// A program and its version.
#[derive(Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// What was judged.
#[derive(Serialize, JsonSchema)]
struct Subject<'a> {
    /// A URL, a file name, or the embedded reference site.
    name: &'a str,
    kind: Kind,
    /// The API versions that were judged, as `v3`.
    apis: &'a [String],
}

/// The kind of a subject.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
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

#[derive(Serialize, JsonSchema)]
struct Skipped<'a> {
    reason: &'a str,
    exchanges: u64,
}

#[derive(Serialize, JsonSchema)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// What one check did.
#[derive(Serialize, JsonSchema)]
struct Check<'a> {
    id: &'a str,
    level: Level,
    /// The kind of promise that it guards.
    class: &'a str,
    title: &'a str,
    /// Instances judged; 0 means that nothing exercised it.
    judged: u64,
    /// What an instance is, in the plural: `date pairs`.
    unit: &'a str,
    /// Findings of it that count.
    findings: u64,
}

#[derive(Serialize, JsonSchema)]
struct Operation<'a> {
    /// Method and path template.
    operation: &'a str,
    /// Exchanges that belonged to it.
    exchanges: u64,
}

/// One finding: one cause, however many rows and answers show it.
#[derive(Serialize, JsonSchema)]
struct Finding<'a> {
    /// The id of the check.
    check: &'a str,
    level: Level,
    /// Method and path template, or `site`.
    operation: &'a str,
    location: Place<'a>,
    /// The same in every run and later release of memberspec for this check, operation, cause and
    /// place; 16 hexadecimal digits.
    fingerprint: String,
    /// The id of the cause, unique within its check.
    cause: &'a str,
    /// What tells causes of one id apart.
    parameters: BTreeMap<&'a str, &'a str>,
    /// What was requested.
    expected: &'a str,
    /// What was there, without the value itself.
    found: &'a str,
    /// The finding in one line for people.
    message: String,
    /// Where the contract says so.
    source: Option<&'a str>,
    /// Ids of the catalogue rows that explain it.
    known_as: &'a [&'static str],
    /// Whether it counts under the contract in force.
    counts: bool,
    /// The entry of the baseline that lists it: then it is known and does not count.
    accepted: Option<Accepted<'a>>,
    /// What came of asking again at once; null for recordings, and where nothing was repeated.
    confirmation: Option<Confirmation>,
    /// Instances that show it.
    bad: u64,
    /// Instances of the same kind that were judged.
    judged: u64,
    /// Exchanges that show it.
    exchanges: u64,
    /// The first instance.
    example: Example<'a>,
    /// Findings of the same cause, by another check or at another place, that were folded into
    /// this one.
    also_seen_by: Vec<Also<'a>>,
}

/// A finding of the same cause.
#[derive(Serialize, JsonSchema)]
struct Also<'a> {
    /// The id of the check.
    check: &'a str,
    /// Its fingerprint as a finding of its own.
    fingerprint: String,
    /// Whether it is the same fault at another place; else it is a consequence.
    same_fault: bool,
    /// Method and path template, or `site`.
    operation: &'a str,
    location: Place<'a>,
    /// What was requested.
    expected: &'a str,
    /// What was there, without the value itself.
    found: &'a str,
    /// Instances that show it.
    bad: u64,
    /// Instances of the same kind that were judged.
    judged: u64,
    /// Exchanges that show it.
    exchanges: u64,
    /// Number of the exchange that showed it first, from 1.
    exchange: usize,
}

/// One of the values that a finding holds against each other.
#[derive(Serialize, JsonSchema)]
struct Fact<'a> {
    /// What it is, in a few words.
    label: &'a str,
    /// Number of the exchange that it comes from, from 1; null for what was computed.
    exchange: Option<usize>,
    /// Where in that exchange; empty for what was computed.
    at: &'a str,
    /// The value in short, redacted.
    value: &'a str,
}

/// What came of asking the same questions again at once.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Confirmation {
    /// It was there again.
    Deterministic,
    /// It was not always there.
    Intermittent,
    /// It takes several responses to see it, and now they agree; it does not count.
    DataChanged,
}

/// Where in a response a finding points.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", content = "at", rename_all = "lowercase")]
enum Place<'a> {
    /// The status line.
    Status,
    /// One response header, by name.
    Header(&'a str),
    /// The body as a whole.
    Body,
    /// A path in the JSON body, with `[*]` for any row.
    Json(&'a str),
    /// A query parameter, by name.
    Parameter(&'a str),
    /// Several answers together.
    Sequence(&'a str),
}

/// The first instance of a finding, redacted.
#[derive(Serialize, JsonSchema)]
struct Example<'a> {
    /// Number of the exchange in the run or recording, from 1.
    exchange: usize,
    /// The exchange's label, if it has one.
    label: Option<&'a str>,
    /// Method and URL, without credentials.
    request: &'a str,
    /// A command that asks again; credentials are shell variables.
    curl: &'a str,
    /// Where exactly.
    at: &'a str,
    /// Id of the row that the place belongs to.
    row: Option<i64>,
    /// The offending value in short.
    value: Option<&'a str>,
    /// The values that contradict each other; empty where one response alone is wrong.
    facts: Vec<Fact<'a>>,
    excerpt: Option<Excerpt<'a>>,
}

/// A few lines of the response with a mark under the offending part.
#[derive(Serialize, JsonSchema)]
struct Excerpt<'a> {
    lines: &'a [String],
    /// Index into `lines` of the line that is marked.
    marked: usize,
    /// First column of the mark, from 0, in characters.
    column: usize,
    /// Width of the mark in characters.
    width: usize,
}

/// A known departure that was seen.
#[derive(Serialize, JsonSchema)]
struct Known<'a> {
    /// Its id in the catalogue.
    id: &'a str,
    title: &'a str,
    /// How many instances showed it.
    times: u64,
    /// Operations that showed it.
    operations: &'a [String],
    /// The first instance, if one was kept.
    example: Option<Example<'a>>,
}

/// Something that the run could not look at.
#[derive(Serialize, JsonSchema)]
struct Unexercised<'a> {
    what: &'a str,
    reason: &'a str,
}

impl<'a> Latency<'a> {
    fn of(latency: &'a finding::Latency) -> Self {
        Self {
            operation: &latency.operation,
            responses: latency.responses,
            total_ms: latency.total.as_millis(),
            median_ms: latency.median.as_millis(),
            slowest_ms: latency.slowest.as_millis(),
        }
    }
}

impl<'a> SelfDescription<'a> {
    fn of(described: &'a finding::SelfDescription) -> Self {
        let first = described.first.iter().map(|it| Disagreement {
            what: &it.what,
            aspect: it.aspect,
            document: &it.document,
            site: &it.site,
            answers: &it.seen,
            who: &it.who,
        });
        Self {
            compared: described.compared,
            agree: described.agree,
            known: described.known,
            unknown: described.unknown,
            first: first.collect(),
        }
    }
}

impl<'a> Report<'a> {
    pub(super) fn of(outcome: &'a Outcome) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            verdict: outcome.verdict(),
            summary: verdict::sentence(outcome),
            subject: Subject {
                name: &outcome.subject.name,
                kind: match outcome.subject.kind {
                    SubjectKind::Site => Kind::Site,
                    SubjectKind::Recording => Kind::Recording,
                    SubjectKind::Receiver => Kind::Receiver,
                    SubjectKind::Proxy => Kind::Proxy,
                    SubjectKind::Reference => Kind::Reference,
                },
                apis: &outcome.subject.apis,
            },
            contract: outcome.contract,
            extension: outcome.extension.as_deref(),
            strict: outcome.strict,
            profile: outcome.profile.as_ref(),
            exchanges: outcome.exchanges,
            compared: outcome.compared,
            release: outcome.release.as_ref().map(|release| Release {
                judged_by: &release.judged_by,
                named: release.named.as_deref(),
                by: release.by,
            }),
            skipped: outcome
                .skipped
                .iter()
                .map(|(reason, exchanges)| Skipped {
                    reason,
                    exchanges: *exchanges,
                })
                .collect(),
            counts: Counts {
                errors: outcome.count(Level::Error),
                warnings: outcome.count(Level::Warning),
                infos: outcome.count(Level::Info),
            },
            checks: outcome
                .rules
                .iter()
                .map(|tally| Check {
                    id: tally.rule.id,
                    level: tally.rule.level,
                    class: tally.rule.class.as_str(),
                    title: tally.rule.title,
                    judged: tally.judged,
                    unit: tally.rule.unit,
                    findings: tally.findings,
                })
                .collect(),
            operations: outcome
                .operations
                .iter()
                .map(|(operation, exchanges)| Operation {
                    operation,
                    exchanges: *exchanges,
                })
                .collect(),
            findings: arrange::by_operation(outcome)
                .into_iter()
                .flat_map(|group| group.findings)
                .map(Finding::of)
                .collect(),
            known: outcome
                .known
                .iter()
                .map(|known| Known {
                    id: known.id,
                    title: known.title,
                    times: known.times,
                    operations: &known.operations,
                    example: known.example.as_ref().map(Example::of),
                })
                .collect(),
            unexercised: outcome
                .unexercised
                .iter()
                .map(|gap| Unexercised {
                    what: &gap.what,
                    reason: &gap.reason,
                })
                .collect(),
            notes: &outcome.notes,
            stopped: outcome.incomplete.first().map(|it| it.text.as_str()),
            incomplete: (outcome.incomplete.iter())
                .map(|it| Incomplete {
                    id: it.reason.id(),
                    text: &it.text,
                })
                .collect(),
            self_description: outcome.described.as_ref().map(SelfDescription::of),
            latency: outcome.latency.iter().map(Latency::of).collect(),
            baseline: outcome.baseline.as_ref().map(|it| Baseline {
                entries: it.entries,
                known: (outcome.findings.iter())
                    .filter(|finding| finding.accepted.is_some())
                    .count(),
                told: it.told.iter().map(Entry::of).collect(),
            }),
            notified: outcome.notified,
        }
    }
}

impl<'a> Entry<'a> {
    fn of(entry: &'a finding::BaselineEntry) -> Self {
        Self {
            fingerprint: &entry.fingerprint,
            check: &entry.check,
            operation: &entry.operation,
            place: &entry.place,
            owner: &entry.owner,
            expires: &entry.expires,
            state: entry.state.id(),
            why: match entry.state {
                finding::EntryState::NotJudged(why) => Some(why.id()),
                _ => None,
            },
        }
    }
}

impl<'a> Finding<'a> {
    fn of(finding: &'a finding::Finding) -> Self {
        Self {
            check: finding.rule.id,
            level: finding.level,
            operation: &finding.operation,
            location: Place::of(&finding.location),
            fingerprint: finding.fingerprint(),
            cause: &finding.cause.id,
            parameters: (finding.cause.parameters.iter())
                .map(|(name, value)| (*name, value.as_str()))
                .collect(),
            expected: &finding.cause.expected,
            found: &finding.cause.found,
            message: headline::line(finding),
            source: finding.source.as_deref(),
            known_as: &finding.known_as,
            counts: finding.counts,
            accepted: finding.accepted.as_ref().map(|it| Accepted {
                first_seen: &it.first_seen,
                reason: &it.reason,
                owner: &it.owner,
                expires: &it.expires,
                has_expired: it.has_expired,
            }),
            confirmation: finding.confirmation.map(|it| match it {
                finding::Confirmation::Deterministic => Confirmation::Deterministic,
                finding::Confirmation::Intermittent => Confirmation::Intermittent,
                finding::Confirmation::DataChanged => Confirmation::DataChanged,
            }),
            bad: finding.tally.bad,
            judged: finding.tally.judged,
            exchanges: finding.tally.exchanges,
            example: Example::of(&finding.example),
            also_seen_by: finding.also.iter().map(Also::of).collect(),
        }
    }
}

impl<'a> Place<'a> {
    fn of(location: &'a Location) -> Self {
        match location {
            Location::Status => Place::Status,
            Location::Header(name) => Place::Header(name),
            Location::Body => Place::Body,
            Location::Json(path) => Place::Json(path),
            Location::Parameter(name) => Place::Parameter(name),
            Location::Sequence(name) => Place::Sequence(name),
        }
    }
}

impl<'a> Also<'a> {
    fn of(also: &'a finding::Also) -> Self {
        Self {
            check: also.rule.id,
            fingerprint: also.fingerprint(),
            same_fault: also.is_peer,
            operation: &also.operation,
            location: Place::of(&also.location),
            expected: &also.cause.expected,
            found: &also.cause.found,
            bad: also.tally.bad,
            judged: also.tally.judged,
            exchanges: also.tally.exchanges,
            exchange: also.exchange,
        }
    }
}

impl<'a> Example<'a> {
    fn of(example: &'a finding::Example) -> Self {
        Self {
            exchange: example.exchange,
            label: example.label.as_deref(),
            request: &example.request,
            curl: &example.curl,
            at: &example.at,
            row: example.row,
            value: example.value.as_deref(),
            facts: example.facts.iter().map(Fact::of).collect(),
            excerpt: example.excerpt.as_ref().map(|excerpt| Excerpt {
                lines: &excerpt.lines,
                marked: excerpt.marked,
                column: excerpt.column,
                width: excerpt.width,
            }),
        }
    }
}

impl<'a> Fact<'a> {
    fn of(fact: &'a finding::Fact) -> Self {
        Self {
            label: &fact.label,
            exchange: fact.exchange,
            at: &fact.at,
            value: &fact.value,
        }
    }
}
