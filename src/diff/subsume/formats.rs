use rustc_hash::FxHashMap;

use crate::diff::schema::{Format, LONGEST_PATTERN};

/// Patterns that are remembered; more are undecided.
const PATTERNS: usize = 2_000;

/// Judges strings by format and by pattern with the validator that judges everything else.
#[derive(Debug, Default)]
pub(super) struct Formats {
    known: FxHashMap<Format, Option<jsonschema::Validator>>,
    patterns: FxHashMap<String, Option<jsonschema::Validator>>,
}

impl Formats {
    /// Whether the text is of that format; nothing where its meaning is not known.
    pub(super) fn is(&mut self, format: &Format, text: &str) -> Option<bool> {
        if let Some(is) = format.own(text) {
            return Some(is);
        }
        if !format.is_known() {
            return None;
        }
        let validator = self.known.entry(format.clone()).or_insert_with(|| {
            jsonschema::draft202012::options()
                .should_validate_formats(true)
                .build(&serde_json::json!({ "format": &*format.0 }))
                .ok()
        });
        let text = serde_json::Value::from(text);
        validator
            .as_ref()
            .map(|validator| validator.is_valid(&text))
    }

    /// Whether a pattern that no automaton can express matches; nothing where it is not valid.
    pub(super) fn matches(&mut self, pattern: &str, text: &str) -> Option<bool> {
        if !self.patterns.contains_key(pattern) {
            if self.patterns.len() > PATTERNS || pattern.len() > LONGEST_PATTERN {
                return None;
            }
            let validator = jsonschema::draft202012::options()
                .build(&serde_json::json!({ "pattern": pattern }))
                .ok();
            self.patterns.insert(pattern.to_owned(), validator);
        }
        let text = serde_json::Value::from(text);
        (self.patterns.get(pattern)?.as_ref()).map(|validator| validator.is_valid(&text))
    }
}

/// A format between two regular languages: what a proof and a search can go by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Language {
    /// Every string of the format matches it.
    pub(super) around: Option<&'static str>,
    /// Every string that matches it is one of the format.
    pub(super) inside: Option<&'static str>,
    /// Most strings that match it are of the format: where a search looks for one.
    pub(super) typical: Option<&'static str>,
}

