//! The clock of the machine, which may be set to anything.

use std::time::SystemTime;

use jiff::Timestamp;
use thiserror::Error;

/// The clock of the machine is set to a time that no response and no signature can be judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the clock of this machine is set to a time before 1970 or after 9999; set it, for dates and \
     signatures cannot be judged by it"
)]
pub(crate) struct AbsurdClock;

/// The time by the clock of the machine.
///
/// # Errors
///
/// [`AbsurdClock`] outside the years 1970 to 9999.
pub(crate) fn now() -> Result<Timestamp, AbsurdClock> {
    of(SystemTime::now())
}

/// The time by the clock of the machine; the start of 1970 where it is absurd, which is reported
/// when the program starts.
#[must_use]
pub(crate) fn now_or_epoch() -> Timestamp {
    now().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Leaves room for a time zone on both sides of the last day.
fn of(time: SystemTime) -> Result<Timestamp, AbsurdClock> {
    let since = (time.duration_since(SystemTime::UNIX_EPOCH)).map_err(|_before| AbsurdClock)?;
    let seconds = i64::try_from(since.as_secs()).map_err(|_far| AbsurdClock)?;
    let last = Timestamp::MAX.as_second() - 366 * 24 * 60 * 60;
    if seconds > last {
        return Err(AbsurdClock);
    }
    let nanoseconds = i32::try_from(since.subsec_nanos()).unwrap_or_default();
    Timestamp::new(seconds, nanoseconds).map_err(|_far| AbsurdClock)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_absurd_clock_is_an_error() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert_eq!(of(epoch), Ok(Timestamp::UNIX_EPOCH));
        assert_eq!(of(epoch - Duration::from_secs(1)), Err(AbsurdClock));
        let year = Duration::from_secs(366 * 24 * 60 * 60);
        assert_eq!(of(epoch + year * 8_030), Err(AbsurdClock));
        assert!(of(epoch + year * 57).is_ok());
    }
}
