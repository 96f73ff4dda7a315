use jiff::Timestamp;
use serde_json::Value;

use super::Writing;
use super::input::Input;
use super::misbehaviour::spoil_date;
use crate::serve::data::{AccessLength, Membership, Status};
use crate::serve::php::strtotime;
use crate::serve::wordpress::Problem;

/// What a request says of one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// Nothing, or null.
    Nothing,
    /// An empty text.
    Empty,
    /// An instant.
    At(Timestamp),
}

fn given(input: &Input, name: &str, writing: &Writing<'_>) -> Result<Given, Problem> {
    let text = match input.get(name) {
        None => return Ok(Given::Nothing),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    if text.is_empty() {
        return Ok(Given::Empty);
    }
    // The plugin takes 0 for failure, so the first second of the epoch is refused.
    match strtotime(&text, writing.time.now) {
        Some(instant) if instant != Timestamp::UNIX_EPOCH => {
            Ok(Given::At(spoil_date(writing, instant)))
        }
        _ => Err(Problem::new(
            400,
            format!("woocommerce_rest_invalid_wc_user_membership_{name}"),
            format!("Invalid {name} date value."),
        )),
    }
}

/// Applies the four dates (`docs/observed.md#8`, `#9`): start "" is now, end "" is none, paused and
/// cancelled "" are ignored; a start on a later day, counted in UTC, makes the membership delayed.
pub(super) fn apply(
    row: &mut Membership,
    input: &Input,
    writing: &Writing<'_>,
) -> Result<(), Problem> {
    let now = writing.time.now;
    let start = given(input, "start_date_gmt", writing)?;
    let end = given(input, "end_date_gmt", writing)?;
    let paused = given(input, "paused_date_gmt", writing)?;
    let cancelled = given(input, "cancelled_date_gmt", writing)?;
    let start = match start {
        Given::Nothing => None,
        Given::Empty => Some(now),
        Given::At(instant) => Some(cut(row, instant, writing)),
    };
    if let Some(start) = start {
        row.start = Some(start);
        if is_later_day(start, now) {
            row.status = Status::Delayed;
        }
    }
    match end {
        Given::Nothing => {}
        Given::Empty => row.end = None,
        Given::At(instant) => row.end = Some(cut(row, instant, writing)),
    }
    if let Given::At(instant) = paused {
        row.paused = Some(instant);
    }
    if let Given::At(instant) = cancelled {
        row.cancelled = Some(instant);
    }
    Ok(())
}

/// Whether an instant is on a later day than now, in UTC.
pub(super) fn is_later_day(instant: Timestamp, now: Timestamp) -> bool {
    let day = |instant: Timestamp| instant.as_second().div_euclid(86_400);
    day(instant) > day(now)
}

/// Under a plan of fixed dates an instant is cut to midnight in site time (`docs/observed.md#8`).
fn cut(row: &Membership, instant: Timestamp, writing: &Writing<'_>) -> Timestamp {
    let is_fixed = writing
        .store
        .plans
        .get(&row.plan_id)
        .is_some_and(|plan| matches!(plan.length, AccessLength::Fixed { .. }));
    if !is_fixed {
        return instant;
    }
    instant
        .to_zoned(writing.time.zone.clone())
        .start_of_day()
        .map_or(instant, |zoned| zoned.timestamp())
}
