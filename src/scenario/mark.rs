use std::fmt;

use serde_json::Value;

/// What a write run signs everything with that it makes, so that it is found again even when the
/// response to a create was lost: the value of a row of meta data, and a part of e-mail addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark(String);

/// One of the people that a run makes for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Person {
    /// Owns the memberships.
    Owner,
    /// A membership is transferred to them.
    Heir,
}

impl Person {
    /// Both of them.
    pub(crate) const ALL: [Self; 2] = [Self::Owner, Self::Heir];

    fn suffix(self) -> char {
        match self {
            Self::Owner => 'a',
            Self::Heir => 'b',
        }
    }
}

impl Mark {
    /// The key of the meta data that holds the mark.
    pub(crate) const KEY: &str = "memberspec_run";

    /// Takes up to 32 letters and digits of a random text; everything else in it is omitted. With
    /// what stands around it in a login name it has to stay below 60 characters.
    #[must_use]
    pub(crate) fn of(random: &str) -> Self {
        let letters = random
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(32)
            .map(|letter| letter.to_ascii_lowercase());
        Self(letters.collect())
    }

    /// The mark as text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The login name of a temporary customer.
    #[must_use]
    pub(crate) fn login(&self, person: Person) -> String {
        format!("memberspec-{}-{}", self.0, person.suffix())
    }

    /// The address of a temporary customer, at a domain that never exists (RFC 2606), so that mail
    /// to it reaches nobody.
    #[must_use]
    pub(crate) fn email(&self, person: Person) -> String {
        format!("{}@memberspec.invalid", self.login(person))
    }

    /// A date years ahead that no other run and nobody else would write, as the API writes dates.
    #[must_use]
    pub(crate) fn odd_end(&self) -> String {
        let digits = self.0.get(..8).unwrap_or_default();
        let number = i64::from_str_radix(digits, 16).unwrap_or_default();
        // Within ten years from 2036 on, and never at a full minute.
        let minutes = number % (10 * 365 * 24 * 60);
        let seconds = 2_082_758_400 + minutes * 60 + 1 + number % 59;
        let at = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// Whether a membership has the mark.
    #[must_use]
    pub(crate) fn is_on(&self, member: &Value) -> bool {
        let text =
            |meta: &Value, name: &str| meta.get(name).and_then(Value::as_str).map(str::to_owned);
        let metas = member.get("meta_data").and_then(Value::as_array);
        metas.into_iter().flatten().any(|meta| {
            text(meta, "key").as_deref() == Some(Self::KEY)
                && text(meta, "value").as_deref() == Some(&self.0)
        })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_end_of_each_run_is_its_own_and_years_ahead() {
        let [one, other] = ["00000001", "fffffffe"].map(|text| Mark::of(text).odd_end());
        assert_eq!(one, "2036-01-01T00:01:02");
        assert!(
            other.as_str() > "2036" && !other.ends_with(":00"),
            "{other}"
        );
    }

    #[test]
    fn a_mark_is_plain_and_its_addresses_differ() {
        let mark = Mark::of("AB-12/ef 990123456789012345678901234567");
        assert_eq!(mark.as_str(), "ab12ef99012345678901234567890123");
        assert_eq!(
            mark.email(Person::Owner),
            "memberspec-ab12ef99012345678901234567890123-a@memberspec.invalid"
        );
        assert_ne!(mark.email(Person::Owner), mark.email(Person::Heir));
    }
}
