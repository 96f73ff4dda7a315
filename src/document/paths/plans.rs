use serde_json::json;
use utoipa::openapi::path::{HttpMethod, PathItem, PathItemBuilder};

use super::Builder;
use crate::document::headers::with_headers;
use crate::document::info::Topic;
use crate::document::operation::{
    Sample, answer, list_of, operation, schema, shared, since, with_parameters,
};
use crate::document::parameters::Note;
use crate::model;

impl Builder<'_> {
    pub(super) fn plans(&mut self) -> PathItem {
        let mut parameters = self
            .parameters
            .reuse::<model::ContextQuery>("", Note::Declared);
        parameters.extend(
            self.parameters
                .reuse::<model::ListQuery>("", Note::Declared),
        );
        parameters.extend(
            self.parameters
                .reuse::<model::IgnoredSearch>("", Note::Declared),
        );
        parameters.extend(
            self.parameters
                .reuse::<model::PlansQuery>("Plans", Note::Undeclared),
        );
        let list = operation(
            Topic::MembershipPlans,
            "listMembershipPlans",
            "List membership plans",
            "Lists published plans, the newest first. To list plans with other post statuses, send \
             `status`, which the route does not declare.",
        );
        let list = with_parameters(list, parameters)
            .response(
                "200",
                with_headers(
                    answer(
                        "One page of plans; empty past the end.",
                        list_of("MembershipPlan"),
                        vec![
                            Sample::new(
                                "plans",
                                "Two plans",
                                json!([self.samples.gold(), self.samples.season()]),
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
        let description = self.describe(
            "describeMembershipPlans",
            "the list of plans",
            "memberships/plans",
            &["GET"],
        );
        PathItemBuilder::new()
            .operation(HttpMethod::Get, since(list, self.reads_since()))
            .operation(HttpMethod::Options, description)
            .build()
    }

    pub(super) fn plan(&mut self) -> PathItem {
        let id = self
            .parameters
            .reuse::<model::PlanId>("MembershipPlan", Note::Declared);
        let context = self
            .parameters
            .reuse::<model::ContextQuery>("", Note::Declared);
        let get = operation(
            Topic::MembershipPlans,
            "getMembershipPlan",
            "Get a membership plan",
            "Returns one plan, whatever its post status.",
        );
        let get = with_parameters(get, context)
            .response(
                "200",
                with_headers(
                    answer(
                        "The plan.",
                        schema("MembershipPlan"),
                        vec![
                            Sample::new("gold", "Three months, by purchase", self.samples.gold()),
                            Sample::new("season", "A calendar year, manual", self.samples.season()),
                        ],
                    ),
                    &["Allow"],
                )
                .build(),
            )
            .response("400", shared("InvalidContext"))
            .response("401", shared("Unauthorized"))
            .response("403", shared("Forbidden"))
            .response("404", shared("MembershipPlanNotFound"))
            .build();
        let description = self.describe(
            "describeMembershipPlan",
            "a plan",
            "memberships/plans/{id}",
            &["GET"],
        );
        PathItemBuilder::new()
            .parameter_refs(Some(id))
            .operation(HttpMethod::Get, since(get, self.reads_since()))
            .operation(HttpMethod::Options, description)
            .build()
    }
}
