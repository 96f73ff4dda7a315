use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::actors::Actors;
use super::stages::{Line, Stage};
use super::step::{Asks, Change, Makes, Step};
use super::stop::StopReason;
use super::unknown::UnknownId;
use super::watch::Watch;
use super::{Candidate, Contradiction, Mark, Own, Person, Sent};
use crate::exchange::Method;
use crate::interpret::{Api, Interpreted, Paging, Route, Row};
use crate::ledger::Kind;

/// What a life is led with.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// The site's REST root.
    pub root: Url,
    /// The version of the API.
    pub api: Api,
    /// The mark of the run.
    pub mark: Mark,
    /// An existing customer to give memberships to; without one the run makes customers.
    pub lent: Option<u64>,
    /// Whether there is a key that may only read, so that it can be tried to write with it.
    pub has_reader: bool,
}

/// Decides what to send, step by step: each is made from what the responses before it said.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(super) setting: Setting,
    pub(super) actors: Actors,
    stages: VecDeque<Stage>,
    lines: VecDeque<Line>,
    unexercised: Vec<(String, String)>,
    /// What is proved to be the run's.
    own: Own,
    /// Ids that were requested as naming nothing, and that the site has or does not show.
    present: BTreeSet<UnknownId>,
    /// Memberships that are listed and are nobody else's: own ones, and those that the run's
    /// customers got without a create.
    related: BTreeSet<u64>,
    pub(super) watch: Watch,
    pub(super) pages: u64,
    stop: Option<StopReason>,
}

impl Scenario {
    /// A life about to begin; what it makes is proved and kept in `own`.
    #[must_use]
    pub(crate) fn new(setting: Setting, own: Own) -> Self {
        let mut actors = Actors::default();
        if let Some(id) = setting.lent {
            actors.people.insert(Person::Owner, id);
        }
        Self {
            setting,
            actors,
            stages: Stage::ALL.into(),
            lines: VecDeque::new(),
            unexercised: Vec::new(),
            own,
            present: BTreeSet::new(),
            related: BTreeSet::new(),
            watch: Watch::default(),
            pages: 1,
            stop: None,
        }
    }

    /// The next step; `None` when the life is over or must not go on. The response to a step must
    /// be given to [`Scenario::learn`] before the next call.
    pub(crate) fn next_step(&mut self) -> Option<Step> {
        loop {
            if self.stop.is_some() {
                return None;
            }
            while let Some(line) = self.lines.pop_front() {
                let purpose = line.purpose().to_owned();
                let Some(step) = line.resolve(self) else {
                    self.cannot(purpose, "the membership that it needs does not exist");
                    continue;
                };
                match self.not_looked_up(&step) {
                    None => {
                        if let Some(kind) = step.makes.kind() {
                            self.own.expect(kind, step.rows());
                        }
                        return Some(step);
                    }
                    Some(unknown) if self.present.contains(&unknown) => {
                        self.cannot(
                            purpose,
                            "the id that must be unknown exists on the site, or the site does not \
                             show it",
                        );
                    }
                    Some(unknown) => {
                        self.lines.push_front(step.into());
                        let path = unknown.path(self.setting.api);
                        let look = self.get("verify an unknown id", path);
                        return Some(Step::from(look).asks(Asks::Absence(unknown)));
                    }
                }
            }
            let stage = self.stages.pop_front()?;
            self.lines = stage.lines(self).into();
        }
    }

    /// The first id of a write that must name nothing and that was not looked up.
    fn not_looked_up(&self, step: &Step) -> Option<UnknownId> {
        if !step.is_write() {
            return None;
        }
        let path = step.planned.request.url.path();
        let ids = UnknownId::all_of(path, step.body().as_ref());
        ids.into_iter().find(|id| !self.own.is_absent(id))
    }

    /// The questions of the beginning once more, for when everything is cleaned up.
    #[must_use]
    pub(crate) fn closing(&self) -> Vec<Step> {
        let looks = self.looks("memberships after the run");
        looks.into_iter().map(Step::from).collect()
    }

