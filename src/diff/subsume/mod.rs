//! Decides whether every value of one schema is a value of another, and finds one that is not.
//!
//! A question is a [`Goal`]: schemas that a value must satisfy and schemas that it must not. The
//! search either builds such a value, or proves that there is none, or says why it cannot tell.

mod array;
mod automaton;
mod branches;
mod confirm;
mod decide;
mod declared;
mod described;
mod evaluate;
mod evaluated;
mod expand;
mod facts;
mod formats;
mod goal;
mod number;
mod object;
mod reason;
mod scale;
mod search;
mod string;

pub(crate) use decide::{Engine, Subsumption, Witness};

pub(crate) use reason::Reason;
