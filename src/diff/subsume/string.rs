use std::sync::Arc;

use serde_json::Value;

use super::automaton::{Automaton, Wanted, shortest};
use super::facts::Facts;
use super::formats::language;
use super::reason::Reason;
use super::search::{Answer, Search};
use crate::diff::schema::Format;

/// Characters that a counter-example may have; larger bounds are moved together.
const LONGEST: u64 = 2_000;
/// Strings that are tried against formats before the search gives up.
const TRIES: usize = 6;
/// Strings that patterns with look-around tell apart.
const PLAIN: [&str; 14] = [
    "",
    "a",
    "A",
    "0",
    "-",
    "ab",
    "abc",
    "Abc1",
    "abcdefgh",
    "Abcdefg1",
    "Abcdefg1!",
    "12345678",
    "Abcdefghijklmno1!",
    "a b",
];

impl Search {
    /// A string that the facts allow, the shortest where automata can tell.
    pub(super) fn solve_string(&mut self, facts: &Facts) -> Answer {
        let strings = &facts.strings;
        let within = |format: &Format| {
            let mut others = strings.not_formats.iter();
            others.any(|other| format.is_within(other))
        };
        if strings.formats.iter().any(within) {
            return Answer::Unsat;
        }
        if strings.min > LONGEST {
            return Answer::Unknown(Reason::Budget);
        }
        let mut wanted = Wanted {
            min: strings.min,
            max: strings.max,
            ..Wanted::default()
        };
        let mut irregular = Vec::new();
        let patterns = [(&strings.matches, true), (&strings.misses, false)];
        for (patterns, matches) in patterns {
            for pattern in patterns {
                match self.automata.get(pattern) {
                    Ok(automaton) if matches => wanted.matches.push(automaton),
                    Ok(automaton) => wanted.misses.push(automaton),
                    Err(_) => irregular.push(pattern.clone()),
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
        // What every string of the formats looks like, and what none of those that are not
        // wanted does: nothing of that kind is nothing at all.
        let mut around = wanted.clone();
        for format in &strings.formats {
            let automaton = language(format).around.and_then(|p| self.regular(p));
            around.matches.extend(automaton);
        }
        for format in &strings.not_formats {
            let automaton = language(format).inside.and_then(|p| self.regular(p));
            around.misses.extend(automaton);
        }
        match shortest(&around) {
            Ok(None) => return Answer::Unsat,
            Ok(Some(text)) if self.fits(facts, &wanted, &text) == Some(true) => {
                return Answer::Sat(Value::String(text));
            }
            Ok(Some(_)) | Err(_) => {}
        }
        if let Some(text) = self.sample(facts, &wanted) {
            return Answer::Sat(Value::String(text));
        }
        if let Some(text) = self.typical(facts, &wanted) {
            return Answer::Sat(Value::String(text));
        }
        let asked = strings.formats.iter().chain(&strings.not_formats);
        Answer::Unknown(
            match (irregular.pop(), asked.clone().find(|f| !f.is_known())) {
                (Some(pattern), _) => Reason::Pattern(pattern.to_string()),
                (None, Some(format)) => Reason::Format(format.0.to_string()),
                (None, None) => match asked.clone().next() {
                    Some(format) => Reason::Sample(format.0.to_string()),
                    None => Reason::Budget,
                },
            },
        )
    }

    fn regular(&mut self, pattern: &'static str) -> Option<Arc<Automaton>> {
        self.automata.get(&Arc::from(pattern)).ok()
    }

    /// One of the strings that formats and people come up with.
    fn sample(&mut self, facts: &Facts, wanted: &Wanted) -> Option<String> {
        let strings = &facts.strings;
        let samples = (strings.formats.iter()).flat_map(Format::samples);
        samples
            .chain(&PLAIN)
            .find(|text| self.fits(facts, wanted, text) == Some(true))
            .map(|text| (*text).to_owned())
    }

    /// A string of the kind that is typical of the formats.
    fn typical(&mut self, facts: &Facts, wanted: &Wanted) -> Option<String> {
        let asked = wanted.misses.len();
        let mut wanted = wanted.clone();
        for format in &facts.strings.formats {
            let automaton = language(format).typical.and_then(|p| self.regular(p));
            wanted.matches.extend(automaton);
        }
        for format in &facts.strings.not_formats {
            let automaton = language(format).around.and_then(|p| self.regular(p));
            wanted.misses.extend(automaton);
        }
        for strict in [true, false] {
            if !strict {
                wanted.misses.truncate(asked);
            }
            for _ in 0..TRIES {
                let Ok(Some(text)) = shortest(&wanted) else {
                    break;
                };
                if self.fits(facts, &wanted, &text) == Some(true) {
                    return Some(text);
                }
                wanted.not.insert(text);
            }
        }
        None
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
        for (patterns, holds) in [
            (&facts.strings.matches, true),
            (&facts.strings.misses, false),
        ] {
            for pattern in patterns {
                if self.automata.get(pattern).is_err() {
                    match self.formats.matches(pattern, text) {
                        Some(answer) if answer == holds => {}
                        Some(_) => return Some(false),
                        None => open = true,
                    }
                }
            }
        }
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

    /// Whether a pattern matches. `None` where it is not valid.
    pub(super) fn pattern_matches(&mut self, pattern: &Arc<str>, text: &str) -> Option<bool> {
        match self.automata.get(pattern) {
            Ok(automaton) => Some(automaton.matches(text)),
            Err(_) => self.formats.matches(pattern, text),
        }
    }
}
