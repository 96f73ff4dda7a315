use serde_json::{Map, Value, json};
use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder};

use super::components::Schemas;
use super::example::Examples;
use super::info::{self, Topic};
use super::introduction::{Dates, introduction};
use super::parameters::{Note, Parameters};
use super::paths::{Builder, links};
use super::samples::Samples;
use super::{Edition, errors, headers, security, tidy, webhooks};
use crate::base::Release;
use crate::interpret::Api;
use crate::model;

/// The document of what sites return to a version, stated as of a release.
pub(super) fn document(api: Api, stated: Release) -> Option<Value> {
    // utoipa's types hold nothing that JSON cannot: both conversions always succeed.
    let schemas = schemas().into_values(stated).ok()?;
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
            Topic::UserMemberships,
            Topic::MembershipPlans,
            Topic::Webhooks,
            Topic::Discovery,
        ])))
        .build();
    document.webhooks = Some(webhooks::webhooks(&samples(), &webhook_headers));
    serde_json::to_value(document)
}

fn description(api: Api) -> String {
    let version = match api {
        Api::V2 => {
            " Bodies and writes of v2 are those of v3. Use v3 for new code: it is the version that \
             the public documentation describes."
        }
        Api::V3 => " v3 is the version to use.",
        Api::V4 => {
            " Bodies and writes of v4 are those of v3; the filters of the list of memberships \
             differ. No public documentation mentions v4. WooCommerce itself has no `wc/v4`, so \
             the links to customers, orders and products return 404."
        }
    };
    let lead = format!(
        "User memberships and membership plans of WooCommerce Memberships over REST, as sites \
         return them: measured on release {measured} of the plugin and completed from the source \
         of others.{version}",
        measured = info::MEASURED,
    );
    introduction(api, Dates::Plain, &lead)
}
