use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, Operation, PathItem, PathItemBuilder};

use super::Builder;
use crate::document::headers::with_headers;
use crate::document::info::Topic;
use crate::document::operation::{Sample, answer, body, operation, schema, shared, since};
use crate::document::samples::without_links;

impl Builder<'_> {
    pub(super) fn batch(&mut self) -> PathItem {
        let description = self.describe(
            "describeUserMembershipBatch",
            "the batch",
            "memberships/members/batch",
            &["POST", "PUT", "PATCH"],
        );
        PathItemBuilder::new()
            .operation(
                HttpMethod::Post,
                self.batch_by("batchUserMemberships", "POST"),
            )
            .operation(
                HttpMethod::Put,
                self.batch_by("batchUserMembershipsByPut", "PUT"),
            )
            .operation(
                HttpMethod::Patch,
                self.batch_by("batchUserMembershipsByPatch", "PATCH"),
            )
            .operation(HttpMethod::Options, description)
            .build()
    }

    fn batch_by(&self, id: &str, method: &str) -> Operation {
        let batch = operation(
            Topic::UserMemberships,
            id,
            &format!("Create, update and delete in one request ({method})"),
            "Performs up to 100 operations, in the order create, update, delete. Returns 200 even \
             if every item failed: check each item. POST, PUT and PATCH do the same.",
        )
        .request_body(Some(body(
            "What to create, update and delete.",
            schema("UserMembershipBatch"),
            vec![Sample::new(
                "mixed",
                "One of each",
                json!({
                    "create": [{"customer_id": 7, "plan_id": 22}],
                    "update": [{"id": 39, "status": "paused"}],
                    "delete": [40],
                }),
            )],
        )))
        .response(
            "200",
            with_headers(
                answer(
                    "The result of each item.",
                    schema("UserMembershipBatchResult"),
                    vec![
                        Sample::new("mixed", "One of each, one failed", self.outcome()),
                        Sample::new("nothing", "An empty request", json!([])),
                    ],
                ),
                &["Allow"],
            )
            .build(),
        )
        .response("400", shared("InvalidBatch"))
        .response("401", shared("Unauthorized"))
        .response("403", shared("Forbidden"))
        .response("413", shared("TooManyItems"))
        .build();
        since(batch, self.writes_since())
    }

    fn outcome(&self) -> Value {
        let mut gone = without_links(self.samples.paused());
        gone["id"] = 40.into();
        json!({
            "create": [{
                "id": 0,
                "error": {
                    "code": "woocommerce_rest_wc_user_membership_exists",
                    "message": "A membership already exists for user 7 and plan 22.",
                    "data": {"status": 400},
                },
            }],
            "update": [self.samples.paused()],
            "delete": [{"deleted": true, "previous": gone}],
        })
    }
}
