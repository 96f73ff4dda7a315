use jiff::Timestamp;

use super::utc_date_time;

/// The instant that a `_gmt` date of a response means: releases since 1.19.1 write no offset, those
/// before write `+00:00` (`docs/releases.md`).
#[must_use]
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    utc_date_time(text).or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn both_spellings_are_one_instant() {
        assert_eq!(
            instant("2026-01-02T03:04:05"),
            instant("2026-01-02T03:04:05+00:00")
        );
        assert_eq!(instant("soon"), None);
    }
}
