//! A shop that changes while it is read, for tests of checks that must not mind.

use std::sync::{Arc, PoisonError};

use jiff::SignedDuration;

use super::data::{Membership, Status};
use super::running::Running;
use super::site::Site;

/// Changes a site past its API, one small thing a turn, as sales and cancellations do.
#[derive(Debug, Clone)]
pub(crate) struct Disturbance(Arc<Site>);

impl Running {
    /// What changes this site.
    pub(crate) fn disturbance(&self) -> Disturbance {
        Disturbance(Arc::clone(&self.site))
    }
}

impl Disturbance {
    /// Makes the change of a turn: a status, an end, a sale, a membership that is deleted.
    pub(crate) fn turn(&self, turn: u64) {
        let now = self.0.options.clock.now();
        let rows: Vec<Membership> = {
            let store = self.0.store.read().unwrap_or_else(PoisonError::into_inner);
            store.members.iter().cloned().collect()
        };
        let listed: Vec<&Membership> = rows
            .iter()
            .filter(|row| row.status != Status::Trash)
            .collect();
        let Some(row) =
            listed.get(usize::try_from(turn * 7).unwrap_or_default() % listed.len().max(1))
        else {
            return;
        };
        let mut row = (*row).clone();
        match turn % 4 {
            0 => {
                row.status = Status::Cancelled;
                row.cancelled = Some(now);
            }
            1 => row.end = now.checked_add(SignedDuration::from_hours(24)).ok(),
            2 => {
                row.id = rows.iter().map(|row| row.id).max().unwrap_or_default() + 1;
                row.status = Status::Active;
                row.paused = None;
                row.created = now
                    .checked_sub(SignedDuration::from_secs(
                        i64::try_from(turn).unwrap_or_default(),
                    ))
                    .unwrap_or(now);
            }
            _ => {
                self.0.remove_by_hand(row.id);
                return;
            }
        }
        self.0.put_by_hand(row, false);
    }
}
