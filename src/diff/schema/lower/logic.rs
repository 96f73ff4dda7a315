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
        k.any = list(self, s, "anyOf");
        k.one = list(self, s, "oneOf");
        k.not = node.get("not").map(|node| self.child(s, file, node, mode));
        if let Some(condition) = node.get("if") {
            let condition = self.child(s, file, condition, mode);
            let mut branch = |name: &str| match node.get(name) {
                Some(node) => self.child(s, file, node, mode),
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
