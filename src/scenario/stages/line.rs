use std::borrow::Borrow;

use serde_json::{Value, json};

use crate::exchange::{Caller, Method, PlannedRequest};
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
    pub(super) fn by(mut self, caller: Caller) -> Self {
        self.step.planned = self.step.planned.by(caller);
        self
    }

    pub(in crate::scenario) fn purpose(&self) -> &str {
        &self.step.planned.purpose
    }

    pub(in crate::scenario) fn is_proof(&self) -> bool {
        matches!(self.step.asks, Asks::Proof(_))
    }

    /// The step as it can be sent; none if its membership is not there.
    pub(in crate::scenario) fn resolve(mut self, scenario: &Scenario) -> Option<Step> {
        let id = match self.of {
            Of::Itself => return Some(self.step),
            Of::There(slot) => scenario.actors.members.get(&slot)?,
            Of::Gone(slot) => scenario.actors.gone.get(&slot)?,
        };
        let url = &mut self.step.planned.request.url;
        url.set_path(&format!("{}/{id}", url.path()));
        Some(self.step)
    }
}

impl From<Step> for Line {
    fn from(step: Step) -> Self {
        let of = Of::Itself;
        Self { step, of }
    }
}

impl From<PlannedRequest> for Line {
    fn from(planned: PlannedRequest) -> Self {
        Step::from(planned).into()
    }
}

impl Scenario {
    /// A path of the version that is tried: `/wc/v3/memberships` and what follows.
    pub(in crate::scenario) fn path(&self, tail: &str) -> String {
        format!("/wc/{}/memberships{tail}", self.setting.api)
    }

    /// A request of a path below the REST root.
    pub(in crate::scenario) fn request(
        &self,
        purpose: impl Into<String>,
        method: Method,
        path: impl AsRef<str>,
    ) -> PlannedRequest {
        PlannedRequest::below(&self.setting.root, purpose, method, path.as_ref())
    }

    /// A GET of a path below the REST root.
    pub(in crate::scenario) fn get(&self, purpose: &str, path: impl AsRef<str>) -> PlannedRequest {
        self.request(purpose, Method::Get, path)
    }

    pub(super) fn read(&self, purpose: &str, slot: Slot) -> Line {
        self.about(purpose, Method::Get, Of::There(slot))
    }

    pub(super) fn put(&self, purpose: &str, slot: Slot, body: impl Borrow<Value>) -> Line {
        let mut put = self.about(purpose, Method::Put, Of::There(slot));
        put.step.planned = put.step.planned.json(body);
        put
    }

    pub(super) fn delete(&self, purpose: &str, slot: Slot) -> Line {
        self.about(purpose, Method::Delete, Of::There(slot))
    }

    /// A delete, and what must be true after it: the membership is gone by itself and from its
    /// owner's list, and cannot be deleted again.
    pub(super) fn end(&self, slot: Slot) -> Vec<Line> {
        let list = self.list_of("the owner's memberships after the delete", Person::Owner);
        let mut lines = vec![
            self.delete("delete", slot),
            self.about("read what was deleted", Method::Get, Of::Gone(slot)),
        ];
        lines.extend(list.map(Line::from));
        lines.push(self.about("delete it again", Method::Delete, Of::Gone(slot)));
        lines
    }

    fn about(&self, purpose: &str, method: Method, of: Of) -> Line {
        let step = self.request(purpose, method, self.path("/members")).into();
        Line { step, of }
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
        let create = self.request(purpose, Method::Post, self.path("/members"));
        Step::from(create.json(body)).makes(Makes::Members)
    }

    /// The row of meta data that every membership of the run has.
    pub(super) fn mark_row(&self) -> Value {
        json!({ "key": Mark::KEY, "value": self.setting.mark.as_str() })
    }

    /// The memberships of one of the run's people.
    pub(super) fn list_of(&self, purpose: &str, who: Person) -> Option<PlannedRequest> {
        let id = self.actors.people.get(&who)?;
        let list = self.get(purpose, self.path("/members"));
        Some(
            list.with("customer", id.to_string())
                .with("per_page", "100"),
        )
    }
}
