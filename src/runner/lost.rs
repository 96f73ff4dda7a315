use crate::client;
use crate::exchange::PlannedRequest;
use crate::judge::{Judge, Unanswered};

/// A request without a response.
pub(super) struct Lost {
    pub(super) planned: PlannedRequest,
    cause: &'static str,
    why: String,
}

impl Lost {
    pub(super) fn new(planned: PlannedRequest, error: &client::Error) -> Self {
        Self {
            planned,
            cause: error.id(),
            why: error.to_string(),
        }
    }

    /// Makes a finding of it.
    pub(super) fn judge(&self, judge: &mut Judge) {
        judge.unanswered(&Unanswered {
            method: &self.planned.request.method,
            url: &self.planned.request.url,
            label: &self.planned.purpose,
            cause: self.cause,
            why: &self.why,
        });
    }
}
