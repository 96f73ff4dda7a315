use std::collections::BTreeSet;

use serde_json::Value;

use super::evaluate::has_duplicates;
use super::facts::{Arrays, Facts};
use super::goal::{Literal, Side};
use super::reason::Reason;
use super::search::{Answer, Search};
use crate::diff::schema::SchemaId;

/// Items that a counter-example may have; larger bounds are moved together.
const LONGEST: u64 = 100;
/// Items among which counted ones are placed in every way.
const PLACES: usize = 7;

/// What single items must satisfy besides what all must.
type Extra = Vec<BTreeSet<Literal>>;

/// How much a copy of it copies.
fn size(extra: &Extra) -> usize {
    1 + extra.iter().map(|demands| 1 + demands.len()).sum::<usize>()
}

/// What was found for one item.
enum Item {
    Found(Value),
    /// No value at all may stand there.
    None,
    /// None but those that stand elsewhere already.
    NoOther,
    Unknown(Reason),
}

impl Search {
    /// An array that the facts allow.
    pub(super) fn solve_array(&mut self, facts: &Facts) -> Answer {
        let arrays = &facts.arrays;
        let prefix = self.longest_prefix(arrays);
        let broken: Vec<(SchemaId, Side)> = arrays.broken.iter().copied().collect();
        self.break_items(facts, &broken, prefix, &Vec::new())
    }

