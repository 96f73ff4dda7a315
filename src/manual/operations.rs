use std::collections::BTreeSet;

use serde_json::Value;

use super::departures::{Departures, beside, listed};
use super::json::json;
use super::page::{Page, cell};
use super::schemas::meaning;
use super::source::{Operation, Source, array, content, entries};
use super::{errors, types};

/// Writes the operations of a tag.
pub(super) fn write(
    source: &Source<'_>,
    operations: &[Operation<'_>],
    tag: &Value,
    departures: &Departures,
    page: &mut Page,
) {
    let name = tag["name"].as_str().unwrap_or_default();
    let of_tag: Vec<&Operation<'_>> = operations.iter().filter(|it| it.has_tag(name)).collect();
    if of_tag.is_empty() {
        return;
    }
    page.heading(2, name);
    page.block(tag["description"].as_str().unwrap_or_default());
    for operation in of_tag {
        write_one(source, operation, departures, page);
    }
}

fn write_one(
    source: &Source<'_>,
    operation: &Operation<'_>,
    departures: &Departures,
    page: &mut Page,
) {
    page.heading(3, operation.text("summary"));
    let methods = operation.methods.join(", ");
    page.code("http", &format!("{methods} /wp-json{}", operation.path));
    let mut text = operation.text("description").to_owned();
    let since = operation.text("x-since");
    if !since.is_empty() {
        text += &format!("\n\nSince release {since}.");
    }
    page.block(&text);
    let names = operation.names();
    let mut own = departures.own(&names, "");
    own.extend(departures.own(&names, "security"));
    page.block(&listed(&own));
    write_parameters(source, operation, departures, page);
    write_body(source, operation, page);
    write_responses(source, operation, departures, page);
}

fn write_parameters(
    source: &Source<'_>,
    operation: &Operation<'_>,
    departures: &Departures,
    page: &mut Page,
) {
    let own = array(operation.value.get("parameters"));
    let names = operation.names();
    let mut said = BTreeSet::new();
    let rows: Vec<Vec<String>> = array(Some(operation.shared))
        .chain(own)
        .map(|parameter| {
            let parameter = source.resolve(parameter);
            let name = parameter["name"].as_str().unwrap_or_default();
            let place = parameter["in"].as_str().unwrap_or_default();
            let required = if parameter["required"] == true {
                "required"
            } else {
                "optional"
            };
            let mut kind = types::describe(&parameter["schema"]);
            if let Some(example) = parameter.get("example") {
                kind += &format!(", such as {}", types::shown(example));
            }
            if parameter["explode"] == false {
                kind += ", separated by commas";
            }
            let part = format!("{place} parameter {name}");
            let places = names.iter().map(|name| (name.as_str(), part.as_str(), ""));
            let mut meaning = meaning(source, parameter);
            if let Some(since) = parameter["x-since"].as_str() {
                meaning += &format!(" *Since release {since}.*");
            }
            vec![
                format!("`{name}`"),
                format!("{place}, {required}"),
                cell(&kind),
                meaning,
                beside(&departures.about(places), &mut said),
            ]
        })
        .collect();
    let head = [
        "parameter",
        "use",
        "type",
        "meaning",
        "the documentation says otherwise",
    ];
    page.table(&head, &rows);
}

fn write_body(source: &Source<'_>, operation: &Operation<'_>, page: &mut Page) {
    let body = &operation.value["requestBody"];
    let Some(content) = content(body) else {
        page.code("sh", &curl(source, operation, None));
        return;
    };
    let kind = types::describe(&content["schema"]);
    page.block(&format!(
        "Body: {kind}. {}",
        body["description"].as_str().unwrap_or_default()
    ));
    let mut examples = examples(content);
    // The shortest is the one to start from.
    examples.sort_by_key(|(_, value)| value.to_string().len());
    for (at, (summary, value)) in examples.into_iter().enumerate() {
        if at == 0 {
            page.code("sh", &curl(source, operation, Some(value)));
        } else {
            page.folded(&format!("Body: {summary}"), |page| {
                page.code("json", &json(value));
            });
        }
    }
}

fn write_responses(
    source: &Source<'_>,
    operation: &Operation<'_>,
    departures: &Departures,
    page: &mut Page,
) {
    let mut rows = Vec::new();
    for (status, response) in entries(operation.value.get("responses")) {
        let link = match response.get("$ref").and_then(Value::as_str) {
            Some(target) => errors::link(status, target),
            None => format!("`{status}`"),
        };
        let response = source.resolve(response);
        let kind = content(response).map(|it| types::describe(&it["schema"]));
        let headers: Vec<String> = entries(response.get("headers"))
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        let mut otherwise = Vec::new();
        for part in [format!("response {status}"), "response 2XX".to_owned()] {
            if status.starts_with('2') {
                otherwise.extend(departures.own(&operation.names(), &part));
            }
        }
        rows.push(vec![
            link,
            cell(response["description"].as_str().unwrap_or_default()),
            cell(&kind.unwrap_or_default()),
            headers.join(", "),
            beside(&otherwise, &mut BTreeSet::new()),
        ]);
    }
    let head = [
        "status",
        "when",
        "body",
        "headers",
        "the documentation says otherwise",
    ];
    page.table(&head, &rows);
    for (status, response) in entries(operation.value.get("responses")) {
        // Those of errors are where the errors are.
        let Some(content) = content(response) else {
            continue;
        };
        for (at, (summary, value)) in examples(content).into_iter().enumerate() {
            if at == 0 {
                page.block(&format!("`{status}`: {summary}"));
                page.code("json", &json(value));
            } else {
                let summary = format!("{status}: {summary}");
                page.folded(&summary, |page| page.code("json", &json(value)));
            }
        }
    }
}

/// The named examples of a body with their summaries.
pub(super) fn examples(content: &Value) -> Vec<(&str, &Value)> {
    entries(content.get("examples"))
        .filter_map(|(name, example)| {
            let summary = example["summary"].as_str().unwrap_or(name);
            Some((summary, example.get("value")?))
        })
        .collect()
}

/// A call of the operation as people try it.
fn curl(source: &Source<'_>, operation: &Operation<'_>, body: Option<&Value>) -> String {
    let mut path = operation.path.to_owned();
    let mut query = Vec::new();
    let own = array(operation.value.get("parameters"));
    for parameter in array(Some(operation.shared)).chain(own) {
        let parameter = source.resolve(parameter);
        let (Some(name), Some(example)) = (parameter["name"].as_str(), parameter.get("example"))
        else {
            continue;
        };
        let example = example.as_str().map_or(example.to_string(), str::to_owned);
        if parameter["in"] == "path" {
            path = path.replace(&format!("{{{name}}}"), &example);
        } else if parameter["required"] == true {
            query.push(format!("{name}={example}"));
        }
    }
    if !query.is_empty() {
        path += &format!("?{}", query.join("&"));
    }
    let key = if operation
        .value
        .get("security")
        .is_some_and(|it| it.as_array().is_some_and(Vec::is_empty))
    {
        ""
    } else {
        " -u \"$CONSUMER_KEY:$CONSUMER_SECRET\""
    };
    let method = match operation.methods.first().map_or("GET", String::as_str) {
        "GET" => String::new(),
        method => format!(" -X {method}"),
    };
    let url = format!("'https://shop.example/wp-json{path}'");
    match body {
        None => format!("curl{key}{method} {url}"),
        Some(body) => format!(
            "curl{key}{method} {url} \\\n  -H 'Content-Type: application/json' \\\n  -d '{}'",
            body.to_string().replace('\'', "'\\''")
        ),
    }
}
