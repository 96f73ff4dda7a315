//! Two runs of `check` side by side: which findings are new, which are gone, and what only one of
//! the runs judged.

mod difference;
mod html;
pub(crate) mod junit;
mod notification;
mod replay;
pub(crate) mod report;

pub(crate) use difference::{Difference, Judgement, WireChange};
pub(crate) use html::write as html;
pub(crate) use notification::{Notification, SiteChange, is_news, told};
pub(crate) use replay::{Replayed, State};
