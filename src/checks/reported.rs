use std::any::Any;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use rustc_hash::FxHasher;

use crate::finding::FindingIndex;

/// Remembers which finding the same thing was at the same operation before, so that it is counted
/// there and not computed again: departures from the documentation are in nearly every response.
#[derive(Debug, Default)]
pub(super) struct Reported {
    of_operation: HashMap<String, OfOperation, BuildHasherDefault<FxHasher>>,
}

/// By the address of what it is, which stays its own as long as it is known.
type OfOperation = HashMap<(usize, bool), Known, BuildHasherDefault<FxHasher>>;

#[derive(Debug)]
struct Known {
    /// Keeps the address from being used for something else.
    _what: Arc<dyn Any + Send + Sync>,
    index: FindingIndex,
}

/// What a finding is about, by its allocation, and whether it is about the rows of a list.
pub(super) type Identity = (Arc<dyn Any + Send + Sync>, bool);

impl Reported {
    pub(super) fn get(&self, operation: &str, (what, of_rows): &Identity) -> Option<FindingIndex> {
        let known = self.of_operation.get(operation)?;
        let known = known.get(&(address(what), *of_rows))?;
        Some(known.index)
    }

    pub(super) fn keep(&mut self, operation: &str, (what, of_rows): Identity, index: FindingIndex) {
        let key = (address(&what), of_rows);
        let known = match self.of_operation.get_mut(operation) {
            Some(known) => known,
            None => self.of_operation.entry(operation.to_owned()).or_default(),
        };
        known.insert(key, Known { _what: what, index });
    }
}

fn address(what: &Arc<dyn Any + Send + Sync>) -> usize {
    Arc::as_ptr(what).cast::<()>().addr()
}
