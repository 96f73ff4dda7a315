use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Learned, Resource, learned::declared};
use crate::contract::{Contract, Place};
use crate::exchange::Method;
use crate::seen::Api;

/// One property or parameter, as the document, the site and the values have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `members order_id`, `GET plans per_page`.
    pub what: String,
    /// What the document says, in JSON types.
    pub document: String,
    /// What the site says of itself.
    pub site: String,
    /// What answers held; empty for parameters.
    pub seen: String,
    /// Who disagrees.
    pub verdict: Verdict,
}

/// Whether document, self-description and values agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All that speak say the same.
    Agree,
    /// They differ as the catalogue knows: the id of its row.
    Known(&'static str),
    /// They differ: who is alone, in words.
    Disagree(&'static str),
}

/// The row of the catalogue about the dialect in which sites describe themselves.
const DIALECT: &str = "options-schema-is-not-json-schema";

/// Holds the document, the site's description of itself and the values seen against each other.
#[must_use]
pub fn compare(learned: &Learned, contract: &Contract, api: Api) -> Vec<Line> {
    let mut lines = Vec::new();
    for resource in Resource::ALL {
        lines.extend(properties(learned, contract.document(), resource));
        lines.extend(parameters(learned, contract, api, resource));
    }
    lines
}

fn properties(learned: &Learned, document: &Value, resource: Resource) -> Vec<Line> {
    let Some(own) = learned
        .schemas
        .get(&resource)
        .and_then(|it| it.get("properties")?.as_object())
    else {
        return Vec::new();
    };
    let seen = |name: &str| learned.types.get(&(resource, name.to_owned()));
    let mut names: BTreeSet<&str> = declared(document, resource).into_iter().collect();
    names.extend(own.keys().map(String::as_str));
    let of_rows = learned.types.keys().filter(|(of, _)| *of == resource);
    names.extend(of_rows.map(|(_, name)| name.as_str()));
    let place = format!("/components/schemas/{}/properties", resource.schema());
    names
        .into_iter()
        .map(|name| {
            let of_document = document
                .pointer(&format!("{place}/{name}"))
                .map(|schema| types(document, schema));
            let of_site = own.get(name).map(of_dialect);
            let of_values = seen(name).cloned();
            Line {
                what: format!("{} {name}", resource.list().trim_start_matches('/')),
                verdict: judge(of_document.as_ref(), of_site.as_ref(), of_values.as_ref()),
                document: words(of_document.as_ref()),
                site: own.get(name).map_or_else(nothing, in_site_words),
                seen: of_values
                    .as_ref()
                    .map_or_else(nothing, |it| words(Some(it))),
            }
        })
        .collect()
}

type Types = BTreeSet<&'static str>;

fn judge(document: Option<&Types>, site: Option<&Types>, values: Option<&Types>) -> Verdict {
    let (Some(document), Some(values)) = (document, values) else {
        return match (document, site, values) {
            (None, None, _) => Verdict::Disagree("only answers have it: another plugin's"),
            (None, Some(_), _) => Verdict::Disagree("the document does not have it"),
            // Nothing was seen of it; only the words can be compared.
            (Some(_), None, _) => Verdict::Known(DIALECT),
            (Some(document), Some(site), _) => of_words(document, site),
        };
    };
    if !values.is_subset(document) {
        return Verdict::Disagree("answers hold what the document does not allow");
    }
    match site {
        None => Verdict::Known(DIALECT),
        Some(site) => of_words(document, site),
    }
}

/// The site's dialect knows no null, and `mixed` says nothing.
fn of_words(document: &Types, site: &Types) -> Verdict {
    if site == document {
        return Verdict::Agree;
    }
    let without_null: Types = document
        .iter()
        .copied()
        .filter(|it| *it != "null")
        .collect();
    if site.is_empty() || *site == without_null {
        Verdict::Known(DIALECT)
    } else {
        Verdict::Disagree("the site says another type of itself")
    }
}

fn parameters(learned: &Learned, contract: &Contract, api: Api, resource: Resource) -> Vec<Line> {
    let path = format!("/wc/{api}/memberships{}", resource.list());
    let (Some(own), Some(operation)) = (
        learned.arguments.get(&resource),
        contract.operation(&Method::Get, &path),
    ) else {
        return Vec::new();
    };
    let document = contract.document();
    let mut lines = Vec::new();
    for parameter in operation
        .parameters
        .iter()
        .filter(|it| it.place == Place::Query)
    {
        let of_document = types(document, &parameter.schema);
        let site = own.get(&parameter.name);
        let verdict = match site.map(of_dialect) {
            None if parameter.undeclared => Verdict::Known(match resource {
                Resource::Member => "undeclared-member-parameters",
                Resource::Plan => "undeclared-plan-parameters",
            }),
            None if parameter.requires.is_some() => Verdict::Agree,
            None => Verdict::Disagree("the site does not take it"),
            // Lists are sent as text with commas, so that text and list are one.
            Some(site) if site.is_empty() || !site.is_disjoint(&of_document) => Verdict::Agree,
            Some(site) if site.contains("array") && of_document.contains("string") => {
                Verdict::Agree
            }
            Some(_) => Verdict::Disagree("the site says another type of itself"),
        };
        lines.push(Line {
            what: format!("GET {} {}", &resource.list()[1..], parameter.name),
            document: words(Some(&of_document)),
            site: site.map_or_else(nothing, in_site_words),
            seen: String::new(),
            verdict,
        });
    }
    let declared: BTreeSet<&str> = operation
        .parameters
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    for (name, argument) in own
        .iter()
        .filter(|(name, _)| !declared.contains(name.as_str()))
    {
        lines.push(Line {
            what: format!("GET {} {name}", &resource.list()[1..]),
            document: nothing(),
            site: in_site_words(argument),
            seen: String::new(),
            verdict: Verdict::Disagree("the document does not have it"),
        });
    }
    lines
}

/// The JSON types that a schema of the document allows, references followed.
fn types(document: &Value, schema: &Value) -> Types {
    let mut found = Types::new();
    collect(document, schema, &mut found, 0);
    found
}

fn collect(document: &Value, schema: &Value, found: &mut Types, depth: usize) {
    // Deeper than any document of ours; a user's may refer to itself.
    if depth > 8 {
        return;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = reference
            .strip_prefix('#')
            .and_then(|it| document.pointer(it));
        if let Some(target) = target {
            collect(document, target, found, depth + 1);
        }
    }
    match schema.get("type") {
        Some(Value::String(name)) => found.extend(known(name)),
        Some(Value::Array(names)) => {
            found.extend(names.iter().filter_map(Value::as_str).filter_map(known));
        }
        _ => {}
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        for branch in schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            collect(document, branch, found, depth + 1);
        }
    }
}

