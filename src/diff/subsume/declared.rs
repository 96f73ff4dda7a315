use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::search::Search;
use crate::diff::schema::SchemaId;

type Names = Arc<BTreeSet<Arc<str>>>;

/// Names that are remembered, over all schemas.
const KEPT: usize = 500_000;

/// The names that schemas were found to declare.
#[derive(Debug, Default)]
pub(super) struct Declared {
    known: FxHashMap<SchemaId, Names>,
    kept: usize,
}

impl Search {
    /// The names that a schema gives to properties of the value itself. What it says of some
    /// values only (`if`, `dependentSchemas`) declares nothing.
    ///
    /// Each schema inside is looked at once, however often it is referred to.
    pub(super) fn declared(&mut self, schema: SchemaId) -> Names {
        if let Some(names) = self.declared.known.get(&schema) {
            return names.clone();
        }
        let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut seen = FxHashSet::from_iter([schema]);
        let (mut open, mut cost) = (vec![schema], 0);
        while let Some(id) = open.pop() {
            if !self.can_spend(cost) {
                // The question ends at its next step, whatever is declared.
                self.spend(cost);
                return Arc::new(names);
            }
            let k = self.schemas.get(id);
            names.extend(k.properties.keys().cloned());
            cost += 1 + k.properties.len();
            open.extend(k.branches().filter(|branch| seen.insert(*branch)));
        }
        self.spend(cost);
        let names = Arc::new(names);
        if self.declared.kept > KEPT {
            self.declared = Declared::default();
        }
        self.declared.kept += 1 + names.len();
        self.declared.known.insert(schema, names.clone());
        names
    }
}
