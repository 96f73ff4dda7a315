use std::collections::BTreeSet;

use super::departures::{Departures, beside, listed};
use super::page::{Page, cell};
use super::source::{Source, array};
use super::types;

/// Writes where a site is, how a request proves who sends it, and the headers of responses.
pub(super) fn write(source: &Source<'_>, departures: &Departures, page: &mut Page) {
    page.heading(2, "Addresses and credentials");
    for server in array(source.document.get("servers")) {
        let url = server["url"].as_str().unwrap_or_default();
        let description = server["description"].as_str().unwrap_or_default();
        page.block(&format!("{description}: `{url}`."));
    }
    page.block(&listed(&departures.about([("", "server", "")])));
    let rows: Vec<Vec<String>> = source
        .component("securitySchemes")
        .map(|(name, scheme)| {
            let place = scheme["in"].as_str().or(scheme["scheme"].as_str());
            vec![
                format!("`{name}`"),
                place.unwrap_or_default().to_owned(),
                cell(scheme["description"].as_str().unwrap_or_default()),
            ]
        })
        .collect();
    page.table(&["credential", "where", "how"], &rows);
    page.block(&listed(&departures.about([("", "security", "")])));
    page.heading(2, "Headers of responses");
    let mut said = BTreeSet::new();
    let rows: Vec<Vec<String>> = source
        .component("headers")
        .map(|(name, header)| {
            let part = format!("response 200 header {name}");
            let mut kind = types::describe(&header["schema"]);
            if let Some(example) = header.get("example") {
                kind += &format!(", such as {}", types::shown(example));
            }
            vec![
                format!("`{name}`"),
                cell(&kind),
                cell(header["description"].as_str().unwrap_or_default()),
                beside(&departures.about([("", part.as_str(), "")]), &mut said),
            ]
        })
        .collect();
    let head = [
        "header",
        "type",
        "meaning",
        "the documentation says otherwise",
    ];
    page.table(&head, &rows);
}
