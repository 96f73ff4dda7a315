//! Seed 002: where v2 differs from v3.

use utoipa::openapi::schema::{Object, Schema};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::v3::{self, AccessLengthType};
use crate::model::payload::sent_by_the_site;

/// A user membership of v2: that of v3 without what v3 added, in which nothing is marked as
/// read-only.
#[derive(Debug)]
pub struct UserMembership;

impl PartialSchema for UserMembership {
    fn schema() -> RefOr<Schema> {
        let mut membership = object(v3::UserMembership::schema());
        for added in ["view_url", "profile_fields"] {
            membership.properties.shift_remove(added);
            membership.required.retain(|name| name != added);
        }
        let properties = &mut membership.properties;
        properties.values_mut().for_each(sent_by_the_site);
        // The table of v2 lists the subscription before the product.
        let at = properties.get_index_of("product_id");
        let subscription = properties.get_index_of("subscription_id");
        if let (Some(at), Some(subscription)) = (at, subscription) {
            properties.move_index(subscription, at);
        }
        membership.into()
    }
}

impl ToSchema for UserMembership {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        v3::UserMembership::schemas(schemas);
        schemas.retain(|(name, _)| !name.starts_with("ProfileField"));
    }
}

/// A membership plan of v2: what it shares with that of v3, and [`PlanOfV2`].
#[derive(Debug)]
pub struct MembershipPlan;

/// What a membership plan of v2 has alone, or says in other words.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct PlanOfV2 {
    /// What determines how long access lasts.
    #[schema(inline, required = false)]
    pub access_length_type: AccessLengthType,
    /// Length of access in words, such as `3 months`; empty if it is unlimited.
    #[schema(examples(""))]
    pub access_length: String,
    /// The same in seconds, roughly, in the site's time; `null` without a length.
    #[schema(required = true, examples(7_776_000))]
    pub access_length_seconds: Option<i64>,
    /// The same in seconds, roughly, in UTC; `null` without a length.
    #[schema(required = true, examples(7_776_000))]
    pub access_length_seconds_gmt: Option<i64>,
    /// Whether a subscription is among the products that grant access.
    #[schema(required = false, examples(false), extensions(("x-requires" = json!("subscriptions"))))]
    pub is_subscription_plan: bool,
    /// Whether a subscription pays for the plan in instalments.
    #[schema(required = false, examples(false), extensions(("x-requires" = json!("subscriptions"))))]
    pub is_subscription_installment_plan: bool,
    /// When access starts: the date of a plan of fixed dates, else now; in the site's time.
    #[schema(
        format = DateTime,
        examples("2018-07-10T08:00:00+00:00"),
        extensions(("x-timezone" = json!("site")))
    )]
    pub access_start_date: String,
    /// When access starts: the date of a plan of fixed dates, else now; in UTC.
    #[schema(
        format = DateTime,
        examples("2018-07-10T00:00:00+00:00"),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub access_start_date_gmt: String,
    /// When access ends: the date of a plan of fixed dates, else one counted from now; in the
    /// site's time. The examples show empty text.
    #[schema(
        pattern = r"^(|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))$",
        examples(""),
        extensions(("x-timezone" = json!("site")))
    )]
    pub access_end_date: String,
    /// When access ends: the date of a plan of fixed dates, else one counted from now; in UTC. The
    /// examples show empty text.
    #[schema(
        pattern = r"^(|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))$",
        examples(""),
        extensions(("x-timezone" = json!("utc")))
    )]
    pub access_end_date_gmt: String,
}

/// The properties of a plan in the order of the table of v2.
const OF_PLAN: [&str; 22] = [
    "id",
    "name",
    "slug",
    "status",
    "access_method",
    "access_length_type",
    "access_length",
    "access_length_seconds",
    "access_length_seconds_gmt",
    "access_product_ids",
    "is_subscription_plan",
    "is_subscription_installment_plan",
    "access_start_date",
    "access_start_date_gmt",
    "access_end_date",
    "access_end_date_gmt",
    "date_created",
    "date_created_gmt",
    "date_modified",
    "date_modified_gmt",
    "meta_data",
    "_links",
];

impl PartialSchema for MembershipPlan {
    fn schema() -> RefOr<Schema> {
        let (shared, own) = (
            object(v3::MembershipPlan::schema()),
            object(PlanOfV2::schema()),
        );
        let mut plan = ObjectBuilder::new().description(shared.description.clone());
        for name in OF_PLAN {
            let from = [&own, &shared];
            let of = from.into_iter().find(|it| it.properties.contains_key(name));
            let Some(of) = of else { continue };
            plan = plan.property(name, of.properties[name].clone());
            if of.required.iter().any(|it| it == name) {
                plan = plan.required(name);
            }
        }
        plan.into()
    }
}

impl ToSchema for MembershipPlan {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        v3::MembershipPlan::schemas(schemas);
    }
}

/// The schema of a struct, which is that of an object.
fn object(schema: RefOr<Schema>) -> Object {
    match schema {
        RefOr::T(Schema::Object(object)) => object,
        _ => Object::default(),
    }
}
