use std::fmt;

/// What came of asking the same questions again at once after a finding on a live site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confirmation {
    /// It was there again.
    Deterministic,
    /// It comes and goes: of the answers to the same questions some show it and some do not.
    Intermittent,
    /// It takes several answers to see it, and asked again at once they agree: the shop changed
    /// in between. Such a finding does not count.
    DataChanged,
}

impl Confirmation {
    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deterministic => "deterministic",
            Self::Intermittent => "intermittent",
            Self::DataChanged => "data changed",
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Deterministic => "asked again at once, it was there again",
            Self::Intermittent => "asked again at once, it was not always there",
            Self::DataChanged => {
                "asked again at once, the answers agree: the shop changed in between"
            }
        }
    }
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