    /// Chooses an item for each schema that must be broken.
    fn break_items(
        &mut self,
        facts: &Facts,
        broken: &[(SchemaId, Side)],
        prefix: usize,
        extra: &Extra,
    ) -> Answer {
        if !self.spend(1) {
            return Answer::Unknown(Reason::Budget);
        }
        let Some(((schema, side), rest)) = broken.split_first() else {
            return self.of_length(facts, extra);
        };
        let mut unknown = None;
        // Items after every prefix are alike, so one more than are in use stands for all.
        for index in 0..=prefix.max(extra.len()) {
            let Some(item) = self.item(*schema, index) else {
                continue;
            };
            if !self.spend(size(extra)) {
                return Answer::Unknown(Reason::Budget);
            }
            let mut extra = extra.clone();
            extra.resize_with(extra.len().max(index + 1), BTreeSet::new);
            extra[index].insert(Literal::fails(item, *side));
            let literals = self.demands_of(&facts.arrays, index, &extra);
            if self.solve(literals) == Answer::Unsat {
                continue;
            }
            match self.break_items(facts, rest, prefix, &extra) {
                Answer::Sat(value) => return Answer::Sat(value),
                Answer::Unsat => {}
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// What a schema asks of the item at an index.
    fn item(&self, schema: SchemaId, index: usize) -> Option<SchemaId> {
        let k = self.schemas.get(schema);
        k.prefix.get(index).copied().or(k.items)
    }

    fn of_length(&mut self, facts: &Facts, extra: &Extra) -> Answer {
        let arrays = &facts.arrays;
        if !self.enough_places(arrays) {
            return Answer::Unsat;
        }
        let counted: u64 = arrays.counted.iter().map(|counted| counted.min).sum();
        let fewest = arrays.min.max(extra.len() as u64);
        if fewest > LONGEST || counted > LONGEST {
            return Answer::Unknown(Reason::Array);
        }
        let mut unknown = None;
        for length in fewest..=fewest + counted {
            if arrays.max.is_some_and(|max| length > max) {
                break;
            }
            if !self.spend(size(extra)) {
                return Answer::Unknown(Reason::Budget);
            }
            let mut extra = extra.clone();
            extra.resize_with(usize::try_from(length).unwrap_or(usize::MAX), BTreeSet::new);
            let answer = if arrays.duplicates {
                self.with_duplicates(facts, &extra)
            } else {
                self.place(facts, 0, extra)
            };
            match answer {
                Answer::Sat(value) => return Answer::Sat(value),
                Answer::Unsat => {}
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// Whether each count can be reached at all, by the items that may satisfy it.
    fn enough_places(&mut self, arrays: &Arrays) -> bool {
        let prefix = self.longest_prefix(arrays);
        arrays.counted.iter().all(|counted| {
            let mut places = 0;
            for index in 0..=prefix {
                let mut literals = self.demands_of(arrays, index, &Vec::new());
                literals.push(counted.literal);
                let possible = self.solve(literals) != Answer::Unsat;
                if possible && index == prefix {
                    return true;
                }
                places += u64::from(possible);
            }
            counted.min <= places
        })
    }

    fn longest_prefix(&self, arrays: &Arrays) -> usize {
        (arrays.items.iter().chain(&arrays.broken))
            .map(|(schema, _)| self.schemas.get(*schema).prefix.len())
            .max()
            .unwrap_or(0)
    }

    /// Two items are one value: each pair is tried.
    fn with_duplicates(&mut self, facts: &Facts, extra: &Extra) -> Answer {
        let mut unknown = (extra.len() > PLACES).then_some(Reason::Array);
        for first in 0..extra.len().min(PLACES) {
            for second in first + 1..extra.len().min(PLACES + 1) {
                let mut literals = self.demands_of(&facts.arrays, first, extra);
                literals.extend(self.demands_of(&facts.arrays, second, extra));
                match self.solve(literals) {
                    Answer::Sat(value) => {
                        // Both are pinned to the value found; another may do where it does not.
                        let mut pinned = extra.clone();
                        let literal = self.other_than(&value).not();
                        pinned[first].insert(literal);
                        pinned[second].insert(literal);
                        match self.place(facts, 0, pinned) {
                            Answer::Sat(value) => return Answer::Sat(value),
                            Answer::Unsat if facts.arrays.counted.is_empty() => {}
                            _ => unknown = Some(Reason::Array),
                        }
                    }
                    Answer::Unsat => {}
                    Answer::Unknown(reason) => unknown = Some(reason),
                }
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// Decides for each count which items satisfy it.
    fn place(&mut self, facts: &Facts, at: usize, extra: Extra) -> Answer {
        if !self.spend(1) {
            return Answer::Unknown(Reason::Budget);
        }
        let Some(counted) = facts.arrays.counted.get(at).cloned() else {
            return self.build(facts, &extra);
        };
        if counted.min == 0 && counted.max.is_none() {
            return self.place(facts, at + 1, extra);
        }
        let places = extra.len();
        if places > PLACES {
            return self.place_evenly(facts, at, &extra);
        }
        let mut unknown = None;
        for chosen in 0..1_u32 << places {
            let count = u64::from(chosen.count_ones());
            let fits = match counted.max {
                // Without an upper bound only the fewest matter: the others are left free.
                None => count == counted.min,
                Some(max) => count >= counted.min && count <= max,
            };
            if !fits {
                continue;
            }
            if !self.spend(size(&extra)) {
                return Answer::Unknown(Reason::Budget);
            }
            let mut extra = extra.clone();
            for (index, demands) in extra.iter_mut().enumerate() {
                if chosen & (1 << index) != 0 {
                    demands.insert(counted.literal);
                } else if counted.max.is_some() {
                    demands.insert(counted.literal.not());
                }
            }
            match self.place(facts, at + 1, extra) {
                Answer::Sat(value) => return Answer::Sat(value),
                Answer::Unsat => {}
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// Many items: the fewest that may satisfy the count do, or all of them. That settles it
    /// where all items are alike.
    fn place_evenly(&mut self, facts: &Facts, at: usize, extra: &Extra) -> Answer {
        let counted = facts.arrays.counted[at].clone();
        let length = extra.len();
        let alike = facts.arrays.counted.len() == 1
            && !facts.arrays.unique
            && self.longest_prefix(&facts.arrays) == 0
            && extra.iter().all(BTreeSet::is_empty);
        let fewest = usize::try_from(counted.min).unwrap_or(usize::MAX);
        let most = counted.max.is_none_or(|max| length as u64 <= max);
        for wanted in [fewest, length] {
            if wanted > length || (wanted == length && !most) {
                continue;
            }
            if !self.spend(size(extra)) {
                return Answer::Unknown(Reason::Budget);
            }
            let mut extra = extra.clone();
            for (index, demands) in extra.iter_mut().enumerate() {
                if index + wanted >= length {
                    demands.insert(counted.literal);
                } else if counted.max.is_some() {
                    demands.insert(counted.literal.not());
                }
            }
            match self.place(facts, at + 1, extra) {
                Answer::Unsat => {}
                answer => return answer,
            }
        }
        if alike {
            Answer::Unsat
        } else {
            Answer::Unknown(Reason::Array)
        }
    }

    fn demands_of(&self, arrays: &Arrays, index: usize, extra: &Extra) -> Vec<Literal> {
        let mut literals: Vec<Literal> =
            (extra.get(index).into_iter().flatten()).copied().collect();
        for (schema, side) in &arrays.items {
            literals.extend(
                self.item(*schema, index)
                    .map(|item| Literal::holds(item, *side)),
            );
        }
        literals
    }

    fn build(&mut self, facts: &Facts, extra: &Extra) -> Answer {
        let mut items: Vec<Value> = Vec::new();
        let mut unknown = None;
        let first = self.demands_of(&facts.arrays, 0, extra);
        let mut alike = true;
        for index in 0..extra.len() {
            if !self.spend(1 + if facts.arrays.unique { items.len() } else { 0 }) {
                return Answer::Unknown(Reason::Budget);
            }
            let literals = self.demands_of(&facts.arrays, index, extra);
            alike &= literals == first;
            match self.item_value(facts, literals, &items) {
                Item::Found(value) => items.push(value),
                // So many different values there are, and more items are asked for.
                Item::NoOther if alike => return Answer::Unsat,
                Item::NoOther => {
                    // The items before could have been chosen otherwise.
                    unknown = Some(Reason::Array);
                    break;
                }
                Item::None => return Answer::Unsat,
                Item::Unknown(reason) => {
                    alike = false;
                    unknown = Some(reason);
                    items.push(Value::Null);
                }
            }
        }
        if let Some(reason) = unknown {
            return Answer::Unknown(reason);
        }
        if facts.arrays.unique && has_duplicates(&items) {
            return Answer::Unknown(Reason::Array);
        }
        let value = Value::Array(items);
        if facts.not.contains(&value) {
            return Answer::Unknown(Reason::Array);
        }
        Answer::Sat(value)
    }

    /// One item; where items must differ, one that is not there yet.
    fn item_value(&mut self, facts: &Facts, mut literals: Vec<Literal>, items: &[Value]) -> Item {
        match self.solve(literals.clone()) {
            Answer::Sat(value) if facts.arrays.unique && items.contains(&value) => {
                for item in items {
                    literals.push(self.other_than(item));
                }
                match self.solve(literals) {
                    Answer::Sat(value) => Item::Found(value),
                    Answer::Unsat => Item::NoOther,
                    Answer::Unknown(reason) => Item::Unknown(reason),
                }
            }
            Answer::Sat(value) => Item::Found(value),
            Answer::Unsat => Item::None,
            Answer::Unknown(reason) => Item::Unknown(reason),
        }
    }
}
