use std::collections::HashMap;
use std::sync::OnceLock;

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

/// `$.x` in a sign fits `$.x` and the rows' `$[*].x`; a star stands for any text: `$.date_*_gmt`,
/// `*.paused_date`. A plus at the end stands for one name: `$._links.+`.
fn place_fits(pattern: &str, place: &str) -> bool {
    pattern.is_empty()
        || glob(pattern, place)
        || place
            .strip_prefix("$[*]")
            .is_some_and(|rest| glob(pattern, &format!("${rest}")))
}

fn glob(pattern: &str, text: &str) -> bool {
    if let Some(start) = pattern.strip_suffix('+') {
        let name = text.strip_prefix(start);
        return name.is_some_and(|name| !name.is_empty() && !name.contains(['.', '[']));
    }
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::place_fits;

    #[test]
    fn a_place_of_the_item_fits_the_rows_too() {
        assert!(place_fits("$.order_id", "$[*].order_id"));
        assert!(place_fits("$.end_date*", "$[*].end_date_gmt"));
        assert!(place_fits("*.value", "$[*].meta_data[*].value"));
        assert!(place_fits("", "status"));
        assert!(place_fits("$.date_*_gmt", "$[*].date_created_gmt"));
        assert!(!place_fits("$.date_*_gmt", "$[*].date_created"));
        assert!(!place_fits("$.order_id", "$[*]._links.order_id"));
    }

    #[test]
    fn a_plus_stands_for_one_name() {
        assert!(place_fits("$._links.+", "$[*]._links.passport"));
        assert!(!place_fits("$._links.+", "$._links.self[*].targetHints"));
        assert!(!place_fits("$._links.+", "$._links."));
    }
}
