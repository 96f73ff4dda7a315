use std::collections::BTreeSet;
use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;

use super::difference::has_judged_less;
use crate::base::plural;
use crate::baseline::{self, Baseline, Listed};
use crate::finding::{BaselineEntry, Confirmation, EntryState, Level, Outcome};
use crate::redact;
use crate::report::printable::printable;
use crate::report::{Style, wrap};
use crate::runs::{Finding, Run};

/// The version of the JSON form.
const SCHEMA_VERSION: u32 = 1;

/// Whether a finding of an earlier run is there in a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It was found again.
    StillThere,
    /// Its check had data at its operation and did not find it.
    Gone,
    /// Nobody can say.
    NotJudged,
}

/// Why nobody can say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Why {
    /// The kind of reason.
    pub(crate) id: &'static str,
    /// The reason for people.
    pub(crate) text: String,
}

/// What came of a replay.
#[derive(Debug, Clone)]
pub(crate) struct Replayed {
    pub(crate) state: State,
    pub(crate) why: Option<Why>,
    /// The finding as the later run tells it.
    now: Option<Finding>,
    /// How many instances its check examined at its operation.
    examined: u64,
    /// How many exchanges were judged in all attempts.
    exchanges: u64,
    /// What was asked.
    site: String,
    notes: Vec<String>,
}

impl Replayed {
    /// A finding that cannot be replayed.
    pub(crate) fn impossible(id: &'static str, text: impl Into<String>) -> Self {
        Self {
            state: State::NotJudged,
            why: Some(Why {
                id,
                text: text.into(),
            }),
            now: None,
            examined: 0,
            exchanges: 0,
            site: String::new(),
            notes: Vec::new(),
        }
    }

    /// Looks for a finding of `before` in the outcome of a later run.
    ///
    /// # Errors
    ///
    /// None that is known: the outcome has the form of a report.
    pub(crate) fn new(
        before: &Run,
        finding: &Finding,
        outcome: &mut Outcome,
        today: Date,
    ) -> io::Result<Self> {
        // An entry of a baseline asks the same question: is it still there, and if not, was its
        // place examined?
        let listed = |fingerprint: &str| Listed {
            check: finding.check.clone(),
            operation: finding.operation.clone(),
            place: finding.place(),
            finding: fingerprint.to_owned(),
            contract: before.contract.clone(),
            departures: finding.known_as.clone(),
            first_seen: String::new(),
            reason: String::new(),
            owner: String::new(),
            expires: String::new(),
        };
        let listed = Baseline {
            accepted: finding.fingerprints().map(listed).collect(),
        };
        let run = Run::of(outcome).map_err(io::Error::other)?;
        let run_extension = run.extension.clone();
        baseline::apply(&listed, outcome, today);
        let told = outcome.baseline.iter().flat_map(|it| &it.told);
        // It is there as long as one of its places has it.
        let is_seen = told.clone().count() < listed.accepted.len();
        let entry = told.into_iter().next().filter(|_| !is_seen);
        let places: BTreeSet<&str> = finding.fingerprints().collect();
        let mut now = run.findings.into_iter();
        let now = now.find(|it| it.fingerprints().any(|place| places.contains(place)));
        let has_changed = now.as_ref().and_then(|it| it.confirmation);
        let (state, why) = match (entry, has_changed) {
            (None, Some(Confirmation::DataChanged)) => (
                State::NotJudged,
                Some(Why {
                    id: "data-changed",
                    text: "the shop changed while it was examined: replay it again".to_owned(),
                }),
            ),
            (None, _) => (State::StillThere, None),
            (Some(entry), _) => unseen(entry, outcome),
        };
        let cases = outcome.cases.iter();
        let examined = cases
            .filter(|it| it.rule.id == finding.check && it.operation == finding.operation)
            .map(|it| it.judged)
            .sum();
        let (state, why) = match state {
            State::Gone if before.extension != run_extension => {
                (State::NotJudged, Some(another_contract()))
            }
            State::Gone if has_judged_less(examined, finding.judged) => {
                (State::NotJudged, Some(judged_less(examined, finding)))
            }
            _ => (state, why),
        };
        let mut notes = outcome.notes.clone();
        notes.extend(other_release(before, outcome));
        let named = &before.subject.name;
        if *named != outcome.subject.name && before.subject.kind == "site" {
            notes.push(format!("the report is of {}", redact::text(named)));
        }
        Ok(Self {
            state,
            why,
            now,
            examined,
            exchanges: outcome.exchanges,
            site: outcome.subject.name.clone(),
            notes,
        })
    }

