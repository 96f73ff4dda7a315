//! Starts the reference site once for each fault and looks whether the check that should speak
//! does. What no check finds, no user's run would find.

#[cfg(test)]
mod faultless;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod reworded;
#[cfg(test)]
mod together;
mod trial;
mod write;

pub(crate) use trial::{Activity, Error, Result, Trial, all};
pub(crate) use write::{markdown, table};
