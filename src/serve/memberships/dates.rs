use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

/// The site's clock reading and zone while one request is answered.
#[derive(Debug, Clone)]
pub(crate) struct SiteTime {
    /// The present second.
    pub(crate) now: Timestamp,
    /// The zone that the shop is set to.
    pub(crate) zone: TimeZone,
}

/// An instant in UTC as the API writes it: no offset, no `Z`, no fraction (`docs/observed.md#5`).
pub(crate) fn utc_text(instant: Timestamp) -> String {
    text_of(TimeZone::UTC.to_datetime(instant))
}

/// An instant in site time as the API writes it.
pub(crate) fn local_text(instant: Timestamp, zone: &TimeZone) -> String {
    text_of(zone.to_datetime(instant))
}

fn text_of(date: civil::DateTime) -> String {
    let mut text = String::with_capacity(19);
    let year = date.year();
    push_digits(&mut text, u32::from(year.unsigned_abs()), 4);
    for (separator, number) in [
        ('-', date.month()),
        ('-', date.day()),
        ('T', date.hour()),
        (':', date.minute()),
        (':', date.second()),
    ] {
        text.push(separator);
        push_digits(&mut text, u32::from(number.unsigned_abs()), 2);
    }
    text
}

fn push_digits(text: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_has_two_texts_that_differ_by_the_offset_of_its_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let winter: Timestamp = "2026-01-05T23:20:36Z".parse().unwrap();
        let summer: Timestamp = "2026-07-05T03:20:36Z".parse().unwrap();
        assert_eq!(utc_text(winter), "2026-01-05T23:20:36");
        assert_eq!(local_text(winter, &zone), "2026-01-05T18:20:36");
        assert_eq!(local_text(summer, &zone), "2026-07-04T23:20:36");
    }
}
