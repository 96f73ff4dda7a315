use std::any::Any;
use std::cell::OnceCell;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxHasher;

use super::RunContext;
use crate::contract::{JsonPath, Reading, Schema, SchemaCause};
use crate::document::Edition;
use crate::finding::Cause;
use crate::interpret::Interpreted;

/// What the schema of one edition says of the body of one success, row by row.
///
/// Empty where no schema speaks of it, and where the request asked for another shape or the
/// response is an error in disguise.
#[derive(Debug, Default)]
pub struct Readings {
    schema: Option<Arc<Schema>>,
    rows: Vec<(Option<usize>, Arc<Reading>)>,
    causes: OnceCell<Vec<Occurrences<SchemaCause>>>,
    undeclared: OnceCell<Vec<Occurrences<String>>>,
}

/// Something that values of one response show alike: a cause of violations, or a key that is not
/// declared, by its place for any row.
#[derive(Debug)]
pub struct Occurrences<T> {
    /// What it is. Interned: the same thing is the same allocation in every response.
    pub what: Arc<T>,
    /// How often.
    pub times: u64,
    row: Option<usize>,
    within: JsonPath,
}

impl<T: Any + Send + Sync> Occurrences<T> {
    /// The first place in the response.
    #[must_use]
    pub fn first(&self) -> JsonPath {
        match self.row {
            Some(index) => self.within.behind_index(index),
            None => self.within.clone(),
        }
    }

    /// Tells it apart from everything else that answers of one operation show.
    #[must_use]
    pub fn identity(&self) -> (Arc<dyn Any + Send + Sync>, bool) {
        (
            Arc::clone(&self.what) as Arc<dyn Any + Send + Sync>,
            self.row.is_some(),
        )
    }

    fn of_any_row(&self, within: &str) -> String {
        match (self.row, within.strip_prefix('$')) {
            (Some(_), Some(rest)) => format!("$[*]{rest}"),
            _ => within.to_owned(),
        }
    }
}

impl Occurrences<SchemaCause> {
    /// Its place for any row of the response: `$[*].order_id`.
    #[must_use]
    pub fn pattern(&self) -> String {
        self.of_any_row(&self.what.pattern)
    }
}

impl Occurrences<String> {
    /// Its place for any row of the response: `$[*].passport`.
    #[must_use]
    pub fn pattern(&self) -> String {
        self.of_any_row(&self.what)
    }
}

impl Readings {
    pub(super) fn of(seen: &Interpreted<'_>, run: &RunContext, edition: Edition) -> Self {
        if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
            return Self::default();
        }
        let schema = run
            .response(seen, edition)
            .and_then(|response| response.schema.as_ref());
        match (schema, seen.json()) {
            (Some(schema), Some(body)) => Self {
                schema: Some(Arc::clone(schema)),
                rows: run.readings(schema, body),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// The schema of the whole body.
    #[must_use]
    pub fn schema(&self) -> Option<&Arc<Schema>> {
        self.schema.as_ref()
    }

    /// The readings with the index of their row; none for the body as a whole.
    #[must_use]
    pub fn rows(&self) -> &[(Option<usize>, Arc<Reading>)] {
        &self.rows
    }

    /// The keys that the schema does not declare, by place for any row, in the order first shown.
    #[must_use]
    pub fn undeclared(&self) -> &[Occurrences<String>] {
        self.undeclared.get_or_init(|| {
            self.shown(|reading| reading.undeclared.iter().map(|(place, path)| (place, path)))
        })
    }

    /// The violations by cause, in the order first shown.
    #[must_use]
    pub fn causes(&self) -> &[Occurrences<SchemaCause>] {
        self.causes.get_or_init(|| {
            self.shown(|reading| reading.violations.iter().map(|it| (&it.cause, &it.path)))
        })
    }

    fn shown<'a, T: 'a, I>(&'a self, of: impl Fn(&'a Reading) -> I) -> Vec<Occurrences<T>>
    where
        I: Iterator<Item = (&'a Arc<T>, &'a JsonPath)>,
    {
        // Both are interned, so that their addresses tell them apart.
        let mut shown: IndexMap<*const T, Occurrences<T>, BuildHasherDefault<FxHasher>> =
            IndexMap::default();
        for (row, reading) in &self.rows {
            for (what, path) in of(reading) {
                let new = || Occurrences {
                    what: Arc::clone(what),
                    times: 0,
                    row: *row,
                    within: path.clone(),
                };
                shown.entry(Arc::as_ptr(what)).or_insert_with(new).times += 1;
            }
        }
        shown.into_values().collect()
    }
}

/// What a schema finds fault with, as a cause of a finding: the keyword, what it asks for by the
/// contract, and what is there.
pub(super) fn cause_of(cause: &SchemaCause) -> Cause {
    let parameters = vec![
        ("expected", cause.wanted.clone()),
        ("found", cause.found.id()),
    ];
    Cause::new(
        cause.keyword.clone(),
        parameters,
        cause.expected.clone(),
        cause.found.to_string(),
    )
}