/// The same in WordPress's dialect: `date-time` is text, `mixed` says nothing.
fn of_dialect(schema: &Value) -> Types {
    let of = |name: &str| match name {
        "date-time" => Some("string"),
        name => known(name),
    };
    match schema.get("type") {
        Some(Value::String(name)) => of(name).into_iter().collect(),
        Some(Value::Array(names)) => names.iter().filter_map(|name| of(name.as_str()?)).collect(),
        _ => Types::new(),
    }
}

fn known(name: &str) -> Option<&'static str> {
    [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ]
    .into_iter()
    .find(|known| *known == name)
}

fn words(types: Option<&Types>) -> String {
    match types {
        None => nothing(),
        Some(types) if types.is_empty() => "anything".to_owned(),
        Some(types) => types.iter().copied().collect::<Vec<_>>().join(" | "),
    }
}

/// The site's own words: its type, and whether it is read-only.
fn in_site_words(schema: &Value) -> String {
    let kind = match schema.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            names.join(" | ")
        }
        _ => "anything".to_owned(),
    };
    let empty = Map::new();
    let members = schema.as_object().unwrap_or(&empty);
    match members.get("readonly") {
        Some(Value::Bool(true)) => format!("{kind}, readonly"),
        _ => kind,
    }
}

fn nothing() -> String {
    "–".to_owned()
}
