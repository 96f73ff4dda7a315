//! What `diff` shows of each fault when it compares a recording of the faultless site with one of
//! the site that has the fault, both made as `check --record` makes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::trial::{Activity, Trial, trial};
use crate::base::Api;
use crate::diff::load::Document;
use crate::diff::{Comparison, Day, Options, deep};
use crate::document::joined;
use crate::exchange::Exchange;
use crate::har;
use crate::redact::Redactor;
use crate::serve::{FAULTS, Fault};
use crate::session::Attendant;
use crate::traffic::Learner;

/// Keeps a recording in memory.
pub(super) struct Recorder(har::Writer<Vec<u8>>);

impl Recorder {
    pub(super) fn new() -> Self {
        Self(har::Writer::new(Vec::new(), "", Redactor::default()).unwrap())
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0.finish().unwrap().unwrap_or_default()
    }
}

impl Attendant for Recorder {
    fn keep(&mut self, exchange: &Exchange) {
        self.0.write(exchange).unwrap();
    }
}

/// What the recording of the faultless site shows.
struct Before {
    learned: serde_json::Value,
    document: Document,
}

/// The changes that `diff` shows of each fault.
#[derive(Default)]
pub(super) struct Table {
    before: BTreeMap<&'static str, Before>,
    rows: BTreeMap<&'static str, Vec<String>>,
    /// Changes between two recordings of faultless sites.
    alarms: Vec<String>,
}

fn kind(activity: Activity) -> &'static str {
    match activity {
        Activity::Reads => "reads",
        Activity::Writes => "writes",
        Activity::Receives => "receives",
    }
}

fn see(mut learner: Learner, recording: &[u8]) -> serde_json::Value {
    let entries = har::Reader::new(recording).map(Result::unwrap);
    let calls = entries.filter_map(|entry| entry.into_exchange().ok());
    learner.see_all(calls.collect());
    learner.finish().document
}

fn document(learned: &serde_json::Value) -> Document {
    Document::from_text("learned", &learned.to_string()).unwrap()
}

impl Table {
    /// Records the faultless site in each way.
    pub(super) fn begin() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let mut table = Self::default();
        for activity in [Activity::Reads, Activity::Writes, Activity::Receives] {
            let faultless = runtime.block_on(trial(&[], activity)).unwrap();
            let learner = Learner::before(joined(&Api::ALL));
            let learned = see(learner, &faultless.recording.take());
            let document = document(&learned);
            table
                .before
                .insert(kind(activity), Before { learned, document });
        }
        table
    }

    /// Compares what a trial recorded.
    pub(super) fn add(&mut self, trial: &Trial) {
        let before = &self.before[kind(trial.activity)];
        let learner = Learner::after(before.learned.clone());
        let learned = see(learner, &trial.recording.take());
        let changes: Vec<String> = if learned == before.learned {
            Vec::new()
        } else {
            let new = document(&learned);
            let options = Options {
                today: Day(jiff::civil::date(2026, 1, 1)),
            };
            let compare = || Comparison::of(&before.document, &new, options);
            let mut changes = deep(compare).changes;
            changes.sort_by_key(|change| std::cmp::Reverse(change.level));
            let told = changes.iter().map(|change| {
                let operation = change.operations.iter().next();
                let operation: &str = operation.map_or("the document", AsRef::as_ref);
                format!(
                    "{:?} `{}` at {operation} {}",
                    change.level, change.rule.id, change.place
                )
            });
            told.collect()
        };
        match trial.fault {
            Some(fault) => {
                self.rows.insert(fault.id, changes);
            }
            None => self.alarms.extend(changes),
        }
    }

    /// The table as Markdown, one row for each fault.
    fn markdown(&self) -> String {
        let mut text = "| fault | difference |\n|---|---|\n".to_owned();
        for fault in FAULTS.iter() {
            let rows = self.rows.get(fault.id).map_or(&[][..], Vec::as_slice);
            let shown = match (rows, invisible(fault)) {
                ([], Some(why)) => format!("none: {why}"),
                ([], None) => "NONE, FOR NO REASON".to_owned(),
                ([first, ..], None) => first.clone(),
                ([first, ..], Some(_)) => format!("{first}, ALTHOUGH LISTED AS INVISIBLE"),
            };
            let more = match rows.len() {
                0 | 1 => String::new(),
                more => format!(" (and {} more)", more - 1),
            };
            writeln!(text, "| `{}` | {shown}{more} |", fault.id).unwrap();
        }
        text
    }

    /// Compares the table with the one that is kept.
    pub(super) fn finish(&self) {
        assert_eq!(self.alarms, Vec::<String>::new());
        insta::with_settings!({
            snapshot_path => "../../snapshots", prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("recorded-faults", self.markdown()) });
        let text = self.markdown();
        assert!(
            !text.contains("NONE,") && !text.contains("ALTHOUGH"),
            "{text}"
        );
    }
}

