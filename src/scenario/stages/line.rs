use serde_json::{Value, json};

use crate::exchange::{Caller, Method};
use crate::scenario::step::{Asks, Makes, Slot, Step};
use crate::scenario::{Mark, Person, Scenario};

/// A step whose membership may have to be looked up when its turn comes.
#[derive(Debug)]
pub(in crate::scenario) struct Line {
    step: Step,
    of: Of,
}

/// Which membership a step is about, by the part that it plays.
#[derive(Debug, Clone, Copy)]
enum Of {
    /// What the step itself names.
    Itself,
    /// The membership that is there.
    There(Slot),
    /// The membership that was deleted last.
    Gone(Slot),
}

impl Line {
    pub(super) fn read(purpose: &str, slot: Slot) -> Self {
        Self::of(Step::get(purpose, ""), slot)
    }

    pub(super) fn put(purpose: &str, slot: Slot, body: Value) -> Self {
        Self::of(Step::new(purpose, Method::Put, "").body(body), slot)
    }

    pub(super) fn delete(purpose: &str, slot: Slot) -> Self {
        Self::of(Step::new(purpose, Method::Delete, ""), slot)
    }

    /// A delete, and what must be true after it: the membership is gone by itself and from its
    /// owner's list, and cannot be deleted again.
    pub(super) fn end(scenario: &Scenario, slot: Slot) -> Vec<Self> {
        let gone = |step| Self {
            step,
            of: Of::Gone(slot),
        };
        let mut lines = vec![
            Self::delete("delete", slot),
            gone(Step::get("read what was deleted", "")),
        ];
        let list = scenario.list_of("the owner's memberships after the delete", Person::Owner);
        lines.extend(list.map(Self::from));
        lines.push(gone(Step::new("delete it again", Method::Delete, "")));
        lines
    }

    fn of(step: Step, slot: Slot) -> Self {
        Self {
            step,
            of: Of::There(slot),
        }
    }

    pub(super) fn by(mut self, caller: Caller) -> Self {
        self.step = self.step.by(caller);
        self
    }

    pub(in crate::scenario) fn purpose(&self) -> &str {
        &self.step.purpose
    }

    pub(in crate::scenario) fn is_proof(&self) -> bool {
        matches!(self.step.asks, Asks::Proof(_))
    }

    /// The step as it can be sent; none if its membership is not there.
    pub(in crate::scenario) fn resolve(self, scenario: &Scenario) -> Option<Step> {
        let id = match self.of {
            Of::Itself => return Some(self.step),
            Of::There(slot) => scenario.actors.members.get(&slot)?,
            Of::Gone(slot) => scenario.actors.gone.get(&slot)?,
        };
        Some(Step {
            path: scenario.path(&format!("/members/{id}")),
            ..self.step
        })
    }
}

impl From<Step> for Line {
    fn from(step: Step) -> Self {
        Self {
            step,
            of: Of::Itself,
        }
    }
}

impl Scenario {
    /// A path of the version that is tried: `/wc/v3/memberships` and what follows.
    pub(in crate::scenario) fn path(&self, tail: &str) -> String {
        format!("/wc/{}/memberships{tail}", self.setting.api)
    }

    /// A create with the mark of the run and some more properties.
    pub(super) fn create(&self, purpose: &str, who: Person, plan: u64, more: &Value) -> Step {
        let mut body = json!({ "plan_id": plan, "meta_data": [self.mark_row()] });
        if let (Some(body), Some(id)) = (body.as_object_mut(), self.actors.people.get(&who)) {
            body.insert("customer_id".to_owned(), json!(id));
            for (name, value) in more.as_object().into_iter().flatten() {
                match (name.as_str(), body.get_mut(name), value) {
                    ("meta_data", Some(Value::Array(rows)), Value::Array(added)) => {
                        rows.extend(added.iter().cloned());
                    }
                    _ => {
                        body.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        Step::new(purpose, Method::Post, self.path("/members"))
            .body(body)
            .makes(Makes::Members)
    }

    /// The row of meta data that every membership of the run has.
    pub(super) fn mark_row(&self) -> Value {
        json!({ "key": Mark::KEY, "value": self.setting.mark.as_str() })
    }

    /// The memberships of one of the run's people.
    pub(super) fn list_of(&self, purpose: &str, who: Person) -> Option<Step> {
        let id = self.actors.people.get(&who)?;
        let step = Step::get(purpose, self.path("/members")).with("customer", *id);
        Some(step.with("per_page", 100))
    }
}
