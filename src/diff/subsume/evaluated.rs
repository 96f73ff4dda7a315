use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::expand::{Alternative, Step};
use super::facts::Fact;
use super::goal::Literal;
use super::search::Search;
use crate::diff::schema::{Keywords, SchemaId};

/// Which properties or items a schema evaluates, so that `unevaluated…` does not speak of them.
pub(super) enum Evaluated<T> {
    /// All of them.
    Everything,
    /// It depends: what must hold, and what is evaluated then.
    Ways(Vec<(Alternative, T)>),
    /// It depends on too much.
    TooMany,
}

/// Names that are evaluated.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    properties: BTreeSet<Arc<str>>,
    patterns: BTreeSet<Arc<str>>,
    everything: bool,
}

impl Names {
    /// A schema that says nothing of these names, and `additional` of all others.
    pub(super) fn beside(&self, additional: Option<SchemaId>) -> Keywords {
        Keywords {
            properties: (self.properties.iter())
                .map(|name| (name.clone(), SchemaId::TRUE))
                .collect(),
            patterns: (self.patterns.iter())
                .map(|pattern| (pattern.clone(), SchemaId::TRUE))
                .collect(),
            additional,
            ..Keywords::default()
        }
    }
}

const WAYS: usize = 64;
const DEEP: usize = 12;
/// Names and steps that are put together before what is evaluated counts as open.
const SPENT: usize = 100_000;

type Ways<T> = Vec<(Alternative, T)>;

/// What the schemas inside one schema evaluate, each examined once.
struct Account<'a, T> {
    search: &'a Search,
    literal: Literal,
    /// What the outermost schema evaluates itself: its own `unevaluated…` is what is asked about.
    outer: &'a dyn Fn(&Keywords) -> T,
    own: &'a dyn Fn(&Keywords) -> T,
    join: &'a dyn Fn(&T, &T) -> T,
    size: &'a dyn Fn(&T) -> usize,
    known: FxHashMap<SchemaId, Option<Rc<Ways<T>>>>,
    left: usize,
}

impl Search {
    pub(super) fn evaluated_properties(&self, literal: Literal) -> Evaluated<Names> {
        let join = |a: &Names, b: &Names| Names {
            properties: a.properties.union(&b.properties).cloned().collect(),
            patterns: a.patterns.union(&b.patterns).cloned().collect(),
            everything: a.everything || b.everything,
        };
        let own = |k: &Keywords| Names {
            properties: k.properties.keys().chain(&k.ignored).cloned().collect(),
            patterns: k.patterns.keys().cloned().collect(),
            everything: k.additional.is_some() || k.unevaluated_properties.is_some(),
        };
        let outer = |k: &Keywords| Names {
            everything: k.additional.is_some(),
            ..own(k)
        };
        let mut account = Account {
            search: self,
            literal,
            outer: &outer,
            own: &own,
            join: &join,
            size: &|names| 1 + names.properties.len() + names.patterns.len(),
            known: FxHashMap::default(),
            left: SPENT,
        };
        match account.ways(literal.schema, 0) {
            None => Evaluated::TooMany,
            Some(ways) if ways.iter().all(|(_, names)| names.everything) => Evaluated::Everything,
            Some(mut ways) => {
                for (_, names) in &mut ways {
                    if names.everything {
                        names.patterns.insert(Arc::from(""));
                    }
                }
                Evaluated::Ways(ways)
            }
        }
    }

    pub(super) fn evaluated_items(&self, literal: Literal) -> Evaluated<usize> {
        let own = |k: &Keywords| {
            if k.items.is_some() || k.unevaluated_items.is_some() {
                usize::MAX
            } else {
                k.prefix.len()
            }
        };
        let outer = |k: &Keywords| {
            if k.items.is_some() {
                usize::MAX
            } else {
                k.prefix.len()
            }
        };
        if self.contains_somewhere(literal.schema) {
            return Evaluated::TooMany;
        }
        let mut account = Account {
            search: self,
            literal,
            outer: &outer,
            own: &own,
            join: &|a, b| *a.max(b),
            size: &|_| 1,
            known: FxHashMap::default(),
            left: SPENT,
        };
        match account.ways(literal.schema, 0) {
            None => Evaluated::TooMany,
            Some(mut ways) => {
                ways.retain(|(_, prefix)| *prefix != usize::MAX);
                if ways.is_empty() {
                    Evaluated::Everything
                } else {
                    Evaluated::Ways(ways)
                }
            }
        }
    }

