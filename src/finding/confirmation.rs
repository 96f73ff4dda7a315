use std::fmt;

/// What came of asking the same questions again at once after a finding on a live site.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// It was there again.
    Deterministic,
    /// It comes and goes: of the responses to the same questions some show it and some do not.
    Intermittent,
    /// It takes several responses to see it, and repeated immediately they agree: the shop changed
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
            Self::Deterministic => "repeated immediately: found again",
            Self::Intermittent => "repeated immediately: not always found",
            Self::DataChanged => {
                "repeated immediately: the responses agree, so the shop changed in between"
            }
        }
    }
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
