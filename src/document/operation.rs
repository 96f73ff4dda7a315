use serde_json::Value;
use utoipa::openapi::example::Example;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, OperationBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{Ref, Schema};
use utoipa::openapi::{Content, ContentBuilder, RefOr, Required};

use super::info::Topic;

/// The one media type of the API.
pub(super) const JSON: &str = "application/json";

/// A named example of a body.
pub(super) struct Sample {
    /// Name, unique among the samples of one body: `paused`.
    pub(super) name: &'static str,
    /// What it shows, in a few words.
    pub(super) summary: &'static str,
    /// The body.
    pub(super) value: Value,
}

impl Sample {
    pub(super) fn new(name: &'static str, summary: &'static str, value: Value) -> Self {
        Self {
            name,
            summary,
            value,
        }
    }
}

/// An operation with its names; parameters and answers are added by the caller.
pub(super) fn operation(
    topic: Topic,
    id: &str,
    summary: &str,
    description: &str,
) -> OperationBuilder {
    OperationBuilder::new()
        .tag(topic.name())
        .operation_id(Some(id))
        .summary(Some(summary))
        .description(Some(description))
}

/// Adds references to reusable parameters.
pub(super) fn with_parameters(
    builder: OperationBuilder,
    parameters: impl IntoIterator<Item = Ref>,
) -> OperationBuilder {
    parameters
        .into_iter()
        .fold(builder, OperationBuilder::parameter_ref)
}

/// Marks an operation that is not as old as the API.
pub(super) fn since(mut operation: Operation, release: &str) -> Operation {
    operation.extensions = Some(ExtensionsBuilder::new().add("x-since", release).build());
    operation
}

/// A JSON body of a schema, with its samples.
pub(super) fn content(schema: impl Into<RefOr<Schema>>, samples: Vec<Sample>) -> Content {
    ContentBuilder::new()
        .schema(Some(schema))
        .examples_from_iter(samples.into_iter().map(|sample| {
            let mut example = Example::new();
            sample.summary.clone_into(&mut example.summary);
            example.value = Some(sample.value);
            (sample.name, example)
        }))
        .build()
}

/// A response with a JSON body.
pub(super) fn answer(
    description: &str,
    schema: impl Into<RefOr<Schema>>,
    samples: Vec<Sample>,
) -> ResponseBuilder {
    ResponseBuilder::new()
        .description(description)
        .content(JSON, content(schema, samples))
}

/// A required JSON body of a request.
pub(super) fn body(
    description: &str,
    schema: impl Into<RefOr<Schema>>,
    samples: Vec<Sample>,
) -> RequestBody {
    RequestBodyBuilder::new()
        .description(Some(description))
        .required(Some(Required::True))
        .content(JSON, content(schema, samples))
        .build()
}

/// A reference to a schema of the document.
pub(super) fn schema(name: &str) -> Ref {
    Ref::from_schema_name(name)
}

/// A reference to a reusable response of the document.
pub(super) fn shared(name: &str) -> RefOr<Response> {
    RefOr::Ref(Ref::from_response_name(name))
}

/// A list of items of a schema.
pub(super) fn list_of(name: &str) -> Schema {
    utoipa::openapi::schema::ArrayBuilder::new()
        .items(schema(name))
        .build()
        .into()
}
