/// How values travel: it decides which types can be told apart on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Wire {
    /// As JSON.
    Json,
    /// As text: a number arrives as a string of digits.
    Text,
    /// As text in a query string where a single value and a list of one look alike
    /// (`style: form` with `explode: true`).
    Form,
    /// As a segment of a path, which is never empty.
    Segment,
    /// As the bytes of a body that is neither JSON nor text.
    Bytes,
}

impl Wire {
    /// How the parts of a value travel.
    #[must_use]
    pub(crate) fn inner(self) -> Self {
        match self {
            Self::Json => Self::Json,
            _ => Self::Text,
        }
    }
}

/// Whose values a language is of. They are written in one way and read in many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// Who writes: `5` is spelled `5`.
    Writer,
    /// Who reads: `5`, `+5` and `05` may all be taken for it.
    Reader,
}

impl Role {
    /// The other one: what must not be read is taken narrowly.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Writer => Self::Reader,
            Self::Reader => Self::Writer,
        }
    }
}
