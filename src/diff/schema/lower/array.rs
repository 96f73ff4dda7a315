use super::lowering::{Lowering, Mode, count};
use crate::diff::load::{FileId, Node};
use crate::diff::schema::{Contains, Keywords, Schemas};

/// Keywords whose schemas may evaluate items of the same array.
const APPLICATORS: [&str; 9] = [
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

impl<'d> Lowering<'d> {
    pub(super) fn arrays(
        &mut self,
        s: &mut Schemas,
        k: &mut Keywords,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) {
        if let Some(prefix) = node.get("prefixItems").and_then(Node::array) {
            k.prefix = prefix
                .iter()
                .map(|node| self.schema(s, file, node, mode))
                .collect();
        }
        k.items = node
            .get("items")
            .map(|node| self.schema(s, file, node, mode));
        k.contains = node.get("contains").map(|schema| Contains {
            schema: self.schema(s, file, schema, mode),
            min: count(node, "minContains").unwrap_or(1),
            max: count(node, "maxContains"),
        });
        k.min_items = count(node, "minItems").filter(|min| *min > 0);
        k.max_items = count(node, "maxItems");
        k.unique = node.flag("uniqueItems");
        k.unevaluated_items = node
            .get("unevaluatedItems")
            .map(|node| self.schema(s, file, node, mode));
        // What `contains` matches is evaluated. Where nothing else evaluates, each item is one of
        // these or what is said of the rest.
        let alone = |name: &&str| node.get(name).is_none();
        if let (Some(rest), Some(contains), None) = (k.unevaluated_items, &k.contains, k.items)
            && APPLICATORS.iter().all(alone)
        {
            let mut either = vec![rest, contains.schema];
            either.sort_unstable();
            k.items = Some(s.intern(Keywords {
                any: Some(either),
                ..Keywords::default()
            }));
            k.unevaluated_items = None;
        }
    }
}
