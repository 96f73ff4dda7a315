use std::fmt;

use super::Fact;

/// Where in a response a finding points, the same for every row of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "lowercase")]
pub enum Location {
    /// The status line.
    Status,
    /// One response header, by name.
    Header(String),
    /// The body as a whole: it is not JSON, it is truncated, or something precedes it.
    Body,
    /// A place in the JSON body as a path with `[*]` for any row: `$[*].order_id`.
    Json(String),
    /// A place in the response that a query parameter decides, by the parameter's name.
    Parameter(String),
    /// Several answers together: a walk over pages, a pair of list row and single item.
    Sequence(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => f.write_str("status"),
            Self::Header(name) => write!(f, "header {name}"),
            Self::Body => f.write_str("body"),
            Self::Json(path) | Self::Sequence(path) => f.write_str(path),
            Self::Parameter(name) => write!(f, "parameter {name}"),
        }
    }
}

/// The first instance of a finding, shown to people. Everything in it is redacted already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Number of the exchange in the run or recording, from 1.
    pub exchange: usize,
    /// The exchange's label, if it has one.
    pub label: Option<String>,
    /// Method and URL as sent, without credentials.
    pub request: String,
    /// A `curl` command that asks again; credentials are shell variables.
    pub curl: String,
    /// Where exactly: `$[0].order_id`, or the location itself where there is only one.
    pub at: String,
    /// Id of the row that the place belongs to.
    pub row: Option<i64>,
    /// The offending value in short: as JSON where it is harmless, else its shape.
    pub value: Option<String>,
    /// The values that contradict each other, side by side; empty where one response alone is wrong
    /// by the contract.
    pub facts: Vec<Fact>,
    /// Lines of the body around the place, and the caret under it.
    pub excerpt: Option<Excerpt>,
    /// The same with values in place of shapes, where there are any.
    pub open: Option<Box<Open>>,
}

/// What `--show-values` shows of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The offending value.
    pub value: Option<String>,
    /// The lines around it.
    pub excerpt: Option<Excerpt>,
}

/// A few lines of a response with a mark under the offending part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Excerpt {
    /// The lines, pretty-printed.
    pub lines: Vec<String>,
    /// Index into `lines` of the line that the mark stands under.
    pub marked: usize,
    /// First column of the mark, from 0, in characters.
    pub column: usize,
    /// Width of the mark in characters, at least 1.
    pub width: usize,
}

impl Example {
    /// Every text of it.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let facts = self.facts.iter_mut();
        let facts = facts.flat_map(|fact| [&mut fact.label, &mut fact.at, &mut fact.value]);
        let lines = self.excerpt.iter_mut().flat_map(|it| &mut it.lines);
        [&mut self.request, &mut self.curl, &mut self.at]
            .into_iter()
            .chain(&mut self.label)
            .chain(&mut self.value)
            .chain(facts)
            .chain(lines)
    }
}
