use super::change::Change;
use super::load::Document;
use super::version::Bump;
use super::walk::{Options, compare};
use crate::finding::Level;

/// Two documents compared: all that reports need to know.
#[derive(Debug)]
pub struct Comparison {
    /// The old document as the user named it.
    pub old: String,
    /// The new document as the user named it.
    pub new: String,
    /// `info.version` of the old document.
    pub old_version: Option<String>,
    /// `info.version` of the new document.
    pub new_version: Option<String>,
    /// What changed, the worst first within each operation.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Compares two documents.
    #[must_use]
    pub fn of(old: &Document, new: &Document, options: Options) -> Self {
        let version = |document: &Document| {
            let info = document.root().node.get("info")?;
            info.text("version").map(str::to_owned)
        };
        Self {
            old: old.name().to_owned(),
            new: new.name().to_owned(),
            old_version: version(old),
            new_version: version(new),
            changes: compare(old, new, options),
        }
    }

    /// How many changes are of that level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes
            .iter()
            .filter(|change| change.level == level)
            .count()
    }

    /// The part of the version that these changes ask to be raised.
    #[must_use]
    pub fn bump(&self) -> Bump {
        Bump::of(&self.changes)
    }
}
