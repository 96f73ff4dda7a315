use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Reads a site-local date-time as releases since 1.19.1 write it: `2026-11-20T18:20:36`, no
/// offset, no fraction (`docs/observed.md#5`). `None` for any other text, and for a day that the
/// calendar does not have.
#[must_use]
pub(crate) fn local_date_time(text: &str) -> Option<DateTime> {
    let shape = b"dddd-dd-ddTdd:dd:dd";
    if text.len() != shape.len() {
        return None;
    }
    // Year, month, day, hour, minute, second. Each row holds a dozen of dates, so that a parser of
    // every spelling that there is would be felt.
    let mut parts = [0_i16; 6];
    let mut part = 0;
    for (byte, expected) in text.bytes().zip(shape) {
        if *expected == b'd' {
            let digit = char::from(byte).to_digit(10)?;
            let number = parts.get_mut(part)?;
            *number = *number * 10 + i16::try_from(digit).ok()?;
        } else if byte == *expected {
            part += 1;
        } else {
            return None;
        }
    }
    let [year, rest @ ..] = parts;
    let [month, day, hour, minute, second] = rest.map(|part| i8::try_from(part).unwrap_or(-1));
    DateTime::new(year, month, day, hour, minute, second, 0).ok()
}

/// Reads the UTC twin of a local date-time: the same spelling, read as UTC.
#[must_use]
pub(crate) fn utc_date_time(text: &str) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(local_date_time(text)?).ok()
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `2026-11-20T18:20:36`
    WithoutOffset,
    /// `-0001-11-30T00:00:00`
    BeforeYearOne,
    /// The empty string.
    Empty,
    /// `2026-11-20T18:20:36Z`
    Zulu,
    /// `2026-11-20T18:20:36+00:00`
    WithOffset,
    /// `2026-02-30T18:20:36`
    NoSuchDate,
    /// `2026-11-20 18:20:36`
    Blank,
    /// `1795198836`
    Seconds,
    /// Anything else.
    Other,
}

impl Spelling {
    /// Looks at a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if local_date_time(text).is_some() {
            return Self::WithoutOffset;
        }
        let bytes = text.as_bytes();
        let plain = |text: &str| text.len() == 19 && text.as_bytes().get(10) == Some(&b'T');
        if text.starts_with('-') {
            Self::BeforeYearOne
        } else if text.is_empty() {
            Self::Empty
        } else if text.ends_with('Z') {
            Self::Zulu
        } else if bytes.len() == 25 && matches!(bytes.get(19), Some(b'+' | b'-')) {
            Self::WithOffset
        } else if plain(text) && looks_numeric(text) {
            Self::NoSuchDate
        } else if bytes.get(10) == Some(&b' ') {
            Self::Blank
        } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::Seconds
        } else {
            Self::Other
        }
    }

    /// Its id, as causes of findings carry it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::WithoutOffset => "date-without-offset",
            Self::BeforeYearOne => "date-before-year-1",
            Self::Empty => "empty-text",
            Self::Zulu => "date-with-z",
            Self::WithOffset => "date-with-offset",
            Self::NoSuchDate => "date-that-does-not-exist",
            Self::Blank => "date-with-blank",
            Self::Seconds => "seconds",
            Self::Other => "other-text",
        }
    }
}

impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WithoutOffset => "a date-time without an offset",
            Self::BeforeYearOne => "a date before year 1",
            Self::Empty => "an empty text",
            Self::Zulu => "a date-time in UTC with Z",
            Self::WithOffset => "a date-time with an offset",
            Self::NoSuchDate => "a date that does not exist",
            Self::Blank => "a date-time with a blank instead of T",
            Self::Seconds => "a number of seconds",
            Self::Other => "other text",
        })
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
    fn a_date_is_read_as_the_calendar_has_it() {
        let days = [
            "2024-02-29",
            "2023-02-28",
            "1999-12-31",
            "0001-01-01",
            "9999-12-30",
        ];
        for day in days {
            for time in ["00:00:00", "23:59:59", "12:34:56"] {
                let text = format!("{day}T{time}");
                assert_eq!(local_date_time(&text), text.parse().ok(), "{text}");
            }
        }
        for day in [
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "2024-04-00",
        ] {
            assert_eq!(local_date_time(&format!("{day}T00:00:00")), None, "{day}");
        }
        for text in [
            "2024-01-01T24:00:00",
            "2024-01-01T00:60:00",
            "2024-01-01d00:00:00",
        ] {
            assert_eq!(local_date_time(text), None, "{text}");
        }
    }

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
