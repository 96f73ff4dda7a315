//! What can be said about two documents: each rule with its level, direction and documentation.

mod client;
mod document;
mod operation;
mod parameter;
mod response;
mod rule;
mod schema;
mod security;

use crate::base;

pub use rule::Rule;
pub(crate) use rule::{Area, Judgement, Reading, Side};

pub(in crate::diff) use client::for_client;
pub(in crate::diff) use document::*;
pub(in crate::diff) use operation::*;
pub(in crate::diff) use parameter::*;
pub(in crate::diff) use response::*;
pub(in crate::diff) use schema::*;
pub(in crate::diff) use security::*;

/// The version of the rule set: it is raised when a rule changes what it says about old pairs.
pub(crate) const RULE_SET: u32 = 1;

/// All rules, grouped by area.
#[must_use]
pub(crate) fn all() -> Vec<&'static Rule> {
    [
        document::RULES,
        operation::RULES,
        parameter::RULES,
        response::RULES,
        security::RULES,
        &schema::RULES.concat(),
    ]
    .concat()
}

/// The rule of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.id == id)
}

/// The id closest to what somebody typed, if any is close: for "did you mean".
#[must_use]
pub(crate) fn nearest(id: &str) -> Option<&'static str> {
    base::nearest(id, all().into_iter().map(|rule| rule.id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_kebab_case_and_given_once() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.id.chars().all(kebab), "{}", rule.id);
            assert!(seen.insert(rule.id), "{} is given twice", rule.id);
        }
    }

    #[test]
    fn a_typing_error_finds_the_nearest_rule() {
        assert_eq!(nearest("server-remved"), Some("server-removed"));
        assert_eq!(nearest("xyz"), None);
    }

    #[test]
    fn every_rule_is_documented() {
        for rule in all() {
            for text in [rule.title, rule.why, rule.remedy] {
                assert!(!text.is_empty(), "{}", rule.id);
            }
            assert!(!rule.title.ends_with('.'), "{}", rule.id);
            assert!(
                rule.why.ends_with('.') && rule.remedy.ends_with('.'),
                "{}",
                rule.id
            );
        }
    }
}
