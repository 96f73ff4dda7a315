use super::{Accepted, Also, Cause, Confirmation, Example, Level, Location, Rule};

/// One finding: one cause, however many rows and answers show it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that speaks.
    pub rule: &'static Rule,
    /// Its level in this run.
    pub level: Level,
    /// The operation as people name it: `GET /wc/v3/memberships/members`; `site` for none.
    pub operation: String,
    /// Where in the response.
    pub location: Location,
    /// What is wrong.
    pub cause: Cause,
    /// Where the contract says so: a pointer into the document, or a section of the sources.
    pub source: Option<String>,
    /// Ids of the catalogue rows that explain it, if it is a known departure.
    pub known_as: Vec<&'static str>,
    /// Whether it counts towards a failing run under the contract in force.
    pub counts: bool,
    /// The entry of the baseline that lists it; then it does not count.
    pub accepted: Option<Accepted>,
    /// How often.
    pub tally: Tally,
    /// Numbers of the exchanges that show the first instance, in the order to ask them in.
    pub evidence: Vec<usize>,
    /// What came of asking again; none for recordings, and where nothing was repeated.
    pub confirmation: Option<Confirmation>,
    /// The first instance.
    pub example: Example,
    /// Findings of the same cause that were folded into this one, in the order first seen.
    pub also: Vec<Also>,
}

/// How often a finding's cause was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Instances (rows, headers, pairs) that show it.
    pub bad: u64,
    /// Instances of the same kind that were judged.
    pub judged: u64,
    /// Exchanges that show it.
    pub exchanges: u64,
}
