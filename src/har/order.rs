use std::io::{self, Read};

use jiff::Timestamp;
use memchr::memmem::Finder;

use super::{Entry, Error};

/// The key of the time of an entry. In a body its quotes would be escaped.
const KEY: &[u8] = b"\"startedDateTime\"";

/// Bytes read at once.
const CHUNK: usize = 1024 * 1024;

/// Bytes that a key and its time have at most.
const LONGEST: usize = 96;

/// Whether the times in a recording never go back. This only looks for the key, which is much faster
/// than to parse: most recordings are in order. A wrong answer costs memory and nothing else.
pub(super) fn is_chronological(input: &mut impl Read) -> io::Result<bool> {
    let finder = Finder::new(KEY);
    let mut held = Vec::new();
    let mut last: Option<Timestamp> = None;
    loop {
        let read = input.by_ref().take(CHUNK as u64).read_to_end(&mut held)?;
        for at in finder.find_iter(&held) {
            let Some(time) = time(&held[at + KEY.len()..]) else {
                continue;
            };
            if last.is_some_and(|last| time < last) {
                return Ok(false);
            }
            last = Some(time);
        }
        if read == 0 {
            return Ok(true);
        }
        // A key may stand across two chunks; that one is seen twice does not matter.
        held.drain(..held.len().saturating_sub(LONGEST));
    }
}

/// The time after a key, unless the bytes end before it does.
fn time(after: &[u8]) -> Option<Timestamp> {
    let after = after.get(..LONGEST.min(after.len()))?;
    let mut parts = after.split(|byte| *byte == b'"');
    let (before, text) = (parts.next()?, parts.next()?);
    parts.next()?;
    let is_value = before.trim_ascii() == b":";
    let text = std::str::from_utf8(text).ok().filter(|_| is_value)?;
    text.parse().ok()
}

/// Brings entries into the order of their times. What has none stays behind what stood before it.
pub(super) fn sort(entries: Vec<Result<Entry, Error>>) -> Vec<Result<Entry, Error>> {
    let mut last = None;
    let mut timed: Vec<_> = (entries.into_iter())
        .map(|entry| {
            let own = match &entry {
                Ok(Entry::Exchange(exchange)) => exchange.started,
                _ => None,
            };
            last = own.or(last);
            // An error is what the recording ends with.
            (entry.is_err(), last, entry)
        })
        .collect();
    timed.sort_by_key(|(is_end, time, _)| (*is_end, *time));
    timed.into_iter().map(|(_, _, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(seconds: &[u32]) -> String {
        let entries: Vec<String> = (seconds.iter())
            .map(|second| {
                let pad = "x".repeat(40_000);
                format!("{{\"startedDateTime\" : \"2026-01-01T00:00:{second:02}.5+01:00\",\"pad\":\"{pad} \\\"startedDateTime\\\":\\\"1999-01-01T00:00:00Z\\\"\"}}")
            })
            .collect();
        entries.join(",")
    }

    #[test]
    fn times_that_go_back_are_seen_wherever_chunks_end() {
        let ordered: Vec<u32> = (0..60).collect();
        let is = |text: String| is_chronological(&mut text.as_bytes()).unwrap();
        assert!(is(recording(&ordered)));
        for at in 1..60 {
            let mut swapped = ordered.clone();
            swapped.swap(at - 1, at);
            assert!(!is(recording(&swapped)), "{at}");
        }
    }
}
