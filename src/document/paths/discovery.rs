use utoipa::openapi::path::{HttpMethod, Operation, PathItem, PathItemBuilder};

use super::Builder;
use crate::document::headers::with_headers;
use crate::document::info::Topic;
use crate::document::operation::{Sample, answer, operation, schema, shared, since};

impl Builder<'_> {
    pub(super) fn index(&mut self) -> PathItem {
        let index = operation(
            Topic::Discovery,
            "discoverMemberships",
            "Discover the routes",
            "Lists every route of the namespace with its methods and arguments. Needs no \
             credentials, so it also tells whether the plugin is there at all.",
        )
        .securities(Some([]))
        .response(
            "200",
            with_headers(
                answer(
                    "The index of the namespace.",
                    schema("NamespaceIndex"),
                    vec![Sample::new(
                        "index",
                        "Two of the routes",
                        self.samples.index(),
                    )],
                ),
                &["Allow"],
            )
            .build(),
        )
        .response("404", shared("NoRoute"))
        .build();
        let description =
            self.describe("describeMemberships", "the index", "memberships", &["GET"]);
        PathItemBuilder::new()
            .operation(HttpMethod::Get, since(index, self.reads_since()))
            .operation(HttpMethod::Options, description)
            .build()
    }

    /// The OPTIONS operation of a route.
    pub(super) fn describe(&self, id: &str, what: &str, tail: &str, methods: &[&str]) -> Operation {
        let description = operation(
            Topic::Discovery,
            id,
            &format!("Describe {what}"),
            "Answers what the route says of itself, also without credentials. The `Allow` header \
             names the methods that the caller may use; without credentials it is absent.",
        )
        .securities(Some([]))
        .response(
            "200",
            with_headers(
                answer(
                    "What the route says of itself.",
                    schema("RouteDescription"),
                    vec![Sample::new(
                        "description",
                        "One of the arguments",
                        self.samples.description(tail, methods),
                    )],
                ),
                &["Allow"],
            )
            .build(),
        )
        .response("404", shared("NoRoute"))
        .build();
        since(description, self.reads_since())
    }
}
