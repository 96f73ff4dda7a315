use std::sync::Arc;

use serde_json::Value;

use super::automaton::{Automaton, Wanted, shortest};
use super::facts::Facts;
use super::formats::{lengths, padded};
use super::reason::Reason;
use super::search::{Answer, Search};
use crate::diff::schema::Format;

/// Characters that a counter-example may have.
const LONGEST: u64 = 20_000;
/// Strings that are tried against formats before the search gives up.
const TRIES: usize = 6;

impl Search {
    /// A string that the facts allow, the shortest where automata can tell.
    pub(super) fn solve_string(&mut self, facts: &Facts) -> Answer {
        let strings = &facts.strings;
        for format in &strings.formats {
            let (min, max) = lengths(format);
            let too_short = strings.max.is_some_and(|most| most < min);
            let too_long = max.is_some_and(|max| strings.min > max);
            if too_short
                || too_long
                || strings
                    .not_formats
                    .iter()
                    .any(|other| format.is_within(other))
            {
                return Answer::Unsat;
            }
        }
        if strings.min > LONGEST {
            return Answer::Unknown(Reason::Budget);
        }
        let mut wanted = Wanted {
            min: strings.min,
            max: strings.max,
            ..Wanted::default()
        };
        let mut doubt = None;
        let patterns = [(&strings.matches, true), (&strings.misses, false)];
        for (patterns, matches) in patterns {
            for pattern in patterns {
                match self.automata.get(pattern) {
                    Ok(automaton) if matches => wanted.matches.push(automaton),
                    Ok(automaton) => wanted.misses.push(automaton),
                    Err(reason) => doubt = Some(reason),
                }
            }
        }
        wanted.not.extend(
            facts
                .not
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned),
        );
        if let Some(reason) = doubt {
            return match shortest(&wanted) {
                Ok(None) => Answer::Unsat,
                _ => Answer::Unknown(reason),
            };
        }
        match strings.formats.first().cloned() {
            Some(format) => self.of_format(facts, &format, &wanted),
            None => self.of_no_format(facts, wanted),
        }
    }

    fn of_format(&mut self, facts: &Facts, format: &Format, wanted: &Wanted) -> Answer {
        let fewest = usize::try_from(wanted.min).unwrap_or(usize::MAX);
        let samples = (format.samples().iter())
            .map(|sample| (*sample).to_owned())
            .chain(padded(format, fewest));
        for sample in samples {
            if self.fits(facts, wanted, &sample) == Some(true) {
                return Answer::Sat(Value::String(sample));
            }
        }
        match shortest(wanted) {
            Ok(None) => Answer::Unsat,
            Err(reason) => Answer::Unknown(reason),
            Ok(Some(text)) if self.fits(facts, wanted, &text) == Some(true) => {
                Answer::Sat(Value::String(text))
            }
            Ok(Some(_)) if !format.is_known() => {
                Answer::Unknown(Reason::Format(format.0.to_string()))
            }
            // What is left is a plain bound on a known format: a string of it may still exist.
            Ok(Some(_)) => Answer::Unknown(Reason::Sample(format.0.to_string())),
        }
    }

    fn of_no_format(&mut self, facts: &Facts, mut wanted: Wanted) -> Answer {
        for _ in 0..TRIES {
            match shortest(&wanted) {
                Ok(None) if wanted.not.len() > facts.not.len() => break,
                Ok(None) => return Answer::Unsat,
                Err(reason) => return Answer::Unknown(reason),
                Ok(Some(text)) => match self.fits(facts, &wanted, &text) {
                    Some(true) => return Answer::Sat(Value::String(text)),
                    Some(false) => {
                        wanted.not.insert(text);
                    }
                    None => break,
                },
            }
        }
        let unknown = facts
            .strings
            .not_formats
            .iter()
            .find(|format| !format.is_known());
        Answer::Unknown(match unknown.or(facts.strings.not_formats.first()) {
            Some(format) if !format.is_known() => Reason::Format(format.0.to_string()),
            Some(format) => Reason::Sample(format.0.to_string()),
            None => Reason::Budget,
        })
    }

    fn fits(&mut self, facts: &Facts, wanted: &Wanted, text: &str) -> Option<bool> {
        let length = text.chars().count() as u64;
        let matches = |automaton: &Arc<Automaton>| automaton.matches(text);
        if length < wanted.min
            || wanted.max.is_some_and(|max| length > max)
            || wanted.not.contains(text)
            || !wanted.matches.iter().all(matches)
            || wanted.misses.iter().any(matches)
        {
            return Some(false);
        }
        let mut open = false;
        // A format without meaning is one that no validator refuses, unless another such format
        // is not wanted.
        let compared = facts
            .strings
            .not_formats
            .iter()
            .any(|format| !format.is_known());
        for format in &facts.strings.formats {
            match self.formats.is(format, text) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => open |= compared,
            }
        }
        for format in &facts.strings.not_formats {
            match self.formats.is(format, text) {
                Some(true) => return Some(false),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(true) }
    }
}
