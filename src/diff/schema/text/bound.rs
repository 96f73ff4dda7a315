use super::digits::{Magnitude, from, to};
use crate::diff::schema::Rational;

/// The side of a bound on which numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// `minimum`.
    From,
    /// `maximum`.
    To,
}

/// A pattern of the numbers on one side of a bound, in decimal digits. What is written with an
/// exponent is not looked at: it may be on any side.
pub(super) fn pattern(bound: &Rational, side: Side, strictly: bool) -> Option<String> {
    let (negative, magnitude) = magnitude(bound)?;
    let any = "[0-9]*[.]?[0-9]*";
    let ways = match (side, negative) {
        (Side::From, false) => format!("[+]?0*{}", from(&magnitude, strictly)),
        (Side::To, false) => format!("[+]?0*{}|-{any}", to(&magnitude, strictly)),
        (Side::From, true) => format!("-0*{}|[+]?{any}", to(&magnitude, strictly)),
        (Side::To, true) => format!("-0*{}", from(&magnitude, strictly)),
    };
    Some(format!("^({ways}|.*[eE].*)$"))
}

/// Digits that a bound may have to be looked at.
const DIGITS: usize = 60;

fn magnitude(bound: &Rational) -> Option<(bool, Magnitude)> {
    let text = bound.decimal()?;
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, &*text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    (digits.len() <= DIGITS).then(|| {
        let magnitude = Magnitude {
            whole: whole.to_owned(),
            fraction: fraction.to_owned(),
        };
        (negative, magnitude)
    })
}
