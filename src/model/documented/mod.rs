//! What the public documentation promises (`docs/documentation.md`), in our own words.
//!
//! Contradictions inside the documentation are resolved by the rules of
//! [`crate::document::resolutions`]. Whether a property is required follows one of them: it is
//! when the table of the resource lists it without a condition and no example leaves it out.

mod create;
mod links;
mod meta_data;
mod query;
mod v2;
mod v3;

pub use create::UserMembershipCreate;
pub use links::{Link, MembershipPlanLinks, UserMembershipLinks};
pub use meta_data::{MetaData, MetaValue, ProfileField, ProfileFieldValue};
pub use query::{MembersQuery, PagingQuery, PlansQuery};

/// The resources of v2 (`docs/documentation.md#v2`).
pub mod second {
    pub use super::v2::{MembershipPlan, UserMembership};
}

/// The resources of v3 (`docs/documentation.md#v3-membership`, `#v3-plan`).
pub mod third {
    pub use super::v3::{MembershipPlan, UserMembership};
}
