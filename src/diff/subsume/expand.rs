use std::sync::Arc;

use serde_json::Value;

use super::evaluated::Evaluated;
use super::facts::{Counted, Edge, Exists, Fact, Name};
use super::goal::Literal;
use super::reason::Reason;
use super::search::Search;
use crate::diff::schema::{Format, JsonType, Keywords, Rational, SchemaId};

/// One thing that follows: another demand on the same value, or a fact about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Literal(Literal),
    Fact(Fact),
}

/// One way to meet a demand: all steps together.
pub(super) type Alternative = Vec<Step>;

/// What a demand comes to for a value of one type: steps that all follow, and choices of each of
/// which one alternative must be taken.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    pub(super) steps: Vec<Step>,
    pub(super) choices: Vec<Vec<Alternative>>,
    pub(super) absurd: bool,
}

impl Search {
    /// Takes a demand apart for a value of that type.
    pub(super) fn expand(&mut self, literal: Literal, kind: JsonType) -> Expansion {
        if literal.is_trivial() {
            return Expansion::default();
        }
        if literal.is_absurd() {
            return Expansion {
                absurd: true,
                ..Expansion::default()
            };
        }
        let keywords = self.schemas.shared(literal.schema);
        if !self.spend(cost(&keywords)) {
            return Expansion {
                steps: vec![Step::Fact(Fact::Doubt(Reason::Budget))],
                ..Expansion::default()
            };
        }
        if literal.holds {
            self.positive(literal, &keywords, kind)
        } else {
            self.negative(literal, &keywords, kind)
        }
    }

    fn positive(&mut self, literal: Literal, k: &Keywords, kind: JsonType) -> Expansion {
        let mut e = Expansion::default();
        if k.types.is_some_and(|types| !types.touches(kind)) {
            e.absurd = true;
            return e;
        }
        if let Some(values) = &k.values {
            let values: Vec<Value> = values
                .iter()
                .filter(|value| JsonType::of(value) == kind)
                .cloned()
                .collect();
            e.absurd = values.is_empty();
            e.steps.push(Step::Fact(Fact::Listed(values)));
        }
        match kind {
            JsonType::Number => number(k, &mut |fact, _| e.steps.push(Step::Fact(fact))),
            JsonType::String => string(k, &mut |fact, _| e.steps.push(Step::Fact(fact))),
            JsonType::Array => self.positive_array(literal, k, &mut e),
            JsonType::Object => self.positive_object(literal, k, &mut e),
            JsonType::Null | JsonType::Boolean => {}
        }
        if let Some(reference) = &k.unread {
            e.steps.push(Step::Fact(doubted(reference)));
        }
        for schema in &k.all {
            e.steps.push(Step::Literal(literal.of(*schema)));
        }
        if let Some(schema) = k.not {
            e.steps.push(Step::Literal(literal.of(schema).not()));
        }
        if let Some(any) = &k.any {
            e.choices.push(
                any.iter()
                    .map(|schema| vec![Step::Literal(literal.of(*schema))])
                    .collect(),
            );
        }
        if let Some(one) = &k.one {
            e.choices.push(exactly_one(literal, one));
        }
        if let Some(c) = k.conditional {
            let (condition, then) = (literal.of(c.condition), literal.of(c.then));
            e.choices.push(vec![
                vec![
                    Step::Literal(condition.not()),
                    Step::Literal(literal.of(c.otherwise)),
                ],
                vec![Step::Literal(condition), Step::Literal(then)],
            ]);
        }
        e
    }

    fn positive_array(&mut self, literal: Literal, k: &Keywords, e: &mut Expansion) {
        let mut fact = |fact| e.steps.push(Step::Fact(fact));
        if let Some(min) = k.min_items {
            fact(Fact::MinItems(min));
        }
        if let Some(max) = k.max_items {
            fact(Fact::MaxItems(max));
        }
        if k.unique {
            fact(Fact::Unique);
        }
        if !k.prefix.is_empty() || k.items.is_some_and(|items| items != SchemaId::TRUE) {
            fact(Fact::Items(literal.schema, literal.side));
        }
        if let Some(contains) = k.contains {
            fact(Fact::Counted(Counted {
                literal: literal.of(contains.schema),
                min: contains.min,
                max: contains.max,
            }));
        }
        if let Some(schema) = k.unevaluated_items
            && schema != SchemaId::TRUE
        {
            match self.evaluated_items(literal) {
                Evaluated::Everything => {}
                Evaluated::Ways(ways) => {
                    let mut alternatives = Vec::new();
                    for (mut steps, prefix) in ways {
                        let beside = self.schemas.intern(Keywords {
                            prefix: vec![SchemaId::TRUE; prefix],
                            items: Some(schema),
                            ..Keywords::default()
                        });
                        steps.push(Step::Fact(Fact::Items(beside, literal.side)));
                        alternatives.push(steps);
                    }
                    e.choices.push(alternatives);
                }
                Evaluated::TooMany => {
                    e.steps.push(Step::Fact(Fact::Doubt(Reason::Unevaluated)));
                }
            }
        }
    }

