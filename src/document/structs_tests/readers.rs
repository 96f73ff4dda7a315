//! The structs by the names of their schemas.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

use crate::model;

/// Reads a value into a struct and writes it again.
pub(super) type Reader = fn(&Value) -> Result<Value, Error>;

fn reader<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, Error> {
    serde_json::to_value(T::deserialize(value)?)
}

/// Every schema that describes a response, or a body of a request, as a whole.
pub(super) const READERS: [(&str, Reader); 13] = [
    ("DeletedPayload", reader::<model::DeletedPayload>),
    ("DirectoryEntry", reader::<model::DirectoryEntry>),
    ("Error", reader::<model::Error>),
    ("MembershipPlan", reader::<model::MembershipPlan>),
    (
        "MembershipPlanPayload",
        reader::<model::MembershipPlanPayload>,
    ),
    ("NamespaceIndex", reader::<model::NamespaceIndex>),
    ("RouteDescription", reader::<model::RouteDescription>),
    ("UserMembership", reader::<model::UserMembership>),
    (
        "UserMembershipBatchResult",
        reader::<model::UserMembershipBatchResult>,
    ),
    (
        "UserMembershipCreate",
        reader::<model::UserMembershipCreate>,
    ),
    (
        "UserMembershipDeleted",
        reader::<model::UserMembershipDeleted>,
    ),
    (
        "UserMembershipPayload",
        reader::<model::UserMembershipPayload>,
    ),
    (
        "UserMembershipUpdate",
        reader::<model::UserMembershipUpdate>,
    ),
];

/// The struct of a schema.
pub(super) fn reader_of(schema: &str) -> Reader {
    READERS
        .iter()
        .find(|(name, _)| *name == schema)
        .unwrap_or_else(|| panic!("no struct is known for {schema}"))
        .1
}
