//! Starts the reference site once for each fault and looks whether the check that should speak
//! does. What no check finds, no user's run would find.

mod trial;
mod write;

pub use trial::{Error, Result, Trial, all};
pub use write::table;
