use std::collections::BTreeSet;
use std::sync::Arc;

use super::lowering::{Lowering, Mode, count};
use super::string::plain_hyphens;
use crate::diff::load::{FileId, Node, Object};
use crate::diff::schema::{Keywords, SchemaId, Schemas};

impl<'d> Lowering<'d> {
    pub(super) fn objects(
        &mut self,
        s: &mut Schemas,
        k: &mut Keywords,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) {
        let ignored = self.ignored(file, node, mode);
        for (name, value) in node
            .get("properties")
            .and_then(Node::object)
            .into_iter()
            .flat_map(Object::iter)
        {
            if ignored.contains(name) {
                k.ignored.insert(name.into());
            } else {
                let id = self.schema(s, file, value, mode);
                k.properties.insert(name.into(), id);
            }
        }
        for (name, value) in node
            .get("patternProperties")
            .and_then(Node::object)
            .into_iter()
            .flat_map(Object::iter)
        {
            let id = self.schema(s, file, value, mode);
            k.patterns.insert(plain_hyphens(name).into(), id);
        }
        k.additional = node
            .get("additionalProperties")
            .map(|node| self.schema(s, file, node, mode));
        let required = node
            .get("required")
            .and_then(Node::array)
            .unwrap_or_default();
        k.required = (required.iter().filter_map(Node::str))
            .filter(|name| !ignored.contains(*name))
            .map(Arc::from)
            .collect();
        k.min_properties = count(node, "minProperties").filter(|min| *min > 0);
        k.max_properties = count(node, "maxProperties");
        k.property_names = node
            .get("propertyNames")
            .map(|node| self.schema(s, file, node, mode));
        for (name, others) in node
            .get("dependentRequired")
            .and_then(Node::object)
            .into_iter()
            .flat_map(Object::iter)
        {
            let others: BTreeSet<Arc<str>> = (others.array().unwrap_or_default().iter())
                .filter_map(Node::str)
                .map(Arc::from)
                .collect();
            if !others.is_empty() {
                k.dependent_required.insert(name.into(), others);
            }
        }
        for (name, value) in node
            .get("dependentSchemas")
            .and_then(Node::object)
            .into_iter()
            .flat_map(Object::iter)
        {
            let id = self.schema(s, file, value, mode);
            if id != SchemaId::TRUE {
                k.dependent_schemas.insert(name.into(), id);
            }
        }
        k.unevaluated_properties = node
            .get("unevaluatedProperties")
            .map(|node| self.schema(s, file, node, mode));
    }
}
