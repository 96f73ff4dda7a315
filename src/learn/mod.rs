//! What is particular to one site: names and types learned from its traffic, compared with its
//! self-description and with a document, and written as an overlay on that document.
//!
//! ```text
//! exchanges ──► Learned ──► compare(document)   where the three disagree
//!                      └──► overlay(document)   what the site adds
//!                      └──► extend(document)    the document of this site
//! ```

mod arguments;
mod book;
mod compare;
mod contrast;
mod described;
mod dialect;
mod document;
mod known;
mod learned;
mod overlay;
mod statement;
mod sum;
mod translate;
mod values;

#[cfg(test)]
mod tests;

pub(crate) use compare::compare;
pub(crate) use contrast::{Agreement, Line};
pub(crate) use described::Resource;
pub(crate) use learned::Learned;
pub(crate) use sum::sum;
