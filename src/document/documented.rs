use serde_json::{Map, Value, json};
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, PathItem, PathItemBuilder, PathsBuilder,
};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder, RefOr};

use super::components::Schemas;
use super::example::Examples;
use super::info::{self, Topic};
use super::operation::{Sample, answer, body, list_of, operation, schema, with_parameters};
use super::parameters::{Note, Parameters};
use super::{Edition, resolutions, security, tidy};
use crate::base::Release;
use crate::interpret::Api;
use crate::model;
use crate::model::documented::{self, second, third};

/// The document of what the documentation promises of a version, if it speaks of it.
pub(super) fn document(api: Api) -> Option<Value> {
    let schemas = match api {
        Api::V2 => Schemas::default()
            .with_undated::<second::UserMembership>()
            .with_undated::<second::MembershipPlan>(),
        Api::V3 => Schemas::default()
            .with_undated::<third::UserMembership>()
            .with_undated::<third::MembershipPlan>()
            .with_undated::<documented::UserMembershipCreate>(),
        Api::V4 => return None,
    };
    // utoipa's types hold nothing that JSON cannot: both conversions always succeed.
    let schemas = schemas.into_values(Release::MEASURED).ok()?;
    let mut value = assemble(api, &schemas).ok()?;
    value["components"]["schemas"] = Value::Object(schemas);
    value["x-resolutions"] = resolutions::listed(api);
    tidy::document(&mut value);
    tidy::arrange(&mut value);
    Some(value)
}

fn assemble(api: Api, schemas: &Map<String, Value>) -> Result<Value, serde_json::Error> {
    let mut builder = Builder {
        api,
        examples: Examples(schemas),
        parameters: Parameters::default(),
    };
    let root = format!("/wc/{api}/memberships");
    let paths = PathsBuilder::new()
        .path(format!("{root}/members"), builder.members())
        .path(format!("{root}/members/{{id}}"), builder.member())
        .path(format!("{root}/plans"), builder.plans())
        .path(format!("{root}/plans/{{id}}"), builder.plan())
        .path(root, builder.index())
        .build();
    let mut components = ComponentsBuilder::new().build();
    components.parameters = builder.parameters.into_components();
    components.security_schemes = security::schemes()
        .into_iter()
        .map(|(name, scheme)| (name.to_owned(), RefOr::T(scheme)))
        .collect();
    let document = OpenApiBuilder::new()
        .info(info::info(api, Edition::Documented, &description(api)))
        .servers(Some([info::server()]))
        .paths(paths)
        .components(Some(components))
        .security(Some(security::required()))
        .tags(Some(info::tags(&[
            Topic::UserMemberships,
            Topic::MembershipPlans,
            Topic::Discovery,
        ])))
        .build();
    serde_json::to_value(document)
}

fn description(api: Api) -> String {
    let source = match api {
        Api::V2 => "the documentation of v2",
        _ => {
            "the documentation of v3, which describes the resources and a create and leaves the \
              reads to that of v2"
        }
    };
    format!(
        "What the public documentation promises of {api} of the WooCommerce Memberships REST API, \
         in our own words: {source}. Sites differ in places: code against the observed document, \
         and use this one to see what was promised.\n\nWhere the documentation contradicts itself \
         or is silent, `x-resolutions` lists the question, the rule that decides it and the \
         decision. `x-timezone` says whether a date is in the site's time or in UTC; `x-requires: \
         subscriptions` marks what exists only while WooCommerce Subscriptions is active."
    )
}

struct Builder<'a> {
    api: Api,
    examples: Examples<'a>,
    parameters: Parameters,
}