    fn positive_object(&mut self, literal: Literal, k: &Keywords, e: &mut Expansion) {
        let mut fact = |fact| e.steps.push(Step::Fact(fact));
        for name in &k.required {
            fact(Fact::Required(name.clone(), literal.side));
        }
        if let Some(min) = k.min_properties {
            fact(Fact::MinProperties(min));
        }
        if let Some(max) = k.max_properties {
            fact(Fact::MaxProperties(max));
        }
        if !k.properties.is_empty() || !k.patterns.is_empty() || k.additional.is_some() {
            fact(Fact::Members(literal.schema, literal.side));
        }
        if let Some(schema) = k.property_names {
            fact(Fact::Names(literal.of(schema)));
        }
        for (name, others) in &k.dependent_required {
            let all = others
                .iter()
                .map(|other| Step::Fact(Fact::Required(other.clone(), literal.side)))
                .collect();
            e.choices
                .push(vec![vec![Step::Fact(Fact::Absent(name.clone()))], all]);
        }
        for (name, schema) in &k.dependent_schemas {
            e.choices.push(vec![
                vec![Step::Fact(Fact::Absent(name.clone()))],
                vec![Step::Literal(literal.of(*schema))],
            ]);
        }
        if let Some(schema) = k.unevaluated_properties
            && schema != SchemaId::TRUE
        {
            match self.evaluated_properties(literal) {
                Evaluated::Everything => {}
                Evaluated::Ways(ways) => {
                    let mut alternatives = Vec::new();
                    for (mut steps, names) in ways {
                        let beside = self.schemas.intern(names.beside(Some(schema)));
                        steps.push(Step::Fact(Fact::Members(beside, literal.side)));
                        alternatives.push(steps);
                    }
                    e.choices.push(alternatives);
                }
                Evaluated::TooMany => {
                    e.steps.push(Step::Fact(Fact::Doubt(Reason::Unevaluated)));
                }
            }
        }
    }

    /// At least one keyword must fail; each is one alternative.
    fn negative(&mut self, literal: Literal, k: &Keywords, kind: JsonType) -> Expansion {
        if k.types.is_some_and(|types| !types.touches(kind)) {
            return Expansion::default();
        }
        let mut ways: Vec<Alternative> = Vec::new();
        if let Some(values) = &k.values {
            let mut steps = Vec::new();
            for value in values.iter().filter(|value| JsonType::of(value) == kind) {
                // What has parts is another value where one of its parts is.
                steps.push(match self.spelled(value) {
                    Some(schema) => Step::Literal(literal.of(schema)),
                    None => Step::Fact(Fact::Not(value.clone())),
                });
            }
            ways.push(steps);
        }
        match kind {
            JsonType::Number => number(k, &mut |_, fails| ways.push(vec![Step::Fact(fails)])),
            JsonType::String => string(k, &mut |_, fails| ways.push(vec![Step::Fact(fails)])),
            JsonType::Array => self.negative_array(literal, k, &mut ways),
            JsonType::Object => self.negative_object(literal, k, &mut ways),
            JsonType::Null | JsonType::Boolean => {}
        }
        if let Some(reference) = &k.unread {
            ways.push(vec![Step::Fact(doubted(reference))]);
        }
        for schema in &k.all {
            ways.push(vec![Step::Literal(literal.of(*schema))]);
        }
        if let Some(schema) = k.not {
            ways.push(vec![Step::Literal(literal.of(schema).not())]);
        }
        if let Some(any) = &k.any {
            ways.push(
                any.iter()
                    .map(|schema| Step::Literal(literal.of(*schema)))
                    .collect(),
            );
        }
        if let Some(one) = &k.one {
            ways.push(
                one.iter()
                    .map(|schema| Step::Literal(literal.of(*schema)))
                    .collect(),
            );
            for (index, a) in one.iter().enumerate() {
                for b in &one[index + 1..] {
                    let both = [literal.of(*a).not(), literal.of(*b).not()];
                    ways.push(both.into_iter().map(Step::Literal).collect());
                }
            }
        }
        if let Some(c) = k.conditional {
            let condition = literal.of(c.condition);
            ways.push(vec![
                Step::Literal(condition.not()),
                Step::Literal(literal.of(c.then)),
            ]);
            ways.push(vec![
                Step::Literal(condition),
                Step::Literal(literal.of(c.otherwise)),
            ]);
        }
        Expansion {
            absurd: ways.is_empty(),
            choices: vec![ways],
            steps: Vec::new(),
        }
    }

