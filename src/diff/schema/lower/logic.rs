use std::collections::BTreeSet;

use super::lowering::{Lowering, Mode};
use crate::diff::load::{FileId, Node};
use crate::diff::schema::{Conditional, Keywords, SchemaId, Schemas};

impl<'d> Lowering<'d> {
    pub(super) fn logic(
        &mut self,
        s: &mut Schemas,
        k: &mut Keywords,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) {
        let list = |this: &mut Self, s: &mut Schemas, name: &str| -> Option<Vec<SchemaId>> {
            let members = node.get(name)?.array()?;
            Some(
                members
                    .iter()
                    .map(|node| this.schema(s, file, node, mode))
                    .collect(),
            )
        };
        k.all = list(self, s, "allOf").unwrap_or_default();
        // What one member asks for and another says not to count in this direction.
        if !k.all.is_empty() {
            let ignored = self.ignored(file, node, mode);
            if !ignored.is_empty() {
                for member in &mut k.all {
                    *member = without(s, *member, &ignored, 0);
                }
            }
        }
        k.any = list(self, s, "anyOf");
        k.one = list(self, s, "oneOf");
        k.not = node.get("not").map(|node| self.schema(s, file, node, mode));
        if let Some(condition) = node.get("if") {
            let condition = self.schema(s, file, condition, mode);
            let mut branch = |name: &str| match node.get(name) {
                Some(node) => self.schema(s, file, node, mode),
                None => SchemaId::TRUE,
            };
            let (then, otherwise) = (branch("then"), branch("else"));
            k.conditional = Some(Conditional {
                condition,
                then,
                otherwise,
            });
        }
    }
}

/// A schema that does not ask for properties of these names.
fn without(s: &mut Schemas, id: SchemaId, names: &BTreeSet<String>, depth: usize) -> SchemaId {
    const DEEP: usize = 8;
    if id == SchemaId::FALSE || depth > DEEP {
        return id;
    }
    let mut k = s.get(id).clone();
    k.required.retain(|name| !names.contains(&**name));
    for member in &mut k.all {
        *member = without(s, *member, names, depth + 1);
    }
    if k == *s.get(id) { id } else { s.intern(k) }
}
