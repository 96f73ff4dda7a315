//! What the faults of writes do: all of it in one place, away from the honest code.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Writing;
use crate::serve::data::{Membership, Status};
use crate::serve::faults::{Effect, WriteFault};

impl Writing<'_> {
    /// Whether the site is to do that wrong.
    pub(super) fn suffers(&self, fault: WriteFault) -> bool {
        self.faults
            .iter()
            .any(|known| matches!(known.effect, Effect::Write(what) if what == fault))
    }

    /// A membership that a write has no business with.
    fn neighbour(&self, id: u64) -> Option<Membership> {
        self.store.members.iter().find(|row| row.id != id).cloned()
    }
}

/// Spoils an update before it is stored.
pub(super) fn spoil_update(writing: &Writing<'_>, before: &Membership, row: &mut Membership) {
    let became = |status: Status| row.status == status && before.status != status;
    if writing.suffers(WriteFault::PauseLeavesNoDate) && became(Status::Paused) {
        row.paused = None;
    } else if writing.suffers(WriteFault::ResumeKeepsEnd)
        && became(Status::Active)
        && before.status == Status::Paused
    {
        row.end = before.end;
    } else if writing.suffers(WriteFault::CancelClearsEnd) && became(Status::Cancelled) {
        row.end = None;
    }
}

/// What an update does besides.
pub(super) fn after_update(writing: &mut Writing<'_>, before: &Membership, row: &Membership) {
    if writing.suffers(WriteFault::UpdateIsLost) {
        writing.store.put_member(before.clone());
    }
    if writing.suffers(WriteFault::UpdateTouchesNeighbour)
        && let Some(mut other) = writing.neighbour(row.id)
    {
        other.status = row.status;
        other.end = row.end;
        writing.store.put_member(other);
    }
    if writing.suffers(WriteFault::TransferCopies) && before.customer_id != row.customer_id {
        let id = writing.store.next_post_id();
        writing.store.put_member(Membership {
            id,
            ..before.clone()
        });
    }
}

/// What a delete does instead or besides. Says whether the membership is still to be removed.
pub(super) fn spoil_delete(writing: &mut Writing<'_>, row: &Membership) -> bool {
    if writing.suffers(WriteFault::DeleteTakesNeighbour)
        && let Some(other) = writing.neighbour(row.id)
    {
        writing.store.remove_member(other.id);
    }
    let trashes = writing.suffers(WriteFault::DeleteTrashes);
    if trashes {
        writing.store.put_member(Membership {
            status: Status::Trash,
            ..row.clone()
        });
    }
    !trashes && !writing.suffers(WriteFault::DeleteIsLost)
}

/// Takes an instant that was given in UTC for site time, if that is the fault.
pub(super) fn spoil_date(writing: &Writing<'_>, instant: Timestamp) -> Timestamp {
    if !writing.suffers(WriteFault::DatesReadAsSiteTime) {
        return instant;
    }
    let moment = TimeZone::UTC.to_datetime(instant);
    writing.time.zone.to_timestamp(moment).unwrap_or(instant)
}
