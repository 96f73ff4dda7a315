//! Named departures that real sites show: each is one small distortion of an honest answer, with
//! the check that should speak of it.

mod authentication;
mod dates;
mod discovery;
mod encoding;
mod errors;
mod fault;
mod filters;
mod front;
mod links;
mod paging;
mod registry;
mod semantics;
mod shape;
mod transport;
mod webhooks;
mod writes;

pub use fault::{Class, Fault, Needs};
pub use registry::{FAULTS, fault};

pub(super) use fault::{Distortion, Effect, Place, Row, Transport, WriteFault, distort_rows};

#[cfg(test)]
mod effect_test;
