use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::facts::{Exists, Fact, Facts, Name};
use super::goal::{Literal, Side};
use super::reason::Reason;
use super::search::{Answer, Search};
use crate::diff::schema::{Keywords, SchemaId, TypeSet};

/// Patterns of property names whose combinations are all tried.
const PATTERNS: usize = 5;
/// Properties that a counter-example may have.
const MOST: u64 = 120;

/// Names that a property may be given, and whether these stand for all there are.
struct Candidates {
    names: Vec<Arc<str>>,
    complete: bool,
}

impl Search {
    /// An object that the facts allow.
    pub(super) fn solve_object(&mut self, facts: &Facts) -> Answer {
        if !self.spend(facts.size()) {
            return Answer::Unknown(Reason::Budget);
        }
        let mut facts = facts.clone();
        if let Some(exists) = facts.objects.exists.pop() {
            return self.choose_name(&facts, &exists);
        }
        let names: Vec<Arc<str>> = facts.objects.required.iter().cloned().collect();
        let mut members = Map::new();
        let mut unknown = None;
        for name in names {
            match self.member(&facts, &name) {
                Answer::Sat(value) => {
                    members.insert(name.to_string(), value);
                }
                Answer::Unsat => return Answer::Unsat,
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        if let Some(reason) = unknown {
            return Answer::Unknown(reason);
        }
        if (members.len() as u64) < facts.objects.min
            && let Err(answer) = self.fill(&facts, &mut members)
        {
            return answer;
        }
        let value = Value::Object(members);
        if facts.not.contains(&value) {
            return Answer::Unknown(Reason::Object);
        }
        Answer::Sat(value)
    }

    /// A value for one property that is there.
    fn member(&mut self, facts: &Facts, name: &Arc<str>) -> Answer {
        if self.is_not_sent(facts, name) {
            return Answer::Unsat;
        }
        for literal in &facts.objects.names {
            match self.evaluate(literal.schema, &Value::from(&**name)) {
                Some(holds) if holds == literal.holds => {}
                Some(_) => return Answer::Unsat,
                None => return Answer::Unknown(Reason::Object),
            }
        }
        match self.demands(facts, name) {
            Some(literals) => self.solve(literals),
            None => Answer::Unknown(Reason::Object),
        }
    }

    fn is_not_sent(&mut self, facts: &Facts, name: &str) -> bool {
        facts.objects.undeclared.contains(name)
            && !facts.objects.promised.contains(name)
            && !self.spoken_of(facts, name)
    }

    /// Whether the writer says something of a name that it does not declare: through a pattern
    /// of names, or through `additionalProperties` with a schema.
    pub(super) fn spoken_of(&mut self, facts: &Facts, name: &str) -> bool {
        facts.objects.members.iter().any(|(schema, side)| {
            *side == Side::Writer && {
                let k = self.schemas.shared(*schema);
                (self.schemas_of(&k, name).iter())
                    .any(|schema| !matches!(schema, Ok(SchemaId::TRUE | SchemaId::FALSE)))
            }
        })
    }

    /// All that is asked of the value of one property. `None` where a pattern of names cannot be
    /// judged.
    pub(super) fn demands(&mut self, facts: &Facts, name: &str) -> Option<Vec<Literal>> {
        let mut literals: Vec<Literal> = facts
            .objects
            .has
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for (schema, side) in &facts.objects.members {
            let k = self.schemas.shared(*schema);
            for schema in self.schemas_of(&k, name) {
                literals.push(Literal::holds(schema.ok()?, *side));
            }
        }
        Some(literals)
    }

    /// The schemas that one schema object gives to a property of that name.
    pub(super) fn schemas_of(&mut self, k: &Keywords, name: &str) -> Vec<Result<SchemaId, Reason>> {
        let mut schemas: Vec<Result<SchemaId, Reason>> = Vec::new();
        schemas.extend(k.properties.get(name).copied().map(Ok));
        let mut spoken = !schemas.is_empty() || k.ignored.contains(name);
        for (pattern, schema) in &k.patterns {
            match self.pattern_matches(pattern, name) {
                Some(true) => {
                    spoken = true;
                    schemas.push(Ok(*schema));
                }
                Some(false) => {}
                None => schemas.push(Err(Reason::Pattern(pattern.to_string()))),
            }
        }
        if !spoken {
            schemas.extend(k.additional.map(Ok));
        }
        schemas
    }

    fn choose_name(&mut self, facts: &Facts, exists: &Exists) -> Answer {
        let candidates = self.candidates(facts, Some(&exists.name));
        let mut unknown = (!candidates.complete).then_some(Reason::Object);
        for name in candidates.names {
            if !self.spend(facts.size()) {
                return Answer::Unknown(Reason::Budget);
            }
            let mut next = facts.clone();
            let literal = exists
                .value
                .unwrap_or(Literal::holds(SchemaId::TRUE, Side::Reader));
            if !next.add(Fact::Has(name, literal)) {
                continue;
            }
            match self.solve_object(&next) {
                Answer::Sat(value) => return Answer::Sat(value),
                Answer::Unsat => {}
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// Adds properties until there are as many as are requested.
    fn fill(&mut self, facts: &Facts, members: &mut Map<String, Value>) -> Result<(), Answer> {
        if facts.objects.min > MOST {
            return Err(Answer::Unknown(Reason::Object));
        }
        let mut facts = facts.clone();
        let mut complete = true;
        while (members.len() as u64) < facts.objects.min {
            let candidates = self.candidates(&facts, None);
            complete &= candidates.complete;
            let mut added = false;
            for name in candidates.names {
                if members.contains_key(&*name) || facts.objects.absent.contains(&name) {
                    continue;
                }
                match self.member(&facts, &name) {
                    Answer::Sat(value) => {
                        members.insert(name.to_string(), value);
                        facts.objects.required.insert(name);
                        added = true;
                        break;
                    }
                    Answer::Unsat => {}
                    Answer::Unknown(_) => complete = false,
                }
            }
            if !added {
                return Err(if complete {
                    Answer::Unsat
                } else {
                    Answer::Unknown(Reason::Object)
                });
            }
        }
        Ok(())
    }

    /// Names for a property: those that schemas mention, and one new name for each way in which
    /// patterns tell names apart.
    fn candidates(&mut self, facts: &Facts, wanted: Option<&Name>) -> Candidates {
        let mut known: BTreeSet<Arc<str>> = facts.objects.required.clone();
        let mut patterns: BTreeSet<Arc<str>> = BTreeSet::new();
        for (schema, _) in &facts.objects.members {
            let k = self.schemas.get(*schema);
            known.extend(k.properties.keys().cloned());
            known.extend(k.ignored.iter().cloned());
            patterns.extend(k.patterns.keys().cloned());
        }
        let mut names = Vec::new();
        let mut complete = true;
        for name in &known {
            match wanted.map_or(Some(true), |wanted| self.is_wanted(wanted, name)) {
                Some(true) => names.push(name.clone()),
                Some(false) => {}
                None => complete = false,
            }
        }
        let mut demands: Vec<Literal> = facts.objects.names.iter().copied().collect();
        let mut forbidden: BTreeSet<Arc<str>> = known;
        forbidden.extend(facts.objects.absent.iter().cloned());
        forbidden.extend(facts.objects.undeclared.iter().cloned());
        match wanted {
            None => {}
            Some(Name::Matching(pattern)) => demands.push(self.pattern(pattern)),
            Some(Name::Satisfying(literal)) => demands.push(*literal),
            Some(Name::BesideOf(schema)) => {
                let k = self.schemas.shared(*schema);
                forbidden.extend(k.properties.keys().cloned());
                forbidden.extend(k.ignored.iter().cloned());
                for pattern in k.patterns.keys() {
                    demands.push(self.pattern(pattern).not());
                }
            }
        }
        let string = self.schemas.intern(Keywords {
            types: Some(TypeSet::NONE.with("string")),
            ..Keywords::default()
        });
        let listed = self.schemas.intern(Keywords {
            values: Some(forbidden.iter().map(|name| Value::from(&**name)).collect()),
            ..Keywords::default()
        });
        demands.push(Literal::holds(string, Side::Reader));
        demands.push(Literal::fails(listed, Side::Reader));
        let patterns: Vec<Literal> = patterns
            .iter()
            .map(|pattern| self.pattern(pattern))
            .collect();
        if patterns.len() > PATTERNS {
            complete = false;
        }
        let tried = patterns.len().min(PATTERNS);
        for signs in 0..1_u32 << tried {
            let mut literals = demands.clone();
            for (index, pattern) in patterns.iter().take(tried).enumerate() {
                let matches = signs & (1 << index) != 0;
                literals.push(if matches { *pattern } else { pattern.not() });
            }
            match self.name(literals) {
                Answer::Sat(Value::String(name)) => names.push(name.into()),
                Answer::Sat(_) | Answer::Unsat => {}
                Answer::Unknown(_) => complete = false,
            }
        }
        Candidates { names, complete }
    }

    /// A name that meets demands: a telling one if it may be.
    fn name(&mut self, literals: Vec<Literal>) -> Answer {
        const TELLING: [&str; 4] = ["extra", "other", "x", "x-other"];
        for name in TELLING {
            let value = Value::from(name);
            let fits = |search: &mut Self, literal: &Literal| {
                search.evaluate(literal.schema, &value) == Some(literal.holds)
            };
            if literals.iter().all(|literal| fits(self, literal)) {
                return Answer::Sat(value);
            }
        }
        self.solve(literals)
    }

    fn pattern(&mut self, pattern: &Arc<str>) -> Literal {
        let schema = self.schemas.intern(Keywords {
            pattern: Some(pattern.clone()),
            ..Keywords::default()
        });
        Literal::holds(schema, Side::Reader)
    }

    fn is_wanted(&mut self, wanted: &Name, name: &str) -> Option<bool> {
        match wanted {
            Name::Matching(pattern) => self.pattern_matches(pattern, name),
            Name::Satisfying(literal) => {
                let holds = self.evaluate(literal.schema, &Value::from(name))?;
                Some(holds == literal.holds)
            }
            Name::BesideOf(schema) => {
                let k = self.schemas.shared(*schema);
                if k.properties.contains_key(name) || k.ignored.contains(name) {
                    return Some(false);
                }
                for pattern in k.patterns.keys() {
                    if self.pattern_matches(pattern, name)? {
                        return Some(false);
                    }
                }
                Some(true)
            }
        }
    }
}
