use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// How far a time stamp may be from the site's clock, in seconds, either way.
const WINDOW: i64 = 15 * 60;

/// Why a time stamp or a nonce is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Staleness {
    /// Outside the window.
    Timestamp,
    /// Seen before.
    Nonce,
}

/// The nonces that each key has used within the window. WooCommerce keeps one a second: a second
/// nonce of the same second takes the place of the first.
///
/// A nonce is kept as its hash, however long it is, and a key is one of the few of the site: what is
/// kept has an end.
#[derive(Debug, Default)]
pub(crate) struct Nonces(HashMap<String, BTreeMap<i64, u64>>);

impl Nonces {
    /// Accepts a nonce, or says why not.
    pub(crate) fn accept(
        &mut self,
        key: &str,
        nonce: &str,
        timestamp: i64,
        now: i64,
    ) -> Result<(), Staleness> {
        if timestamp.abs_diff(now) > WINDOW.unsigned_abs() {
            return Err(Staleness::Timestamp);
        }
        let used = self.0.entry(key.to_owned()).or_default();
        let nonce = hash(nonce);
        if used.values().any(|seen| *seen == nonce) {
            return Err(Staleness::Nonce);
        }
        used.insert(timestamp, nonce);
        *used = used.split_off(&(now - WINDOW));
        Ok(())
    }
}

fn hash(nonce: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    nonce.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_of_long_nonces_take_no_more_than_a_number_for_each_second() {
        let mut nonces = Nonces::default();
        for number in 0..5_000_i64 {
            let nonce = format!("{number}{}", "x".repeat(1_000));
            let second = number % 600;
            assert_eq!(nonces.accept("k", &nonce, 1_000 + second, 1_300), Ok(()));
        }
        assert_eq!(nonces.0["k"].len(), 600);
    }

    #[test]
    fn a_nonce_works_once_and_a_time_stamp_for_a_quarter_of_an_hour() {
        let mut nonces = Nonces::default();
        assert_eq!(nonces.accept("k", "a", 1_000, 1_000), Ok(()));
        assert_eq!(nonces.accept("k", "a", 1_001, 1_001), Err(Staleness::Nonce));
        assert_eq!(nonces.accept("other", "a", 1_001, 1_001), Ok(()));
        assert_eq!(
            nonces.accept("k", "b", 99, 1_000),
            Err(Staleness::Timestamp)
        );
        assert_eq!(
            nonces.accept("k", "b", 1_901, 1_000),
            Err(Staleness::Timestamp)
        );
        assert_eq!(nonces.accept("k", "b", 100, 1_000), Ok(()));
    }
}
