//! The plugin's six routes: arguments, lists, single items, and how rows become answers.

mod args;
mod dates;
mod description;
mod member;
mod member_list;
mod plan;
mod plan_list;
mod routes;
mod write;

pub(super) use args::customer_filters;
pub(super) use dates::{SiteTime, local_text, utc_text};
pub(super) use member_list::{Reading, get_member, list_members};
pub(super) use plan_list::{get_plan, list_plans};
pub(super) use routes::routes;
pub(crate) use write::{Effect, Transition, transitions};
pub(super) use write::{
    Event, Happening, Input, Writing, batch_members, create_member, delete_member, enrol,
    enrol_with_status, update_member,
};
