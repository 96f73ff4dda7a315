//! The annotated structs of the API. utoipa's derives own their schemas; no I/O, no logic.
//!
//! The structs here describe what sites return (`docs/observed.md`): they own its schemas, and they
//! read and write it without loss, whatever the release and whatever other plugins add.

mod access;
mod batch;
mod create;
mod customer_data;
mod deleted;
mod directory;
mod discovery;
pub mod documented;
mod error;
mod links;
mod list_query;
mod members_query;
mod membership_plan;
mod meta_data;
mod moment;
mod names;
mod path;
mod payload;
mod plans_query;
mod presence;
mod profile_field;
mod status;
mod update;
mod user_membership;
mod webhook;
mod written_time;

pub use access::{AccessLengthType, AccessMethod, SubscriptionAccessLengthType};
pub use batch::{
    UserMembershipBatch, UserMembershipBatchDeletion, UserMembershipBatchError,
    UserMembershipBatchFailure, UserMembershipBatchItem, UserMembershipBatchOutcome,
    UserMembershipBatchResult, UserMembershipBatchSubject,
};
pub use create::UserMembershipCreate;
pub use customer_data::CustomerData;
pub use deleted::UserMembershipDeleted;
pub use directory::DirectoryEntry;
pub use discovery::{
    Argument, ArgumentType, Endpoint, NamespaceIndex, NamespaceIndexLinks, Route, RouteDescription,
    RouteLinks, RouteMethod,
};
pub use error::{AdditionalError, Error, ErrorData, ErrorDetail, ErrorDetailData, ErrorParams};
pub use links::{Link, MembershipPlanLinks, TargetHints, UserMembershipLinks};
pub use list_query::{Context, ContextQuery, IgnoredSearch, ListQuery};
pub use members_query::{
    CustomerDataQuery, DirectoryQuery, MembersOrderQuery, MembersQuery, MembersQueryV4,
    StatusFilter, SubscriptionQuery,
};
pub use membership_plan::MembershipPlan;
pub use meta_data::{MetaData, MetaDataInput, MetaDataInputValue};
pub use moment::{SiteTime, SubscriptionSiteTime, SubscriptionUtcTime, UtcTime, UtcTimeOrNever};
pub use names::OF_RESOURCES;
pub use path::{MembershipId, PlanId};
pub use payload::{MembershipPlanPayload, UserMembershipPayload};
pub use plans_query::{Direction, PlansQuery};
pub use presence::EmptyList;
pub use profile_field::{ProfileField, ProfileFieldInput, ProfileFieldValue};
pub use status::{MembershipStatus, PostStatus, StoredMembershipStatus};
pub use update::{UserMembershipBatchUpdate, UserMembershipUpdate};
pub use user_membership::{CustomerDetails, UserMembership};
pub use webhook::{DeletedPayload, WebhookHeaders};
pub use written_time::{NeverWritten, NoTime, TimeWithZeroOffset, WrittenTime};
