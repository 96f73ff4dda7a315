use std::time::Duration;

/// How slow a site must be, at the least, to be left alone.
const SLOW: Duration = Duration::from_secs(3);

/// How many times slower than at the beginning.
const TIMES: u32 = 5;

/// How many such answers in a row, or errors of the server.
const IN_A_ROW: usize = 3;

/// How many responses make the beginning.
const FIRST: usize = 5;

/// Feels whether a site can still bear a run that writes.
#[derive(Debug, Default)]
pub(super) struct HealthMonitor {
    first: Vec<Duration>,
    slow: usize,
    broken: usize,
}

impl HealthMonitor {
    /// Takes a response in; says why the run should stop, if it should.
    ///
    /// Only a write that goes well ends a row: a site that can no longer write may well answer the
    /// reads in between from a cache.
    pub(super) fn observe(
        &mut self,
        is_write: bool,
        status: u16,
        took: Duration,
    ) -> Option<&'static str> {
        self.broken = match status {
            500.. => self.broken + 1,
            _ if is_write => 0,
            _ => self.broken,
        };
        if self.broken >= IN_A_ROW {
            return Some("the site returned server errors for several writes");
        }
        if self.first.len() < FIRST {
            self.first.push(took);
            self.first.sort();
            return None;
        }
        let usual = self.first.get(FIRST / 2).copied().unwrap_or_default();
        let is_slow = took > SLOW && took > usual * TIMES;
        self.slow = match is_slow {
            true => self.slow + 1,
            false if is_write => 0,
            false => self.slow,
        };
        (self.slow >= IN_A_ROW).then_some("the site has become much slower than it was")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_that_breaks_down_or_slows_down_is_left_alone() {
        let usual = Duration::from_millis(100);
        let mut health = HealthMonitor::default();
        assert_eq!(health.observe(true, 500, usual), None);
        assert_eq!(health.observe(true, 500, usual), None);
        assert_eq!(health.observe(true, 404, usual), None);
        for _ in 0..9 {
            assert_eq!(health.observe(true, 200, usual), None);
        }
        assert_eq!(health.observe(true, 200, Duration::from_secs(9)), None);
        assert_eq!(health.observe(true, 200, Duration::from_secs(9)), None);
        assert!(health.observe(true, 200, Duration::from_secs(9)).is_some());
        let mut broken = HealthMonitor::default();
        let trouble: Vec<bool> = (0..3)
            .map(|_| broken.observe(true, 503, usual).is_some())
            .collect();
        assert_eq!(trouble, [false, false, true]);
        let mut cached = HealthMonitor::default();
        let trouble: Vec<bool> = [503, 200, 503, 200, 503]
            .into_iter()
            .enumerate()
            .map(|(at, status)| cached.observe(at % 2 == 0, status, usual).is_some())
            .collect();
        assert_eq!(trouble, [false, false, false, false, true]);
    }

    #[test]
    fn a_site_that_is_slow_from_the_beginning_is_not_slower() {
        let mut health = HealthMonitor::default();
        for _ in 0..20 {
            assert_eq!(health.observe(true, 200, Duration::from_secs(5)), None);
        }
    }
}
