use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, Operation, PathItem, PathItemBuilder};
use utoipa::openapi::schema::Ref;

use super::Builder;
use super::links::link;
use crate::document::headers::with_headers;
use crate::document::info::Topic;
use crate::document::operation::{
    Sample, answer, body, list_of, operation, schema, shared, since, with_parameters,
};
use crate::document::parameters::Note;
use crate::document::samples::without_links;
use crate::interpret::Api;
use crate::model;

impl Builder<'_> {
    pub(super) fn members(&mut self) -> PathItem {
        let list = self.list_members();
        let create = self.create_member();
        let description = self.describe(
            "describeUserMemberships",
            "the list of memberships",
            "memberships/members",
            &["GET", "POST"],
        );
        PathItemBuilder::new()
            .operation(HttpMethod::Get, list)
            .operation(HttpMethod::Post, create)
            .operation(HttpMethod::Options, description)
            .build()
    }

    pub(super) fn member(&mut self) -> PathItem {
        let id = self
            .parameters
            .reuse::<model::MembershipId>("UserMembership", Note::Declared);
        let get = self.get_member();
        let description = self.describe(
            "describeUserMembership",
            "a membership",
            "memberships/members/{id}",
            &["GET", "POST", "PUT", "PATCH", "DELETE"],
        );
        PathItemBuilder::new()
            .parameter_refs(Some(id))
            .operation(HttpMethod::Get, get)
            .operation(
                HttpMethod::Post,
                self.update("updateUserMembershipByPost", "POST"),
            )
            .operation(
                HttpMethod::Put,
                self.update("updateUserMembershipByPut", "PUT"),
            )
            .operation(
                HttpMethod::Patch,
                self.update("updateUserMembership", "PATCH"),
            )
            .operation(HttpMethod::Delete, self.delete_member())
            .operation(HttpMethod::Options, description)
            .build()
    }

    fn list_parameters(&mut self) -> Vec<Ref> {
        let parameters = &mut self.parameters;
        let mut list = parameters.reuse::<model::ContextQuery>("", Note::Declared);
        list.extend(parameters.reuse::<model::ListQuery>("", Note::Declared));
        match self.api {
            Api::V2 | Api::V3 => {
                list.extend(parameters.reuse::<model::IgnoredSearch>("", Note::Declared));
                list.extend(parameters.reuse::<model::MembersQuery>("Members", Note::Declared));
            }
            Api::V4 => {
                list.extend(parameters.reuse::<model::MembersQueryV4>("Members", Note::Declared));
            }
        }
        list.extend(parameters.reuse::<model::SubscriptionQuery>("Members", Note::Subscriptions));
        list.extend(parameters.reuse::<model::MembersOrderQuery>("Members", Note::Undeclared));
        list.extend(parameters.reuse::<model::CustomerDataQuery>("", Note::Undeclared));
        list
    }

    fn list_members(&mut self) -> Operation {
        let parameters = self.list_parameters();
        let list = operation(
            Topic::UserMemberships,
            "listUserMemberships",
            "List user memberships",
            "Lists memberships, the newest first. Memberships created in the same second have no \
             fixed order, so pages can repeat some and skip others unless you send `orderby=id`.",
        );
        let list = with_parameters(list, parameters)
            .response(
                "200",
                with_headers(
                    answer(
                        "One page of memberships; empty past the end.",
                        list_of("UserMembership"),
                        vec![
                            Sample::new(
                                "memberships",
                                "Two memberships",
                                json!([self.samples.active(), self.samples.paused()]),
                            ),
                            Sample::new("none", "Past the end", json!([])),
                        ],
                    ),
                    &["X-WP-Total", "X-WP-TotalPages", "Link", "Allow"],
                )
                .build(),
            )
            .response("400", shared("InvalidParameter"))
            .response("401", shared("Unauthorized"))
            .response("403", shared("Forbidden"))
            .build();
        since(list, self.reads_since())
    }

    fn get_member(&mut self) -> Operation {
        let mut parameters = self
            .parameters
            .reuse::<model::ContextQuery>("", Note::Declared);
        parameters.extend(
            self.parameters
                .reuse::<model::CustomerDataQuery>("", Note::Undeclared),
        );
        let get = operation(
            Topic::UserMemberships,
            "getUserMembership",
            "Get a user membership",
            "Returns one membership, including one in the Trash.",
        );
        let get = with_parameters(get, parameters)
            .response(
                "200",
                with_headers(
                    answer(
                        "The membership.",
                        schema("UserMembership"),
                        vec![
                            Sample::new("active", "An active member", self.samples.active()),
                            Sample::new("paused", "A paused member", self.samples.paused()),
                        ],
                    ),
                    &["Allow"],
                )
                .link("update", link("UpdateUserMembership"))
                .link("delete", link("DeleteUserMembership"))
                .link("plan", link("GetMembershipPlan"))
                .build(),
            )
            .response("400", shared("InvalidContext"))
            .response("401", shared("Unauthorized"))
            .response("403", shared("Forbidden"))
            .response("404", shared("UserMembershipNotFound"))
            .build();
        since(get, self.reads_since())
    }

    fn create_member(&mut self) -> Operation {
        let create = operation(
            Topic::UserMemberships,
            "createUserMembership",
            "Create a user membership",
            "Gives a customer access to a plan. Returns 200, not 201, with the new membership and \
             no `Location` header.",
        )
        .request_body(Some(body(
            "The customer, the plan, and what differs from the plan's defaults.",
            schema("UserMembershipCreate"),
            vec![
                Sample::new(
                    "least",
                    "Customer and plan alone",
                    json!({
                        "customer_id": 7,
                        "plan_id": 22,
                    }),
                ),
                Sample::new("all", "Everything", self.all_of("UserMembershipCreate")),
            ],
        )))
        .response(
            "200",
            with_headers(
                answer(
                    "The new membership.",
                    schema("UserMembership"),
                    vec![Sample::new(
                        "created",
                        "A membership of customer and plan alone",
                        self.samples.created(),
                    )],
                ),
                &["Allow"],
            )
            .link("get", link("GetUserMembership"))
            .link("update", link("UpdateUserMembership"))
            .link("delete", link("DeleteUserMembership"))
            .link("plan", link("GetMembershipPlan"))
            .build(),
        )
        .response("400", shared("InvalidCreate"))
        .response("401", shared("Unauthorized"))
        .response("403", shared("Forbidden"))
        .response("404", shared("CreateNotFound"))
        .build();
        since(create, self.writes_since())
    }

    fn all_of(&self, name: &str) -> Value {
        self.samples.examples.of(name)
    }

    fn update(&self, id: &str, method: &str) -> Operation {
        let update = operation(
            Topic::UserMemberships,
            id,
            &format!("Update a user membership ({method})"),
            "Merges the properties that are sent into the membership and leaves the others as they \
             are. PUT, PATCH and POST do the same: none of them replaces the membership. A change \
             of dates or meta data alone sends no webhook.",
        )
        .request_body(Some(body(
            "What should change.",
            schema("UserMembershipUpdate"),
            vec![
                Sample::new("pause", "Pause the membership", json!({"status": "paused"})),
                Sample::new(
                    "extend",
                    "Move the end",
                    json!({
                        "end_date_gmt": "2026-09-01T13:30:00",
                    }),
                ),
                Sample::new("nothing", "Change nothing", json!({})),
            ],
        )))
        .response(
            "200",
            with_headers(
                answer(
                    "The membership as it is now.",
                    schema("UserMembership"),
                    vec![Sample::new(
                        "paused",
                        "A paused member",
                        self.samples.paused(),
                    )],
                ),
                &["Allow"],
            )
            .link("get", link("GetUserMembership"))
            .link("delete", link("DeleteUserMembership"))
            .build(),
        )
        .response("400", shared("InvalidUpdate"))
        .response("401", shared("Unauthorized"))
        .response("403", shared("Forbidden"))
        .response("404", shared("UpdateNotFound"))
        .build();
        since(update, self.writes_since())
    }

    fn delete_member(&self) -> Operation {
        let deleted = json!({
            "deleted": true,
            "previous": without_links(self.samples.active()),
        });
        let delete = operation(
            Topic::UserMemberships,
            "deleteUserMembership",
            "Delete a user membership",
            "Deletes the membership permanently: it does not go to the Trash, and a `force` \
             parameter is ignored.",
        )
        .response(
            "200",
            with_headers(
                answer(
                    "The membership as it was.",
                    schema("UserMembershipDeleted"),
                    vec![Sample::new("deleted", "A deleted membership", deleted)],
                ),
                &["Allow"],
            )
            .build(),
        )
        .response("401", shared("Unauthorized"))
        .response("403", shared("Forbidden"))
        .response("404", shared("UserMembershipNotFound"))
        .build();
        since(delete, self.writes_since())
    }
}
