//! `memberspec diff`.

mod approvals;
mod arguments;
mod compare;
mod known;
mod levels;
mod run;
mod traffic;

pub(super) use arguments::Diff;
pub(super) use run::run;