impl Builder<'_> {
    fn index(&self) -> PathItem {
        let any_object: Schema = ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .build()
            .into();
        let example = json!({
            "namespace": format!("wc/{}/memberships", self.api),
            "routes": {(format!("/wc/{}/memberships", self.api)): {"methods": ["GET"]}},
        });
        let index = operation(
            Topic::Discovery,
            "discoverMemberships",
            "Discover the routes",
            "Lists all routes of the plugin with the methods of each.",
        )
        .response(
            "200",
            answer(
                "The routes.",
                any_object,
                vec![Sample::new("routes", "One of the routes", example)],
            )
            .build(),
        );
        get(index)
    }

    fn plans(&mut self) -> PathItem {
        let mut parameters = self
            .parameters
            .reuse::<documented::PagingQuery>("", Note::Declared);
        parameters.extend(
            self.parameters
                .reuse::<documented::PlansQuery>("Plans", Note::Declared),
        );
        let list = operation(
            Topic::MembershipPlans,
            "listMembershipPlans",
            "List membership plans",
            "Lists plans, by default the published ones.",
        )
        .response(
            "200",
            answer(
                "The plans.",
                list_of("MembershipPlan"),
                vec![Sample::new(
                    "plans",
                    "One plan",
                    json!([self.plan_example()]),
                )],
            )
            .build(),
        );
        get(with_parameters(list, parameters))
    }

    fn plan(&mut self) -> PathItem {
        let id = self
            .parameters
            .reuse::<model::PlanId>("MembershipPlan", Note::Declared);
        let one = operation(
            Topic::MembershipPlans,
            "getMembershipPlan",
            "Get a membership plan",
            "Returns one plan.",
        )
        .response(
            "200",
            answer(
                "The plan.",
                schema("MembershipPlan"),
                vec![Sample::new(
                    "plan",
                    "A plan that is bought",
                    self.plan_example(),
                )],
            )
            .build(),
        );
        get(with_parameters(one, id))
    }

    fn members(&mut self) -> PathItem {
        let mut parameters = self
            .parameters
            .reuse::<documented::PagingQuery>("", Note::Declared);
        parameters.extend(
            self.parameters
                .reuse::<documented::MembersQuery>("Members", Note::Declared),
        );
        let list = operation(
            Topic::UserMemberships,
            "listUserMemberships",
            "List user memberships",
            "Lists memberships of any status, unless filtered.",
        )
        .response(
            "200",
            answer(
                "The memberships.",
                list_of("UserMembership"),
                vec![Sample::new(
                    "memberships",
                    "One membership",
                    json!([self.member_example()]),
                )],
            )
            .build(),
        );
        let mut item = get(with_parameters(list, parameters));
        if self.api == Api::V3 {
            item.post = Some(answered(self.create()).build());
        }
        item
    }

    fn create(&self) -> OperationBuilder {
        let request = json!({"customer_id": 1, "plan_id": 222});
        operation(
            Topic::UserMemberships,
            "createUserMembership",
            "Create a user membership",
            "Gives a customer access to a plan and returns the new membership.",
        )
        .request_body(Some(body(
            "The customer, the plan and more.",
            schema("UserMembershipCreate"),
            vec![Sample::new("least", "Customer and plan alone", request)],
        )))
        .response(
            "2XX",
            answer(
                "The new membership. The status code is not documented.",
                schema("UserMembership"),
                vec![Sample::new(
                    "created",
                    "The new membership",
                    self.member_example(),
                )],
            )
            .build(),
        )
    }

    fn member(&mut self) -> PathItem {
        let id = self
            .parameters
            .reuse::<model::MembershipId>("UserMembership", Note::Declared);
        let one = operation(
            Topic::UserMemberships,
            "getUserMembership",
            "Get a user membership",
            "Returns one membership.",
        )
        .response(
            "200",
            answer(
                "The membership.",
                schema("UserMembership"),
                vec![Sample::new(
                    "membership",
                    "An active membership",
                    self.member_example(),
                )],
            )
            .build(),
        );
        get(with_parameters(one, id))
    }

    fn url(&self, tail: &str) -> String {
        format!("http://shop.example/wp-json/wc/{}/{tail}", self.api)
    }

    fn member_example(&self) -> Value {
        self.examples.with(
            "UserMembership",
            json!({
                "end_date": null,
                "end_date_gmt": null,
                "paused_date": null,
                "paused_date_gmt": null,
                "cancelled_date": null,
                "cancelled_date_gmt": null,
                "meta_data": [],
                "_links": {
                    "self": [{"href": self.url("memberships/members/19")}],
                    "collection": [{"href": self.url("memberships/members")}],
                    "customer": [{"href": self.url("customers/80")}],
                },
            }),
        )
    }

    fn plan_example(&self) -> Value {
        self.examples.with(
            "MembershipPlan",
            json!({
                "meta_data": [],
                "_links": {
                    "self": [{"href": self.url("memberships/plans/55")}],
                    "collection": [{"href": self.url("memberships/plans")}],
                    "products": [{"href": self.url("products/84")}],
                },
            }),
        )
    }
}

fn get(builder: OperationBuilder) -> PathItem {
    PathItemBuilder::new()
        .operation(HttpMethod::Get, answered(builder))
        .build()
}

/// Errors are not documented: any 4xx of any shape.
fn answered(builder: OperationBuilder) -> OperationBuilder {
    builder.response(
        "4XX",
        ResponseBuilder::new()
            .description("The request was rejected. The format of errors is not documented.")
            .build(),
    )
}
