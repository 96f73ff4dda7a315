use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};

/// PHP's `strtotime` in UTC, as far as the API was seen to use it (`docs/observed.md#8`): ISO dates and
/// times with `Z`, an offset or nothing, a day that overflows its month, and the common words.
///
/// A bare number is not a date, as in PHP.
pub(crate) fn strtotime(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(seconds) = text.strip_prefix('@') {
        return Timestamp::from_second(seconds.parse().ok()?).ok();
    }
    if text.as_bytes().get(4) == Some(&b'-') {
        return iso(&text);
    }
    let mut moment = TimeZone::UTC.to_datetime(now);
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        (moment, rest) = apply(moment, word, after)?;
    }
    utc(moment)
}

fn utc(moment: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// `2026-01-02`, `2026-01-02 03:04`, `2026-01-02T03:04:05.678-05:00`.
fn iso(text: &str) -> Option<Timestamp> {
    let mut numbers = text.get(..10)?.split('-');
    let year: i16 = numbers.next()?.parse().ok()?;
    let month: i8 = numbers.next()?.parse().ok()?;
    let day: i64 = numbers.next()?.parse().ok()?;
    if !(1..=12).contains(&month) || !(0..=31).contains(&day) {
        return None;
    }
    // 30 February is the second day after 28 February.
    let first: Date = Date::new(year, month, 1).ok()?;
    let day: Date = first
        .checked_add(Span::new().try_days(day - 1).ok()?)
        .ok()?;
    let rest = text.get(10..)?;
    let Some(rest) = rest.strip_prefix(['t', ' ']) else {
        return rest.is_empty().then(|| utc(day.at(0, 0, 0, 0)))?;
    };
    let (clock, offset) = split_offset(rest)?;
    let moment = utc(DateTime::from_parts(day, clock_time(clock)?))?;
    moment.checked_sub(SignedDuration::from_secs(offset)).ok()
}

/// `03:04:05`, `03:04:05.678`, `03:04`.
fn clock_time(text: &str) -> Option<Time> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut parts = whole.split(':').map(str::parse::<i8>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    Time::new(hour, minute, second, 0).ok()
}

/// The clock reading and the offset in seconds that follows it.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix('z').or_else(|| text.strip_suffix("utc")) {
        return Some((clock.trim_end(), 0));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, 0));
    };
    let (clock, offset) = text.split_at(at);
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i64>().ok()?, 0),
        4 => (
            digits[..2].parse::<i64>().ok()?,
            digits[2..].parse::<i64>().ok()?,
        ),
        _ => return None,
    };
    let seconds = hours * 3_600 + minutes * 60;
    let signed = if offset.starts_with('-') {
        -seconds
    } else {
        seconds
    };
    Some((clock.trim_end(), signed))
}

/// Reads one word, and the next where it belongs to it.
fn apply<'w>(
    moment: DateTime,
    word: &str,
    after: &'w [&'w str],
) -> Option<(DateTime, &'w [&'w str])> {
    let midnight = |day: Date| day.at(0, 0, 0, 0);
    let plain = match word {
        "now" => Some(moment),
        "today" | "midnight" => Some(midnight(moment.date())),
        "noon" => Some(moment.date().at(12, 0, 0, 0)),
        "tomorrow" => Some(midnight(moment.date().tomorrow().ok()?)),
        "yesterday" => Some(midnight(moment.date().yesterday().ok()?)),
        _ => None,
    };
    if let Some(moment) = plain {
        return Some((moment, after));
    }
    if let Some(day) = weekday(word) {
        return Some((midnight(on_or_after(moment.date(), day)?), after));
    }
    if let Some(clock) = word.contains(':').then(|| clock_time(word)).flatten() {
        return Some((DateTime::from_parts(moment.date(), clock), after));
    }
    let (unit, rest) = after.split_first()?;
    if let (Some(day), Some(nth)) = (weekday(unit), ordinal(word)) {
        let day = match nth {
            1 => on_or_after(moment.date().tomorrow().ok()?, day)?,
            0 => on_or_after(moment.date(), day)?,
            _ => on_or_after(moment.date().checked_sub(7.days()).ok()?, day)?,
        };
        return Some((midnight(day), rest));
    }
    let count = ordinal(word).or_else(|| word.parse::<i64>().ok())?;
    let moment = moment.checked_add(span(count, unit)?).ok()?;
    match rest.split_first() {
        Some((&"ago", rest)) => {
            let back = moment
                .checked_sub(span(count.checked_mul(2)?, unit)?)
                .ok()?;
            Some((back, rest))
        }
        _ => Some((moment, rest)),
    }
}

fn ordinal(word: &str) -> Option<i64> {
    match word {
        "next" => Some(1),
        "this" => Some(0),
        "last" | "previous" => Some(-1),
        _ => None,
    }
}

fn span(count: i64, unit: &str) -> Option<Span> {
    let empty = Span::new();
    match unit.trim_end_matches('s') {
        "second" | "sec" => empty.try_seconds(count),
        "minute" | "min" => empty.try_minutes(count),
        "hour" => empty.try_hours(count),
        "day" => empty.try_days(count),
        "week" => empty.try_weeks(count),
        "month" => empty.try_months(count),
        "year" => empty.try_years(count),
        _ => return None,
    }
    .ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    let day = match word.get(..3)? {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    };
    let whole = ["mon", "tues", "wednes", "thurs", "fri", "satur", "sun"]
        .iter()
        .any(|stem| word == format!("{stem}day"));
    (whole || word.len() == 3).then_some(day)
}

fn on_or_after(from: Date, day: Weekday) -> Option<Date> {
    if from.weekday() == day {
        return Some(from);
    }
    from.nth_weekday(1, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Friday.
    fn now() -> Timestamp {
        "2026-11-20T23:28:09Z".parse().unwrap()
    }

    fn read(text: &str) -> Option<String> {
        strtotime(text, now()).map(|instant| instant.to_string())
    }

    #[test]
    fn dates_read_as_the_recorded_site_read_them() {
        for (text, instant) in [
            ("2026-01-02T03:04:05", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05-05:00", "2026-01-02T08:04:05Z"),
            ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z"),
            ("2026-01-02 03:04:05", "2026-01-02T03:04:05Z"),
            ("2026-01-02", "2026-01-02T00:00:00Z"),
            ("2026-02-30T00:00:00", "2026-03-02T00:00:00Z"),
            ("next friday", "2026-11-27T00:00:00Z"),
            ("friday", "2026-11-20T00:00:00Z"),
            ("tomorrow", "2026-11-21T00:00:00Z"),
            ("tomorrow 10:30", "2026-11-21T10:30:00Z"),
            ("+1 week", "2026-11-27T23:28:09Z"),
            ("2 days ago", "2026-11-18T23:28:09Z"),
            ("1800-01-01T00:00:00", "1800-01-01T00:00:00Z"),
            ("last monday", "2026-11-16T00:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(instant), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "not a date",
            "xx",
            "1767323045",
            "2026-13-01T00:00:00",
            "",
            "2026-01-02T25:00:00",
            "2026-01-02Tx",
            "next",
            "next aeon",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
