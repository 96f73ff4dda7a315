use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::cast::Cast;
use super::chapters::{Chapter, Line};
use super::step::{Change, Makes, Step};
use super::watch::Watch;
use super::{Mark, Person};
use crate::exchange::Method;
use crate::seen::{Api, Paging, Route, Row, Seen};

/// What a life is led with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The version of the API.
    pub api: Api,
    /// The mark of the run.
    pub mark: Mark,
    /// An existing customer to give memberships to; without one the run makes customers.
    pub lent: Option<u64>,
    /// Whether there is a key that may only read, so that it can be tried to write with it.
    pub has_reader: bool,
}

/// Decides what to send, step by step: each is made from what the answers before it said.
#[derive(Debug)]
pub struct Life {
    pub(super) setting: Setting,
    pub(super) cast: Cast,
    chapters: VecDeque<Chapter>,
    lines: VecDeque<Line>,
    unexercised: Vec<(String, String)>,
    pub(super) own: BTreeSet<u64>,
    pub(super) watch: Watch,
    pub(super) pages: u64,
    stop: Option<String>,
}

impl Life {
    /// A life about to begin.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        let mut cast = Cast::default();
        if let Some(id) = setting.lent {
            cast.people.insert(Person::Owner, id);
        }
        Self {
            setting,
            cast,
            chapters: Chapter::ALL.into(),
            lines: VecDeque::new(),
            unexercised: Vec::new(),
            own: BTreeSet::new(),
            watch: Watch::default(),
            pages: 1,
            stop: None,
        }
    }

    /// The next step; `None` when the life is over or must not go on. The answer to a step must be
    /// given to [`Life::learn`] before the next call.
    pub fn next_step(&mut self) -> Option<Step> {
        loop {
            if self.stop.is_some() {
                return None;
            }
            while let Some(line) = self.lines.pop_front() {
                let purpose = line.purpose().to_owned();
                match line.resolve(self) {
                    Some(step) => return Some(step),
                    None => self.cannot(purpose, "the membership that it needs is not there"),
                }
            }
            let chapter = self.chapters.pop_front()?;
            self.lines = chapter.lines(self).into();
        }
    }

    /// The questions of the beginning once more, for when everything is cleaned up.
    #[must_use]
    pub fn closing(&self) -> Vec<Step> {
        self.looks("memberships after the run")
    }

    /// Learns from the answer to a step, and says what has come to be or is gone by it.
    pub fn learn(&mut self, step: &Step, seen: &Seen<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        let succeeded = seen.is_success() && !seen.is_error_envelope();
        if step.is_write() && succeeded {
            self.watch.wrote(&step.method);
        }
        match (step.makes, seen.object()) {
            (Makes::Members, Some(body)) if succeeded => {
                for (id, row) in made(body) {
                    self.cast.learn_clock(row);
                    if let Some(slot) = step.slot {
                        self.cast.members.entry(slot).or_insert(id);
                    }
                    changes.push(Change::Member(id));
                }
            }
            (Makes::Customer(person), Some(body)) if succeeded => {
                if let Some(id) = body.get("id").and_then(Value::as_u64) {
                    self.cast.people.insert(person, id);
                    changes.push(Change::Customer(id));
                }
            }
            _ => {}
        }
        if let Some(rows) = seen.rows() {
            self.learn_list(step, seen, rows, &mut changes);
        }
        if let Some(Route::Member(id)) = seen.route() {
            let is_deleted = step.method == Method::Delete && succeeded;
            let is_missing = step.method == Method::Get && seen.status() == 404;
            if (is_deleted || is_missing) && self.own.contains(id) {
                self.cast.members.retain(|_, held| held != id);
                if is_deleted {
                    changes.push(Change::MemberGone(*id));
                }
            }
        }
        for id in seen.object().map(deleted).unwrap_or_default() {
            if step.is_write() && succeeded && self.own.contains(&id) {
                changes.push(Change::MemberGone(id));
            }
        }
        for change in &changes {
            if let Change::Member(id) = change {
                self.own.insert(*id);
            }
        }
        changes
    }

    fn learn_list(
        &mut self,
        step: &Step,
        seen: &Seen<'_>,
        rows: &[Arc<Row>],
        changes: &mut Vec<Change>,
    ) {
        if seen.route() == Some(&Route::Plans) {
            self.cast.learn_plans(rows);
            return;
        }
        let owners: Vec<u64> = match self.setting.lent {
            Some(_) => Vec::new(),
            None => self.cast.people.values().copied().collect(),
        };
        // A customer that the run made has no memberships but by the run: those that nobody asked
        // for are the run's too, and so is whatever carries its mark.
        for row in rows {
            let id = row.get("id").and_then(Value::as_u64);
            let owner = row.get("customer_id").and_then(Value::as_u64);
            let is_ours =
                owner.is_some_and(|owner| owners.contains(&owner)) || self.setting.mark.is_on(row);
            if let Some(id) = id.filter(|id| is_ours && !self.own.contains(id)) {
                changes.push(Change::Member(id));
                self.own.insert(id);
            }
        }
        let is_owners = seen.query.has("customer");
        if is_owners {
            let plan = |row: &Arc<Row>| row.get("plan_id").and_then(Value::as_u64);
            let unasked = rows.iter().filter(|row| {
                let id = row.get("id").and_then(Value::as_u64);
                !self.cast.members.values().any(|own| Some(*own) == id)
            });
            let taken: Vec<u64> = unasked.filter_map(plan).collect();
            if step.slot.is_none() && self.cast.members.is_empty() {
                self.cast.taken.extend(taken);
            }
            return;
        }
        self.cast.learn_members(rows);
        let paging = Paging::of(seen);
        if let Some(pages) = paging.as_ref().and_then(|paging| paging.pages.number()) {
            self.pages = pages.max(1);
        }
        let per_page = paging.map_or(Paging::DEFAULT, |paging| paging.per_page);
        let key = format!("{:?}", step.query);
        self.watch.look(key, rows, per_page, &self.own);
    }

    /// Why the life must not go on, if it must not.
    #[must_use]
    pub fn stop_reason(&self) -> Option<&str> {
        self.stop.as_deref()
    }

    /// What could not be tried, each with its reason.
    #[must_use]
    pub fn into_unexercised(self) -> Vec<(String, String)> {
        self.unexercised
    }

    pub(super) fn stop(&mut self, why: impl Into<String>) {
        self.stop = Some(why.into());
    }

    pub(super) fn cannot(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        let entry = (what.into(), reason.into());
        if !self.unexercised.contains(&entry) {
            self.unexercised.push(entry);
        }
    }
}

/// The memberships that an answer to a batch says it deleted.
fn deleted(body: &Value) -> Vec<u64> {
    let items = body.get("delete").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter(|item| item.get("error").is_none())
        .filter_map(|item| {
            let row = item.get("previous").unwrap_or(item);
            row.get("id").and_then(Value::as_u64)
        })
        .collect()
}

/// The memberships that an answer to a create or a batch holds.
fn made(body: &Value) -> Vec<(u64, &Value)> {
    let id = |row: &Value| row.get("id").and_then(Value::as_u64);
    match body.get("create").and_then(Value::as_array) {
        Some(items) => items
            .iter()
            .filter(|item| item.get("error").is_none())
            .filter_map(|item| Some((id(item)?, item)))
            .collect(),
        None => id(body).map(|id| (id, body)).into_iter().collect(),
    }
}