    /// `contains` evaluates the items it matches, which no prefix can express.
    fn contains_somewhere(&self, schema: SchemaId) -> bool {
        let (mut seen, mut open) = (FxHashSet::from_iter([schema]), vec![schema]);
        while let Some(id) = open.pop() {
            let k = self.schemas.get(id);
            if k.contains.is_some() {
                return true;
            }
            open.extend(k.branches().filter(|branch| seen.insert(*branch)));
        }
        false
    }
}

impl<T: Clone> Account<'_, T> {
    /// Every way in which a schema inside can hold, with what is evaluated then.
    fn inner(&mut self, schema: SchemaId, depth: usize) -> Option<Rc<Ways<T>>> {
        if let Some(ways) = self.known.get(&schema) {
            return ways.clone();
        }
        let ways = self.ways(schema, depth).map(Rc::new);
        self.known.insert(schema, ways.clone());
        ways
    }

    /// Both at once, in every combination.
    fn cross(&mut self, ways: &Ways<T>, more: &Ways<T>) -> Option<Ways<T>> {
        if ways.len() * more.len() > WAYS {
            return None;
        }
        let mut crossed = Vec::new();
        for (steps, names) in ways {
            for (more_steps, more_names) in more {
                let steps: Alternative = steps.iter().chain(more_steps).cloned().collect();
                let names = (self.join)(names, more_names);
                self.left = self.left.checked_sub(steps.len() + (self.size)(&names))?;
                crossed.push((steps, names));
            }
        }
        Some(crossed)
    }

    fn ways(&mut self, schema: SchemaId, depth: usize) -> Option<Ways<T>> {
        if depth > DEEP || schema == SchemaId::FALSE {
            return None;
        }
        let k = self.search.schemas.get(schema);
        let asked = self.literal;
        let literal = |schema| asked.of(schema);
        let nothing = (self.outer)(&Keywords::default());
        let mine = if depth == 0 {
            (self.outer)(k)
        } else {
            (self.own)(k)
        };
        let mut ways: Ways<T> = vec![(Vec::new(), mine)];
        for schema in &k.all {
            let inner = self.inner(*schema, depth + 1)?;
            ways = self.cross(&ways, &inner)?;
        }
        // Each branch either holds and evaluates, or does not hold.
        let mut branches: Vec<SchemaId> = k.any.iter().chain(&k.one).flatten().copied().collect();
        branches.dedup();
        for schema in branches {
            let fails = vec![Step::Literal(literal(schema).not())];
            let mut both = vec![(fails, nothing.clone())];
            for (steps, names) in self.inner(schema, depth + 1)?.iter() {
                let mut steps = steps.clone();
                steps.push(Step::Literal(literal(schema)));
                both.push((steps, names.clone()));
            }
            ways = self.cross(&ways, &both)?;
        }
        if let Some(c) = k.conditional {
            let mut both = Vec::new();
            let (condition, then) = (
                self.inner(c.condition, depth + 1)?,
                self.inner(c.then, depth + 1)?,
            );
            for (mut steps, names) in self.cross(&condition, &then)? {
                steps.push(Step::Literal(literal(c.condition)));
                steps.push(Step::Literal(literal(c.then)));
                both.push((steps, names));
            }
            for (steps, names) in self.inner(c.otherwise, depth + 1)?.iter() {
                let mut steps = steps.clone();
                steps.push(Step::Literal(literal(c.condition).not()));
                steps.push(Step::Literal(literal(c.otherwise)));
                both.push((steps, names.clone()));
            }
            ways = self.cross(&ways, &both)?;
        }
        for (name, schema) in &k.dependent_schemas {
            let absent = vec![Step::Fact(Fact::Absent(name.clone()))];
            let mut both = vec![(absent, nothing.clone())];
            for (steps, names) in self.inner(*schema, depth + 1)?.iter() {
                let mut steps = steps.clone();
                let present = Literal::holds(SchemaId::TRUE, self.literal.side);
                steps.push(Step::Fact(Fact::Has(name.clone(), present)));
                steps.push(Step::Literal(literal(*schema)));
                both.push((steps, names.clone()));
            }
            ways = self.cross(&ways, &both)?;
        }
        Some(ways)
    }
}
