use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// What the site takes for the time of day. PHP counts in whole seconds, so does this.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The clock of the machine.
    System,
    /// A clock that stands still.
    Fixed(Timestamp),
    /// A clock that its owner moves: Unix seconds. A replay sets it before each request.
    Driven(Arc<AtomicI64>),
}

impl Clock {
    /// The present second.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let seconds = match self {
            Self::System => crate::clock::now_or_epoch().as_second(),
            Self::Fixed(instant) => instant.as_second(),
            Self::Driven(seconds) => seconds.load(Ordering::Acquire),
        };
        Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
