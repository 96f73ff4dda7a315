//! The observed document as of another release of the plugin (`docs/releases.md`): what came later is
//! taken out, and dates are written as that release writes them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::introduction::{Dates, introduction};
use super::profile::prune;
use super::{Edition, Release, observed, openapi, tidy};
use crate::interpret::Api;

/// The end of the pattern of a date before 1.19.1: local and UTC dates alike carry an offset of zero.
const ZERO_OFFSET: &str = r"\+00:00$";

/// The document of what a release of the plugin answers, or `None` where that release does not
/// have the version of the API. The documentation bears no releases: its document stays as it is.
#[must_use]
pub(crate) fn openapi_of(api: Api, edition: Edition, release: Release) -> Option<Value> {
    if !release.has(api) {
        return None;
    }
    if edition == Edition::Documented {
        return openapi(api, edition);
    }
    let mut document = observed::document(api, release.max(Release::MEASURED))?;
    remove_operations(&mut document, release);
    remove_links(&mut document);
    let removed = remove_properties(&mut document, release);
    if release < Release::PLAIN_DATES {
        write_dates_with_offset(&mut document);
    }
    age_examples(&mut document, &removed, release);
    prune::unused(&mut document);
    describe(&mut document, api, release);
    Some(document)
}

fn is_later(value: &Value, release: Release) -> bool {
    value
        .get("x-since")
        .and_then(Value::as_str)
        .and_then(Release::parse)
        .is_some_and(|since| since > release)
}

/// A path on which only the site's self-description is left goes too.
fn remove_operations(document: &mut Value, release: Release) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    paths.retain(|_, item| {
        let Some(item) = item.as_object_mut() else {
            return true;
        };
        item.retain(|_, operation| !is_later(operation, release));
        let methods = ["get", "post", "put", "patch", "delete"];
        methods.iter().any(|method| item.contains_key(*method))
    });
}

/// Links to operations that were removed.
fn remove_links(document: &mut Value) {
    let mut operations = BTreeSet::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for item in paths.into_iter().flat_map(Map::values) {
        for operation in item.as_object().into_iter().flat_map(Map::values) {
            if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                operations.insert(id.to_owned());
            }
        }
    }
    let dangling: BTreeSet<String> = document
        .pointer("/components/links")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, link)| {
            let target = link.get("operationId").and_then(Value::as_str);
            target.is_some_and(|id| !operations.contains(id))
        })
        .map(|(name, _)| format!("#/components/links/{name}"))
        .collect();
    if !dangling.is_empty() {
        drop_references(document, &dangling);
    }
}

fn drop_references(value: &mut Value, dangling: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(links) = members.get_mut("links").and_then(Value::as_object_mut) {
                links.retain(|_, link| {
                    let target = link.get("$ref").and_then(Value::as_str);
                    target.is_none_or(|target| !dangling.contains(target))
                });
                if links.is_empty() {
                    members.shift_remove("links");
                }
            }
            members
                .values_mut()
                .for_each(|child| drop_references(child, dangling));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|child| drop_references(child, dangling)),
        _ => {}
    }
}

/// What was taken from which schema.
struct Removed {
    of_rows: BTreeSet<String>,
    of_profile_fields: BTreeSet<String>,
}

fn remove_properties(document: &mut Value, release: Release) -> Removed {
    let mut removed = Removed {
        of_rows: BTreeSet::new(),
        of_profile_fields: BTreeSet::new(),
    };
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        let gone = remove_from_schema(schema, release);
        match name.as_str() {
            "ProfileField" => removed.of_profile_fields.extend(gone),
            "UserMembership" | "MembershipPlan" => removed.of_rows.extend(gone),
            _ => {}
        }
    }
    removed
}

/// Takes what is later from a schema at every depth of it. Where it is not known whether a release
/// has a property, the property stays and need not be there.
fn remove_from_schema(schema: &mut Value, release: Release) -> Vec<String> {
    let mut gone = Vec::new();
    match schema {
        Value::Object(members) => {
            let mut optional = Vec::new();
            if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
                properties.retain(|name, property| {
                    let is_later = is_later(property, release);
                    if is_later {
                        gone.push(name.clone());
                    } else if may_lack(name, property, release) {
                        optional.push(name.clone());
                    }
                    !is_later
                });
            }
            if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) {
                required.retain(|name| {
                    let name = name.as_str().unwrap_or_default();
                    !gone.iter().chain(&optional).any(|it| it == name)
                });
                if required.is_empty() {
                    members.shift_remove("required");
                }
            }
            for child in members.values_mut() {
                gone.extend(remove_from_schema(child, release));
            }
        }
        Value::Array(items) => {
            for child in items {
                gone.extend(remove_from_schema(child, release));
            }
        }
        _ => {}
    }
    gone
}

/// The release from which `view_url` is there with `context=edit` too (`docs/releases.md`).
const VIEW_URL_IN_EVERY_CONTEXT: Release = Release::new(1, 13, 0);

