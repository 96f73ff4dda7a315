use serde_json::Value;

use super::departures::{Departures, listed};
use super::json::json;
use super::operations::examples;
use super::page::{Page, cell, slug};
use super::source::{Source, array, content, delivery};
use super::types;

/// The header whose value is a part of the topic.
const TOPIC: &str = "X-WC-Webhook-Topic";

/// Writes what the site sends: the headers of a delivery, and each topic with its payload.
pub(super) fn write(source: &Source<'_>, departures: &Departures, page: &mut Page) {
    let webhooks = source.webhooks();
    let Some((_, first)) = webhooks.first() else {
        return;
    };
    let tags = array(source.document.get("tags"));
    let tag = tags.filter(|tag| array(first.get("tags")).any(|it| *it == tag["name"]));
    for tag in tag {
        page.heading(2, tag["name"].as_str().unwrap_or_default());
        page.block(tag["description"].as_str().unwrap_or_default());
    }
    let of = |topic: &str| departures.about([(delivery(topic).as_str(), "", "")]);
    let mut common = of(webhooks[0].0);
    common.retain(|row| {
        let mut others = webhooks.iter();
        others.all(|(topic, _)| of(topic).iter().any(|it| it.id == row.id))
    });
    page.block(&listed(&common));
    page.heading(3, "Headers of a delivery");
    let rows: Vec<Vec<String>> = array(first.get("parameters"))
        .map(|parameter| {
            let parameter = source.resolve(parameter);
            vec![
                format!("`{}`", parameter["name"].as_str().unwrap_or_default()),
                cell(parameter["description"].as_str().unwrap_or_default()),
                types::shown(&parameter["example"]),
            ]
        })
        .collect();
    page.table(&["header", "meaning", "such as"], &rows);
    let mut shown: Vec<(&Value, &str)> = Vec::new();
    for (topic, value) in &webhooks {
        page.heading(3, topic);
        page.block(value["description"].as_str().unwrap_or_default());
        let mut own = of(topic);
        own.retain(|row| common.iter().all(|it| it.id != row.id));
        page.block(&listed(&own));
        let Some(content) = content(&value["requestBody"]) else {
            continue;
        };
        let kind = types::describe(&content["schema"]);
        let examples = examples(content);
        let first = examples.first().map(|(_, payload)| *payload);
        let before = shown.iter().find(|(other, _)| Some(*other) == first);
        if let Some((_, other)) = before {
            let slug = slug(other);
            page.block(&format!(
                "Payload: {kind}, such as that of [{other}](#{slug})."
            ));
            continue;
        }
        page.block(&format!("Payload: {kind}."));
        shown.extend(first.map(|payload| (payload, topic.as_str())));
        for (summary, payload) in examples {
            let text = message(source, value, payload);
            page.folded(summary, |page| page.code("http", &text));
        }
    }
}

/// A delivery as it is on the wire, but for the line breaks of the payload.
fn message(source: &Source<'_>, delivery: &Value, payload: &Value) -> String {
    let headers = array(delivery.get("parameters")).map(|it| source.resolve(it));
    let headers = headers.map(|it| {
        let name = it["name"].as_str().unwrap_or_default();
        format!("{name}: {}\n", it["example"].as_str().unwrap_or_default())
    });
    let mut headers: Vec<String> = headers.collect();
    headers.sort_by_key(|line| !line.starts_with(TOPIC));
    format!(
        "Content-Type: application/json\n{}\n{}",
        headers.concat(),
        json(payload)
    )
}
