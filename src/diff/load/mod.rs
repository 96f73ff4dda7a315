//! Reads an OpenAPI document and everything it refers to, with the line of every value.

mod anchor;
mod border;
mod check;
mod document;
mod error;
mod form;
mod git;
mod json;
mod limits;
mod node;
mod repair;
mod resources;
mod source;
mod version;
mod yaml;

pub use check::METHODS;
pub use document::{Document, FileId, Place};
pub use error::LoadError;
pub use node::{Kind, Node, Object, token};
pub use source::{Fetch, Outside, Remote, Rim, Source};
pub use version::Version;

pub(in crate::diff) use node::whole;
