use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalogue::{Deviation, Watch};
use crate::checks::{Evidence, ExchangeContext};

/// The known departures that a run has seen, by catalogue id.
#[derive(Debug, Default)]
pub(super) struct Departures {
    watch: Watch,
    sightings: BTreeMap<&'static str, Sighting>,
}

/// How often, where, and the first time.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) row: &'static Deviation,
    pub(super) times: u64,
    pub(super) operations: BTreeSet<String>,
    pub(super) first: Arc<Evidence>,
}

impl Departures {
    /// Notes every row of the catalogue that an exchange shows.
    pub(super) fn see(&mut self, context: &ExchangeContext<'_>) {
        for row in self.watch.sighted(context.seen) {
            match self.sightings.get_mut(row.id) {
                Some(sighting) => {
                    sighting.times += 1;
                    if !sighting.operations.contains(&context.operation) {
                        sighting.operations.insert(context.operation.clone());
                    }
                }
                None => {
                    let sighting = Sighting {
                        row,
                        times: 1,
                        operations: [context.operation.clone()].into(),
                        first: context.evidence(),
                    };
                    self.sightings.insert(row.id, sighting);
                }
            }
        }
    }

    /// What was seen, by id.
    pub(super) fn into_sightings(self) -> BTreeMap<&'static str, Sighting> {
        self.sightings
    }
}