/// Why a fault makes no difference between two recordings, by reason.
const INVISIBLE: &[(&str, &[&str])] = &[
    (
        "the rows or their values are wrong; each response has its usual form",
        &[
            "local-is-utc",
            "no-daylight-saving",
            "one-date-an-hour-off",
            "some-rows-shifted",
            "plan-dates-a-day-off",
            "total-pages-rounded-down",
            "total-counts-hidden-rows",
            "page-size-capped",
            "page-size-doubled",
            "pages-overlap",
            "order-changes-by-page",
            "offset-ignored",
            "status-ignored",
            "customer-ignored",
            "plan-ignored",
            "order-ignored",
            "product-ignored",
            "subscription-ignored",
            "include-ignored",
            "exclude-ignored",
            "plan-off-by-one",
            "status-list-short",
            "plan-left-out-of-all",
            "unknown-customer-lists-all",
            "unknown-plan-lists-all",
            "second-filter-ignored",
            "two-filters-find-nothing",
            "paused-never-listed",
            "link-to-another-host",
            "link-skips-a-page",
            "link-loses-filters",
            "link-next-for-ever",
            "self-link-of-a-neighbour",
            "links-to-staging",
            "collection-link-of-plans",
            "customer-link-of-the-administrator",
            "order-link-without-order",
            "view-url-on-staging",
            "view-url-relative",
            "error-status-disagrees",
            "item-cached",
            "lists-without-meta",
            "plan-renamed-in-lists",
            "plan-name-of-before",
            "item-of-another-id",
            "row-twice",
            "answer-changes-by-request",
            "order-that-is-not-there",
            "customer-that-is-not-there",
            "unlimited-with-length",
            "fixed-without-dates",
            "length-in-days",
            "paused-date-on-active",
            "v2-differs",
            "v2-drops-a-row",
            "oldest-first",
            "plans-by-name",
            "read-activates",
            "read-is-counted",
            "total-drifts",
            "head-counts-nothing",
            "create-ignores-status",
            "pause-leaves-no-date",
            "resume-keeps-end",
            "cancel-clears-end",
            "update-touches-neighbour",
            "update-is-lost",
            "delete-trashes",
            "new-members-not-listed",
            "new-members-not-in-their-customers-list",
            "batch-without-errors",
            "batch-in-another-order",
            "delete-takes-neighbour",
            "duplicates-allowed",
            "meta-is-appended",
            "dates-read-as-site-time",
            "transfer-copies",
        ],
    ),
    (
        "an error may have any code, and any of the members that errors have",
        &[
            "codes-hidden",
            "unknown-id-no-route",
            "error-params-lost",
            "strangers-get-another-code",
            "past-the-end-refused",
            "creates-refused",
        ],
    ),
    (
        "the contract allows both types",
        &["checkbox-as-text", "choices-as-text"],
    ),
    (
        "routes, properties and arguments are the names of a map in a self-description",
        &[
            "index-without-plan-items",
            "index-without-members",
            "options-without-a-property",
            "options-without-an-argument",
        ],
    ),
    (
        "a recording masks credentials",
        &[
            "any-secret-does",
            "customers-see-all",
            "customers-see-plans",
        ],
    ),
    (
        "a recording holds no times",
        &["slow", "slow-now-and-then", "slow-once"],
    ),
    (
        "nothing is learned from a response that did not arrive whole",
        &["cut-off", "closed-without-answer", "broken-compression"],
    ),
    (
        "a delivery of a webhook is not a call of a client",
        &[
            "hook-unsigned",
            "hook-signed-in-hex",
            "hook-body-rewritten",
            "hook-wrong-topic",
            "hook-as-form",
        ],
    ),
];

fn invisible(fault: &Fault) -> Option<&'static str> {
    let listed = |(_, faults): &&(&str, &[&str])| faults.contains(&fault.id);
    INVISIBLE.iter().find(listed).map(|(why, _)| *why)
}
