use std::collections::BTreeMap;

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr};

fn count(description: &str, example: u32) -> Header {
    HeaderBuilder::new()
        .description(Some(description))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .minimum(Some(0)),
        ))
        .example(Some(example.into()))
        .build()
}

fn text(description: &str, example: &str) -> Header {
    HeaderBuilder::new()
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .example(Some(example.into()))
        .build()
}

/// The reusable response headers by name.
pub(super) fn headers() -> BTreeMap<String, RefOr<Header>> {
    [
        (
            "X-WP-Total",
            count("Number of rows that match the filters, over all pages.", 60),
        ),
        (
            "X-WP-TotalPages",
            count("Number of pages at this page size.", 6),
        ),
        (
            "Link",
            text(
                "Neighboring pages as web links (RFC 8288): `prev` and `next` where they exist, \
                 never `first` or `last`. A list of one page has WordPress's own link to the REST \
                 root instead. The URLs repeat the query of the request, including credentials.",
                "<https://shop.example/wp-json/wc/v3/memberships/members?page=2>; rel=\"next\"",
            ),
        ),
        (
            "Allow",
            text(
                "Methods that the caller may use on this route; absent if there are none.",
                "GET, POST, PUT, PATCH, DELETE",
            ),
        ),
    ]
    .into_iter()
    .map(|(name, header)| (name.to_owned(), RefOr::T(header)))
    .collect()
}

/// Adds references to reusable headers.
pub(super) fn with_headers(builder: ResponseBuilder, names: &[&str]) -> ResponseBuilder {
    names.iter().fold(builder, |builder, name| {
        builder.header_ref(*name, Ref::new(format!("#/components/headers/{name}")))
    })
}