    /// A value with parts as a schema that speaks of them.
    fn spelled(&mut self, value: &Value) -> Option<SchemaId> {
        let mut single = |value: &Value| {
            self.schemas.intern(Keywords {
                values: Some(vec![value.clone()]),
                ..Keywords::default()
            })
        };
        let keywords = match value {
            Value::Array(items) => Keywords {
                min_items: (!items.is_empty()).then_some(items.len() as u64),
                prefix: items.iter().map(&mut single).collect(),
                items: Some(SchemaId::FALSE),
                ..Keywords::default()
            },
            Value::Object(members) => Keywords {
                required: members.keys().map(|name| Arc::from(&**name)).collect(),
                properties: (members.iter())
                    .map(|(name, value)| (Arc::from(&**name), single(value)))
                    .collect(),
                additional: Some(SchemaId::FALSE),
                ..Keywords::default()
            },
            _ => return None,
        };
        Some(self.schemas.intern(keywords))
    }

    fn negative_array(&mut self, literal: Literal, k: &Keywords, ways: &mut Vec<Alternative>) {
        let mut way = |fact| ways.push(vec![Step::Fact(fact)]);
        if let Some(min) = k.min_items {
            way(Fact::MaxItems(min - 1));
        }
        if let Some(max) = k.max_items {
            way(Fact::MinItems(max.saturating_add(1)));
        }
        if k.unique {
            way(Fact::Duplicates);
        }
        if !k.prefix.is_empty() || k.items.is_some_and(|items| items != SchemaId::TRUE) {
            way(Fact::BrokenItem(literal.schema, literal.side));
        }
        if let Some(contains) = k.contains {
            let counted = |min, max| {
                Fact::Counted(Counted {
                    literal: Literal::holds(contains.schema, literal.side),
                    min,
                    max,
                })
            };
            if contains.min > 0 {
                way(counted(0, Some(contains.min - 1)));
            }
            if let Some(max) = contains.max {
                way(counted(max.saturating_add(1), None));
            }
        }
        if let Some(schema) = k.unevaluated_items
            && schema != SchemaId::TRUE
        {
            match self.evaluated_items(literal.not()) {
                Evaluated::Everything => {}
                Evaluated::Ways(alternatives) => {
                    for (mut steps, prefix) in alternatives {
                        let beside = self.schemas.intern(Keywords {
                            prefix: vec![SchemaId::TRUE; prefix],
                            items: Some(schema),
                            ..Keywords::default()
                        });
                        steps.push(Step::Fact(Fact::BrokenItem(beside, literal.side)));
                        ways.push(steps);
                    }
                }
                Evaluated::TooMany => {
                    ways.push(vec![Step::Fact(Fact::Doubt(Reason::Unevaluated))]);
                }
            }
        }
    }

    fn negative_object(&mut self, literal: Literal, k: &Keywords, ways: &mut Vec<Alternative>) {
        let mut way = |fact| ways.push(vec![Step::Fact(fact)]);
        for name in &k.required {
            way(Fact::Absent(name.clone()));
        }
        if let Some(min) = k.min_properties {
            way(Fact::MaxProperties(min - 1));
        }
        if let Some(max) = k.max_properties {
            way(Fact::MinProperties(max.saturating_add(1)));
        }
        for (name, schema) in &k.properties {
            if *schema != SchemaId::TRUE {
                way(Fact::Has(name.clone(), literal.of(*schema)));
            }
        }
        let exists = |name, schema: SchemaId| {
            Fact::Exists(Exists {
                name,
                value: Some(literal.of(schema)),
            })
        };
        for (pattern, schema) in &k.patterns {
            if *schema != SchemaId::TRUE {
                way(exists(Name::Matching(pattern.clone()), *schema));
            }
        }
        if let Some(schema) = k.additional
            && schema != SchemaId::TRUE
        {
            way(exists(Name::BesideOf(literal.schema), schema));
        }
        if let Some(schema) = k.property_names
            && schema != SchemaId::TRUE
        {
            way(Fact::Exists(Exists {
                name: Name::Satisfying(literal.of(schema)),
                value: None,
            }));
        }
        for (name, others) in &k.dependent_required {
            for other in others {
                ways.push(vec![
                    Step::Fact(Fact::Has(
                        name.clone(),
                        Literal::holds(SchemaId::TRUE, literal.side),
                    )),
                    Step::Fact(Fact::Absent(other.clone())),
                ]);
            }
        }
        for (name, schema) in &k.dependent_schemas {
            ways.push(vec![
                Step::Fact(Fact::Has(
                    name.clone(),
                    Literal::holds(SchemaId::TRUE, literal.side),
                )),
                Step::Literal(literal.of(*schema)),
            ]);
        }
        if let Some(schema) = k.unevaluated_properties
            && schema != SchemaId::TRUE
        {
            match self.evaluated_properties(literal.not()) {
                Evaluated::Everything => {}
                Evaluated::Ways(alternatives) => {
                    for (mut steps, names) in alternatives {
                        let beside = self.schemas.intern(names.beside(None));
                        steps.push(Step::Fact(exists(Name::BesideOf(beside), schema)));
                        ways.push(steps);
                    }
                }
                Evaluated::TooMany => {
                    ways.push(vec![Step::Fact(Fact::Doubt(Reason::Unevaluated))]);
                }
            }
        }
    }
}