/// What is known of a format's strings (RFC 3339, 4122, 2673, 4291, 3986, 6901, 5321).
pub(super) fn language(format: &Format) -> Language {
    let exact = |pattern| Language {
        around: Some(pattern),
        inside: Some(pattern),
        typical: Some(pattern),
    };
    let typical = |pattern| Language {
        typical: Some(pattern),
        ..Language::default()
    };
    if format.step().is_some() {
        return Language {
            around: Some("^[+-]?[0-9]*[.]?[0-9]*$"),
            typical: Some("^-?[1-9][0-9]{0,2}$"),
            ..Language::default()
        };
    }
    match &*format.0 {
        "date" => Language {
            around: Some("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
            inside: Some("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"),
            typical: Some("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"),
        },
        "time" => Language {
            around: Some(
                "^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]([.][0-9]+)?([Zz]|[+-][0-2][0-9]:[0-5][0-9])$",
            ),
            inside: Some("^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"),
            typical: Some(
                "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?(Z|[+-]0[0-9]:[0-5][0-9])$",
            ),
        },
        "date-time" => Language {
            around: Some(
                "^[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-6][0-9]([.][0-9]+)?([Zz]|[+-][0-2][0-9]:[0-5][0-9])$",
            ),
            inside: Some(
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
            ),
            typical: Some(
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?(Z|[+-]0[0-9]:[0-5][0-9])$",
            ),
        },
        "date-time-local" => Language {
            around: Some(
                "^[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-6][0-9]([.][0-9]+)?$",
            ),
            inside: Some(
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
            ),
            typical: Some(
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?$",
            ),
        },
        "uuid" => exact("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"),
        "ipv4" => exact(
            "^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$",
        ),
        "ipv6" => Language {
            around: Some("^[0-9A-Fa-f:.]{2,45}$"),
            inside: Some("^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$"),
            typical: Some("^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$"),
        },
        "email" => Language {
            around: Some("@"),
            inside: Some("^[a-z0-9]{1,9}@[a-z]{1,9}[.][a-z]{2,3}$"),
            typical: Some("^[a-z0-9]+([.][a-z0-9]+)*@[a-z0-9]+([.][a-z]+)+$"),
        },
        "idn-email" => typical("^[a-z0-9]+@[a-z0-9]+([.][a-z]+)+$"),
        "hostname" => Language {
            around: Some("^[0-9A-Za-z.-]*$"),
            inside: Some("^[a-z]{1,9}$"),
            typical: Some("^[a-z0-9]+([.-][a-z0-9]+)*$"),
        },
        "idn-hostname" => typical("^[a-z0-9]+([.][a-z0-9]+)*$"),
        "uri" => Language {
            around: Some("^[A-Za-z][0-9A-Za-z+.-]*:"),
            inside: Some("^https?://[a-z]{1,9}[.][a-z]{2,3}(/[a-z0-9]*)*$"),
            typical: Some(
                "^[a-z]+://[a-z0-9]+([.][a-z0-9]+)*(:[1-9][0-9])?(/[0-9A-Za-z._-]*)*([?][a-z]=[0-9a-z]+)?$",
            ),
        },
        "iri" => typical("^[a-z]+://[a-z0-9]+([.][a-z0-9]+)*(/[0-9A-Za-z._-]*)*$"),
        "uri-reference" | "iri-reference" => Language {
            inside: Some("^(/[a-z0-9]+)+$"),
            typical: Some("^([a-z]+://[a-z0-9.]+)?(/[0-9A-Za-z._-]*)*$"),
            ..Language::default()
        },
        "uri-template" => typical("^(/[0-9A-Za-z{}]*)*$"),
        "duration" => Language {
            around: Some("^P[0-9YMWDTHS.,]+$"),
            inside: Some("^P([1-9][0-9]?[YMD]|T[1-9][0-9]?[HMS])$"),
            typical: Some("^P([0-9]+D)?(T[0-9]+[HMS])?$"),
        },
        "json-pointer" => Language {
            around: Some("^(/|$)"),
            inside: Some("^(/[a-z0-9]*)*$"),
            typical: Some("^(/[0-9A-Za-z_-]*)*$"),
        },
        "relative-json-pointer" => typical("^[0-9]+(/[0-9A-Za-z]*)*$"),
        "regex" => Language {
            inside: Some("^[0-9A-Za-z]*$"),
            typical: Some("^\\^?[0-9A-Za-z]*$"),
            ..Language::default()
        },
        _ => Language::default(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::automaton::{Automata, Wanted, shortest};
    use super::*;

    fn known() -> impl Iterator<Item = Format> {
        Format::KNOWN.into_iter().map(|name| Format(name.into()))
    }

    /// Strings of a pattern: the shortest, and the shortest of some lengths.
    fn strings(pattern: &'static str) -> Vec<String> {
        let automaton = Automata::default().get(&Arc::from(pattern)).unwrap();
        let mut wanted = Wanted {
            matches: vec![automaton],
            ..Wanted::default()
        };
        let mut found = Vec::new();
        for min in [0, 1, 2, 3, 5, 8, 13, 21, 34, 60] {
            wanted.min = min;
            wanted.not.clear();
            for _ in 0..3 {
                let Ok(Some(text)) = shortest(&wanted) else {
                    break;
                };
                wanted.not.insert(text.clone());
                found.push(text);
            }
        }
        found
    }

    #[test]
    fn what_is_inside_of_a_format_is_of_the_format() {
        let mut formats = Formats::default();
        for format in known() {
            for text in language(&format).inside.map(strings).unwrap_or_default() {
                let short = text.chars().count() <= 63;
                let is = formats.is(&format, &text);
                assert!(is == Some(true) || !short, "{} {text:?}", format.0);
            }
        }
    }

    #[test]
    fn every_sample_of_a_format_is_within_what_is_around_it() {
        let mut automata = Automata::default();
        let mut formats = Formats::default();
        for format in known() {
            let Language {
                around, typical, ..
            } = language(&format);
            let Some(around) = around else { continue };
            let around = automata.get(&Arc::from(around)).unwrap();
            let typical = typical.map(strings).unwrap_or_default();
            let samples = format.samples().iter().map(|sample| (*sample).to_owned());
            for text in samples.chain(typical) {
                if formats.is(&format, &text) == Some(true) {
                    assert!(around.matches(&text), "{} {text:?}", format.0);
                }
            }
        }
    }

    #[test]
    fn patterns_with_look_around_are_judged_too() {
        let mut formats = Formats::default();
        assert_eq!(formats.matches("^(?=.*[0-9]).{3}$", "ab1"), Some(true));
        assert_eq!(formats.matches("^(?=.*[0-9]).{3}$", "abc"), Some(false));
        assert_eq!(formats.matches("(", "abc"), None);
    }
}
