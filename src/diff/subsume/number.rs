use num_bigint::BigInt;
use num_traits::Zero;
use serde_json::Value;

use super::facts::{Edge, Facts, Numbers};
use super::reason::Reason;
use super::search::Answer;
use crate::diff::schema::Rational;

/// Candidates that are tried before the search gives up.
const TRIES: i64 = 400;

/// A number that the facts allow, the plainest first.
pub(super) fn solve(facts: &Facts) -> Answer {
    let numbers = &facts.numbers;
    if facts.not.is_empty() && *numbers == Numbers::default() {
        return Answer::Sat(Value::from(0));
    }
    let fits = |number: &Rational| {
        let value = Value::Number(number.to_number());
        above(numbers, number)
            && below(numbers, number)
            && !(numbers.not_multiple_of.iter()).any(|step| number.is_multiple_of(step))
            && (numbers.multiple_of.as_ref()).is_none_or(|step| number.is_multiple_of(step))
            && !facts.not.contains(&value)
    };
    match &numbers.multiple_of {
        Some(step) => stepped(facts, step, &fits),
        None => dense(numbers, &fits),
    }
}

fn above(numbers: &Numbers, number: &Rational) -> bool {
    match &numbers.low {
        None => true,
        Some((bound, Edge::In)) => number >= bound,
        Some((bound, Edge::Out)) => number > bound,
    }
}

fn below(numbers: &Numbers, number: &Rational) -> bool {
    match &numbers.high {
        None => true,
        Some((bound, Edge::In)) => number <= bound,
        Some((bound, Edge::Out)) => number < bound,
    }
}

/// Multiples of a step: all of those between the bounds, from the one nearest to zero.
fn stepped(facts: &Facts, step: &Rational, fits: &dyn Fn(&Rational) -> bool) -> Answer {
    let numbers = &facts.numbers;
    // A number that is a multiple of the step is one of each of the step's divisors too.
    if numbers
        .not_multiple_of
        .iter()
        .any(|other| step.is_multiple_of(other))
    {
        return Answer::Unsat;
    }
    let low = numbers.low.as_ref().map(|(bound, _)| bound.steps_up(step));
    let high = numbers
        .high
        .as_ref()
        .map(|(bound, _)| bound.steps_down(step));
    let start = match (&low, &high) {
        (Some(low), _) if *low > BigInt::zero() => low.clone(),
        (_, Some(high)) if *high < BigInt::zero() => high.clone(),
        _ => BigInt::zero(),
    };
    let inside = |count: &BigInt| {
        low.as_ref().is_none_or(|low| count >= low)
            && high.as_ref().is_none_or(|high| count <= high)
    };
    for distance in 0..TRIES {
        let (up, down) = (&start + distance, &start - distance);
        if !inside(&up) && !inside(&down) {
            return Answer::Unsat;
        }
        for count in [up, down] {
            let number = step.times(&count);
            if inside(&count) && fits(&number) {
                return Answer::Sat(Value::Number(number.to_number()));
            }
        }
    }
    Answer::Unknown(Reason::Number)
}

/// A number and those that are a few whole steps from it.
fn near(bound: &Rational) -> impl Iterator<Item = Rational> {
    let steps = (1..8).flat_map(|offset| [bound.plus(offset), bound.plus(-offset)]);
    std::iter::once(bound.clone()).chain(steps)
}

/// Any number between the bounds: whole ones first, then fractions.
fn dense(numbers: &Numbers, fits: &dyn Fn(&Rational) -> bool) -> Answer {
    let zero = Rational::integer(0);
    let bounds = [&numbers.low, &numbers.high];
    let bounds = bounds.into_iter().flatten().map(|(bound, _)| bound);
    let mut tries = std::iter::once(&zero).chain(bounds).flat_map(near);
    let low = match (&numbers.low, &numbers.high) {
        (Some((low, _)), _) => low.clone(),
        (None, Some((high, _))) => high.plus(-1),
        (None, None) => zero.clone(),
    };
    let high = numbers
        .high
        .as_ref()
        .map_or_else(|| low.plus(1), |(high, _)| high.clone());
    if low == high {
        return if fits(&low) {
            Answer::Sat(Value::Number(low.to_number()))
        } else {
            Answer::Unsat
        };
    }
    let shares = [2, 10, 100, 7, 11, 13].into_iter();
    let mut between = shares.flat_map(|of| (1..of).map(move |share| (share, of)));
    let found = tries.find(|number| fits(number)).or_else(|| {
        between.find_map(|(share, of)| Some(low.between(&high, share, of)).filter(|it| fits(it)))
    });
    match found {
        Some(number) => Answer::Sat(Value::Number(number.to_number())),
        None => Answer::Unknown(Reason::Number),
    }
}
