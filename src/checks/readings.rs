use std::rc::Rc;

use super::Ground;
use crate::contract::{Cause, JsonPath, Reading, Schema};
use crate::document::Edition;
use crate::seen::Seen;

/// What the schema of one edition says of the body of one success, row by row.
///
/// Empty where no schema speaks of it, and where the request asked for another shape or the
/// answer is an error in disguise.
#[derive(Debug, Default)]
pub struct Readings {
    schema: Option<Rc<Schema>>,
    rows: Vec<(Option<usize>, Rc<Reading>)>,
}

/// A cause of violations, with how many values of one answer show it and where the first is.
#[derive(Debug)]
pub struct Shown {
    /// The cause.
    pub cause: Rc<Cause>,
    /// Its place for any row of the answer: `$[*].order_id`.
    pub pattern: String,
    /// How often.
    pub times: u64,
    /// The first place.
    pub first: JsonPath,
}

impl Readings {
    pub(super) fn of(seen: &Seen<'_>, ground: &Ground, edition: Edition) -> Self {
        if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
            return Self::default();
        }
        let schema = ground
            .response(seen, edition)
            .and_then(|response| response.schema.as_ref());
        match (schema, seen.json()) {
            (Some(schema), Some(body)) => Self {
                schema: Some(Rc::clone(schema)),
                rows: schema.readings(body),
            },
            _ => Self::default(),
        }
    }

    /// The schema of the whole body.
    #[must_use]
    pub fn schema(&self) -> Option<&Rc<Schema>> {
        self.schema.as_ref()
    }

    /// The readings with the index of their row; none for the body as a whole.
    #[must_use]
    pub fn rows(&self) -> &[(Option<usize>, Rc<Reading>)] {
        &self.rows
    }

    /// The keys that the schema does not declare, by place for any row, with how many rows have
    /// them and the first place.
    #[must_use]
    pub fn undeclared(&self) -> Vec<(String, u64, JsonPath)> {
        let mut shown: Vec<(&str, u64, Option<usize>, &JsonPath)> = Vec::new();
        for (index, reading) in &self.rows {
            for (within, path) in &reading.undeclared {
                match shown.iter_mut().find(|(known, ..)| known == within) {
                    Some((_, times, ..)) => *times += 1,
                    None => shown.push((within, 1, *index, path)),
                }
            }
        }
        shown
            .into_iter()
            .map(|(within, times, index, path)| (pattern(index, within), times, place(index, path)))
            .collect()
    }

    /// The violations by cause, in the order first shown.
    #[must_use]
    pub fn causes(&self) -> Vec<Shown> {
        let mut shown: Vec<Shown> = Vec::new();
        for (index, reading) in &self.rows {
            for violation in &reading.violations {
                // Causes are interned, so that comparing addresses is enough.
                match shown
                    .iter_mut()
                    .find(|it| Rc::ptr_eq(&it.cause, &violation.cause))
                {
                    Some(known) => known.times += 1,
                    None => shown.push(Shown {
                        cause: Rc::clone(&violation.cause),
                        pattern: pattern(*index, &violation.cause.pattern),
                        times: 1,
                        first: place(*index, &violation.path),
                    }),
                }
            }
        }
        shown
    }
}

/// A path within a row as a path within the body.
fn place(row: Option<usize>, path: &JsonPath) -> JsonPath {
    match row {
        Some(index) => path.behind_index(index),
        None => path.clone(),
    }
}

fn pattern(row: Option<usize>, within: &str) -> String {
    match (row, within.strip_prefix('$')) {
        (Some(_), Some(rest)) => format!("$[*]{rest}"),
        _ => within.to_owned(),
    }
}