    /// Learns from the response to a step, and says what is proved to be the run's or gone by it.
    pub(crate) fn learn(&mut self, step: &Step, seen: &Interpreted<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        let succeeded = seen.is_success() && !seen.is_error_envelope();
        if step.is_write() {
            self.own.forget_absent_members();
        }
        if step.is_write() && succeeded {
            self.watch.wrote(&step.planned.request.method);
        }
        match &step.asks {
            Asks::Nothing => {}
            Asks::Proof(candidate) => changes.extend(self.prove(step, candidate, seen)),
            Asks::Absence(unknown) => {
                if !self.own.note_absent(*unknown, seen.exchange) {
                    self.present.insert(*unknown);
                }
            }
        }
        if let (Some(kind), Some(body), true) = (step.makes.kind(), seen.object(), succeeded) {
            self.ask_for_proof(step, kind, body);
        }
        if let Some(rows) = seen.rows() {
            self.learn_list(step, seen, rows);
        }
        if let Some(Route::Member(id)) = seen.route() {
            let method = &step.planned.request.method;
            let is_deleted = *method == Method::Delete && succeeded;
            let is_missing = *method == Method::Get && seen.status() == 404;
            if (is_deleted || is_missing) && self.own.has(Kind::Member, *id) {
                if let Some((slot, _)) = self.actors.members.iter().find(|(_, held)| *held == id) {
                    self.actors.gone.insert(*slot, *id);
                }
                self.actors.members.retain(|_, held| held != id);
                if is_deleted {
                    changes.push(Change::MemberGone(*id));
                }
            }
        }
        for id in seen.object().map(deleted).unwrap_or_default() {
            if step.is_write() && succeeded && self.own.has(Kind::Member, id) {
                changes.push(Change::MemberGone(id));
            }
        }
        changes
    }

    /// Asks at once for what a create says that it made.
    fn ask_for_proof(&mut self, step: &Step, kind: Kind, body: &Value) {
        let made = made(step, body);
        if made.len() as u64 > step.rows() {
            let creates = self.own.asked(kind);
            return self.stop(Contradiction::MoreThanCreates { kind, creates });
        }
        // The last is pushed first, so that they are asked for in order.
        for (index, row) in made.iter().rev() {
            let id = row.get("id").and_then(Value::as_u64).filter(|id| *id > 0);
            let Some(id) = id else {
                return self.stop(Contradiction::NoId);
            };
            let (sent, path) = match step.makes {
                Makes::Customer(person) => {
                    let path = format!("{}/{id}", super::stages::customers(self.setting.api));
                    (Sent::Person(person), path)
                }
                _ => {
                    let plan = sent_plan(step, *index);
                    (Sent::Plan(plan), self.path(&format!("/members/{id}")))
                }
            };
            let sent = Some(sent);
            let get = Step {
                slot: step.slot,
                asks: Asks::Proof(Candidate { kind, id, sent }),
                ..Step::from(self.get("read back what was created", path))
            };
            self.lines.push_front(get.into());
        }
    }

    fn prove(
        &mut self,
        step: &Step,
        candidate: &Candidate,
        seen: &Interpreted<'_>,
    ) -> Option<Change> {
        let Candidate { kind, id, sent } = candidate;
        if let Err(contradiction) = self.own.prove(candidate, seen.exchange) {
            self.stop(contradiction);
            return None;
        }
        match (kind, sent) {
            (Kind::Customer, Some(Sent::Person(person))) => {
                self.actors.people.insert(*person, *id);
            }
            _ => {
                self.related.insert(*id);
                if let Some(row) = seen.object() {
                    self.actors.learn_clock(row);
                }
                if let Some(slot) = step.slot {
                    self.actors.members.entry(slot).or_insert(*id);
                }
            }
        }
        Some(Change::Proved(*kind, *id))
    }

