use serde_json::{Map, Value, json};
use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder};

use super::components::Schemas;
use super::example::Examples;
use super::info::{self, Topic};
use super::parameters::{Note, Parameters};
use super::paths::{Builder, links};
use super::samples::Samples;
use super::{Edition, errors, headers, security, tidy, webhooks};
use crate::model;
use crate::seen::Api;

/// The document of what sites answer to a version.
pub(super) fn document(api: Api) -> Option<Value> {
    // utoipa's types hold nothing that JSON cannot: both conversions always succeed.
    let schemas = schemas().into_values().ok()?;
    let mut value = assemble(api, &schemas).ok()?;
    value["components"]["schemas"] = Value::Object(schemas);
    for header in ["X-WP-Total", "X-WP-TotalPages"] {
        value["components"]["headers"][header]["required"] = json!(true);
    }
    tidy::document(&mut value);
    tidy::arrange(&mut value);
    Some(value)
}

fn schemas() -> Schemas {
    // The first call that finds a schema gives it its release: the particular before the general.
    Schemas::default()
        .with::<model::CustomerData>("1.23.0")
        .with::<model::ProfileField>("1.19.0")
        .with::<model::ProfileFieldInput>("1.19.0")
        .with::<model::UserMembership>("1.11.0")
        .with::<model::MembershipPlan>("1.11.0")
        .with::<model::SubscriptionAccessLengthType>("1.11.0")
        .with::<model::UserMembershipPayload>("1.11.0")
        .with::<model::MembershipPlanPayload>("1.11.0")
        .with::<model::DeletedPayload>("1.11.0")
        .with::<model::NamespaceIndex>("1.11.0")
        .with::<model::RouteDescription>("1.11.0")
        .with::<model::Error>("1.11.0")
        .with::<model::UserMembershipDeleted>("1.13.0")
        .with::<model::UserMembershipCreate>("1.13.0")
        .with::<model::UserMembershipUpdate>("1.13.0")
        .with::<model::UserMembershipBatch>("1.13.0")
        .with::<model::UserMembershipBatchResult>("1.13.0")
        .with::<model::DirectoryEntry>("1.27.3")
}

fn assemble(api: Api, schemas: &Map<String, Value>) -> Result<Value, serde_json::Error> {
    let samples = || Samples {
        examples: Examples(schemas),
        api,
    };
    let mut builder = Builder {
        api,
        samples: samples(),
        parameters: Parameters::default(),
    };
    let paths = builder.paths();
    let webhook_headers = builder
        .parameters
        .reuse::<model::WebhookHeaders>("", Note::Declared);
    let mut components = ComponentsBuilder::new().build();
    components.parameters = builder.parameters.into_components();
    components.responses = errors::shared();
    components.headers = headers::headers();
    components.links = links();
    components.security_schemes = security::schemes()
        .into_iter()
        .map(|(name, scheme)| (name.to_owned(), utoipa::openapi::RefOr::T(scheme)))
        .collect();
    let mut document = OpenApiBuilder::new()
        .info(info::info(api, Edition::Observed, &description(api)))
        .servers(Some([info::server()]))
        .paths(paths)
        .components(Some(components))
        .security(Some(security::required()))
        .tags(Some(info::tags(&[
            Topic::Discovery,
            Topic::UserMemberships,
            Topic::MembershipPlans,
            Topic::Webhooks,
        ])))
        .build();
    document.webhooks = Some(webhooks::webhooks(&samples(), &webhook_headers));
    document.json_schema_dialect = Some("https://spec.openapis.org/oas/3.1/dialect/base".into());
    serde_json::to_value(document)
}

fn description(api: Api) -> String {
    let versions = match api {
        Api::V2 => {
            "Bodies and writes of v2 are those of v3; new code should use v3, which stands in the \
             documentation."
        }
        Api::V3 => "This is the version to use.",
        Api::V4 => {
            "Bodies and writes of v4 are those of v3. It differs in the filters of the list of \
             memberships, and no public documentation speaks of it. `wc/v4` itself does not exist \
             on a stock WooCommerce, so the links to customers, orders and products answer 404."
        }
    };
    format!(
        "What sites really answer to {api} of the WooCommerce Memberships REST API, as measured on \
         release {measured} of the plugin and read in the code of others. {versions}\n\n\
         - Dates have no offset: they are not RFC 3339 `date-time`. `x-timezone` says whether one \
         is in the site's time (`site`) or in UTC (`utc`).\n\
         - `x-since` names the release of the plugin that brought a property or an operation, \
         `x-requires: subscriptions` marks what exists only while WooCommerce Subscriptions is \
         active, and `x-undeclared` what the plugin acts on without declaring it.\n\
         - Objects are open: other plugins add properties, so none is closed by \
         `additionalProperties: false`.\n\
         - A trailing slash is accepted on every path. HEAD works wherever GET does.",
        measured = info::MEASURED,
    )
}
