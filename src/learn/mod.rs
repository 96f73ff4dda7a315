//! What is particular to one site: learned from traffic, written as an overlay of the document,
//! and compared with what the site says of itself.

mod compare;
mod learned;

pub use compare::{Line, Verdict, compare};
pub use learned::{Learned, Resource};
