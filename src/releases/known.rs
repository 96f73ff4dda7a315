use std::fmt;

use serde::Serialize;

use crate::base::{Api, Release};

/// How something became known of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Basis {
    /// Measured on a running site.
    Run,
    /// Read in the source of the plugin.
    Code,
    /// Taken from a `@since` comment in it.
    Docblock,
    /// Taken from the changelog of the plugin.
    Changelog,
}

impl Basis {
    /// The word that people and files read.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Code => "code",
            Self::Docblock => "docblock",
            Self::Changelog => "changelog",
        }
    }
}

impl Basis {
    /// The same for a sentence.
    #[must_use]
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::Run => "measured on a running site",
            Self::Code => "read in the code of the plugin",
            Self::Docblock => "taken from a @since comment of the plugin",
            Self::Changelog => "taken from the changelog of the plugin",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A release that something is known of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// The release.
    pub(crate) release: Release,
    /// The best that was done to know it.
    pub(crate) basis: Basis,
}

impl Known {
    const fn run(minor: u32, patch: u32) -> Self {
        Self {
            release: Release::new(1, minor, patch),
            basis: Basis::Run,
        }
    }

    const fn read(minor: u32, patch: u32) -> Self {
        Self {
            release: Release::new(1, minor, patch),
            basis: Basis::Code,
        }
    }

    const fn changelog(minor: u32, patch: u32) -> Self {
        Self {
            release: Release::new(1, minor, patch),
            basis: Basis::Changelog,
        }
    }

    /// The versions of the API that it has.
    pub(crate) fn apis(self) -> impl Iterator<Item = Api> {
        Api::ALL
            .into_iter()
            .filter(move |api| self.release.has(*api))
    }
}

/// The releases that were examined, and those that are only known to have brought something,
/// oldest first (`docs/releases.md#copies`).
pub(crate) const KNOWN: &[Known] = &[
    Known::run(11, 2),
    Known::changelog(12, 0),
    Known::run(12, 2),
    Known::changelog(12, 3),
    Known::run(12, 4),
    Known::run(13, 0),
    Known::run(13, 1),
    Known::run(17, 4),
    Known::read(17, 5),
    Known::changelog(19, 0),
    Known::read(19, 1),
    Known::run(21, 6),
    Known::read(22, 10),
    Known::run(22, 11),
    Known {
        release: Release::new(1, 23, 0),
        basis: Basis::Docblock,
    },
    Known::read(24, 0),
    Known::read(25, 1),
    Known::read(26, 0),
    Known::run(26, 5),
    Known::run(26, 7),
    Known::run(26, 9),
    Known::run(26, 11),
    Known::run(27, 2),
    Known::changelog(27, 3),
    Known::read(27, 5),
    Known::read(28, 1),
    Known::read(29, 2),
];
