use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::goal::{Literal, Side};
use super::reason::Reason;
use crate::diff::schema::{Format, Rational, SchemaId};

/// What is known of a value of one type after the connectives of its goal are taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) numbers: Numbers,
    pub(super) strings: Strings,
    pub(super) arrays: Arrays,
    pub(super) objects: Objects,
    /// The only values that it may be, if they are listed.
    pub(super) listed: Option<Vec<Value>>,
    /// Values that it must not be.
    pub(super) not: FxHashSet<Value>,
    /// Why the facts may be weaker than the goal, if they may be.
    pub(super) doubt: Option<Reason>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Numbers {
    /// Lower bound and whether the bound itself is out.
    pub(super) low: Option<(Rational, Edge)>,
    pub(super) high: Option<(Rational, Edge)>,
    pub(super) multiple_of: Option<Rational>,
    pub(super) not_multiple_of: Vec<Rational>,
}

/// Whether a bound belongs to what it bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    In,
    Out,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Strings {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) matches: BTreeSet<Arc<str>>,
    pub(super) misses: BTreeSet<Arc<str>>,
    pub(super) formats: BTreeSet<Format>,
    pub(super) not_formats: BTreeSet<Format>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Arrays {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) unique: bool,
    pub(super) duplicates: bool,
    /// Schemas whose `prefixItems` and `items` hold.
    pub(super) items: BTreeSet<(SchemaId, Side)>,
    /// Schemas of whose `prefixItems` and `items` one item breaks.
    pub(super) broken: BTreeSet<(SchemaId, Side)>,
    pub(super) counted: Vec<Counted>,
}

/// How many items satisfy a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) literal: Literal,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Objects {
    pub(super) required: BTreeSet<Arc<str>>,
    /// Names that the writer itself requires.
    pub(super) promised: BTreeSet<Arc<str>>,
    pub(super) absent: BTreeSet<Arc<str>>,
    /// Names that only the reader declares: the writer does not send them.
    pub(super) undeclared: BTreeSet<Arc<str>>,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    /// Schemas whose `properties`, `patternProperties` and `additionalProperties` hold.
    pub(super) members: BTreeSet<(SchemaId, Side)>,
    /// What the values of single properties must satisfy besides.
    pub(super) has: BTreeMap<Arc<str>, BTreeSet<Literal>>,
    /// What every property's name must satisfy.
    pub(super) names: BTreeSet<Literal>,
    /// Properties that must exist somewhere.
    pub(super) exists: Vec<Exists>,
}

/// A property that must exist, its name not yet chosen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Exists {
    pub(super) name: Name,
    pub(super) value: Option<Literal>,
}

/// What a property's name must be like.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Name {
    /// It matches a pattern.
    Matching(Arc<str>),
    /// A schema's `properties` and `patternProperties` do not speak of it.
    BesideOf(SchemaId),
    /// It satisfies a demand.
    Satisfying(Literal),
}

/// One thing to add to what is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    Listed(Vec<Value>),
    Not(Value),
    Low(Rational, Edge),
    High(Rational, Edge),
    MultipleOf(Rational),
    NotMultipleOf(Rational),
    MinLength(u64),
    MaxLength(u64),
    Matches(Arc<str>),
    Misses(Arc<str>),
    Format(Format),
    NotFormat(Format),
    MinItems(u64),
    MaxItems(u64),
    Unique,
    Duplicates,
    Items(SchemaId, Side),
    BrokenItem(SchemaId, Side),
    Counted(Counted),
    Required(Arc<str>, Side),
    Absent(Arc<str>),
    MinProperties(u64),
    MaxProperties(u64),
    Members(SchemaId, Side),
    Has(Arc<str>, Literal),
    Names(Literal),
    Exists(Exists),
    Doubt(Reason),
}

impl Facts {
    /// How much a copy of it copies.
    pub(super) fn size(&self) -> usize {
        let (strings, arrays, objects) = (&self.strings, &self.arrays, &self.objects);
        8 + self.listed.as_ref().map_or(0, Vec::len)
            + self.not.len()
            + strings.matches.len()
            + strings.misses.len()
            + arrays.items.len()
            + arrays.broken.len()
            + arrays.counted.len()
            + objects.required.len()
            + objects.promised.len()
            + objects.absent.len()
            + objects.undeclared.len()
            + objects.members.len()
            + objects.has.len()
            + objects.names.len()
            + objects.exists.len()
    }

