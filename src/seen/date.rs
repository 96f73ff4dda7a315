use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Reads a site-local date-time as releases since 1.19.1 write it: `2026-11-20T18:20:36`, no
/// offset, no fraction (`observed.md` 5). `None` for any other text, and for a day that the
/// calendar does not have.
#[must_use]
pub fn local_date_time(text: &str) -> Option<DateTime> {
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let fits = text.len() == shape.len()
        && text
            .bytes()
            .zip(shape)
            .all(|(byte, expected)| match expected {
                b'd' => byte.is_ascii_digit(),
                literal => byte == *literal,
            });
    fits.then(|| text.parse().ok()).flatten()
}

/// Reads the UTC twin of a local date-time: the same spelling, read as UTC.
#[must_use]
pub fn utc_date_time(text: &str) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(local_date_time(text)?).ok()
}

/// How a date is written, in words.
#[must_use]
pub fn spelling(text: &str) -> &'static str {
    if local_date_time(text).is_some() {
        return "a date-time without an offset";
    }
    let bytes = text.as_bytes();
    let plain = |text: &str| text.len() == 19 && text.as_bytes().get(10) == Some(&b'T');
    if text.starts_with('-') {
        "a date before year 1"
    } else if text.is_empty() {
        "an empty text"
    } else if text.ends_with('Z') {
        "a date-time in UTC with Z"
    } else if bytes.len() == 25 && matches!(bytes.get(19), Some(b'+' | b'-')) {
        "a date-time with an offset"
    } else if plain(text) && looks_numeric(text) {
        "a date that does not exist"
    } else if bytes.get(10) == Some(&b' ') {
        "a date-time with a blank instead of T"
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        "a number of seconds"
    } else {
        "other text"
    }
}

fn looks_numeric(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'T'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_plain_spelling_of_a_real_day_is_read() {
        assert!(local_date_time("2026-11-20T18:20:36").is_some());
        for text in [
            "2026-11-20T18:20:36Z",
            "2026-11-20T18:20:36+00:00",
            "2026-11-20 18:20:36",
            "2026-02-30T00:00:00",
            "-0001-11-30T00:00:00",
            "",
        ] {
            assert_eq!(local_date_time(text), None, "{text}");
        }
    }

    #[test]
    fn the_utc_twin_is_an_instant() {
        assert_eq!(
            utc_date_time("1970-01-01T00:01:00").unwrap().as_second(),
            60
        );
    }
}
