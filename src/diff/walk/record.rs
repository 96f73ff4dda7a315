use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::covered::Covered;
use super::touched::Touched;
use crate::diff::approval::hash;
use crate::diff::change::{Change, Spot, Verdict};
use crate::diff::load::{Document, Node, Place};
use crate::diff::meaning::Meanings;
use crate::diff::operations::Operations;
use crate::diff::rules::{Judgement, Rule, Side};
use crate::diff::schema::Direction;
use crate::diff::walk::found::Found;
use crate::diff::walk::site::Site;
use crate::finding::Level;

/// What makes two changes one: what was edited, not where it is used.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Edit {
    rule: &'static str,
    /// An edit that breaks one operation and is harmless to another is reported once for each, so
    /// that no operation is said to break that does not.
    level: Level,
    direction: Option<Direction>,
    before: Option<*const Node>,
    after: Option<*const Node>,
    what: String,
    /// Set where nothing but the operation tells changes apart.
    operation: Option<String>,
}

/// The changes so far, one for each edit however many operations it touches.
#[derive(Debug)]
pub(super) struct Record<'d> {
    documents: [&'d Document; 2],
    changes: IndexMap<Edit, Change, FxBuildHasher>,
    touched: Touched,
    covered: Covered,
    meanings: Meanings,
    /// For each document the place that was reported last.
    last: [Option<(Key, Spot)>; 2],
}

/// What a place is told by: what stands there, and what it is reported beside.
type Key = (*const Node, Option<Option<*const Node>>);

