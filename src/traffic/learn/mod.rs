//! A document learned from recorded calls: the operations and their paths, what was sent, what was
//! returned, and who was let in.

mod access;
mod answer;
mod body;
mod headers;
mod learner;
mod media;
mod path;
mod sent;
#[cfg(test)]
mod tests;

pub(crate) use learner::{Learned, Learner};
