use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::automaton::Automata;
use super::confirm::Confirm;
use super::declared::Declared;
use super::expand::{Alternative, Step, listed};
use super::facts::{Fact, Facts};
use super::formats::Formats;
use super::goal::{Goal, Literal, Side};
use super::number;
use super::reason::Reason;
use crate::diff::schema::{JsonType, Keywords, SchemaId, Schemas};

/// What a goal comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// This value meets it.
    Sat(Value),
    /// No value meets it.
    Unsat,
    /// Nobody can tell, for this reason.
    Unknown(Reason),
}

/// What one question may cost: each thing that is looked at or copied counts one, so that the
/// limit bounds memory as well as time. One costs less than a microsecond.
const COST: usize = 1_000_000;
/// What all questions of one comparison may cost together beyond what simple ones do, and what
/// each question and each value of a document adds to that: a document made to be slow ends in
/// questions that stay open, a large one does not.
const TOTAL: usize = 8_000_000;
const SIMPLE: usize = 300;
const VALUE: usize = 400;
/// Values of a document that add to it.
const VALUES: usize = 150_000;
/// Goals inside goals.
const DEEP: usize = 48;
/// Answers that are remembered.
const MEMORY: usize = 200_000;

/// The search for a value, with everything that it learned on the way.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) schemas: Schemas,
    pub(super) automata: Automata,
    pub(super) formats: Formats,
    pub(super) validator: Confirm,
    known: FxHashMap<Goal, Answer>,
    open: FxHashMap<Goal, usize>,
    pub(super) listed: FxHashMap<SchemaId, FxHashSet<Value>>,
    pub(super) declared: Declared,
    /// The outermost open goal that the current one ran into again.
    rests_on: usize,
    /// Goals that the current question gave up on.
    given_up: FxHashSet<Goal>,
    /// What is left for the current question, and for all that come.
    left: usize,
    total: usize,
}

/// A goal for values of one type, half taken apart.
#[derive(Debug, Clone)]
struct State {
    facts: Facts,
    done: BTreeSet<Literal>,
    choices: Vec<Vec<Alternative>>,
}

impl State {
    /// How much a copy of it copies.
    fn size(&self) -> usize {
        let ways: usize = (self.choices.iter().flatten()).map(Vec::len).sum();
        self.facts.size() + self.done.len() + ways
    }
}

impl Search {
    pub(super) fn new(schemas: Schemas) -> Self {
        Self {
            schemas,
            automata: Automata::default(),
            formats: Formats::default(),
            validator: Confirm::default(),
            known: FxHashMap::default(),
            open: FxHashMap::default(),
            listed: FxHashMap::default(),
            declared: Declared::default(),
            rests_on: usize::MAX,
            given_up: FxHashSet::default(),
            left: COST,
            total: TOTAL,
        }
    }

    /// Questions about a document of so many values follow.
    pub(super) fn allow(&mut self, values: usize) {
        self.total += VALUE * values.min(VALUES);
    }

    /// A value that meets all demands, or the proof that there is none.
    pub(super) fn ask(&mut self, literals: Vec<Literal>) -> Answer {
        self.ask_at_most(literals, COST)
    }

    /// The same for a part of what a question may cost: where the answer is only a shortcut.
    pub(super) fn ask_briefly(&mut self, literals: Vec<Literal>) -> Answer {
        self.ask_at_most(literals, COST / 5)
    }

    fn ask_at_most(&mut self, literals: Vec<Literal>, most: usize) -> Answer {
        self.total = self.total.saturating_add(SIMPLE);
        let most = self.total.min(most);
        self.left = most;
        self.given_up.clear();
        if self.known.len() > MEMORY {
            self.known.clear();
        }
        let answer = self.solve(literals);
        self.total = self.total.saturating_sub(most - self.left);
        answer
    }

