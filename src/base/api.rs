use std::fmt;

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Api {
    /// `wc/v2/memberships`.
    V2,
    /// `wc/v3/memberships`.
    V3,
    /// `wc/v4/memberships`.
    V4,
}

impl Api {
    /// All versions, oldest first.
    pub const ALL: [Self; 3] = [Self::V2, Self::V3, Self::V4];

    /// `v3`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V4 => "v4",
        }
    }

    /// `wc/v3/memberships`.
    #[must_use]
    pub fn namespace(self) -> &'static str {
        match self {
            Self::V2 => "wc/v2/memberships",
            Self::V3 => "wc/v3/memberships",
            Self::V4 => "wc/v4/memberships",
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
