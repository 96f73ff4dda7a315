//! The result of a run, written for people and for programs. The same outcome gives the same bytes:
//! no clock, no random number, no terminal is looked at here.

mod arrange;
pub(crate) mod deviations;
pub(crate) mod filters;
pub(crate) mod github;
mod headline;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
mod output;
mod page;
pub(crate) mod printable;
pub(crate) mod rules;
pub(crate) mod sarif;
pub(crate) mod sides;
mod style;
pub(crate) mod terminal;
mod verdict;
pub(crate) mod wrap;

#[cfg(test)]
pub(crate) mod sample;

pub(crate) use output::{Annotation, Dialect, Output};
pub use page::{Detail, Page};
pub use style::Style;
