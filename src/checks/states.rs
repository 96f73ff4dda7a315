use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::written::{Written, deleted, written};
use super::{ObservedAt, RunContext, Traffic};
use crate::interpret::{Interpreted, Json, Row, instant};

/// How many memberships are remembered; then memory starts afresh.
const KEPT: usize = 512;

/// The last known state of each membership that was written, and the site's clock.
///
/// In memberspec's own traffic every write is seen, so that a state holds until the next one. In a
/// recording of somebody else's writes may be missing: there a state is good for a few seconds.
#[derive(Debug, Default)]
pub(super) struct States {
    rows: BTreeMap<u64, State>,
    /// How far the site's clock is ahead of the one that dates exchanges.
    ahead: Option<SignedDuration>,
}

/// What is known of one membership.
#[derive(Debug, Clone)]
pub(super) struct State {
    row: Option<Arc<Row>>,
    at: Option<Timestamp>,
}

impl States {
    /// Takes in what an exchange says, after it was judged.
    pub(super) fn learn(&mut self, seen: &Interpreted<'_>) {
        let at = seen.exchange.started;
        if self.rows.len() > KEPT {
            self.rows.clear();
        }
        for done in written(seen) {
            let created = done.row.get("date_created_gmt").and_then(Value::as_str);
            if let (super::written::Deed::Create, Some(created), Some(at)) =
                (done.deed, created.and_then(instant), at)
            {
                self.ahead = Some(created.duration_since(at));
            }
            let row = Some(kept(&done, seen));
            self.rows.insert(done.id, State { row, at });
        }
        for id in deleted(seen) {
            self.rows.insert(id, State { row: None, at });
        }
        if let Some(item) = seen.item().filter(|_| !seen.is_reshaped())
            && let Some(id) = item.get("id").and_then(Value::as_u64)
            && let Some(state) = self.rows.get_mut(&id)
            && state.row.is_some()
        {
            *state = State {
                row: Some(Arc::clone(item)),
                at,
            };
        }
    }

    /// What is known of a membership and still good.
    pub(super) fn of(&self, id: u64, run: &RunContext) -> Option<&State> {
        let state = self.rows.get(&id)?;
        let is_fresh = match (run.moment().at, state.at) {
            // A recording put together of several may go back in time: what comes later in it and
            // was asked before says nothing against the state.
            (Some(now), Some(then)) => {
                now >= then && now.duration_since(then).unsigned_abs() <= ObservedAt::WINDOW
            }
            _ => false,
        };
        (run.traffic() != Traffic::Foreign || is_fresh).then_some(state)
    }

    /// The row of a membership that is known and not deleted.
    pub(super) fn row(&self, id: u64, run: &RunContext) -> Option<&Value> {
        self.of(id, run)?.row()
    }

    /// The memberships that are known and not deleted.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Value> {
        self.rows.values().filter_map(State::row)
    }

    /// Whether the membership was made, changed or deleted in this traffic.
    pub(super) fn knows(&self, id: u64) -> bool {
        self.rows.contains_key(&id)
    }

    /// What the site's clock says at an exchange, as far as a create has shown it.
    pub(super) fn now(&self, seen: &Interpreted<'_>) -> Option<Timestamp> {
        seen.exchange.started?.checked_add(self.ahead?).ok()
    }
}

impl State {
    /// As last answered; none when it was deleted.
    pub(super) fn row(&self) -> Option<&Value> {
        self.row.as_deref().map(Row::value)
    }
}

/// The membership of a response, shared where it is the whole response.
fn kept(done: &Written<'_>, seen: &Interpreted<'_>) -> Arc<Row> {
    let whole = seen.json().and_then(Json::one);
    match whole.filter(|whole| std::ptr::eq(whole.value(), done.row)) {
        Some(whole) => Arc::clone(whole),
        None => Arc::new(Row::new(done.row.clone())),
    }
}

/// The instant of a `_gmt` date of a membership.
pub(super) fn date(row: &Value, name: &str) -> Option<Timestamp> {
    instant(row.get(name)?.as_str()?)
}

/// Whether two instants are so close that only the time of a request or two lies between them.
pub(super) fn is_about(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).unsigned_abs() <= std::time::Duration::from_secs(120)
}
