use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use crate::diff::approval::hash;
use crate::diff::change::{Change, Spot, Verdict};
use crate::diff::load::{Document, Place};
use crate::diff::meaning::meaning;
use crate::diff::rules::{Judgement, Rule, Side};
use crate::diff::schema::Direction;
use crate::diff::walk::found::Found;
use crate::diff::walk::site::Site;
use crate::finding::Level;

/// What makes two changes one: what was edited, not where it is used.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Edit {
    rule: &'static str,
    /// An edit that breaks one operation and is harmless to another is told once for each, so that
    /// no operation is said to break that does not.
    level: Level,
    direction: Option<Direction>,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    what: String,
    /// Set where nothing but the operation tells changes apart.
    operation: Option<String>,
}

/// The changes so far, one for each edit however many operations it touches.
#[derive(Debug)]
pub(super) struct Record<'d> {
    documents: [&'d Document; 2],
    changes: IndexMap<Edit, Change>,
    /// The operations, by number.
    operations: FxIndexSet<String>,
    /// Which change touches which operation, both by number.
    touched: FxHashSet<(usize, usize)>,
    /// The last operation that was met again, and what was noted for it already.
    met: (usize, FxHashSet<*const Found>),
}

type FxIndexSet<T> = indexmap::IndexSet<T, rustc_hash::FxBuildHasher>;

/// What is to be written down.
pub(super) struct Said<'a, 'd> {
    pub(super) rule: &'static Rule,
    pub(super) site: &'a Site,
    pub(super) before: Option<&'a Place<'d>>,
    pub(super) after: Option<&'a Place<'d>>,
    pub(super) what: String,
    pub(super) verdict: Verdict,
}

impl<'d> Record<'d> {
    pub(super) fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            documents: [old, new],
            changes: IndexMap::new(),
            operations: FxIndexSet::default(),
            touched: FxHashSet::default(),
            met: (usize::MAX, FxHashSet::default()),
        }
    }

    /// Writes a change down and says under which number.
    pub(super) fn add(&mut self, said: Said<'_, 'd>) -> usize {
        let level = match (said.rule.judgement, &said.verdict) {
            (Judgement::Always(level), _) => level,
            (Judgement::ByMeaning(_), Verdict::Witnessed { .. }) => Level::Error,
            (Judgement::ByMeaning(_), Verdict::Undecided(_)) => Level::Warning,
            (Judgement::ByMeaning(level), Verdict::Harmless | Verdict::ByRule) => level,
        };
        let spot = |edition: usize, place: Option<&Place<'d>>, other: Option<&Place<'d>>| {
            place.map(|place| Spot::of(self.documents[edition], place, other))
        };
        let around = |edition: usize, place: Option<&Place<'d>>| {
            place.map(|place| Spot::around(self.documents[edition], place))
        };
        let (before, after) = match (said.rule.one_side(), said.before, said.after) {
            (Some(Side::New), before, after @ Some(_)) => (around(0, before), spot(1, after, None)),
            (Some(Side::Old), before @ Some(_), after) => (spot(0, before, None), around(1, after)),
            (_, before, after) => (spot(0, before, after), spot(1, after, before)),
        };
        let schematic = !said.site.path.is_empty();
        let key = |spot: &Option<Spot>| {
            spot.as_ref()
                .map(|spot| (spot.file.clone(), spot.pointer.clone()))
        };
        let direction = schematic.then_some(said.site.direction);
        let edit = Edit {
            rule: said.rule.id,
            level,
            direction,
            before: key(&before),
            after: key(&after),
            what: said.what.clone(),
            operation: (!schematic).then(|| said.site.operation.clone()),
        };
        let content = |place: Option<&Place<'d>>| meaning(place.map(|place| place.node));
        let hash = hash(&[
            said.rule.id,
            direction.map_or("", Direction::as_str),
            &said.site.operation,
            &said.site.place(),
            &content(said.before),
            &content(said.after),
        ]);
        let entry = self.changes.entry(edit);
        let index = entry.index();
        let change = entry.or_insert_with(|| Change {
            rule: said.rule,
            level,
            verdict: said.verdict,
            direction,
            operations: Vec::new(),
            place: said.site.place(),
            before,
            after,
            what: said.what,
            hash,
            approved: None,
            departures: Vec::new(),
            since: None,
            impact: None,
        });
        let operation = number(&mut self.operations, &said.site.operation);
        if self.touched.insert((index, operation)) {
            touch(change, &said.site.operation);
        }
        index
    }

    /// Notes that an operation is touched by changes that were found elsewhere.
    pub(super) fn touch(&mut self, found: &Rc<Found>, operation: &str) {
        let number = number(&mut self.operations, operation);
        if self.met.0 != number {
            self.met = (number, FxHashSet::default());
        }
        self.touch_all(found, number);
    }

    fn touch_all(&mut self, found: &Rc<Found>, operation: usize) {
        if !self.met.1.insert(Rc::as_ptr(found)) {
            return;
        }
        for index in &found.own {
            if self.touched.insert((*index, operation))
                && let Some(name) = self.operations.get_index(operation)
                && let Some((_, change)) = self.changes.get_index_mut(*index)
            {
                touch(change, name);
            }
        }
        for inner in &found.inner {
            self.touch_all(inner, operation);
        }
    }

    /// Whether one of the changes may break somebody.
    pub(super) fn is_serious(&self, changes: &[usize]) -> bool {
        changes.iter().any(|index| {
            (self.changes.get_index(*index)).is_some_and(|(_, change)| change.level > Level::Info)
        })
    }

    pub(super) fn finish(self) -> Vec<Change> {
        self.changes.into_values().collect()
    }
}

/// The number of an operation.
fn number(operations: &mut FxIndexSet<String>, operation: &str) -> usize {
    match operations.get_index_of(operation) {
        Some(number) => number,
        None => operations.insert_full(operation.to_owned()).0,
    }
}

fn touch(change: &mut Change, operation: &str) {
    if !operation.is_empty() {
        change.operations.push(operation.to_owned());
    }
}
