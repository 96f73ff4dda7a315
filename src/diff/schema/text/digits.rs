//! Patterns of decimal digits that stand for a number up to a bound, or from one.

/// What may follow an integer or the digits that settle a comparison.
const FRACTION: &str = "([.][0-9]*)?";
/// A fraction that is zero.
const ZERO: &str = "([.]0*)?";

/// A number above or at zero, as its decimal digits: zeros before and behind are omitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Magnitude {
    pub(super) whole: String,
    pub(super) fraction: String,
}

/// Digits of an integer that is at least as great; no zeros stand before it.
fn whole_from(digits: &str) -> Vec<String> {
    let count = digits.len();
    let mut ways = vec![format!("[1-9][0-9]{{{count},}}"), digits.to_owned()];
    ways.extend(greater(digits).map(|(head, range, left)| format!("{head}{range}[0-9]{{{left}}}")));
    ways
}

/// Digits of an integer that is at most as great.
fn whole_to(digits: &str) -> Vec<String> {
    let mut ways = vec![digits.to_owned()];
    if digits.len() > 1 {
        ways.push(format!("[0-9]{{1,{}}}", digits.len() - 1));
    }
    ways.extend(lesser(digits).map(|(head, range, left)| format!("{head}{range}[0-9]{{{left}}}")));
    ways
}

/// For each digit that can be greater: the digits before it, the greater digits, how many follow.
fn greater(digits: &str) -> impl Iterator<Item = (&str, String, usize)> {
    digits.char_indices().filter_map(|(at, digit)| {
        let next = char::from_u32(u32::from(digit) + 1).filter(char::is_ascii_digit)?;
        Some((&digits[..at], format!("[{next}-9]"), digits.len() - at - 1))
    })
}

fn lesser(digits: &str) -> impl Iterator<Item = (&str, String, usize)> {
    digits.char_indices().filter_map(|(at, digit)| {
        let before = char::from_u32(u32::from(digit) - 1).filter(char::is_ascii_digit)?;
        Some((
            &digits[..at],
            format!("[0-{before}]"),
            digits.len() - at - 1,
        ))
    })
}

fn either(ways: &[String]) -> String {
    format!("({})", ways.join("|"))
}

/// Numbers without a sign that are at least as great, or greater where it must be.
pub(super) fn from(bound: &Magnitude, strictly: bool) -> String {
    let Magnitude { whole, fraction } = bound;
    let mut ways: Vec<String> = (whole_from(&next(whole)).iter())
        .map(|way| format!("{way}{FRACTION}"))
        .collect();
    let whole = shown(whole);
    let more = if strictly {
        "[0-9]*[1-9][0-9]*"
    } else {
        "[0-9]*"
    };
    if fraction.is_empty() {
        ways.push(if strictly {
            format!("{whole}[.]{more}")
        } else {
            format!("{whole}{FRACTION}")
        });
    } else {
        ways.extend(
            greater(fraction).map(|(head, range, _)| format!("{whole}[.]{head}{range}[0-9]*")),
        );
        ways.push(format!("{whole}[.]{fraction}{more}"));
    }
    either(&ways)
}

/// Numbers without a sign that are at most as great, or smaller where it must be.
pub(super) fn to(bound: &Magnitude, strictly: bool) -> String {
    let Magnitude { whole, fraction } = bound;
    let mut ways: Vec<String> = Vec::new();
    if let Some(before) = previous(whole) {
        ways.extend(
            whole_to(&before)
                .iter()
                .map(|way| format!("{way}{FRACTION}")),
        );
        if before == "0" {
            ways.push(format!("0*{FRACTION}"));
        }
    }
    let whole = shown(whole);
    if !(fraction.is_empty() && strictly) {
        ways.push(format!("{whole}{ZERO}"));
    }
    if !fraction.is_empty() {
        ways.extend(
            lesser(fraction).map(|(head, range, _)| format!("{whole}[.]{head}{range}[0-9]*")),
        );
        // The same digits, but fewer.
        ways.extend((1..fraction.len()).map(|at| format!("{whole}[.]{}0*", &fraction[..at])));
        if !strictly {
            ways.push(format!("{whole}[.]{fraction}0*"));
        }
    }
    match ways.as_slice() {
        // Nothing is below zero without a sign.
        [] => "[^\\s\\S]".to_owned(),
        ways => either(ways),
    }
}

/// The digits as they may be written: nothing precedes the point of `.5`.
fn shown(whole: &str) -> &str {
    if whole == "0" { "0*" } else { whole }
}

fn next(digits: &str) -> String {
    let number: Option<num_bigint::BigUint> = digits.parse().ok();
    number.map_or_else(String::new, |number| (number + 1u32).to_string())
}

fn previous(digits: &str) -> Option<String> {
    let number: num_bigint::BigUint = digits.parse().ok()?;
    (number != num_bigint::BigUint::ZERO).then(|| (number - 1u32).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_hold_exactly_the_numbers_within_the_bound() {
        let spelled = |number: u32, scale: usize| {
            let digits = format!("{number:0>width$}", width = scale + 1);
            let (whole, fraction) = digits.split_at(digits.len() - scale);
            let fraction = fraction.trim_end_matches('0');
            let whole = whole.trim_start_matches('0');
            let whole = if whole.is_empty() { "0" } else { whole };
            (whole.to_owned(), fraction.to_owned())
        };
        for bound in (0..130).chain([995, 1000, 1001, 1099, 2305]) {
            let (whole, fraction) = spelled(bound, 2);
            let magnitude = Magnitude { whole, fraction };
            for strictly in [false, true] {
                let [from, to] =
                    [from(&magnitude, strictly), to(&magnitude, strictly)].map(|pattern| {
                        regex_automata::meta::Regex::new(&format!("^0*{pattern}$")).unwrap()
                    });
                for number in (0..2400).step_by(1) {
                    let (whole, fraction) = spelled(number, 2);
                    let text = if fraction.is_empty() {
                        whole
                    } else {
                        format!("{whole}.{fraction}")
                    };
                    let within = |is_on_side: bool| is_on_side && !(strictly && number == bound);
                    assert_eq!(
                        from.is_match(&text),
                        within(number >= bound),
                        "{text} from {bound}"
                    );
                    assert_eq!(
                        to.is_match(&text),
                        within(number <= bound),
                        "{text} to {bound}"
                    );
                }
            }
        }
    }
}
