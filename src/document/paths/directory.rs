use serde_json::json;
use utoipa::openapi::path::{HttpMethod, PathItem, PathItemBuilder};

use super::Builder;
use crate::document::info::Topic;
use crate::document::operation::{
    Sample, answer, list_of, operation, shared, since, with_parameters,
};
use crate::document::parameters::Note;
use crate::model;

/// The release that brought the directory (`docs/releases.md`).
const DIRECTORY: &str = "1.27.3";

impl Builder<'_> {
    pub(super) fn directory(&mut self) -> PathItem {
        let parameters = self
            .parameters
            .reuse::<model::DirectoryQuery>("Directory", Note::Since(DIRECTORY));
        let list = operation(
            Topic::UserMemberships,
            "listMemberDirectory",
            "List the member directory",
            "Returns what a member directory block of a page shows. Taken from the source of \
             releases 1.28.1 and 1.29.2, not measured.",
        );
        let list = with_parameters(list, parameters)
            .response(
                "200",
                answer(
                    "The members that the block shows.",
                    list_of("DirectoryEntry"),
                    vec![Sample::new(
                        "directory",
                        "One member",
                        json!([self.samples.examples.of("DirectoryEntry")]),
                    )],
                )
                .build(),
            )
            .response("400", shared("InvalidParameter"))
            .response("401", shared("Unauthorized"))
            .response("403", shared("Forbidden"))
            .response("404", shared("NoRoute"))
            .build();
        PathItemBuilder::new()
            .operation(HttpMethod::Get, since(list, DIRECTORY))
            .build()
    }
}
