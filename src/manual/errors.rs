use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::departures::{Departures, beside, listed};
use super::json::json;
use super::operations::examples;
use super::page::{Page, cell, slug};
use super::source::{Operation, Source, array, content, entries};

/// A link to the description of a shared response.
pub(super) fn link(status: &str, target: &str) -> String {
    let name = target.rsplit('/').next().unwrap_or_default();
    format!("[`{status}`](#{})", slug(&title(status, name)))
}

fn title(status: &str, name: &str) -> String {
    format!("{status} {name}")
}

/// Writes what the API rejects: each response that operations share, with its codes.
pub(super) fn write(
    source: &Source<'_>,
    operations: &[Operation<'_>],
    departures: &Departures,
    page: &mut Page,
) {
    page.heading(2, "Statuses and codes of errors");
    let global = |part: &str| departures.about([("", part, "")]);
    let mut all = global("response 4XX");
    all.extend(global("response 4XX application/json"));
    page.block(&listed(&all));
    for ((status, name), titles) in shared(operations) {
        let Some(response) = source
            .document
            .pointer(&format!("/components/responses/{name}"))
        else {
            continue;
        };
        page.heading(3, &title(status, name));
        page.block(response["description"].as_str().unwrap_or_default());
        let links: Vec<String> = titles
            .iter()
            .map(|title| format!("[{title}](#{})", slug(title)))
            .collect();
        page.block(&format!("Returned by: {}.", links.join(", ")));
        let samples = content(response).map(examples).unwrap_or_default();
        let rows: Vec<Vec<String>> = array(response.get("x-error-codes"))
            .filter_map(Value::as_str)
            .flat_map(|code| {
                let of_code = samples.iter().filter(move |(_, it)| it["code"] == code);
                let rows: Vec<Vec<String>> = of_code
                    .map(|(summary, value)| {
                        let message = value["message"].as_str().unwrap_or_default();
                        vec![format!("`{code}`"), cell(summary), cell(message)]
                    })
                    .collect();
                if rows.is_empty() {
                    vec![vec![format!("`{code}`"), String::new(), String::new()]]
                } else {
                    rows
                }
            })
            .collect();
        page.table(&["code", "when", "message"], &rows);
        // The longest shows all that such an error can have.
        if let Some((summary, value)) = (samples.iter()).max_by_key(|(_, it)| it.to_string().len())
        {
            let summary = format!("Response: {summary}");
            page.folded(&summary, |page| page.code("json", &json(value)));
        }
    }
    write_statuses(operations, departures, page);
}

/// What the documentation says of a status, whoever returns it.
fn write_statuses(operations: &[Operation<'_>], departures: &Departures, page: &mut Page) {
    let mut statuses: Vec<&str> = shared(operations)
        .keys()
        .map(|(status, _)| *status)
        .collect();
    statuses.dedup();
    let rows: Vec<Vec<String>> = statuses
        .into_iter()
        .filter_map(|status| {
            let part = format!("response {status}");
            let found = departures.about([("", part.as_str(), "")]);
            (!found.is_empty()).then(|| {
                let sites: Vec<String> = found.iter().map(|it| cell(it.observed)).collect();
                vec![
                    format!("`{status}`"),
                    sites.join("<br>"),
                    beside(&found, &mut BTreeSet::new()),
                ]
            })
        })
        .collect();
    page.heading(3, "What else a status means");
    page.table(
        &["status", "sites", "the documentation says otherwise"],
        &rows,
    );
}

/// The shared responses by status and name, with the titles of the operations that return them.
fn shared<'d>(operations: &[Operation<'d>]) -> BTreeMap<(&'d str, &'d str), Vec<&'d str>> {
    let mut shared: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for operation in operations {
        for (status, response) in entries(operation.value.get("responses")) {
            let name = response.get("$ref").and_then(Value::as_str);
            if let Some(name) = name.and_then(|it| it.rsplit('/').next()) {
                let title = operation.value["summary"].as_str().unwrap_or_default();
                shared.entry((status, name)).or_default().push(title);
            }
        }
    }
    shared
}
