//! Which recorded calls the changes between two documents would hit. Counts alone leave this room:
//! no value of a call does.

mod aim;
mod count;
mod path;
mod route;

pub use count::Counter;
