use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{MembershipPlan, UserMembership};

/// A user membership without `_links`: what webhooks deliver and what a delete answers
/// (`docs/observed.md#5`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserMembershipPayload(pub UserMembership);

/// A membership plan without `_links`: what webhooks deliver (`docs/observed.md#13`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MembershipPlanPayload(pub MembershipPlan);

impl PartialSchema for UserMembershipPayload {
    fn schema() -> RefOr<Schema> {
        without_links(
            UserMembership::schema(),
            "A user membership without `_links`, as webhooks deliver it and a delete returns it.",
        )
    }
}

impl PartialSchema for MembershipPlanPayload {
    fn schema() -> RefOr<Schema> {
        without_links(
            MembershipPlan::schema(),
            "A membership plan without `_links`: what webhooks deliver.",
        )
    }
}

impl ToSchema for UserMembershipPayload {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        UserMembership::schemas(schemas);
        schemas.retain(|(name, _)| name != "UserMembershipLinks");
    }
}

impl ToSchema for MembershipPlanPayload {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        MembershipPlan::schemas(schemas);
        schemas.retain(|(name, _)| name != "MembershipPlanLinks");
    }
}

fn without_links(mut schema: RefOr<Schema>, description: &str) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.properties.shift_remove("_links");
        object.required.retain(|name| name != "_links");
        object.description = Some(description.to_owned());
        object.properties.values_mut().for_each(sent_by_the_site);
    }
    schema
}

/// A delivery is a request in which the site speaks: what a client may not send, it sends.
pub(in crate::model) fn sent_by_the_site(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::Ref(reference) => reference.read_only = None,
        RefOr::T(Schema::Object(object)) => object.read_only = None,
        RefOr::T(Schema::OneOf(choice)) => {
            choice.read_only = None;
            choice.items.iter_mut().for_each(sent_by_the_site);
        }
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(sent_by_the_site),
        RefOr::T(_) => {}
    }
}