    /// Adds a fact. `false` when it contradicts what is known on the spot.
    pub(super) fn add(&mut self, fact: Fact) -> bool {
        match fact {
            Fact::Not(value) => {
                self.not.insert(value);
            }
            Fact::Listed(values) => {
                let values = match self.listed.take() {
                    None => values,
                    Some(known) => {
                        let both: FxHashSet<Value> = values.into_iter().collect();
                        let mut known = known;
                        known.retain(|value| both.contains(value));
                        known
                    }
                };
                let some = !values.is_empty();
                self.listed = Some(values);
                return some;
            }
            Fact::Doubt(reason) => self.doubt = Some(reason),
            Fact::Low(..) | Fact::High(..) | Fact::MultipleOf(_) | Fact::NotMultipleOf(_) => {
                return self.numbers.add(fact);
            }
            Fact::MinLength(_)
            | Fact::MaxLength(_)
            | Fact::Matches(_)
            | Fact::Misses(_)
            | Fact::Format(_)
            | Fact::NotFormat(_) => return self.strings.add(fact),
            Fact::MinItems(_)
            | Fact::MaxItems(_)
            | Fact::Unique
            | Fact::Duplicates
            | Fact::Items(..)
            | Fact::BrokenItem(..)
            | Fact::Counted(_) => return self.arrays.add(fact),
            Fact::Required(..)
            | Fact::Absent(_)
            | Fact::MinProperties(_)
            | Fact::MaxProperties(_)
            | Fact::Members(..)
            | Fact::Has(..)
            | Fact::Names(_)
            | Fact::Exists(_) => return self.objects.add(fact),
        }
        true
    }
}

impl Numbers {
    fn add(&mut self, fact: Fact) -> bool {
        match fact {
            Fact::Low(bound, edge) => {
                let low = (bound, edge);
                self.low = Some(self.low.take().map_or(low.clone(), |known| known.max(low)));
            }
            Fact::High(bound, edge) => {
                let tighter = match &self.high {
                    None => true,
                    Some((known, known_edge)) => {
                        bound < *known || (bound == *known && edge > *known_edge)
                    }
                };
                if tighter {
                    self.high = Some((bound, edge));
                }
            }
            Fact::MultipleOf(step) => {
                self.multiple_of = Some(match &self.multiple_of {
                    None => step,
                    Some(known) => known.common_multiple(&step),
                });
            }
            Fact::NotMultipleOf(step) => self.not_multiple_of.push(step),
            _ => {}
        }
        match (&self.low, &self.high) {
            (Some((low, a)), Some((high, b))) => {
                low < high || (low == high && *a == Edge::In && *b == Edge::In)
            }
            _ => true,
        }
    }
}

impl Strings {
    fn add(&mut self, fact: Fact) -> bool {
        match fact {
            Fact::MinLength(min) => self.min = self.min.max(min),
            Fact::MaxLength(max) => self.max = Some(self.max.map_or(max, |known| known.min(max))),
            Fact::Matches(pattern) => {
                self.matches.insert(pattern);
            }
            Fact::Misses(pattern) => {
                self.misses.insert(pattern);
            }
            Fact::Format(format) => {
                self.formats.insert(format);
            }
            Fact::NotFormat(format) => {
                self.not_formats.insert(format);
            }
            _ => {}
        }
        self.max.is_none_or(|max| self.min <= max) && self.matches.is_disjoint(&self.misses)
    }
}

impl Arrays {
    fn add(&mut self, fact: Fact) -> bool {
        match fact {
            Fact::MinItems(min) => self.min = self.min.max(min),
            Fact::MaxItems(max) => self.max = Some(self.max.map_or(max, |known| known.min(max))),
            Fact::Unique => self.unique = true,
            Fact::Duplicates => {
                self.duplicates = true;
                self.min = self.min.max(2);
            }
            Fact::Items(schema, side) => {
                self.items.insert((schema, side));
            }
            Fact::BrokenItem(schema, side) => {
                self.broken.insert((schema, side));
                self.min = self.min.max(1);
            }
            Fact::Counted(counted) => {
                self.min = self.min.max(counted.min);
                let same = |known: &&mut Counted| {
                    let (a, b) = (known.literal, counted.literal);
                    a.schema == b.schema && a.holds == b.holds
                };
                match self.counted.iter_mut().find(same) {
                    None => self.counted.push(counted),
                    Some(known) => {
                        known.min = known.min.max(counted.min);
                        known.max = match (known.max, counted.max) {
                            (Some(a), Some(b)) => Some(a.min(b)),
                            (a, b) => a.or(b),
                        };
                        if known.max.is_some_and(|max| known.min > max) {
                            return false;
                        }
                    }
                }
            }
            _ => {}
        }
        self.max.is_none_or(|max| self.min <= max) && !(self.unique && self.duplicates)
    }
}

impl Objects {
    fn add(&mut self, fact: Fact) -> bool {
        match fact {
            Fact::Required(name, side) => {
                if side == Side::Writer {
                    self.promised.insert(name.clone());
                }
                self.required.insert(name);
            }
            Fact::Absent(name) => {
                self.absent.insert(name);
            }
            Fact::MinProperties(min) => self.min = self.min.max(min),
            Fact::MaxProperties(max) => {
                self.max = Some(self.max.map_or(max, |known| known.min(max)));
            }
            Fact::Members(schema, side) => {
                self.members.insert((schema, side));
            }
            Fact::Has(name, literal) => {
                if !literal.is_trivial() {
                    self.has.entry(name.clone()).or_default().insert(literal);
                }
                self.required.insert(name);
            }
            Fact::Names(literal) => {
                self.names.insert(literal);
            }
            Fact::Exists(exists) if !self.exists.contains(&exists) => self.exists.push(exists),
            _ => {}
        }
        let required = self.required.len() as u64;
        self.max
            .is_none_or(|max| self.min <= max && required <= max)
            && self.required.is_disjoint(&self.absent)
    }
}