fn may_lack(name: &str, property: &Value, release: Release) -> bool {
    if name == "view_url" && release < VIEW_URL_IN_EVERY_CONTEXT {
        return true;
    }
    let since = property.get("x-since").and_then(Value::as_str);
    let is_of_names = since.and_then(Release::parse) == Some(Release::MAY_HAVE_NAMES);
    is_of_names && release < Release::NAMES
}

fn write_dates_with_offset(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let is_plain = members.get("format").and_then(Value::as_str) == Some("date-time-local")
                && members.contains_key("x-timezone");
            if is_plain {
                // The date that stands for no date is none of RFC 3339.
                let pattern = members.get("pattern").and_then(Value::as_str);
                if pattern.is_some_and(|it| it.contains("-0001")) {
                    members.shift_remove("format");
                } else {
                    members.insert("format".into(), "date-time".into());
                }
                if let Some(Value::String(pattern)) = members.get_mut("pattern") {
                    pattern.truncate(pattern.trim_end_matches('$').len());
                    pattern.push_str(ZERO_OFFSET);
                }
            }
            members.values_mut().for_each(write_dates_with_offset);
        }
        Value::Array(items) => items.iter_mut().for_each(write_dates_with_offset),
        _ => {}
    }
}

/// Finds the examples, wherever they stand, and makes them those of the release.
fn age_examples(value: &mut Value, removed: &Removed, release: Release) {
    let mut age = |example: &mut Value| age_example(example, removed, release);
    match value {
        Value::Object(members) => {
            for (key, child) in members {
                match (key.as_str(), child) {
                    ("example", child) => age(child),
                    ("examples", Value::Array(items)) => items.iter_mut().for_each(&mut age),
                    ("examples", Value::Object(named)) => named
                        .values_mut()
                        .filter_map(|example| example.get_mut("value"))
                        .for_each(&mut age),
                    (_, child) => age_examples(child, removed, release),
                }
            }
        }
        Value::Array(items) => {
            for child in items {
                age_examples(child, removed, release);
            }
        }
        _ => {}
    }
}

fn age_example(example: &mut Value, removed: &Removed, release: Release) {
    match example {
        Value::Object(members) => {
            members.retain(|name, _| !removed.of_rows.contains(name));
            // Profile fields are the only objects with a slug and a value.
            if members.contains_key("slug") && members.contains_key("value") {
                members.retain(|name, _| !removed.of_profile_fields.contains(name));
            }
            for child in members.values_mut() {
                age_example(child, removed, release);
            }
        }
        Value::Array(items) => {
            for child in items {
                age_example(child, removed, release);
            }
        }
        Value::String(text)
            if release < Release::PLAIN_DATES
                && crate::interpret::local_date_time(text).is_some() =>
        {
            text.push_str("+00:00");
        }
        _ => {}
    }
}

fn describe(document: &mut Value, api: Api, release: Release) {
    let dates = if release < Release::PLAIN_DATES {
        Dates::WithZeroOffset
    } else {
        Dates::Plain
    };
    let lead = format!(
        "User memberships and membership plans of WooCommerce Memberships {release} over REST \
         {api}: what was measured on release {measured}, without what later releases introduced, \
         according to their source and the changelog.",
        measured = Release::MEASURED,
    );
    let text = tidy::wrapped(&introduction(api, dates, &lead));
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        info.insert("version".into(), release.to_string().into());
        info.insert("description".into(), text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(release: &str) -> Value {
        openapi_of(Api::V3, Edition::Observed, release.parse().unwrap()).unwrap()
    }

    fn has(document: &Value, property: &str) -> bool {
        let members = &document["components"]["schemas"]["UserMembership"];
        members["properties"].get(property).is_some()
    }

    #[test]
    fn properties_operations_and_dates_are_those_of_the_release() {
        let old = of("1.17");
        assert!(!has(&old, "profile_fields") && !has(&old, "plan_name") && has(&old, "view_url"));
        let start = &old["components"]["schemas"]["UserMembership"]["properties"]["start_date"];
        assert_eq!(start["format"], "date-time");
        assert_eq!(old["info"]["version"], "1.17.0");
        assert!(has(&of("1.19.1"), "profile_fields") && !has(&of("1.22.10"), "plan_name"));
        assert!(has(&of("1.24"), "plan_name"));
        let directory = "/wc/v3/memberships/members/directory";
        assert!(of("1.27.2")["paths"].get(directory).is_none());
        assert!(of("1.27.3")["paths"].get(directory).is_some());
        assert!(
            of("1.12")["paths"]
                .get("/wc/v3/memberships/members/batch")
                .is_none()
        );
        assert!(
            of("1.12")["paths"]["/wc/v3/memberships/members"]
                .get("post")
                .is_none()
        );
        let none = openapi_of(Api::V4, Edition::Observed, Release::new(1, 22, 10));
        assert_eq!(none, None);
    }

    #[test]
    fn what_may_be_missing_in_a_release_that_nobody_read_is_optional() {
        let schema = &of("1.23.1")["components"]["schemas"]["UserMembership"];
        let required = schema["required"].as_array().unwrap();
        assert!(schema["properties"].get("plan_name").is_some());
        assert!(required.iter().all(|name| name != "plan_name"));
    }
}
