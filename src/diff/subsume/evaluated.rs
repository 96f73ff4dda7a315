use std::collections::BTreeSet;
use std::sync::Arc;

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

type Ways<T> = Vec<(Alternative, T)>;

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
        match self.ways(literal, &outer, &own, &join, 0) {
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
        if self.contains_somewhere(literal.schema, 0) {
            return Evaluated::TooMany;
        }
        match self.ways(literal, &outer, &own, &|a, b| *a.max(b), 0) {
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
    fn contains_somewhere(&self, schema: SchemaId, depth: usize) -> bool {
        let k = self.schemas.get(schema);
        k.contains.is_some()
            || (depth < DEEP
                && (k.all.iter())
                    .chain(k.any.iter().flatten())
                    .chain(k.one.iter().flatten())
                    .any(|schema| self.contains_somewhere(*schema, depth + 1)))
    }

    /// Every way in which the branches of a schema can hold, with what is evaluated then.
    fn ways<T: Clone>(
        &self,
        literal: Literal,
        outer: &dyn Fn(&Keywords) -> T,
        own: &dyn Fn(&Keywords) -> T,
        join: &dyn Fn(&T, &T) -> T,
        depth: usize,
    ) -> Option<Ways<T>> {
        if depth > DEEP || literal.schema == SchemaId::FALSE {
            return None;
        }
        let k = self.schemas.get(literal.schema);
        let mine = if depth == 0 { outer(k) } else { own(k) };
        let mut ways: Ways<T> = vec![(Vec::new(), mine)];
        let inner = |schema: SchemaId| self.ways(literal.of(schema), outer, own, join, depth + 1);
        let cross = |ways: &Ways<T>, more: &Ways<T>| -> Option<Ways<T>> {
            if ways.len() * more.len() > WAYS {
                return None;
            }
            let mut crossed = Vec::new();
            for (steps, names) in ways {
                for (more_steps, more_names) in more {
                    let steps = steps.iter().chain(more_steps).cloned().collect();
                    crossed.push((steps, join(names, more_names)));
                }
            }
            Some(crossed)
        };
        for schema in &k.all {
            ways = cross(&ways, &inner(*schema)?)?;
        }
        // Each branch either holds and evaluates, or does not hold.
        let mut branches: Vec<SchemaId> = k.any.iter().chain(&k.one).flatten().copied().collect();
        branches.dedup();
        for schema in branches {
            let fails = (
                vec![Step::Literal(literal.of(schema).not())],
                outer(&Keywords::default()),
            );
            let mut both = vec![fails];
            for (mut steps, names) in inner(schema)? {
                steps.push(Step::Literal(literal.of(schema)));
                both.push((steps, names));
            }
            ways = cross(&ways, &both)?;
        }
        if let Some(c) = k.conditional {
            let (condition, then) = (literal.of(c.condition), inner(c.then)?);
            let mut both = Vec::new();
            for (steps, names) in cross(&inner(c.condition)?, &then)? {
                let mut steps = steps;
                steps.push(Step::Literal(condition));
                steps.push(Step::Literal(literal.of(c.then)));
                both.push((steps, names));
            }
            for (mut steps, names) in inner(c.otherwise)? {
                steps.push(Step::Literal(condition.not()));
                steps.push(Step::Literal(literal.of(c.otherwise)));
                both.push((steps, names));
            }
            ways = cross(&ways, &both)?;
        }
        for (name, schema) in &k.dependent_schemas {
            let absent = (
                vec![Step::Fact(Fact::Absent(name.clone()))],
                outer(&Keywords::default()),
            );
            let mut both = vec![absent];
            for (mut steps, names) in inner(*schema)? {
                let present = Literal::holds(SchemaId::TRUE, literal.side);
                steps.push(Step::Fact(Fact::Has(name.clone(), present)));
                steps.push(Step::Literal(literal.of(*schema)));
                both.push((steps, names));
            }
            ways = cross(&ways, &both)?;
        }
        Some(ways)
    }
}