    /// A value that meets all demands, as a part of a larger question.
    pub(super) fn solve(&mut self, literals: Vec<Literal>) -> Answer {
        let Some(goal) = Goal::new(literals) else {
            return Answer::Unsat;
        };
        if self.is_noted(&goal) {
            return Answer::Unsat;
        }
        if let Some(answer) = self.known.get(&goal) {
            return answer.clone();
        }
        if let Some(depth) = self.open.get(&goal) {
            // The smallest value that meets a goal holds no smaller one that meets it too.
            self.rests_on = self.rests_on.min(*depth);
            return Answer::Unsat;
        }
        let depth = self.open.len();
        if depth > DEEP || self.given_up.contains(&goal) || !self.spend(goal.literals().len()) {
            return Answer::Unknown(Reason::Budget);
        }
        self.open.insert(goal.clone(), depth);
        let outer = std::mem::replace(&mut self.rests_on, usize::MAX);
        let answer = self.of_any_type(&goal);
        self.open.remove(&goal);
        let complete = self.rests_on >= depth;
        self.rests_on = if complete {
            outer
        } else {
            outer.min(self.rests_on)
        };
        let keep = match &answer {
            Answer::Sat(_) => true,
            Answer::Unsat => complete,
            Answer::Unknown(reason) => complete && *reason != Reason::Budget,
        };
        if keep {
            self.known.insert(goal, answer.clone());
        } else if answer == Answer::Unknown(Reason::Budget) {
            self.given_up.insert(goal);
        }
        answer
    }

    /// Whether one schema must hold and another fail that is known to hold wherever that one does.
    fn is_noted(&self, goal: &Goal) -> bool {
        const FEW: usize = 8;
        let literals = goal.literals();
        literals.len() <= FEW
            && (literals.iter().filter(|literal| literal.holds)).any(|inner| {
                let mut others = literals.iter().filter(|literal| !literal.holds);
                others.any(|outer| self.schemas.is_within(inner.schema, outer.schema))
            })
    }

