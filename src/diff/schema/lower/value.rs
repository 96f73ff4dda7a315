use serde_json::Value;

use crate::diff::load::Node;
use crate::diff::schema::{Keywords, TypeSet};

pub(super) fn values(k: &mut Keywords, node: &Node) {
    if let Some(types) = node.get("type") {
        let names = types.array().unwrap_or(std::slice::from_ref(types));
        let set = (names.iter().filter_map(Node::str)).fold(TypeSet::NONE, TypeSet::with);
        k.types = Some(set.tidy());
    }
    let mut values: Option<Vec<Value>> = (node.get("enum").and_then(Node::array))
        .map(|values| values.iter().map(Node::to_json).collect());
    if let Some(value) = node.get("const").map(Node::to_json) {
        let fits = values.as_ref().is_none_or(|values| values.contains(&value));
        values = Some(if fits { vec![value] } else { Vec::new() });
    }
    k.values = values.map(|mut values| {
        values.sort_by_cached_key(ToString::to_string);
        values.dedup();
        values
    });
}
