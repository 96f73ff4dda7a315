//! What recorded calls say of documents: which of them the changes between two documents would
//! hit, and what a document would have to say for them to fit. No value of a call leaves this
//! room: counts do, and the form of what was sent and answered.

mod adapt;
mod aim;
mod count;
mod evidence;
mod form;
mod keyword;
mod learn;
mod path;
mod promise;
mod referred;
mod route;
mod shape;
mod values;

pub(crate) use count::Counter;
pub(crate) use learn::{Learned, Learner};
pub(crate) use shape::Told;
pub(crate) use values::{Detail, Keys, Values, one_or_all};
