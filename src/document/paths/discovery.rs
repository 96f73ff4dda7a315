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
             credentials, so it also shows whether the plugin is active.",
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
            "Returns the self-description of the route. Works without credentials. The `Allow` \
             header lists the methods that the caller may use; it is absent without credentials.",
        )
        .securities(Some([]))
        .response(
            "200",
            with_headers(
                answer(
                    "The self-description of the route.",
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
