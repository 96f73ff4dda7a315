use std::sync::Arc;

use super::lowering::count;
use crate::diff::load::Node;
use crate::diff::schema::{Format, JsonType, Keywords, Schemas};

pub(super) fn strings(s: &mut Schemas, k: &mut Keywords, node: &Node) {
    k.min_length = count(node, "minLength").filter(|min| *min > 0);
    k.max_length = count(node, "maxLength");
    k.pattern = node.text("pattern").map(Arc::from);
    match node.text("format") {
        // These name the width of a number, or how people type or tools store a string.
        None | Some("int32" | "int64" | "float" | "double" | "decimal" | "password" | "binary") => {
        }
        Some("byte") => {
            let base64 = Keywords {
                pattern: Some(Arc::from("^[A-Za-z0-9+/]*={0,2}$")),
                ..Keywords::default()
            };
            let id = s.intern(base64);
            k.all.push(id);
        }
        Some(name) => {
            let stringy = k.types.is_none_or(|types| types.touches(JsonType::String));
            if stringy {
                k.format = Some(Format(name.into()));
            }
        }
    }
}
