use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::place::place_fits;
use super::{Deviation, ROWS, Sign};
use crate::finding::{Basis, Violation};
use crate::interpret::Interpreted;

/// What the catalogue says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// The ids of the rows that explain it, in catalogue order.
    pub ids: Vec<&'static str>,
    /// Whether the same finding on another exchange may be explained otherwise.
    pub of_exchange: bool,
}

/// Which conditions of the catalogue an exchange meets. Each is looked at once: many read the whole
/// response, and a response may have as many faults as it has rows.
#[derive(Debug)]
pub struct Conditions<'a> {
    seen: &'a Interpreted<'a>,
    met: RefCell<HashMap<*const Sign, bool>>,
}

impl<'a> Conditions<'a> {
    /// Of that exchange.
    #[must_use]
    pub fn new(seen: &'a Interpreted<'a>) -> Self {
        Self {
            seen,
            met: RefCell::default(),
        }
    }

    fn meets(&self, sign: &'static Sign, when: When) -> bool {
        let mut met = self.met.borrow_mut();
        *met.entry(sign).or_insert_with(|| when(self.seen))
    }
}

/// The rows that explain a finding.
///
/// `operation` is the finding's operation as printed, `exchange` what its exchange meets where that
/// is still at hand: a sign with a condition on the exchange explains nothing without it.
#[must_use]
pub(crate) fn explain(
    rule: &str,
    judged: &Violation,
    operation: &str,
    exchange: Option<&Conditions<'_>>,
) -> Explanation {
    let mut explanation = Explanation {
        ids: Vec::new(),
        of_exchange: false,
    };
    let Some(signs) = by_rule().get(rule) else {
        return explanation;
    };
    let location = judged.location.to_string();
    for &(row, sign) in signs {
        let Some(when) = fits(sign, judged, operation, &location) else {
            continue;
        };
        explanation.of_exchange |= when.is_some();
        if when.is_none_or(|when| exchange.is_some_and(|it| it.meets(sign, when))) {
            explanation.ids.push(row.id);
        }
    }
    explanation.ids.dedup();
    explanation
}

type When = fn(&Interpreted<'_>) -> bool;

type OfRule = HashMap<&'static str, Vec<(&'static Deviation, &'static Sign)>>;

/// The signs that speak of a rule's findings, in catalogue order: most rules have few.
fn by_rule() -> &'static OfRule {
    static SIGNS: OnceLock<OfRule> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let mut signs = OfRule::new();
        for row in ROWS.iter().copied() {
            for sign in row.signs {
                if let Sign::Finding { rule, .. } = sign {
                    signs.entry(rule).or_default().push((row, sign));
                }
            }
        }
        signs
    })
}

/// The condition on the exchange, if any, of a sign that fits a finding otherwise.
fn fits(sign: &Sign, judged: &Violation, operation: &str, place: &str) -> Option<Option<When>> {
    let Sign::Finding {
        rule: _,
        method,
        route,
        location,
        cause,
        when,
        documented_only,
    } = sign
    else {
        return None;
    };
    let (verb, path) = operation.split_once(' ').unwrap_or((operation, ""));
    let fits = method.as_ref().is_none_or(|method| method.as_str() == verb)
        && (route.is_empty() || path.ends_with(route))
        && place_fits(location, place)
        && judged.cause.is(cause)
        && (!documented_only || judged.basis == Basis::Documented);
    fits.then_some(*when)
}
