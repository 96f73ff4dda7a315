use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// The gap between two requests after the first response that asks for fewer.
const SLOWER: Duration = Duration::from_millis(250);

/// The widest gap that the program chooses by itself.
const SLOWEST: Duration = Duration::from_secs(2);

/// Keeps to a number of requests per second and to a number of requests in all.
#[derive(Debug)]
pub(super) struct Pace {
    /// When the next request may go out, and how far the one after it is from that.
    next: Mutex<(Instant, Duration)>,
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
            next: Mutex::new((Instant::now(), gap)),
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
            let (earliest, gap) = *next;
            let at = earliest.max(Instant::now());
            next.0 = at.checked_add(gap).unwrap_or(at);
            at
        };
        tokio::time::sleep_until(at).await;
    }

    /// Holds back every request for that long: the site asked to wait.
    pub(super) fn pause(&self, wait: Duration) {
        let Some(until) = Instant::now().checked_add(wait) else {
            return;
        };
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        next.0 = next.0.max(until);
    }

    /// Sends fewer requests per second from here on: the site limits their number.
    pub(super) fn slow_down(&self) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slower = (next.1 * 2).clamp(SLOWER, SLOWEST);
        next.1 = next.1.max(slower);
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

    #[tokio::test]
    async fn a_site_that_limits_requests_gets_fewer() {
        let pace = Pace::new(None, 9);
        pace.slow_down();
        let start = Instant::now();
        for _ in 0..3 {
            pace.turn().await;
        }
        assert!(start.elapsed() >= Duration::from_millis(450));
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
