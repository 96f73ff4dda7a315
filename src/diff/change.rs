use serde_json::Value;

use super::approval::Approval;
use super::load::{Document, Place};
use super::rules::Rule;
use super::schema::Direction;
use super::subsume::Reason;
use crate::finding::Level;

/// One thing that changed between two documents, with what it means.
#[derive(Debug, Clone)]
pub struct Change {
    /// What kind of change.
    pub rule: &'static Rule,
    /// How much it matters.
    pub level: Level,
    /// What was found out about it.
    pub verdict: Verdict,
    /// Whose values are concerned.
    pub direction: Option<Direction>,
    /// The operations that it touches, in the order of the documents; none for the document.
    pub operations: Vec<String>,
    /// Where in the first of them: `request body application/json $.items[*].name`.
    pub place: String,
    /// The place in the old document.
    pub before: Option<Spot>,
    /// The place in the new document.
    pub after: Option<Spot>,
    /// What happened, in one sentence without a full stop.
    pub what: String,
    /// A hash of what was edited and where: the same for as long as the edit is the same.
    pub hash: String,
    /// Set where somebody answers for it, so that it does not fail a run.
    pub approved: Option<Approval>,
    /// Ids of the known departures that it is, where one contract is compared with another.
    pub departures: Vec<&'static str>,
}

/// A known departure that changes were found to be: what people are told about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Departure {
    /// Its id.
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// What the documentation says.
    pub documented: &'static str,
    /// What sites do.
    pub observed: &'static str,
    /// How to code against it.
    pub advice: &'static str,
}

/// What was found out about a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It breaks somebody: this value was good on one side and is bad on the other.
    Witnessed {
        /// The value.
        value: Value,
        /// Where it stands: the same as the change's place.
        at: String,
    },
    /// Its rule says all there is to say.
    ByRule,
    /// It breaks nobody: proved.
    Harmless,
    /// Nobody can tell.
    Undecided(Reason),
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file as the user named it.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// JSON Pointer.
    pub pointer: String,
    /// What stands there, cut where it is long.
    pub text: String,
}

/// Characters that are shown of what stands in a document.
const SHOWN: usize = 120;

impl Spot {
    /// A place of a document.
    #[must_use]
    pub fn of(document: &Document, place: &Place<'_>) -> Self {
        Self {
            file: document.file_name(place.file).to_owned(),
            line: place.node.line,
            pointer: place.pointer.clone(),
            text: excerpt(place),
        }
    }
}

/// What stands at a place in short: whole where it is small, else only its kind.
fn excerpt(place: &Place<'_>) -> String {
    let members = place.node.object().map_or(0, super::load::Object::len);
    let items = place.node.array().map_or(0, <[_]>::len);
    if members > 8 || items > 40 {
        return match members {
            0 => format!("[{items} items]"),
            _ => format!("{{{members} members}}"),
        };
    }
    let text = place.node.to_json().to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    let cut: String = text.chars().take(SHOWN - 1).collect();
    format!("{cut}…")
}
