use std::collections::BTreeMap;

use utoipa::openapi::link::Link;
use utoipa::openapi::{Ref, RefOr};

const OF_THE_ANSWER: [(&str, &str, &str, &str); 4] = [
    (
        "GetUserMembership",
        "getUserMembership",
        "$response.body#/id",
        "Read the membership.",
    ),
    (
        "UpdateUserMembership",
        "updateUserMembership",
        "$response.body#/id",
        "Change the membership.",
    ),
    (
        "DeleteUserMembership",
        "deleteUserMembership",
        "$response.body#/id",
        "Delete the membership permanently.",
    ),
    (
        "GetMembershipPlan",
        "getMembershipPlan",
        "$response.body#/plan_id",
        "Read the plan of the membership.",
    ),
];

/// The reusable links by name: which operation can follow, and where its id stands.
pub(in crate::document) fn links() -> BTreeMap<String, RefOr<Link>> {
    OF_THE_ANSWER
        .into_iter()
        .map(|(name, operation, id, description)| {
            let link = Link::builder()
                .operation_id(operation)
                .parameter("id", id)
                .description(description)
                .build();
            (name.to_owned(), RefOr::T(link))
        })
        .collect()
}

/// A reference to a reusable link.
pub(super) fn link(name: &str) -> RefOr<Link> {
    RefOr::Ref(Ref::new(format!("#/components/links/{name}")))
}
