//! Schemas with an `$id` of their own: what they call by it, and by references that start from
//! it, is rewritten to references from the root of the file (JSON Schema 2020-12, section 8.2.1).

use std::collections::BTreeMap;

use super::node::{Kind, Node, token};

/// Values that hold no schema.
const VALUES: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// Rewrites the references of a file in whose text an `$id` may stand.
pub(super) fn rewrite(root: &mut Node, text: &str) {
    if !text.contains("$id") {
        return;
    }
    let mut known = BTreeMap::new();
    collect(root, &mut String::new(), None, &mut known);
    if !known.is_empty() {
        let whole = root.clone();
        let there = |pointer: &str| whole.at(pointer).is_some();
        let known = Known {
            known,
            there: &there,
        };
        point(root, &mut String::new(), None, &known);
    }
}

/// Where the schemas with an `$id` stand, and whether anything stands at a pointer: writers who
/// give an `$id` and still refer from the root of the file are let be.
struct Known<'k> {
    known: BTreeMap<String, String>,
    there: &'k dyn Fn(&str) -> bool,
}

/// The identifier of a schema as references may spell it.
fn identifier(node: &Node, base: Option<&url::Url>) -> Option<url::Url> {
    let text = node.text("$id")?;
    match base {
        Some(base) => base.join(text).ok(),
        None => url::Url::parse(text)
            .or_else(|_relative| url::Url::parse("file:///")?.join(text))
            .ok(),
    }
}

fn collect(
    node: &Node,
    at: &mut String,
    base: Option<&url::Url>,
    known: &mut BTreeMap<String, String>,
) {
    let own = identifier(node, base);
    if let Some(own) = &own {
        known.insert(own.as_str().trim_end_matches('#').to_owned(), at.clone());
    }
    let base = own.as_ref().or(base);
    let length = at.len();
    match &node.kind {
        Kind::Object(object) => {
            for (name, value) in object.iter().filter(|(name, _)| !VALUES.contains(name)) {
                at.push('/');
                at.push_str(&token(name));
                collect(value, at, base, known);
                at.truncate(length);
            }
        }
        Kind::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                collect(value, at, base, known);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn point(node: &mut Node, at: &mut String, around: Option<&(url::Url, String)>, known: &Known<'_>) {
    let own = identifier(node, around.map(|(base, _)| base)).map(|base| (base, at.clone()));
    let around = own.as_ref().or(around);
    let length = at.len();
    match &mut node.kind {
        Kind::Object(object) => {
            for (name, value) in object.iter_mut() {
                if VALUES.contains(&name) {
                    continue;
                }
                if let (true, Kind::String(text)) = (name == "$ref", &mut value.kind) {
                    if let Some(better) = target(text, around, known) {
                        *text = better.into();
                    }
                    continue;
                }
                at.push('/');
                at.push_str(&token(name));
                point(value, at, around, known);
                at.truncate(length);
            }
        }
        Kind::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                at.push_str(&format!("/{index}"));
                point(value, at, around, known);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

/// A reference from the root of the file, where one from an `$id` stood.
fn target(text: &str, around: Option<&(url::Url, String)>, known: &Known<'_>) -> Option<String> {
    if let (Some((_, pointer)), Some(fragment)) = (around, text.strip_prefix('#')) {
        let inside = fragment.is_empty() || fragment.starts_with('/');
        let found = format!("{pointer}{fragment}");
        return (inside && (known.there)(&found)).then(|| format!("#{found}"));
    }
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    let whole = match around {
        Some((base, _)) => base.join(path).ok()?,
        None => url::Url::parse(path).ok()?,
    };
    let pointer = known.known.get(whole.as_str())?;
    (fragment.is_empty() || fragment.starts_with('/')).then(|| format!("#{pointer}{fragment}"))
}
