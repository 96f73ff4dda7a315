use rustc_hash::FxHashSet;

use super::goal::{Goal, Literal, Side};
use super::search::{Answer, Search};
use crate::diff::schema::{Keywords, SchemaId};

/// Branches below which the search decides as fast without pairing them.
const FEW: usize = 3;
/// Branches of the reader that are not the writer's which are tried one by one.
const CHANGED: usize = 16;
/// Pairs of branches that are held against one another.
const PAIRS: usize = 600;

/// A choice of schemas, and whether exactly one of them must hold.
fn choice(k: &Keywords) -> Option<(&[SchemaId], bool)> {
    match (&k.any, &k.one) {
        (Some(any), None) => Some((any, false)),
        (None, Some(one)) => Some((one, true)),
        _ => None,
    }
}

impl Search {
    /// Whether a choice is within another, branch by branch: each that only the writer has is held
    /// against those of the reader that it may overlap, where the search would hold every branch
    /// against all others at once. A branch is judged by what it declares itself. Nothing where
    /// that does not settle it.
    pub(super) fn by_branches(&mut self, goal: &Goal) -> Option<Answer> {
        let (writer, reader) = match goal.literals() {
            [a, b] if a.holds && !b.holds => (*a, *b),
            [a, b] if b.holds && !a.holds => (*b, *a),
            _ => return None,
        };
        let written = self.schemas.shared(writer.schema);
        let read = self.schemas.shared(reader.schema);
        let (from, exactly_from) = choice(&written)?;
        let (to, exactly_to) = choice(&read)?;
        if from.len().max(to.len()) <= FEW || (exactly_to && !exactly_from) {
            return None;
        }
        let beside = |k: &Keywords| Keywords {
            any: None,
            one: None,
            ..k.clone()
        };
        let distinct: FxHashSet<SchemaId> = to.iter().copied().collect();
        let common = beside(&written);
        if common != beside(&read) || (exactly_to && distinct.len() != to.len()) {
            return None;
        }
        let kept: FxHashSet<SchemaId> = from.iter().copied().collect();
        let changed: Vec<SchemaId> = to.iter().copied().filter(|id| !kept.contains(id)).collect();
        let new: Vec<SchemaId> = (from.iter().copied())
            .filter(|id| !distinct.contains(id))
            .collect();
        if new.len().max(changed.len()) > CHANGED
            || (new.len() + 1) * (to.len() + from.len()) > PAIRS
        {
            return None;
        }
        let common = self.schemas.intern(common);
        let demand = |schema, holds, side| Literal {
            schema,
            holds,
            side,
        };
        for branch in &new {
            let mut demands = vec![
                demand(common, true, writer.side),
                demand(*branch, true, writer.side),
            ];
            // Mostly it is within the one that it became.
            let is_within = changed.iter().any(|twin| {
                let fails = demand(*twin, false, reader.side);
                self.solve([demands.clone(), vec![fails]].concat()) == Answer::Unsat
            });
            if is_within {
                continue;
            }
            for other in to {
                if self.may_overlap(*branch, *other, writer.side) {
                    demands.push(demand(*other, false, reader.side));
                }
            }
            if exactly_from {
                for other in from.iter().filter(|other| *other != branch) {
                    if self.may_overlap(*branch, *other, writer.side) {
                        demands.push(demand(*other, false, writer.side));
                    }
                }
            }
            match self.solve(demands) {
                Answer::Unsat => {}
                Answer::Sat(value) => return Some(Answer::Sat(value)),
                Answer::Unknown(_) => return None,
            }
        }
        // Of exactly one branch, what holds in no other before may hold in one that changed.
        if exactly_to && !self.stays_exclusive(from, &changed, &distinct, writer.side) {
            return None;
        }
        Some(Answer::Unsat)
    }

    /// Whether no branch overlaps one that changed, except one that it became.
    fn stays_exclusive(
        &mut self,
        from: &[SchemaId],
        changed: &[SchemaId],
        kept: &FxHashSet<SchemaId>,
        side: Side,
    ) -> bool {
        from.iter().all(|branch| {
            let mut overlapping = 0;
            for other in changed {
                overlapping += usize::from(self.may_overlap(*branch, *other, side));
            }
            overlapping <= usize::from(!kept.contains(branch))
        })
    }

    /// Whether one value may satisfy both branches: not proved otherwise.
    fn may_overlap(&mut self, a: SchemaId, b: SchemaId, side: Side) -> bool {
        let holds = |schema| Literal {
            schema,
            holds: true,
            side,
        };
        a == b || self.solve(vec![holds(a), holds(b)]) != Answer::Unsat
    }
}
