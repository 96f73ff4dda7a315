//! `memberspec diff`.

mod approvals;
mod arguments;
mod compare;
mod known;
mod levels;
mod run;

pub(super) use arguments::Diff;
pub(super) use run::run;
