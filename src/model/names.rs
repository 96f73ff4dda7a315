use std::collections::BTreeSet;
use std::sync::LazyLock;

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{MembershipPlan, UserMembership};

/// The names of the properties of user memberships and of membership plans.
pub static OF_RESOURCES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    [UserMembership::schema(), MembershipPlan::schema()]
        .into_iter()
        .filter_map(|schema| match schema {
            RefOr::T(Schema::Object(object)) => Some(object.properties.into_keys()),
            _ => None,
        })
        .flatten()
        .collect()
});
