use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde_json::Number;

/// An exact number, so that `0.1 * 3` and bounds near 2^53 are judged without rounding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Rational(BigRational);

impl Rational {
    /// Reads a JSON number exactly as its decimal digits say.
    #[must_use]
    pub(crate) fn of(number: &Number) -> Self {
        let text = number.to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: BigInt = format!("{whole}{fraction}").parse().unwrap_or_default();
        let exponent =
            exponent.parse::<i64>().unwrap_or(0) - i64::try_from(fraction.len()).unwrap_or(0);
        let power = BigInt::from(10).pow(u32::try_from(exponent.unsigned_abs()).unwrap_or(0));
        Self(if exponent >= 0 {
            BigRational::from_integer(digits * power)
        } else {
            BigRational::new(digits, power)
        })
    }

    /// An integer.
    #[must_use]
    pub(crate) fn integer(value: i64) -> Self {
        Self(BigRational::from_integer(BigInt::from(value)))
    }

    /// The number as JSON: an integer where it is one, else the nearest double.
    #[must_use]
    pub(crate) fn to_number(&self) -> Number {
        if self.0.is_integer() {
            let integer = self.0.to_integer();
            if let Some(value) = integer.to_i64() {
                return Number::from(value);
            }
            if let Some(value) = integer.to_u64() {
                return Number::from(value);
            }
        }
        self.0
            .to_f64()
            .and_then(Number::from_f64)
            .unwrap_or_else(|| Number::from(0))
    }

    /// Whether the number has no fraction.
    #[must_use]
    pub(crate) fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// Whether the number is above zero.
    #[must_use]
    pub(crate) fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether the number is a multiple of `other`, which is above zero.
    #[must_use]
    pub(crate) fn is_multiple_of(&self, other: &Self) -> bool {
        !other.0.is_zero() && (&self.0 / &other.0).is_integer()
    }

    /// The smallest number above zero that is a multiple of both, which are above zero.
    #[must_use]
    pub(crate) fn common_multiple(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let numer = (a.numer() * b.denom()).lcm(&(b.numer() * a.denom()));
        Self(BigRational::new(numer, a.denom() * b.denom()))
    }

    /// The smallest integer that is not below `self / step`.
    pub(in crate::diff) fn steps_up(&self, step: &Self) -> BigInt {
        (&self.0 / &step.0).ceil().to_integer()
    }

    /// The greatest integer that is not above `self / step`.
    pub(in crate::diff) fn steps_down(&self, step: &Self) -> BigInt {
        (&self.0 / &step.0).floor().to_integer()
    }

    /// `self * count`.
    pub(in crate::diff) fn times(&self, count: &BigInt) -> Self {
        Self(&self.0 * BigRational::from_integer(count.clone()))
    }

    /// The number a share of the way from here to `other`.
    pub(in crate::diff) fn between(&self, other: &Self, share: i64, of: i64) -> Self {
        let share = BigRational::new(BigInt::from(share), BigInt::from(of));
        Self(&self.0 + (&other.0 - &self.0) * share)
    }

    /// `self + value`.
    #[must_use]
    pub(crate) fn plus(&self, value: i64) -> Self {
        Self(&self.0 + BigRational::from_integer(BigInt::from(value)))
    }

    /// The number in decimal digits without an exponent, and without zeros at the end of its
    /// fraction. `None` where it has no end, or a very long one.
    pub(in crate::diff) fn decimal(&self) -> Option<String> {
        const PLACES: u32 = 40;
        let scaled = (0..=PLACES).find_map(|places| {
            let scaled = &self.0 * BigRational::from_integer(BigInt::from(10).pow(places));
            scaled
                .is_integer()
                .then(|| (scaled.to_integer(), places as usize))
        });
        let (digits, places) = scaled?;
        let sign = if digits.is_negative() { "-" } else { "" };
        let digits = format!("{:0>width$}", digits.abs().to_string(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let point = if fraction.is_empty() { "" } else { "." };
        Some(format!("{sign}{whole}{point}{fraction}"))
    }

    /// One.
    #[must_use]
    pub(crate) fn one() -> Self {
        Self(BigRational::one())
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Rational {
        Rational::of(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn decimals_are_exact() {
        assert!(number("0.3").is_multiple_of(&number("0.1")));
        assert!(!number("0.35").is_multiple_of(&number("0.1")));
        assert_eq!(number("1e3"), number("1000.0"));
        assert_eq!(number("0.5").common_multiple(&number("0.2")), number("1"));
        assert_eq!(number("6").common_multiple(&number("4")), number("12"));
    }
}