    fn of_any_type(&mut self, goal: &Goal) -> Answer {
        if let Some(answer) = self.by_branches(goal) {
            return answer;
        }
        if let Some(values) = listed(self, goal.literals()) {
            return self.of_listed(goal.literals(), &values);
        }
        let mut unknown = None;
        for kind in JsonType::ALL {
            match self.of_type(goal, kind) {
                Answer::Sat(value) => return Answer::Sat(value),
                Answer::Unsat => {}
                Answer::Unknown(reason) => unknown = Some(unknown.unwrap_or(reason)),
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// A demand lists the values: each is tried, which is exact.
    fn of_listed<'l, L>(&mut self, literals: L, values: &[Value]) -> Answer
    where
        L: IntoIterator<Item = &'l Literal> + Copy,
    {
        let mut open = false;
        for value in values {
            if self.left == 0 {
                return Answer::Unknown(Reason::Budget);
            }
            let mut fits = true;
            for literal in literals {
                match self.evaluate(literal.schema, value) {
                    Some(holds) if holds == literal.holds => {}
                    Some(_) => {
                        fits = false;
                        break;
                    }
                    None => {
                        open = true;
                        fits = false;
                    }
                }
            }
            if fits {
                return Answer::Sat(value.clone());
            }
        }
        if open {
            Answer::Unknown(Reason::Object)
        } else {
            Answer::Unsat
        }
    }

    fn of_type(&mut self, goal: &Goal, kind: JsonType) -> Answer {
        let mut state = State {
            facts: Facts::default(),
            done: BTreeSet::new(),
            choices: Vec::new(),
        };
        let steps = goal.literals().iter().copied().map(Step::Literal).collect();
        if !self.take(&mut state, steps, kind) {
            return Answer::Unsat;
        }
        if kind == JsonType::Object {
            self.close_world(goal, &mut state.facts);
        }
        self.search(state, kind)
    }

    /// The axiom `undeclared-is-not-sent`: a writer does not send properties that only the other
    /// side declares. Nobody breaks when an optional property comes or goes.
    fn close_world(&mut self, goal: &Goal, facts: &mut Facts) {
        let mut undeclared: BTreeSet<Arc<str>> = BTreeSet::new();
        for literal in goal
            .literals()
            .iter()
            .filter(|literal| literal.side == Side::Reader)
        {
            let names = self.declared(literal.schema);
            self.spend(names.len());
            undeclared.extend(names.iter().cloned());
        }
        for literal in goal
            .literals()
            .iter()
            .filter(|literal| literal.side == Side::Writer)
        {
            let names = self.declared(literal.schema);
            self.spend(names.len());
            for name in names.iter() {
                undeclared.remove(name);
            }
        }
        facts.objects.undeclared = undeclared;
    }

    /// Adds steps and all that follows from them. `false` when they contradict what is known.
    fn take(&mut self, state: &mut State, steps: Alternative, kind: JsonType) -> bool {
        let mut open = steps;
        while let Some(step) = open.pop() {
            match step {
                Step::Fact(fact) => {
                    if !state.facts.add(fact) {
                        return false;
                    }
                }
                Step::Literal(literal) => {
                    let opposite = |side| Literal {
                        side,
                        ..literal.not()
                    };
                    if state.done.contains(&opposite(Side::Writer))
                        || state.done.contains(&opposite(Side::Reader))
                    {
                        return false;
                    }
                    if !state.done.insert(literal) {
                        continue;
                    }
                    let expansion = self.expand(literal, kind);
                    if expansion.absurd {
                        return false;
                    }
                    open.extend(expansion.steps);
                    state.choices.extend(expansion.choices);
                }
            }
        }
        true
    }

    fn search(&mut self, mut state: State, kind: JsonType) -> Answer {
        loop {
            if !self.spend(1 + state.choices.len()) {
                return Answer::Unknown(Reason::Budget);
            }
            if let Some(values) = &state.facts.listed {
                return self.of_listed(&state.done, values);
            }
            let mut forced = None;
            let mut choices = std::mem::take(&mut state.choices);
            let mut kept: Vec<Vec<Alternative>> = Vec::new();
            while let Some(choice) = choices.pop() {
                if choice.iter().any(|way| self.settled(&state, way)) {
                    continue;
                }
                let mut plausible = Vec::new();
                for way in choice {
                    if self.plausible(&state, &way, kind) {
                        plausible.push(way);
                    }
                }
                match plausible.len() {
                    0 => return Answer::Unsat,
                    1 => {
                        forced = plausible.pop();
                        break;
                    }
                    _ => kept.push(plausible),
                }
            }
            kept.append(&mut choices);
            state.choices = kept;
            match forced {
                Some(way) => {
                    if !self.take(&mut state, way, kind) {
                        return Answer::Unsat;
                    }
                }
                None => break,
            }
        }
        let smallest = (0..state.choices.len()).min_by_key(|at| (state.choices[*at].len(), *at));
        let Some(at) = smallest else {
            return self.leaf(&state.facts, kind);
        };
        let choice = state.choices.swap_remove(at);
        let mut unknown = None;
        for way in choice {
            if !self.spend(state.size()) {
                return Answer::Unknown(Reason::Budget);
            }
            let mut next = state.clone();
            if !self.take(&mut next, way, kind) {
                continue;
            }
            match self.search(next, kind) {
                Answer::Sat(value) => return Answer::Sat(value),
                Answer::Unsat => {}
                Answer::Unknown(Reason::Budget) => return Answer::Unknown(Reason::Budget),
                Answer::Unknown(reason) => unknown = Some(unknown.unwrap_or(reason)),
            }
        }
        unknown.map_or(Answer::Unsat, Answer::Unknown)
    }

    /// Whether an alternative holds already, so that its choice asks for nothing more.
    fn settled(&mut self, state: &State, way: &Alternative) -> bool {
        way.iter().all(|step| match step {
            Step::Literal(literal) => state.done.contains(literal),
            Step::Fact(Fact::Absent(name)) => state.facts.objects.absent.contains(name),
            Step::Fact(Fact::Required(name, _)) => state.facts.objects.required.contains(name),
            Step::Fact(Fact::Has(name, literal)) => {
                state.facts.objects.required.contains(name) && {
                    let mut literals = self.demands(&state.facts, name).unwrap_or_default();
                    literals.push(literal.not());
                    !literals.is_empty() && self.solve(literals) == Answer::Unsat
                }
            }
            Step::Fact(_) => false,
        })
    }

    /// Whether an alternative does not contradict what is known at first sight.
    fn plausible(&mut self, state: &State, way: &Alternative, kind: JsonType) -> bool {
        // The one step that most alternatives consist of is judged without a copy of all facts.
        if let [Step::Fact(Fact::Has(name, literal))] = &way[..] {
            return self.may_have(&state.facts, name, *literal);
        }
        if let [Step::Fact(Fact::Absent(name))] = &way[..] {
            return !state.facts.objects.required.contains(name);
        }
        if !self.spend(state.facts.size()) {
            // What cannot be looked at may be so: the search ends at its next step.
            return true;
        }
        let mut facts = state.facts.clone();
        for step in way {
            match step {
                Step::Literal(literal) => {
                    let opposite = |side| Literal {
                        side,
                        ..literal.not()
                    };
                    if literal.is_absurd()
                        || state.done.contains(&opposite(Side::Writer))
                        || state.done.contains(&opposite(Side::Reader))
                    {
                        return false;
                    }
                    if literal.holds
                        && (self.schemas.get(literal.schema).types)
                            .is_some_and(|types| !types.touches(kind))
                    {
                        return false;
                    }
                }
                Step::Fact(fact) => {
                    if !facts.add(fact.clone()) {
                        return false;
                    }
                    if let Fact::Has(name, literal) = fact
                        && !self.may_have(&facts, name, *literal)
                    {
                        return false;
                    }
                }
            }
        }
        match kind {
            JsonType::Number => number::solve(&facts) != Answer::Unsat,
            _ => true,
        }
    }

    /// Whether a property of that name may be there and satisfy a demand besides.
    fn may_have(&mut self, facts: &Facts, name: &Arc<str>, literal: Literal) -> bool {
        let objects = &facts.objects;
        let full = objects
            .max
            .is_some_and(|max| objects.required.len() as u64 >= max);
        if objects.absent.contains(name) || (full && !objects.required.contains(name)) {
            return false;
        }
        let out = objects.undeclared.contains(name) && !objects.promised.contains(name);
        if out && !self.spoken_of(facts, name) {
            return false;
        }
        match self.demands(facts, name) {
            None => true,
            Some(mut literals) => {
                literals.push(literal);
                self.solve(literals) != Answer::Unsat
            }
        }
    }

    fn leaf(&mut self, facts: &Facts, kind: JsonType) -> Answer {
        let answer = match kind {
            JsonType::Null if facts.not.contains(&Value::Null) => Answer::Unsat,
            JsonType::Null => Answer::Sat(Value::Null),
            JsonType::Boolean => [true, false]
                .map(Value::Bool)
                .into_iter()
                .find(|value| !facts.not.contains(value))
                .map_or(Answer::Unsat, Answer::Sat),
            JsonType::Number => number::solve(facts),
            JsonType::String => self.solve_string(facts),
            JsonType::Array => self.solve_array(facts),
            JsonType::Object => self.solve_object(facts),
        };
        match (answer, &facts.doubt) {
            (Answer::Sat(_), Some(reason)) => Answer::Unknown(reason.clone()),
            (answer, _) => answer,
        }
    }

    /// A schema that accepts everything but one value.
    pub(super) fn other_than(&mut self, value: &Value) -> Literal {
        let schema = self.schemas.intern(Keywords {
            values: Some(vec![value.clone()]),
            ..Keywords::default()
        });
        Literal::fails(schema, Side::Reader)
    }

    /// Whether more is left than something costs.
    pub(super) fn can_spend(&self, cost: usize) -> bool {
        cost < self.left
    }

    /// Spends what something costs. `false` when nothing is left.
    pub(super) fn spend(&mut self, cost: usize) -> bool {
        self.left = self.left.saturating_sub(cost);
        self.left > 0
    }
}
