//! `memberspec diff`.

mod approvals;
mod arguments;
mod compare;
mod filter;
mod known;
mod learned;
mod levels;
mod release;
mod run;
mod site;
mod traffic;

pub(super) use arguments::Diff;
pub(super) use compare::recordings;
pub(super) use release::observed as release_document;
pub(super) use run::run;
pub(super) use traffic::each as each_call;
