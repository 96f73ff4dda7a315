/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Caller {
    /// The holder of the configured credentials.
    Own,
    /// Nobody: no credentials are sent.
    Nobody,
    /// A holder of a key that no site knows.
    UnknownKey,
    /// The holder of the configured key with a wrong secret.
    WrongSecret,
    /// The holder of a key that may only read.
    ReadOnly,
}

impl Caller {
    /// Whether the site must reject all their requests: their credentials are no one's.
    #[must_use]
    pub(crate) const fn has_wrong_credentials(self) -> bool {
        matches!(self, Self::UnknownKey | Self::WrongSecret)
    }
}