    fn learn_list(&mut self, step: &Step, seen: &Interpreted<'_>, rows: &[Arc<Row>]) {
        if seen.route() == Some(&Route::Plans) {
            self.actors.learn_plans(rows);
            return;
        }
        self.note_rows(rows);
        let is_owners = seen.query.has("customer");
        if is_owners {
            let plan = |row: &Arc<Row>| row.get("plan_id").and_then(Value::as_u64);
            let unasked = rows.iter().filter(|row| {
                let id = row.get("id").and_then(Value::as_u64);
                !self.actors.members.values().any(|own| Some(*own) == id)
            });
            let taken: Vec<u64> = unasked.filter_map(plan).collect();
            if step.slot.is_none() && self.actors.members.is_empty() {
                self.actors.taken.extend(taken);
            }
            return;
        }
        self.actors.learn_members(rows);
        let paging = Paging::of(seen);
        if let Some(pages) = paging.as_ref().and_then(|paging| paging.pages.number()) {
            self.pages = pages.max(1);
        }
        let per_page = paging.map_or(Paging::DEFAULT, |paging| paging.per_page);
        let key = step.planned.request.url.query().unwrap_or_default();
        self.watch
            .look(key.to_owned(), rows, per_page, &self.related);
    }

    /// Tells the rows of a list apart: the run's own, those that a create without a usable answer
    /// may have left, those that its customers got without a create, and everybody else's.
    fn note_rows(&mut self, rows: &[Arc<Row>]) {
        let owners: BTreeSet<u64> = match self.setting.lent {
            Some(_) => BTreeSet::new(),
            None => self.actors.people.values().copied().collect(),
        };
        let mut strays = BTreeSet::new();
        for row in rows {
            let Some(id) = row.get("id").and_then(Value::as_u64) else {
                continue;
            };
            let is_marked = self.setting.mark.is_on(row);
            if self.own.has(Kind::Member, id) {
                if !is_marked {
                    self.own.disown(id);
                    return self.stop(Contradiction::ListedWithoutMark { id });
                }
                continue;
            }
            let owner = row.get("customer_id").and_then(Value::as_u64);
            let owner = owner.filter(|owner| owners.contains(owner));
            match owner {
                None if !is_marked => self.own.note_listed(id),
                Some(customer) if self.own.was_there_before(id) => {
                    return self.stop(Contradiction::OwnsEarlierRow { customer, id });
                }
                None if self.own.was_there_before(id) => {
                    return self.stop(Contradiction::MarkedBefore { id });
                }
                _ => {
                    self.related.insert(id);
                    if is_marked {
                        strays.insert(id);
                    }
                }
            }
        }
        if strays.len() as u64 > self.own.open(Kind::Member) {
            let (kind, creates) = (Kind::Member, self.own.asked(Kind::Member));
            self.stop(Contradiction::MoreThanCreates { kind, creates });
        }
    }

    /// Whether the next step asks for what a create says that it made.
    #[must_use]
    pub(crate) fn awaits_proof(&self) -> bool {
        self.lines.front().is_some_and(Line::is_proof)
    }

    /// Why the life must not go on, if it must not.
    #[must_use]
    pub(crate) fn stop_reason(&self) -> Option<&StopReason> {
        self.stop.as_ref()
    }

    /// What could not be tried, each with its reason.
    #[must_use]
    pub(crate) fn into_unexercised(self) -> Vec<(String, String)> {
        self.unexercised
    }

    /// Ends the life; the first reason is the one that is reported.
    pub(super) fn stop(&mut self, why: impl Into<StopReason>) {
        self.stop.get_or_insert(why.into());
    }

    pub(super) fn cannot(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        let entry = (what.into(), reason.into());
        if !self.unexercised.contains(&entry) {
            self.unexercised.push(entry);
        }
    }
}

/// The memberships that a response to a batch says it deleted.
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

/// What the response to a create or a batch says that was made, each with its place among what was
/// requested.
fn made<'a>(step: &Step, body: &'a Value) -> Vec<(usize, &'a Value)> {
    let is_batch = step.body().is_some_and(|sent| sent.get("create").is_some());
    match body.get("create").and_then(Value::as_array) {
        Some(items) => items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.get("error").is_none())
            .collect(),
        None if is_batch => Vec::new(),
        None => vec![(0, body)],
    }
}

/// The plan that a create sent; none where it is not a number.
fn sent_plan(step: &Step, index: usize) -> Option<u64> {
    let body = step.body()?;
    let item = match body.get("create") {
        Some(items) => items.get(index)?,
        None => &body,
    };
    item.get("plan_id").and_then(Value::as_u64)
}