/// That nobody knows what a reference stands for.
fn doubted(reference: &Arc<str>) -> Fact {
    Fact::Doubt(Reason::Reference(reference.to_string()))
}

/// How much there is to take apart: of `oneOf`, each branch against each other.
fn cost(k: &Keywords) -> usize {
    let branches = k.one.as_ref().map_or(0, Vec::len);
    1 + branches * branches
        + k.any.as_ref().map_or(0, Vec::len)
        + k.values.as_ref().map_or(0, Vec::len)
        + k.all.len()
        + k.properties.len()
        + k.required.len()
        + k.dependent_required.len()
}

/// Exactly one of the branches: one alternative each, the others failing.
fn exactly_one(literal: Literal, one: &[SchemaId]) -> Vec<Alternative> {
    let alternative = |chosen: usize| {
        (one.iter().enumerate())
            .map(|(index, schema)| {
                let literal = literal.of(*schema);
                Step::Literal(if index == chosen {
                    literal
                } else {
                    literal.not()
                })
            })
            .collect()
    };
    // A branch that is there twice never holds once.
    let single = |chosen: &usize| one.iter().filter(|id| **id == one[*chosen]).count() == 1;
    (0..one.len()).filter(single).map(alternative).collect()
}

/// Calls `each` with every assertion about numbers and its opposite.
fn number(k: &Keywords, each: &mut dyn FnMut(Fact, Fact)) {
    if k.types
        .is_some_and(super::super::schema::TypeSet::only_integers)
    {
        each(
            Fact::MultipleOf(Rational::one()),
            Fact::NotMultipleOf(Rational::one()),
        );
    }
    if let Some(bound) = &k.minimum {
        each(
            Fact::Low(bound.clone(), Edge::In),
            Fact::High(bound.clone(), Edge::Out),
        );
    }
    if let Some(bound) = &k.above {
        each(
            Fact::Low(bound.clone(), Edge::Out),
            Fact::High(bound.clone(), Edge::In),
        );
    }
    if let Some(bound) = &k.maximum {
        each(
            Fact::High(bound.clone(), Edge::In),
            Fact::Low(bound.clone(), Edge::Out),
        );
    }
    if let Some(bound) = &k.below {
        each(
            Fact::High(bound.clone(), Edge::Out),
            Fact::Low(bound.clone(), Edge::In),
        );
    }
    if let Some(step) = &k.multiple_of {
        each(
            Fact::MultipleOf(step.clone()),
            Fact::NotMultipleOf(step.clone()),
        );
    }
}

/// Calls `each` with every assertion about strings and its opposite.
fn string(k: &Keywords, each: &mut dyn FnMut(Fact, Fact)) {
    if let Some(min) = k.min_length {
        each(Fact::MinLength(min), Fact::MaxLength(min - 1));
    }
    if let Some(max) = k.max_length {
        each(Fact::MaxLength(max), Fact::MinLength(max.saturating_add(1)));
    }
    if let Some(pattern) = &k.pattern {
        let pattern: &Arc<str> = pattern;
        each(
            Fact::Matches(pattern.clone()),
            Fact::Misses(pattern.clone()),
        );
    }
    if let Some(format) = &k.format {
        let format: &Format = format;
        each(
            Fact::Format(format.clone()),
            Fact::NotFormat(format.clone()),
        );
    }
}

/// The values that a goal allows, if a demand of it lists them: the demand itself or what it asks
/// for besides, of which the first few are looked at, each once.
pub(super) fn listed(search: &Search, literals: &[Literal]) -> Option<Vec<Value>> {
    const FEW: usize = 64;
    let mut seen: Vec<SchemaId> = (literals.iter())
        .filter(|literal| literal.holds && literal.schema != SchemaId::FALSE)
        .map(|literal| literal.schema)
        .collect();
    let mut at = 0;
    while let Some(id) = seen.get(at) {
        let k = search.schemas.get(*id);
        if k.values.is_some() {
            return k.values.clone();
        }
        for inner in &k.all {
            if seen.len() < FEW && !seen.contains(inner) {
                seen.push(*inner);
            }
        }
        at += 1;
    }
    None
}
