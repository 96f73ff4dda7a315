//! Reads an OpenAPI document and everything it refers to, with the line of every value.

mod anchor;
mod border;
mod check;
mod document;
mod dynamic;
mod error;
mod form;
mod git;
mod json;
mod limits;
mod mend;
mod node;
mod reader;
mod repair;
mod resources;
mod source;
mod unread;
mod version;
mod yaml;

pub(crate) use check::METHODS;
pub use document::Document;
pub(crate) use document::{FileId, Place};
pub(in crate::diff) use dynamic::BOUND;
pub use error::LoadError;
pub(crate) use node::{Kind, Node, Object, token};
pub(crate) use source::Fetch;
pub use source::{Outside, Remote, Rim, Source};
pub(crate) use unread::{Unread, Why};
pub(crate) use version::Version;

pub(in crate::diff) use node::whole;
pub(in crate::diff) use version::other_dialect;
