use super::Caller;

/// What part an exchange plays in the run that recorded it. A HAR file keeps it in the custom field
/// `_role` of an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// It is judged.
    #[default]
    Judged,
    /// It is only compared with others: another version of the API, a route of WooCommerce's own.
    Compared,
    /// It was sent again to confirm a finding, and is judged for that finding alone.
    Recheck,
    /// It was sent with the key of a plain customer of the shop, which the request does not show.
    Customer,
    /// It was sent with credentials that are wrong on purpose.
    WrongCredentials,
    /// It was sent with a key that may only read.
    ReadOnly,
}

impl Role {
    const ALL: [Self; 6] = [
        Self::Judged,
        Self::Compared,
        Self::Recheck,
        Self::Customer,
        Self::WrongCredentials,
        Self::ReadOnly,
    ];

    /// The word in a HAR file; none for what needs no word.
    #[must_use]
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Judged => None,
            Self::Compared => Some("compared"),
            Self::Recheck => Some("recheck"),
            Self::Customer => Some("customer"),
            Self::WrongCredentials => Some("wrong-credentials"),
            Self::ReadOnly => Some("read-only-key"),
        }
    }

    /// The role that a word of a HAR file names; what nobody knows is judged.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        let mut named = Self::ALL
            .into_iter()
            .filter(|role| role.as_str() == Some(word));
        named.next().unwrap_or_default()
    }

    /// The role of a request that is judged, by who sends it.
    #[must_use]
    pub(crate) fn by(caller: Caller) -> Self {
        match caller {
            Caller::Own | Caller::Nobody => Self::Judged,
            Caller::UnknownKey | Caller::WrongSecret => Self::WrongCredentials,
            Caller::ReadOnly => Self::ReadOnly,
            Caller::Customer => Self::Customer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_as_it_was_written_and_other_words_are_judged() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str().unwrap_or_default()), role);
        }
        assert_eq!(Role::parse("anything"), Role::Judged);
    }
}
