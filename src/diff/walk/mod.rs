//! Walks two documents side by side and writes down what changed.

mod body;
mod covered;
mod dialect;
mod document;
mod edits;
mod found;
mod judge;
#[cfg(test)]
mod left_open;
mod lifecycle;
mod media;
mod operation;
mod parameter;
mod paths;
mod record;
mod response;
mod schema;
mod security;
mod server;
mod site;
mod touched;
mod unread;
mod untold;
mod view;
mod walker;

pub use document::Options;
pub(crate) use document::compare;
pub use lifecycle::Day;
pub(crate) use paths::{Operation, operation_list, operations};
