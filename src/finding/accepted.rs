/// What the baseline says of a finding that it lists: somebody knows it, so it does not count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Accepted {
    /// The day on which it was written down: `2026-11-28`.
    pub first_seen: String,
    /// Why it may stay; empty where nobody said so.
    pub reason: String,
    /// Who answers for it; empty for nobody.
    pub owner: String,
    /// The last day on which it may stay; empty for no end.
    pub expires: String,
    /// Whether that day is over. It does not count even then, unless the run is strict.
    pub has_expired: bool,
}

/// What came of comparing the findings of a run with a baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaselineUse {
    /// How many findings it lists.
    pub entries: usize,
    /// The entries that somebody should look at, in the order of the file.
    pub told: Vec<BaselineEntry>,
}

impl BaselineUse {
    /// The entries that fail a strict run.
    pub fn stale(&self) -> impl Iterator<Item = &BaselineEntry> {
        let is_stale = |it: &&BaselineEntry| !matches!(it.state, EntryState::NotJudged(_));
        self.told.iter().filter(is_stale)
    }

    /// How many entries are of that state.
    #[must_use]
    pub(crate) fn count(&self, is_meant: impl Fn(EntryState) -> bool) -> usize {
        let states = self.told.iter().map(|it| it.state);
        states.filter(|state| is_meant(*state)).count()
    }
}

/// An entry of a baseline that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineEntry {
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// The id of the check.
    pub check: String,
    /// The operation as people name it.
    pub operation: String,
    /// Where in the answer.
    pub place: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it may stay.
    pub expires: String,
    /// Why it is told.
    pub state: EntryState,
}

impl BaselineEntry {
    /// What is listed: check, operation and place.
    #[must_use]
    pub(crate) fn subject(&self) -> String {
        format!("{} at {} {}", self.check, self.operation, self.place)
            .trim_end()
            .to_owned()
    }

    /// What is the matter with it, for people.
    #[must_use]
    pub(crate) fn matter(&self) -> String {
        match self.state {
            EntryState::Expired if self.owner.is_empty() => format!("expired on {}", self.expires),
            EntryState::Expired => format!("of {} expired on {}", self.owner, self.expires),
            EntryState::Vanished => "is not found any more: remove it".to_owned(),
            EntryState::NotJudged(why) => format!("was not judged: {}", why.meaning()),
        }
    }
}

/// Why an entry of a baseline is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// The finding is still there and its day is over.
    Expired,
    /// Its place was judged and the finding is gone.
    Vanished,
    /// The finding was not seen, and nobody can say that it is gone.
    NotJudged(Unjudged),
}

impl EntryState {
    /// The id in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Vanished => "vanished",
            Self::NotJudged(_) => "not-judged",
        }
    }
}

/// Why nobody can say whether the finding of an entry is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unjudged {
    /// The run is incomplete.
    Incomplete,
    /// The check did not take part, or had no data at that operation.
    NoData,
    /// It was found under the other contract.
    OtherContract,
    /// It is a known departure, which this run does not count.
    Tolerated,
}

impl Unjudged {
    /// The id in reports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Incomplete => "run-incomplete",
            Self::NoData => "no-data",
            Self::OtherContract => "other-contract",
            Self::Tolerated => "departure-not-counted",
        }
    }

    /// The reason for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Incomplete => "the run is incomplete",
            Self::NoData => "its check had no data there",
            Self::OtherContract => "it was found under the other contract",
            Self::Tolerated => "known departures do not count in this run",
        }
    }
}

impl Accepted {
    /// Since when, by whom, until when and why, for people.
    #[must_use]
    pub(crate) fn words(&self) -> String {
        let mut text = String::from("in the baseline");
        let mut tell = |before: &str, part: &str| {
            if !part.is_empty() {
                text.push_str(before);
                text.push_str(part);
            }
        };
        tell(" since ", &self.first_seen);
        tell(", owner ", &self.owner);
        let until = if self.has_expired {
            ", expired on "
        } else {
            ", until "
        };
        tell(until, &self.expires);
        tell(": ", &self.reason);
        text
    }
}
