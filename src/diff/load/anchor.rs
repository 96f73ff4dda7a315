use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::node::{Kind, Node, token};

/// The pointers of the schemas that carry `$anchor` or `$dynamicAnchor`, by its name.
pub(super) type Anchors = FxHashMap<Box<str>, String>;

/// The anchors of a file; of those of one name the first.
pub(super) fn anchors(root: &Node) -> Anchors {
    let mut found = Anchors::default();
    collect(root, &mut Vec::new(), &mut found);
    found
}

fn collect<'d>(node: &'d Node, at: &mut Vec<Cow<'d, str>>, found: &mut Anchors) {
    match &node.kind {
        Kind::Object(object) => {
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = node.text(keyword) {
                    let pointer = || at.iter().map(|name| format!("/{}", token(name))).collect();
                    found.entry(name.into()).or_insert_with(pointer);
                }
            }
            for (name, value) in object.iter() {
                if matches!(value.kind, Kind::Array(_) | Kind::Object(_)) {
                    at.push(Cow::Borrowed(name));
                    collect(value, at, found);
                    at.pop();
                }
            }
        }
        Kind::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if matches!(item.kind, Kind::Array(_) | Kind::Object(_)) {
                    at.push(Cow::Owned(index.to_string()));
                    collect(item, at, found);
                    at.pop();
                }
            }
        }
        _ => {}
    }
}
