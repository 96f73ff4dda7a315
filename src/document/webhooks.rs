use serde_json::{Value, json};
use utoipa::openapi::path::{
    HttpMethod, ParameterBuilder, ParameterIn, PathItemBuilder, Paths, PathsBuilder,
};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Ref, Required};

use super::info::Topic;
use super::operation::{Sample, body, operation, schema, with_parameters};
use super::samples::{Samples, without_links};

/// What a delivery has.
#[derive(Debug, Clone, Copy)]
enum Carries {
    Membership,
    Plan,
    Id,
}

struct Delivery {
    resource: &'static str,
    event: &'static str,
    id: &'static str,
    summary: &'static str,
    description: &'static str,
    carries: Carries,
}

/// The eight topics (`docs/observed.md#13`).
const DELIVERIES: [Delivery; 8] = [
    Delivery {
        resource: "user_membership",
        event: "created",
        id: "onUserMembershipCreated",
        summary: "A membership was created",
        description: "Sent when a membership is created. If the create named a status, an \
                      `updated` delivery follows.",
        carries: Carries::Membership,
    },
    Delivery {
        resource: "user_membership",
        event: "updated",
        id: "onUserMembershipUpdated",
        summary: "A membership was changed",
        description: "Sent when the status, plan or owner of a membership changes. A change of \
                      dates or meta data alone sends nothing.",
        carries: Carries::Membership,
    },
    Delivery {
        resource: "user_membership",
        event: "transferred",
        id: "onUserMembershipTransferred",
        summary: "A membership has a new owner",
        description: "Sent, in addition to an `updated` delivery, when a membership is transferred \
                      to another user.",
        carries: Carries::Membership,
    },
    Delivery {
        resource: "user_membership",
        event: "deleted",
        id: "onUserMembershipDeleted",
        summary: "A membership was deleted",
        description: "Sent when a membership is deleted. The payload holds only the id.",
        carries: Carries::Id,
    },
    Delivery {
        resource: "membership_plan",
        event: "created",
        id: "onMembershipPlanCreated",
        summary: "A plan was created",
        description: "Sent when a plan is created, also as a draft. An `updated` delivery follows.",
        carries: Carries::Plan,
    },
    Delivery {
        resource: "membership_plan",
        event: "updated",
        id: "onMembershipPlanUpdated",
        summary: "A plan was changed",
        description: "Sent when a plan is changed, and in addition to `created` and `restored`.",
        carries: Carries::Plan,
    },
    Delivery {
        resource: "membership_plan",
        event: "deleted",
        id: "onMembershipPlanDeleted",
        summary: "A plan was moved to the Trash",
        description: "Sent when a plan is moved to the Trash. The payload holds only the id. \
                      Deleting the plan permanently afterwards sends nothing.",
        carries: Carries::Id,
    },
    Delivery {
        resource: "membership_plan",
        event: "restored",
        id: "onMembershipPlanRestored",
        summary: "A plan was restored from the Trash",
        description: "Sent, in addition to an `updated` delivery, when a plan is restored from the \
                      Trash; it is then a draft.",
        carries: Carries::Plan,
    },
];

/// The deliveries by topic, with the headers that all of them bear.
pub(super) fn webhooks(samples: &Samples<'_>, headers: &[Ref]) -> Paths {
    DELIVERIES
        .iter()
        .fold(PathsBuilder::new(), |paths, delivery| {
            let topic = format!("{}.{}", delivery.resource, delivery.event);
            let operation = operation(
                Topic::Webhooks,
                delivery.id,
                delivery.summary,
                delivery.description,
            )
            .securities(Some([]))
            .parameter(constant("X-WC-Webhook-Topic", "The topic.", &topic))
            .parameter(constant(
                "X-WC-Webhook-Resource",
                "The resource of the topic.",
                delivery.resource,
            ))
            .parameter(constant(
                "X-WC-Webhook-Event",
                "The event of the topic.",
                delivery.event,
            ));
            let operation = with_parameters(operation, headers.iter().cloned())
                .request_body(Some(body(
                    "The payload.",
                    schema(delivery.carries.schema()),
                    vec![Sample::new(
                        "delivery",
                        delivery.summary,
                        delivery.carries.sample(samples),
                    )],
                )))
                .response(
                    "2XX",
                    ResponseBuilder::new()
                        .description("The delivery was accepted.")
                        .build(),
                )
                .build();
            paths.path(
                topic,
                PathItemBuilder::new()
                    .operation(HttpMethod::Post, operation)
                    .build(),
            )
        })
        .build()
}

impl Carries {
    const fn schema(self) -> &'static str {
        match self {
            Self::Membership => "UserMembershipPayload",
            Self::Plan => "MembershipPlanPayload",
            Self::Id => "DeletedPayload",
        }
    }

    fn sample(self, samples: &Samples<'_>) -> Value {
        match self {
            Self::Membership => without_links(samples.active()),
            Self::Plan => without_links(samples.gold()),
            Self::Id => json!({"id": 38}),
        }
    }
}

fn constant(name: &str, description: &str, value: &str) -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .enum_values(Some([value])),
        ))
        .example(Some(value.into()))
        .build()
}
