use std::collections::BTreeMap;

use crate::exchange::{Body, Exchange, Method, Unrecorded};
use crate::finding::{Incomplete, Reason};

/// The responses of a recording that came without their bodies, and why.
#[derive(Debug, Default)]
pub(super) struct UnrecordedBodies {
    answers: u64,
    without_headers: u64,
    missing: BTreeMap<Unrecorded, u64>,
}

impl UnrecordedBodies {
    /// Counts a response. A redirect needs no body.
    pub(super) fn count(&mut self, exchange: &Exchange) {
        let is_redirect = (300..400).contains(&exchange.response.status);
        if exchange.request.method == Method::Head || is_redirect {
            return;
        }
        self.answers += 1;
        self.without_headers += u64::from(exchange.response.headers.is_empty());
        if let Body::NotRecorded(why) = exchange.response.body {
            *self.missing.entry(why).or_default() += 1;
        }
    }

    /// What is to be said: reasons why the run is incomplete where more than a tenth of the bodies are
    /// missing, else notes. `limit` says of bodies that only their starts are there, and what to do.
    pub(super) fn finish(
        self,
        (limit, remedy): (&str, &str),
        incomplete: &mut Vec<Incomplete>,
        notes: &mut Vec<String>,
    ) {
        let all = self.answers;
        if self.without_headers > 0 {
            notes.push(format!(
                "{} of {all} responses were recorded without their header fields, which were not \
                 judged",
                self.without_headers
            ));
        }
        let is_much = self.missing.values().sum::<u64>() * 10 > all;
        for (why, count) in self.missing {
            let (what, remedy) = match why {
                Unrecorded::Omitted => (
                    format!("{count} of {all} responses were recorded without their bodies"),
                    "record again with bodies (in a browser: save the HAR file with content)",
                ),
                Unrecorded::Truncated => (format!("{count} of {all} responses {limit}"), remedy),
                Unrecorded::FileMissing => (
                    format!(
                        "{count} of {all} responses have their bodies in files that are not in \
                         the folder of the recording"
                    ),
                    "keep these files beside it",
                ),
                Unrecorded::Undecodable => (
                    format!(
                        "{count} of {all} responses have bodies in an encoding that cannot be read"
                    ),
                    "record again with decoded bodies",
                ),
            };
            if is_much {
                let text = format!("{what}; {remedy}");
                incomplete.push(Incomplete::new(Reason::BodiesMissing, text));
            } else {
                notes.push(format!("{what}, which were not judged"));
            }
        }
    }
}
