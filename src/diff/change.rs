use serde_json::Value;

use super::approval::Approval;
use super::excerpt::excerpt;
use super::impact::Impact;
use super::load::{Document, Place};
use super::operations::Operations;
use super::rules::{self, Rule};
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
    /// The reasons and evidence.
    pub verdict: Verdict,
    /// Whose values are concerned.
    pub direction: Option<Direction>,
    /// The operations that it touches, in the order of the documents; none for the document.
    pub operations: Operations,
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
    /// The release that brought what changed, where that was requested and `x-since` says so.
    pub since: Option<String>,
    /// The recorded calls that it would hit, where recordings were given.
    pub impact: Option<Impact>,
}

impl Change {
    /// What a client must do about it.
    #[must_use]
    pub fn client(&self) -> &'static str {
        let is_shown = matches!(self.verdict, Verdict::Witnessed { .. });
        rules::for_client(self.rule, self.direction, is_shown).unwrap_or(self.rule.remedy)
    }

    /// Whether only an extension changed.
    #[must_use]
    pub fn is_extension(&self) -> bool {
        self.rule.id == rules::EXTENSION_CHANGED.id
    }

    /// Whether only words or extensions changed: nothing that a contract is made of.
    #[must_use]
    pub fn is_wording(&self) -> bool {
        [&rules::DOCUMENTATION_CHANGED, &rules::EXTENSION_CHANGED]
            .iter()
            .any(|rule| rule.id == self.rule.id)
    }
}

/// A known departure that changes were found to be: what people are reported about it.
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

/// The evidence about a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It breaks somebody: this value was good on one side and is bad on the other.
    Witnessed {
        /// The value; where it is described, one of another size that stands for it.
        value: Value,
        /// The value in words, where it is too large to be shown.
        described: Option<String>,
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

/// Says that nothing of the kind exists at a place.
const NOT_THERE: &str = "(not there)";

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file as the user named it.
    pub file: String,
    /// The file alone, without the revision of git that was named with it.
    pub artifact: String,
    /// Line from 1.
    pub line: u32,
    /// JSON Pointer.
    pub pointer: String,
    /// What stands there, without what both sides share and cut where it is long.
    pub text: String,
}

impl Spot {
    /// A place of a document. What stands there is told by what differs from `other`, the place
    /// on the other side.
    #[must_use]
    pub fn of(document: &Document, place: &Place<'_>, other: Option<&Place<'_>>) -> Self {
        Self {
            file: document.file_name(place.file).to_owned(),
            artifact: document.artifact_name(place.file),
            line: place.node.line,
            pointer: place.pointer.clone(),
            text: excerpt(place.node, other.map(|other| other.node)),
        }
    }

    /// The place around something that only the other document has: where it would stand.
    #[must_use]
    pub fn around(document: &Document, place: &Place<'_>) -> Self {
        Self {
            file: document.file_name(place.file).to_owned(),
            artifact: document.artifact_name(place.file),
            line: place.node.line,
            pointer: place.pointer.clone(),
            text: NOT_THERE.to_owned(),
        }
    }
}