    /// Adds what an earlier attempt sent.
    pub(crate) fn add(&mut self, earlier: Option<&Self>) {
        self.exchanges += earlier.map_or(0, |it| it.exchanges);
    }

    /// Adds a remark.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Writes it for people.
    ///
    /// # Errors
    ///
    /// Whatever the writer says.
    pub(crate) fn text(
        &self,
        finding: &Finding,
        style: Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        super::report::item(finding, style, out)?;
        let mut facts = Vec::new();
        if !self.site.is_empty() {
            let exchanges = plural(self.exchanges, "exchange");
            facts.push(("site", format!("{}, {exchanges} judged", self.site)));
        }
        if let (State::StillThere, Some(now)) = (self.state, &self.now) {
            facts.push(("now", now.message.clone()));
        }
        facts.extend(self.notes.iter().map(|it| ("note", it.clone())));
        for (label, text) in facts {
            let lines = wrap::words(&printable(&text), 88);
            writeln!(
                out,
                "  {} {}",
                style.faint(format!("{label:<8}")),
                lines.join("\n           ")
            )?;
        }
        if let (State::StillThere, Some(now)) = (self.state, &self.now) {
            let label = style.faint(format!("{:<8}", "repeat"));
            writeln!(out, "  {label} {}", printable(&now.example.curl))?;
        }
        let word = match self.state {
            State::StillThere => style.level(Level::Error, "STILL THERE"),
            State::Gone => style.good("GONE"),
            State::NotJudged => style.level(Level::Warning, "NOT JUDGED"),
        };
        let lines = wrap::words(&printable(&self.sentence(finding)), 84);
        writeln!(out, "\n{word}  {}", lines.join("\n            "))
    }

    /// Writes it for programs.
    ///
    /// # Errors
    ///
    /// Whatever the writer says.
    pub(crate) fn json(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let now = self.now.as_ref().filter(|_| self.state != State::Gone);
        let report = json!({
            "schema_version": SCHEMA_VERSION,
            "state": self.state,
            "why": self.why,
            "summary": self.sentence(finding),
            "site": (!self.site.is_empty()).then_some(&self.site),
            "finding": finding,
            "now": now.map(|it| json!({
                "message": it.message,
                "confirmation": it.confirmation,
                "request": it.example.request,
                "curl": it.example.curl,
            })),
            "examined": self.examined,
            "exchanges": self.exchanges,
            "notes": self.notes,
        });
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)
    }

    fn sentence(&self, finding: &Finding) -> String {
        let check = &finding.check;
        match (self.state, &self.why) {
            (State::StillThere, _) => format!("{check} found it again."),
            (State::Gone, _) => format!(
                "{check} examined {} there and did not find it.",
                plural(self.examined, "instance")
            ),
            (State::NotJudged, why) => {
                let text = why.as_ref().map_or("", |it| &it.text);
                format!("{}.", text.trim_end_matches('.'))
            }
        }
    }
}

/// What it means that a finding was not seen.
fn unseen(entry: &BaselineEntry, outcome: &Outcome) -> (State, Option<Why>) {
    let why = match (entry.state, outcome.incomplete.first()) {
        // Whatever ended the run before its end is why there was no data.
        (EntryState::NotJudged(_), Some(reason)) => Why {
            id: reason.reason.id(),
            text: reason.text.clone(),
        },
        (EntryState::NotJudged(why), None) => Why {
            id: why.id(),
            text: why.meaning().to_owned(),
        },
        _ => return (State::Gone, None),
    };
    (State::NotJudged, Some(why))
}

fn another_contract() -> Why {
    Why {
        id: "another-contract",
        text: "the report was judged with another document or overlay: give the same ones with \
               --document and --overlay"
            .to_owned(),
    }
}

fn judged_less(examined: u64, finding: &Finding) -> Why {
    Why {
        id: "judged-less",
        text: format!(
            "{examined} instances were judged and {} in the report: run `memberspec check` with the \
             profile of the report",
            finding.judged
        ),
    }
}

/// A site that was upgraded is judged by another contract.
fn other_release(before: &Run, outcome: &Outcome) -> Option<String> {
    let (old, new) = (before.release.as_ref()?, outcome.release.as_ref()?);
    (old.judged_by != new.judged_by).then(|| {
        format!(
            "judged as release {}, and as {} in the report",
            new.judged_by, old.judged_by
        )
    })
}
