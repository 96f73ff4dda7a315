//! A run of `check` as its JSON report tells it, and what is written of one run or of several in the
//! same way: SARIF, metrics and a page.

mod contradiction;
mod html;
pub(crate) mod parts;
mod prometheus;
mod run;
mod sarif;

pub(crate) use run::{Finding, NotARun, Run, Runs};

pub(crate) use html::write as html;
pub(crate) use prometheus::write as prometheus;
pub(crate) use sarif::write as sarif;
