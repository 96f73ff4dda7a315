use jiff::civil::Date;

/// What the expiry day of an entry that somebody answers for says: the last day on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Term {
    /// No day is given.
    Open,
    /// The day is not over.
    Holds,
    /// The day is over.
    Ended,
    /// What is given is no date.
    Undated,
}

impl Term {
    /// Reads a day such as `2026-12-31`.
    #[must_use]
    pub(crate) fn of(expires: &str, today: Date) -> Self {
        if expires.is_empty() {
            return Self::Open;
        }
        match expires.parse::<Date>() {
            Err(_) => Self::Undated,
            Ok(day) if day < today => Self::Ended,
            Ok(_) => Self::Holds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Term;

    #[test]
    fn an_entry_holds_to_the_end_of_its_day() {
        let today = jiff::civil::date(2026, 11, 28);
        let of = |text| Term::of(text, today);
        assert_eq!(of("2026-11-28"), Term::Holds);
        assert_eq!(of("2026-11-27"), Term::Ended);
        assert_eq!(of("soon"), Term::Undated);
        assert_eq!(of(""), Term::Open);
    }
}
