//! The hostile documents, by what they are hostile to.

mod counts;
mod paths;
mod references;
mod texts;

use super::{Hostile, Maker, hostile};

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Hostile> {
    references::ALL
        .iter()
        .chain(counts::ALL)
        .chain(paths::ALL)
        .chain(texts::ALL)
}
