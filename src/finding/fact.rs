/// One of the values that a finding holds against each other, where it takes two to see it.
/// Secrets are masked already.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Fact {
    /// What it is, in a few words: `in the list`, `sent`.
    pub label: String,
    /// Number of the exchange that it comes from, from 1; none for what was computed.
    pub exchange: Option<usize>,
    /// Where in that exchange: `$[3].status`, `header X-WP-Total`; empty for what was computed.
    pub at: String,
    /// The value in short: as JSON where it is harmless, else its shape.
    pub value: String,
    /// The value itself where `value` is only its shape.
    #[serde(skip)]
    pub open: Option<String>,
}
