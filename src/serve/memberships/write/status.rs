use jiff::Timestamp;

use crate::serve::data::{Membership, Status};

/// Changes a status with all that it does to the dates; all 64 pairs are accepted
/// (`docs/observed.md#9`). The same status again changes nothing.
pub(super) fn change(row: &mut Membership, to: Status, now: Timestamp) {
    let from = row.status;
    if from == to {
        return;
    }
    match to {
        Status::Paused => row.paused = Some(now),
        Status::Cancelled => row.cancelled = Some(now),
        Status::Expired => cut_end(row, now),
        Status::Active => {
            if let Some(paused) = row.paused.take() {
                let held = now.duration_since(paused);
                row.end = row.end.map(|end| end.checked_add(held).unwrap_or(end));
            }
        }
        Status::FreeTrial => {
            if row.paused.take().is_some() {
                row.end = None;
            }
        }
        Status::Delayed | Status::Complimentary | Status::Pending | Status::Trash => {}
    }
    row.status = to;
}

/// An end that is still to come becomes now.
pub(super) fn cut_end(row: &mut Membership, now: Timestamp) {
    if row.end.is_some_and(|end| end > now) {
        row.end = Some(now);
    }
}

/// What a change of status does to a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Kept,
    /// It becomes the current time.
    Now,
    /// It is null afterwards.
    Cleared,
    /// It moves later by the length of the pause.
    MovedByPause,
}

/// What a change to a status does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transition {
    /// The new status.
    pub(crate) to: Status,
    /// Whether the membership has a `paused_date`.
    pub(crate) is_held: bool,
    /// What it does to `paused_date`.
    pub(crate) paused: Effect,
    /// What it does to `cancelled_date`.
    pub(crate) cancelled: Effect,
    /// What it does to an `end_date` that is still to come.
    pub(crate) end: Effect,
}

/// What [`change`] does, found by doing it: no table of it can be wrong.
pub(crate) fn transitions() -> Vec<Transition> {
    let at = |second| Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
    let (cancelled, paused, now, end) = (at(1), at(2), at(10), at(100));
    let mut found = Vec::new();
    for to in Status::LISTED {
        for is_held in [false, true] {
            let from = Status::LISTED.into_iter().find(|from| *from != to);
            let before = Membership {
                id: 1,
                customer_id: 1,
                plan_id: 1,
                status: from.unwrap_or(to),
                order_id: None,
                product_id: None,
                subscription_id: None,
                installment_plan: false,
                created: cancelled,
                start: Some(cancelled),
                end: Some(end),
                paused: is_held.then_some(paused),
                cancelled: Some(cancelled),
                meta: Vec::new(),
            };
            let mut after = before.clone();
            change(&mut after, to, now);
            let effect = |before: Option<Timestamp>, after: Option<Timestamp>| match after {
                after if after == before => Effect::Kept,
                None => Effect::Cleared,
                Some(after) if after == now => Effect::Now,
                Some(_) => Effect::MovedByPause,
            };
            found.push(Transition {
                to,
                is_held,
                paused: effect(before.paused, after.paused),
                cancelled: effect(before.cancelled, after.cancelled),
                end: effect(before.end, after.end),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn row(status: Status) -> Membership {
        Membership {
            id: 1,
            customer_id: 2,
            plan_id: 3,
            status,
            order_id: None,
            product_id: None,
            subscription_id: None,
            installment_plan: false,
            created: at(0),
            start: Some(at(0)),
            end: Some(at(1_000)),
            paused: None,
            cancelled: None,
            meta: Vec::new(),
        }
    }

    /// All 64 pairs: the new status stands, and of the dates only those move that may.
    #[test]
    fn every_status_can_follow_every_status() {
        for from in Status::LISTED {
            for to in Status::LISTED {
                let mut changed = row(from);
                change(&mut changed, to, at(500));
                assert_eq!(changed.status, to);
                let moved = from != to;
                assert_eq!(changed.paused.is_some(), moved && to == Status::Paused);
                assert_eq!(
                    changed.cancelled.is_some(),
                    moved && to == Status::Cancelled
                );
                let end = if moved && to == Status::Expired {
                    500
                } else {
                    1_000
                };
                assert_eq!(changed.end, Some(at(end)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_pause_prolongs_and_its_date_outlives_all_but_active_and_trial() {
        for to in Status::LISTED {
            let mut changed = row(Status::Active);
            change(&mut changed, Status::Paused, at(100));
            change(&mut changed, to, at(150));
            let (paused, end) = match to {
                Status::Active => (None, Some(1_050)),
                Status::FreeTrial => (None, None),
                Status::Expired => (Some(100), Some(150)),
                _ => (Some(100), Some(1_000)),
            };
            assert_eq!(
                (changed.paused, changed.end),
                (paused.map(at), end.map(at)),
                "{to:?}"
            );
        }
    }

    #[test]
    fn the_effects_are_those_of_the_changes() {
        let of = |to, is_held| {
            let all = transitions();
            assert_eq!(all.len(), 16);
            let one = all
                .into_iter()
                .find(|it| it.to == to && it.is_held == is_held);
            let one = one.unwrap();
            (one.paused, one.cancelled, one.end)
        };
        use Effect::{Cleared, Kept, MovedByPause, Now};
        assert_eq!(of(Status::Active, false), (Kept, Kept, Kept));
        assert_eq!(of(Status::Active, true), (Cleared, Kept, MovedByPause));
        assert_eq!(of(Status::FreeTrial, true), (Cleared, Kept, Cleared));
        assert_eq!(of(Status::Paused, false), (Now, Kept, Kept));
        assert_eq!(of(Status::Cancelled, false), (Kept, Now, Kept));
        assert_eq!(of(Status::Expired, true), (Kept, Kept, Now));
    }

    #[test]
    fn a_cancelled_date_is_never_cleared() {
        let mut changed = row(Status::Active);
        change(&mut changed, Status::Cancelled, at(100));
        change(&mut changed, Status::Active, at(150));
        assert_eq!(changed.cancelled, Some(at(100)));
    }
}