/// What of a place is reported.
#[derive(Clone, Copy)]
enum Told<'a, 'd> {
    /// That something would stand there.
    Around,
    /// What differs from the other side.
    Beside(Option<&'a Place<'d>>),
}

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
            changes: IndexMap::default(),
            touched: Touched::default(),
            covered: Covered::default(),
            meanings: Meanings::default(),
            last: [None, None],
        }
    }

    /// Writes a change down and says under which number.
    pub(super) fn add(&mut self, said: Said<'_, 'd>) -> usize {
        let only = said.rule.one_side();
        self.add_of(only, said)
    }

    /// Writes down that a member of a place, given before and after, is not what it was: told where it
    /// stands, or beside where it would stand.
    pub(super) fn add_member(
        &mut self,
        rule: &'static Rule,
        site: &Site,
        (old, new): (&Place<'d>, &Place<'d>),
        (before, after): (Option<&Place<'d>>, Option<&Place<'d>>),
        what: String,
    ) -> usize {
        let only = match (before, after) {
            (None, _) => Some(Side::New),
            (_, None) => Some(Side::Old),
            _ => None,
        };
        let said = Said {
            rule,
            site,
            before: before.or(Some(old)),
            after: after.or(Some(new)),
            what,
            verdict: Verdict::ByRule,
        };
        self.add_of(only, said)
    }

    /// The same as [`Record::add`] where it is not the rule that says which side alone has what
    /// changed.
    fn add_of(&mut self, only: Option<Side>, said: Said<'_, 'd>) -> usize {
        let [old, new] = self.documents;
        let written = (
            said.before.map(|place| old.written(place)),
            said.after.map(|place| new.written(place)),
        );
        let said = Said {
            before: written.0.as_ref(),
            after: written.1.as_ref(),
            ..said
        };
        let level = match (said.rule.judgement, &said.verdict) {
            (Judgement::Always(level), _) => level,
            (Judgement::ByMeaning(_), Verdict::Witnessed { .. }) => Level::Error,
            (Judgement::ByMeaning(_), Verdict::Undecided(_)) => Level::Warning,
            (Judgement::ByMeaning(level), Verdict::Harmless | Verdict::ByRule) => level,
        };
        let schematic = !said.site.path.is_empty();
        let direction = schematic.then_some(said.site.direction);
        let at = |place: Option<&Place<'d>>| place.map(|place| std::ptr::from_ref(place.node));
        let edit = Edit {
            rule: said.rule.id,
            level,
            direction,
            before: at(said.before),
            after: at(said.after),
            what: said.what.clone(),
            operation: (!schematic && !is_shared(&said)).then(|| said.site.operation.clone()),
        };
        if let Some(index) = self.changes.get_index_of(&edit) {
            self.touched.note(index, &said.site.operation);
            return index;
        }
        let [told_before, told_after] = match (only, said.before, said.after) {
            (Some(Side::New), _, Some(_)) => [Told::Around, Told::Beside(None)],
            (Some(Side::Old), Some(_), _) => [Told::Beside(None), Told::Around],
            (_, before, after) => [Told::Beside(after), Told::Beside(before)],
        };
        for (edition, place, told) in [(0, said.before, told_before), (1, said.after, told_after)] {
            if let (Some(place), Told::Beside(_)) = (place, told) {
                self.covered.note(edition, place, said.rule);
            }
        }
        let before = said.before.map(|place| self.spot(0, place, told_before));
        let after = said.after.map(|place| self.spot(1, place, told_after));
        let mut content =
            |place: Option<&Place<'d>>| self.meanings.of(place.map(|place| place.node));
        let hash = hash(&[
            said.rule.id,
            direction.map_or("", Direction::as_str),
            &said.site.operation,
            &said.site.place(),
            &content(said.before),
            &content(said.after),
        ]);
        let change = Change {
            rule: said.rule,
            level,
            verdict: said.verdict,
            direction,
            operations: Operations::default(),
            place: said.site.place(),
            before,
            after,
            what: said.what,
            hash,
            approved: None,
            departures: Vec::new(),
            since: None,
            impact: None,
        };
        let (index, _) = self.changes.insert_full(edit, change);
        self.touched.note(index, &said.site.operation);
        index
    }

    /// Notes that an operation is touched by changes that were found elsewhere.
    pub(super) fn touch(&mut self, found: &Rc<Found>, operation: &str) {
        self.touched.note_all(found, operation);
    }

    /// Notes that an operation is touched by a change.
    pub(super) fn touch_one(&mut self, change: usize, operation: &str) {
        self.touched.note(change, operation);
    }

    /// The places that changes were reported for.
    pub(super) fn covered(&self) -> &Covered {
        &self.covered
    }

    /// Notes that nothing inside these places needs a change of its own.
    pub(super) fn cover(&mut self, old: &Place<'d>, new: &Place<'d>) {
        self.covered.all(0, old);
        self.covered.all(1, new);
    }

    /// A place as it is reported. Many changes in a row have the same one.
    fn spot(&mut self, edition: usize, place: &Place<'d>, other: Told<'_, 'd>) -> Spot {
        let key = (
            std::ptr::from_ref(place.node),
            match other {
                Told::Around => None,
                Told::Beside(other) => Some(other.map(|other| std::ptr::from_ref(other.node))),
            },
        );
        if let Some((known, spot)) = &self.last[edition]
            && *known == key
        {
            return spot.clone();
        }
        let document = self.documents[edition];
        let spot = match other {
            Told::Around => Spot::around(document, place),
            Told::Beside(other) => Spot::of(document, place, other),
        };
        self.last[edition] = Some((key, spot.clone()));
        spot
    }

    /// Whether one of the changes may break somebody.
    pub(super) fn is_serious(&self, changes: &[usize]) -> bool {
        changes.iter().any(|index| {
            (self.changes.get_index(*index)).is_some_and(|(_, change)| change.level > Level::Info)
        })
    }

    pub(super) fn finish(self) -> Vec<Change> {
        let mut changes: Vec<Change> = self.changes.into_values().collect();
        for (change, operations) in changes.iter_mut().zip(self.touched.finish()) {
            change.operations = operations;
        }
        changes
    }
}

/// Whether what changed stands where many operations share it: told once for all of them.
fn is_shared(said: &Said<'_, '_>) -> bool {
    let outside = |place: &Place<'_>| {
        let inside = ["/paths", "/webhooks"];
        !place.pointer.is_empty() && !inside.iter().any(|part| place.pointer.starts_with(part))
    };
    match (said.before, said.after) {
        (Some(before), Some(after)) => outside(before) && outside(after),
        _ => false,
    }
}
