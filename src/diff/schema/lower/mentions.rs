use crate::diff::load::{Document, Kind, Node};

/// Keywords of which most documents say nothing anywhere, so that nobody need look for them in
/// each schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mentions {
    /// `unevaluatedProperties` or `unevaluatedItems`.
    pub(super) unevaluated: bool,
    /// `readOnly` or `writeOnly`.
    pub(super) one_sided: bool,
}

impl Mentions {
    pub(super) fn of(document: &Document) -> Self {
        let mut found = Self::default();
        let mut open: Vec<&Node> = document.roots().map(|root| root.node).collect();
        while let Some(node) = open.pop() {
            match &node.kind {
                Kind::Object(object) => {
                    for (name, value) in object.iter() {
                        match name {
                            "unevaluatedProperties" | "unevaluatedItems" => {
                                found.unevaluated = true;
                            }
                            "readOnly" | "writeOnly" => found.one_sided = true,
                            _ => {}
                        }
                        open.push(value);
                    }
                }
                Kind::Array(items) => open.extend(items.iter()),
                _ => {}
            }
        }
        found
    }
}
