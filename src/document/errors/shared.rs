use std::collections::BTreeMap;

use utoipa::openapi::RefOr;
use utoipa::openapi::response::Response;

use super::{invalid, missing, refused, too_large};

/// The responses that several operations share, by name.
pub(in crate::document) fn shared() -> BTreeMap<String, RefOr<Response>> {
    [
        ("Unauthorized", refused::unauthorized()),
        ("Forbidden", refused::forbidden()),
        ("InvalidParameter", invalid::invalid_parameter()),
        ("InvalidContext", invalid::invalid_context()),
        ("InvalidCreate", invalid::invalid_create()),
        ("InvalidUpdate", invalid::invalid_update()),
        ("InvalidBatch", invalid::invalid_batch()),
        ("CreateNotFound", missing::create_not_found()),
        ("UpdateNotFound", missing::update_not_found()),
        (
            "UserMembershipNotFound",
            missing::user_membership_not_found(),
        ),
        (
            "MembershipPlanNotFound",
            missing::membership_plan_not_found(),
        ),
        ("NoRoute", missing::no_route()),
        ("TooManyItems", too_large::too_many_items()),
    ]
    .into_iter()
    .map(|(name, response)| (name.to_owned(), RefOr::T(response)))
    .collect()
}
