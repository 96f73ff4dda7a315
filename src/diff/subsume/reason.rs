use thiserror::Error;

/// Why a question about two schemas stays open.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Error)]
pub enum Reason {
    /// The search took longer than it may.
    #[error("the schemas are too complex to compare within the limits")]
    Budget,
    /// A regular expression uses what no automaton can express.
    #[error("the pattern /{0}/ cannot be analyzed")]
    Pattern(String),
    /// Nobody knows what a format means.
    #[error("the format \"{0}\" has no known meaning")]
    Format(String),
    /// A string of a format within other bounds was not found.
    #[error("no value of the format \"{0}\" within the other constraints was found")]
    Sample(String),
    /// Numbers within the bounds were tried, but not all of them.
    #[error("no number was found, although one may exist")]
    Number,
    /// Items within the bounds were tried, but not all combinations.
    #[error("no array was found, although one may exist")]
    Array,
    /// Properties within the bounds were tried, but not all combinations.
    #[error("no object was found, although one may exist")]
    Object,
    /// Which properties or items are evaluated depends on too much.
    #[error("the unevaluated part depends on too many branches")]
    Unevaluated,
    /// A reference leads to nothing.
    #[error("\"{0}\" does not exist, so its target cannot be compared")]
    Reference(String),
    /// A value does not have the form that OpenAPI gives it.
    #[error("an invalid value was skipped, so its meaning cannot be compared")]
    Skipped,
    /// The target of a dynamic reference depends on anchors of other files.
    #[error("\"$dynamicRef\" is followed within a file, and another file has an anchor \"{0}\"")]
    Scope(String),
    /// A counter-example was built but the validator did not confirm it.
    #[error("a counter-example was built, but a second validator did not confirm it")]
    Unconfirmed,
}
