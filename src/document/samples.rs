use serde_json::{Value, json};

use super::example::Examples;
use crate::interpret::Api;

/// Real-looking bodies of a version, built from the examples of the schemas.
pub(super) struct Samples<'a> {
    pub(super) examples: Examples<'a>,
    pub(super) api: Api,
}

const ROOT: &str = "https://shop.example/wp-json";

impl Samples<'_> {
    fn url(&self, tail: &str) -> String {
        format!("{ROOT}/wc/{}/{tail}", self.api)
    }

    fn member_links(&self, id: u32, customer: u32) -> Value {
        json!({
            "self": [{
                "href": self.url(&format!("memberships/members/{id}")),
                "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
            }],
            "collection": [{"href": self.url("memberships/members")}],
            "customer": [{"href": self.url(&format!("customers/{customer}"))}],
        })
    }

    /// An active member of a plan of three months who bought access.
    pub(super) fn active(&self) -> Value {
        let mut links = self.member_links(38, 7);
        links["order"] = json!([{"href": self.url("orders/1042")}]);
        links["product"] = json!([{"href": self.url("memberships/products/84")}]);
        self.examples.with(
            "UserMembership",
            json!({
                "subscription_id": null,
                "end_date": "2026-06-01T09:30:00",
                "end_date_gmt": "2026-06-01T13:30:00",
                "paused_date": null,
                "paused_date_gmt": null,
                "cancelled_date": null,
                "cancelled_date_gmt": null,
                "_links": links,
            }),
        )
    }

    /// A member who was paused, with nothing bought.
    pub(super) fn paused(&self) -> Value {
        self.examples.with(
            "UserMembership",
            json!({
                "id": 39,
                "customer_id": 8,
                "status": "paused",
                "order_id": null,
                "product_id": null,
                "subscription_id": null,
                "end_date": null,
                "end_date_gmt": null,
                "paused_date": "2026-04-10T08:00:00",
                "paused_date_gmt": "2026-04-10T12:00:00",
                "cancelled_date": null,
                "cancelled_date_gmt": null,
                "profile_fields": [],
                "meta_data": [],
                "_links": self.member_links(39, 8),
            }),
        )
    }

    /// A member as a create with customer and plan alone makes it.
    pub(super) fn created(&self) -> Value {
        self.examples.with(
            "UserMembership",
            json!({
                "order_id": null,
                "product_id": null,
                "subscription_id": null,
                "end_date": "2026-06-01T09:30:00",
                "end_date_gmt": "2026-06-01T13:30:00",
                "paused_date": null,
                "paused_date_gmt": null,
                "cancelled_date": null,
                "cancelled_date_gmt": null,
                "profile_fields": [],
                "meta_data": [],
                "_links": self.member_links(38, 7),
            }),
        )
    }

    /// A plan of three months that is bought.
    pub(super) fn gold(&self) -> Value {
        self.examples.with(
            "MembershipPlan",
            json!({
                "access_method": "purchase",
                "access_length_type": "specific",
                "subscription_access_length": null,
                "access_start_date": null,
                "access_start_date_gmt": null,
                "access_end_date": null,
                "access_end_date_gmt": null,
                "subscription_access_start_date": null,
                "subscription_access_start_date_gmt": null,
                "subscription_access_end_date": null,
                "subscription_access_end_date_gmt": null,
                "meta_data": [],
                "_links": {
                    "self": [{
                        "href": self.url("memberships/plans/22"),
                        "targetHints": {"allow": ["GET"]},
                    }],
                    "collection": [{"href": self.url("memberships/plans")}],
                    "products": [{"href": self.url("products/84")}],
                },
            }),
        )
    }

    /// A plan for a calendar year, assigned manually.
    pub(super) fn season(&self) -> Value {
        self.examples.with(
            "MembershipPlan",
            json!({
                "id": 23,
                "name": "Season 2026",
                "slug": "season-2026",
                "access_product_ids": [],
                "access_length_type": "fixed",
                "subscription_access_length_type": "fixed",
                "access_length": 31_536_000,
                "subscription_access_length": 31_536_000,
                "access_start_date": "2026-01-01T00:00:00",
                "access_start_date_gmt": "2026-01-01T05:00:00",
                "access_end_date": "2027-01-01T00:00:00",
                "access_end_date_gmt": "2027-01-01T05:00:00",
                "subscription_access_start_date": "2026-01-01T00:00:00+00:00",
                "subscription_access_start_date_gmt": "2026-01-01T05:00:00+00:00",
                "subscription_access_end_date": "2027-01-01T00:00:00+00:00",
                "subscription_access_end_date_gmt": "2027-01-01T05:00:00+00:00",
                "meta_data": [],
                "_links": {
                    "self": [{
                        "href": self.url("memberships/plans/23"),
                        "targetHints": {"allow": ["GET"]},
                    }],
                    "collection": [{"href": self.url("memberships/plans")}],
                },
            }),
        )
    }

    /// The index, cut to two routes.
    pub(super) fn index(&self) -> Value {
        let namespace = format!("wc/{}/memberships", self.api);
        let context = context_argument();
        json!({
            "namespace": namespace,
            "routes": {
                (format!("/{namespace}/plans")): {
                    "namespace": namespace,
                    "methods": ["GET"],
                    "endpoints": [{"methods": ["GET"], "args": context}],
                    "_links": {"self": [{"href": self.url("memberships/plans")}]},
                },
                (format!(r"/{namespace}/members/(?P<id>[\d]+)")): {
                    "namespace": namespace,
                    "methods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
                    "endpoints": [{"methods": ["GET"], "args": context}],
                },
            },
            "_links": {"up": [{"href": format!("{ROOT}/")}]},
        })
    }

    /// The self-description of a route, reduced to one argument.
    pub(super) fn description(&self, tail: &str, methods: &[&str]) -> Value {
        let title = match tail {
            "memberships" => None,
            "memberships/members/batch" => Some("batch"),
            tail if tail.contains("plans") => Some("membership_plan"),
            _ => Some("user_membership"),
        };
        let mut description = json!({
            "namespace": format!("wc/{}/memberships", self.api),
            "methods": methods,
            "endpoints": [{
                "methods": methods,
                "args": context_argument(),
            }],
        });
        // The index describes no item.
        if let Some(title) = title {
            description["schema"] = json!({
                "$schema": "http://json-schema.org/draft-04/schema#",
                "title": title,
                "type": "object",
                "properties": {},
            });
        }
        if !tail.contains('{') {
            description["_links"] = json!({"self": [{"href": self.url(tail)}]});
        }
        description
    }
}

/// A body without its links.
pub(super) fn without_links(mut body: Value) -> Value {
    if let Some(object) = body.as_object_mut() {
        object.shift_remove("_links");
    }
    body
}

/// One argument. A default of it would be honest too, but linters take a `default` in an
/// example for a part of the document.
fn context_argument() -> Value {
    json!({
        "context": {
            "description": "Scope under which the request is made.",
            "type": "string",
            "enum": ["view", "edit"],
            "required": false,
        },
    })
}
