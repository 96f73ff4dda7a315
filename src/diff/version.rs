use std::fmt;

use serde::Serialize;

use super::change::Change;
use super::rules::{Area, DOCUMENTATION_CHANGED};
use crate::finding::Level;

/// Which part of a version number has to be raised (<https://semver.org>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Only words changed.
    Patch,
    /// Something came that breaks nobody.
    Minor,
    /// Somebody breaks.
    Major,
}

impl Bump {
    /// What changes ask for.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        (changes.iter())
            .map(|change| match change.level {
                Level::Error => Self::Major,
                _ if change.rule.id == DOCUMENTATION_CHANGED.id => Self::Patch,
                _ if change.rule.area == Area::Document => Self::Patch,
                _ => Self::Minor,
            })
            .max()
            .unwrap_or(Self::None)
    }

    /// What was done between two versions. `None` where one is not a version number.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Option<Self> {
        let (old, new) = (parts(old)?, parts(new)?);
        Some(if new[0] > old[0] {
            Self::Major
        } else if new[0] < old[0] {
            Self::None
        } else if new[1] > old[1] {
            // Before 1.0 the second number is the one that announces breaks.
            if old[0] == 0 {
                Self::Major
            } else {
                Self::Minor
            }
        } else if new[1] < old[1] {
            Self::None
        } else if new[2] > old[2] {
            Self::Patch
        } else {
            Self::None
        })
    }

    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Major, minor and patch; a missing part is zero, a pre-release or build suffix is omitted.
fn parts(version: &str) -> Option<[u64; 3]> {
    let version = version.trim().trim_start_matches('v');
    let core = version.split(['-', '+']).next()?;
    let mut parts = [0; 3];
    let mut given = core.split('.');
    for part in &mut parts {
        match given.next() {
            None => break,
            Some(text) => *part = text.parse().ok()?,
        }
    }
    given.next().is_none().then_some(parts)
}

/// Whether a version number is lower than the one before.
pub(super) fn is_lowered(old: &str, new: &str) -> bool {
    matches!((parts(old), parts(new)), (Some(old), Some(new)) if new < old)
}

#[cfg(test)]
mod tests {
    use super::Bump;

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(Bump::between("1.9.0", "1.10.0"), Some(Bump::Minor));
        assert_eq!(Bump::between("v3", "4"), Some(Bump::Major));
        assert_eq!(Bump::between("1.2.3", "1.2.4-rc.1"), Some(Bump::Patch));
        assert_eq!(Bump::between("0.3.0", "0.4.0"), Some(Bump::Major));
        assert_eq!(Bump::between("1.2.3", "1.2.2"), Some(Bump::None));
        assert_eq!(Bump::between("2026-01-31x", "next"), None);
    }
}
