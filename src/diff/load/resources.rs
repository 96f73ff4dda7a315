//! Schemas with an identifier of their own: what refers to them by `$id` and `$anchor`, and what
//! refers from inside them, is rewritten to references from the root of the file (JSON Schema
//! 2020-12, section 8.2). `$self` is the identifier of the whole document (OpenAPI 3.2).

use rustc_hash::FxHashMap;
use url::Url;

use super::dynamic::{self, Dynamic};
use super::node::{Kind, Node, token};

/// Values that hold no schema.
pub(super) const VALUES: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];

/// Rewrites the references of a file in whose text an identifier may stand. Says whether each leads
/// where it should.
pub(super) fn rewrite(root: &mut Node, text: &str) -> bool {
    if root.get(dynamic::BOUND).is_some() {
        root.set(dynamic::BOUND, None);
    }
    let mut dynamic = Dynamic::default();
    if ["$id", "$self"].iter().any(|name| text.contains(name)) {
        dynamic = identifiers(root);
    }
    !text.contains("$dynamicRef") || dynamic::bind(root, &dynamic)
}

/// Rewrites what refers to identifiers, and says what dynamic references there are.
fn identifiers(root: &mut Node) -> Dynamic {
    let Some(base) = own(root, "$self") else {
        return Dynamic::default();
    };
    let mut known = Known::default();
    let resource = Resource {
        base,
        pointer: String::new(),
    };
    known.resources.insert(resource.name(), String::new());
    collect(root, &mut String::new(), &resource, &mut known);
    if known.resources.len() > 1 || root.text("$self").is_some() {
        let whole = root.clone();
        let there = |pointer: &str| whole.at(pointer).is_some();
        let mut references = FxHashMap::default();
        let around = (&known, &there as &dyn Fn(&str) -> bool);
        point(root, &mut String::new(), &resource, around, &mut references);
        known.dynamic.references = references;
    }
    known.dynamic
}

/// A schema with an identifier: the address that references inside it start from.
#[derive(Debug, Clone)]
struct Resource {
    base: Url,
    pointer: String,
}

impl Resource {
    /// Its identifier as a reference names it.
    fn name(&self) -> String {
        self.base.as_str().trim_end_matches('#').to_owned()
    }

    /// The schema inside it that has an identifier, if it has one.
    fn inner(&self, node: &Node, at: &str) -> Option<Self> {
        let base = self.base.join(node.text("$id")?).ok()?;
        Some(Self {
            base,
            pointer: at.to_owned(),
        })
    }
}

/// The address of a document that says it, or one that stands for it.
fn own(root: &Node, keyword: &str) -> Option<Url> {
    let unnamed = Url::parse("file:///").ok()?;
    match root.text(keyword) {
        Some(text) => unnamed.join(text).ok(),
        None => Some(unnamed),
    }
}

/// Where schemas with identifiers stand, and the anchors in each of them. Writers who give an
/// `$id` and still refer from the root of the file are let be.
#[derive(Debug, Default)]
struct Known {
    resources: FxHashMap<String, String>,
    anchors: FxHashMap<(String, String), String>,
    dynamic: Dynamic,
}

impl Known {
    /// Whether a name is that of the dynamic anchor at a place.
    fn is_dynamic(&self, name: &str, place: &str) -> bool {
        let mut scopes = self.dynamic.resources.values();
        scopes.any(|scope| scope.get(name).is_some_and(|at| at == place))
    }
}

fn collect(node: &Node, at: &mut String, around: &Resource, known: &mut Known) {
    let inner = around.inner(node, at);
    if let Some(inner) = &inner {
        (known.resources.entry(inner.name())).or_insert_with(|| at.clone());
    }
    let around = inner.as_ref().unwrap_or(around);
    for keyword in ["$anchor", "$dynamicAnchor"] {
        if let Some(anchor) = node.text(keyword) {
            let key = (around.name(), anchor.to_owned());
            known.anchors.entry(key).or_insert_with(|| at.clone());
        }
    }
    let scope = known.dynamic.resources.entry(around.pointer.clone());
    let scope = scope.or_default();
    if let Some(anchor) = node.text("$dynamicAnchor") {
        let place = scope.entry(anchor.to_owned());
        place.or_insert_with(|| at.clone());
    }
    within(node, at, &mut |value, at| {
        collect(value, at, around, known);
    });
}

/// Hands over each member and item of a node that may hold a schema, with its pointer.
pub(super) fn within(node: &Node, at: &mut String, call: &mut dyn FnMut(&Node, &mut String)) {
    let length = at.len();
    match &node.kind {
        Kind::Object(object) => {
            for (name, value) in object.iter().filter(|(name, _)| !VALUES.contains(name)) {
                at.push('/');
                at.push_str(&token(name));
                call(value, at);
                at.truncate(length);
            }
        }
        Kind::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                call(value, at);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn point(
    node: &mut Node,
    at: &mut String,
    around: &Resource,
    (known, there): (&Known, &dyn Fn(&str) -> bool),
    dynamic: &mut FxHashMap<String, String>,
) {
    let inner = around.inner(node, at);
    let around = inner.as_ref().unwrap_or(around);
    let length = at.len();
    match &mut node.kind {
        Kind::Object(object) => {
            for (name, value) in object.iter_mut() {
                if VALUES.contains(&name) {
                    continue;
                }
                if let (true, Kind::String(text)) =
                    (matches!(name, "$ref" | "$dynamicRef"), &mut value.kind)
                {
                    let fragment = text.split_once('#').map_or("", |(_, name)| name).to_owned();
                    if let Some(better) = target(text, around, known, there) {
                        let is_dynamic = name == "$dynamicRef"
                            && known.is_dynamic(&fragment, better.trim_start_matches('#'));
                        if is_dynamic {
                            dynamic.insert(at.clone(), fragment);
                        }
                        *text = better.into();
                    }
                    continue;
                }
                at.push('/');
                at.push_str(&token(name));
                point(value, at, around, (known, there), dynamic);
                at.truncate(length);
            }
        }
        Kind::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                at.push_str(&format!("/{index}"));
                point(value, at, around, (known, there), dynamic);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

/// A reference from the root of the file, where one by an identifier or from inside a schema with
/// one stood.
fn target(
    text: &str,
    around: &Resource,
    known: &Known,
    there: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (name, pointer) = if path.is_empty() {
        (around.name(), &around.pointer)
    } else {
        let mut whole = around.base.join(path).ok()?;
        whole.set_fragment(None);
        let pointer = known.resources.get(whole.as_str())?;
        (whole.to_string(), pointer)
    };
    if fragment.is_empty() || fragment.starts_with('/') {
        let found = format!("{pointer}{fragment}");
        let decoded = percent_encoding::percent_decode_str(&found)
            .decode_utf8()
            .ok()?;
        return there(&decoded).then(|| format!("#{found}"));
    }
    let anchor = known.anchors.get(&(name, fragment.to_owned()))?;
    Some(format!("#{anchor}"))
}
