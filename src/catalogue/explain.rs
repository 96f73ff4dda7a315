use std::collections::HashMap;
use std::sync::OnceLock;

use super::place::place_fits;
use super::{Deviation, ROWS, Sign};
use crate::finding::{Basis, Judged};
use crate::seen::Seen;

/// The ids of the rows that explain a finding, in catalogue order.
///
/// `operation` is the finding's operation as printed, `seen` its exchange where it is still at
/// hand: a sign with a condition on the exchange explains nothing without it.
#[must_use]
pub fn explain(
    rule: &str,
    judged: &Judged,
    operation: &str,
    seen: Option<&Seen<'_>>,
) -> Vec<&'static str> {
    let Some(signs) = by_rule().get(rule) else {
        return Vec::new();
    };
    let location = judged.location.to_string();
    let mut ids: Vec<&'static str> = signs
        .iter()
        .filter(|(_, sign)| fits(sign, judged, operation, &location, seen))
        .map(|(row, _)| row.id)
        .collect();
    ids.dedup();
    ids
}

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

fn fits(
    sign: &Sign,
    judged: &Judged,
    operation: &str,
    place: &str,
    seen: Option<&Seen<'_>>,
) -> bool {
    let Sign::Finding {
        rule: _,
        method,
        route,
        location,
        about,
        when,
        documented_only,
    } = sign
    else {
        return false;
    };
    let (verb, path) = operation.split_once(' ').unwrap_or((operation, ""));
    method.as_ref().is_none_or(|method| method.as_str() == verb)
        && (route.is_empty() || path.ends_with(route))
        && place_fits(location, place)
        && (about.is_empty() || judged.expected.contains(about) || judged.found.contains(about))
        && (!documented_only || judged.basis == Basis::Documented)
        && when.is_none_or(|when| seen.is_some_and(when))
}
