use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// Keeps to a number of requests per second and to a number of requests in all.
#[derive(Debug)]
pub(super) struct Pace {
    gap: Duration,
    next: Mutex<Instant>,
    budget: u64,
    sent: AtomicU64,
}

impl Pace {
    pub(super) fn new(rate: Option<f64>, budget: u64) -> Self {
        let gap = rate
            .filter(|rate| rate.is_finite() && *rate > 0.0)
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok())
            .unwrap_or_default();
        Self {
            gap,
            next: Mutex::new(Instant::now()),
            budget,
            sent: AtomicU64::new(0),
        }
    }

    /// Takes one request from the budget; false if it is spent.
    pub(super) fn spend(&self) -> bool {
        self.sent
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |sent| {
                (sent < self.budget).then_some(sent + 1)
            })
            .is_ok()
    }

    /// How many requests went out.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Waits for this request's turn.
    pub(super) async fn turn(&self) {
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let at = (*next).max(Instant::now());
            *next = at + self.gap;
            at
        };
        tokio::time::sleep_until(at).await;
    }

    /// Holds back every request for that long: the site asked for patience.
    pub(super) fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn requests_keep_their_distance() {
        let pace = Pace::new(Some(100.0), 9);
        let start = Instant::now();
        for _ in 0..4 {
            pace.turn().await;
        }
        assert!(start.elapsed() >= Duration::from_millis(30));
    }

    #[test]
    fn the_budget_ends() {
        let pace = Pace::new(None, 2);
        assert_eq!(
            [pace.spend(), pace.spend(), pace.spend()],
            [true, true, false]
        );
        assert_eq!(pace.sent(), 2);
    }
}
