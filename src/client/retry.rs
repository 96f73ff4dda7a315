use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::exchange::Response;

/// How often one request is repeated because the site asked to wait.
pub(super) const ATTEMPTS: u32 = 4;

/// What to do about a response that may ask to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// The response stands.
    No,
    /// Ask again after this time.
    Wait(Duration),
    /// The site wants to be left alone for longer than the limit, and is not requested again.
    TooLong(Duration),
    /// So it does, and its response stands: the page of a shop in maintenance.
    Stands(Duration),
}

/// Judges a response to attempt number `attempt`, from 0, received at `now`.
///
/// 429 is always waited for, by its `Retry-After` (RFC 9110, section 10.2.3) or for 1, 2, 4 …
/// seconds. 503 is only with a `Retry-After` below the limit: WordPress in maintenance asks for ten
/// minutes, and then the page itself is the response.
pub(super) fn patience(
    response: &Response,
    attempt: u32,
    now: Timestamp,
    longest: Duration,
) -> Patience {
    if !matches!(response.status, 429 | 503) || attempt >= ATTEMPTS {
        return Patience::No;
    }
    let asked = response
        .headers
        .get("Retry-After")
        .and_then(|value| wait(value, now));
    match (response.status, asked) {
        (_, Some(asked)) if asked <= longest => Patience::Wait(asked),
        (429, Some(asked)) => Patience::TooLong(asked),
        (_, Some(asked)) => Patience::Stands(asked),
        (429, None) => Patience::Wait(Duration::from_secs(1 << attempt).min(longest)),
        _ => Patience::No,
    }
}

/// `Retry-After` as seconds or as an HTTP date.
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds ask for more than anybody waits.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = date(value)?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// An HTTP date in its preferred form (RFC 9110, section 5.6.7).
#[must_use]
pub(crate) fn date(value: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new()
        .parse_timestamp(value.trim())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Headers;

    const LONGEST: Duration = Duration::from_secs(60);

    fn judge(status: u16, retry_after: Option<&str>, attempt: u32) -> Patience {
        let headers: Headers = retry_after
            .map(|value| ("Retry-After", value))
            .into_iter()
            .collect();
        let response = Response {
            status,
            headers,
            body: "".into(),
        };
        let now = "2026-11-20T23:22:00Z".parse().unwrap();
        patience(&response, attempt, now, LONGEST)
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let seconds = |count| Patience::Wait(Duration::from_secs(count));
        assert_eq!(judge(429, Some("7"), 0), seconds(7));
        assert_eq!(
            judge(503, Some("Fri, 20 Nov 2026 23:22:09 GMT"), 0),
            seconds(9)
        );
        assert_eq!(
            judge(429, Some("Fri, 20 Nov 2026 23:21:00 GMT"), 0),
            seconds(0)
        );
        assert_eq!(judge(429, None, 2), seconds(4));
        assert_eq!(judge(429, Some("soon"), 0), seconds(1));
    }

    #[test]
    fn a_long_wait_is_not_waited_for() {
        assert_eq!(
            judge(429, Some("600"), 0),
            Patience::TooLong(Duration::from_secs(600))
        );
        assert_eq!(
            judge(503, Some("600"), 0),
            Patience::Stands(Duration::from_secs(600))
        );
        assert_eq!(
            judge(429, Some("99999999999999999999999"), 0),
            Patience::TooLong(Duration::from_secs(u64::MAX))
        );
        assert_eq!(judge(503, None, 0), Patience::No);
        assert_eq!(judge(200, Some("1"), 0), Patience::No);
        assert_eq!(judge(429, Some("1"), ATTEMPTS), Patience::No);
    }
}
