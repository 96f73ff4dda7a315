use std::time::Duration;

use tokio::time::Instant;

/// When a run must be over, and how long it may take from its start.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// The end of a run that starts now. None where the end lies further off than clocks count.
    #[must_use]
    pub fn after(limit: Duration) -> Option<Self> {
        let at = Instant::now().checked_add(limit)?;
        Some(Self { at, limit })
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// How long the run may take.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// What is left.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }
}
