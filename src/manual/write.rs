use serde_json::Value;

use super::departures::{Departures, listed};
use super::page::Page;
use super::schemas::Schemas;
use super::source::{Operation, Source, array};
use super::{data, errors, life_cycle, operations, recipes, webhooks};
use crate::base::{Api, Release};
use crate::document::ABOUT;

const START: &str = include_str!("start.md");

/// The manual of what a document of the observed contract describes, as Markdown. `release` is the
/// release of the plugin that the document is for, and `api` its version.
pub(crate) fn markdown(document: &Value, api: Api, release: Release) -> String {
    let source = Source { document };
    let operations = source.operations();
    let calls: Vec<String> = operations.iter().flat_map(Operation::names).collect();
    let departures = Departures::new(release, &calls);
    let schemas = Schemas::new(&source, &operations);
    let mut page = Page::default();

    let info = &document["info"];
    let description = info["description"].as_str().unwrap_or_default();
    let mut parts = description.split("\n## ");
    let lead = parts.next().unwrap_or_default();
    for part in parts {
        let (title, text) = part.split_once('\n').unwrap_or((part, ""));
        // What explains the OpenAPI document; the manual explains itself.
        if title != ABOUT {
            page.heading(2, title);
            page.block(text.trim_start());
        }
    }
    life_cycle::write(&operations, &departures, &mut page);
    data::write(&source, &departures, &mut page);
    page.block(&listed(departures.common()));
    for tag in array(document.get("tags")) {
        operations::write(&source, &operations, tag, &departures, &mut page);
    }
    webhooks::write(&source, &departures, &mut page);
    schemas.write(&source, &operations, &departures, &mut page);
    errors::write(&source, &operations, &departures, &mut page);
    let can_write = operations
        .iter()
        .any(|it| it.value.get("requestBody").is_some());
    recipes::write(api, can_write, &mut page);
    departures.write(&source.names(), release, &mut page);

    let start = START
        .replace("{title}", info["title"].as_str().unwrap_or_default())
        .replace("{release}", info["version"].as_str().unwrap_or_default())
        .replace("{lead}", lead.trim_end());
    page.finish(&start)
}
